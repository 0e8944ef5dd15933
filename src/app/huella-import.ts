/** The import pipeline: files in, a report out; nothing that fails stops the rest. */
import { HuellaError, isAbort, toHuellaError } from '../engine/errors';
import type { Crop } from '../engine/types';
import type { PhotoFields } from '../engine/library';
import type { EncodedPhoto } from '../engine/encoder/encoder';
import type { ImportItem, ImportOptions } from './scripting';
import type { ImportFailure } from './services';

/**
 * Photos being prepared at once beyond those in the encoder: while it computes, the next one is hashed and the last one
 * stored. Each holds a file handle, not a decoded photo.
 */
const LANES = 4;

/** What one photo needs of the workers. */
export interface ImportSteps<Encoded extends EncodedPhoto = EncodedPhoto> {
  /** Hash of the file, and the photo already in the library with it and this crop. */
  identify(file: File, crop: Crop | null): Promise<{ sha256: string; duplicateOf: string | null }>;
  encode(file: File, crop: Crop | null, signal: AbortSignal): Promise<Encoded>;
  /** Writes the photo and all that belongs to it; false when it was there already. */
  store(photo: {
    file: File;
    sha256: string;
    crop: Crop | null;
    individual: string | null;
    fields: PhotoFields | undefined;
    encoded: Encoded;
  }): Promise<boolean>;
}

export interface DetailedReport {
  readonly imported: number;
  readonly duplicates: number;
  readonly failed: readonly ImportFailure[];
  readonly cancelled: boolean;
}

/** Failures after which no other photo can succeed: the import ends, what is stored stays. */
const ENDS_THE_IMPORT = new Set([
  'storage-full',
  'storage-blocked',
  'storage-newer-version',
  'encoder-missing',
  'encoder-damaged',
]);

/**
 * Imports files in the order given (they finish in nearly that order). Cancelling keeps what is stored and resolves with
 * the report so far. A failure that concerns all photos (the disk is full) names the photo it met and ends the import too.
 */
export async function importPhotos<Encoded extends EncodedPhoto>(
  files: Iterable<File | ImportItem>,
  steps: ImportSteps<Encoded>,
  options: ImportOptions = {},
): Promise<DetailedReport> {
  const items = Array.from(files, (entry): ImportItem => (entry instanceof File ? { file: entry } : entry));
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const stopped = (): boolean => signal.aborted;
  const failed: ImportFailure[] = [];
  let imported = 0;
  let duplicates = 0;
  let done = 0;
  let next = 0;

  const importOne = async ({ file, individual, crop: box, fields }: ImportItem): Promise<void> => {
    const crop = box ?? null;
    const { sha256, duplicateOf } = await steps.identify(file, crop);
    if (duplicateOf !== null) {
      duplicates += 1;
      return;
    }
    signal.throwIfAborted();
    const encoded = await steps.encode(file, crop, signal);
    const isNew = await steps.store({ file, sha256, crop, individual: individual ?? null, fields, encoded });
    if (isNew) imported += 1;
    else duplicates += 1;
  };

  const lane = async (): Promise<void> => {
    while (next < items.length && !stopped()) {
      const item = items[next++]!;
      try {
        if (!(item.file instanceof File)) {
          throw new HuellaError('photo-unreadable', 'This is not a file.');
        }
        await importOne(item);
      } catch (thrown) {
        if (isAbort(thrown) && stopped()) return;
        const { code, detail, message } = toHuellaError(thrown);
        failed.push({ name: nameOf(item), code, detail, reason: `${code}: ${message}` });
        if (ENDS_THE_IMPORT.has(code)) stop.abort();
      }
      done += 1;
      options.onProgress?.({ done, total: items.length, label: nameOf(item) });
    }
  };

  options.onProgress?.({ done: 0, total: items.length, label: '' });
  await Promise.all(Array.from({ length: LANES }, lane));
  return { imported, duplicates, failed, cancelled: options.signal?.aborted ?? false };
}

/** The path inside a chosen folder when there is one: two photos of a folder may share their file name. */
function nameOf({ file }: ImportItem): string {
  return file instanceof File ? file.webkitRelativePath || file.name : String(file);
}
