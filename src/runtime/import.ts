/** The import pipeline: files in, a report out; nothing that fails stops the rest. */
import { HuellaError, isAbort, toHuellaError } from '../engine/errors';
import type { PreparedPoints } from '../engine/local/markings';
import type { Crop } from '../engine/types';
import { cropOfBox, type PixelBox } from '../engine/exchange/rows';
import type { ImportRow, PhotoFields } from '../engine/library';
import type { ImportItem, ImportOptions } from './api';
import type { Encoded } from './doors';
import type { ImportFailure } from './status';

/**
 * Photos being prepared at once beyond those in the encoder: while it computes, the next one is hashed and the last one
 * stored. Each holds a file handle, not a decoded photo.
 */
const LANES = 4;

/** A photo whose file is opened only when its turn comes: it is in a zip or behind a handle. */
export interface LazyItem extends Omit<ImportItem, 'file'> {
  /** Path inside what was chosen. */
  readonly name: string;
  /** @throws HuellaError what became of the file */
  open(): Promise<File>;
  /** In pixels, until the photo's size is known. */
  readonly box?: PixelBox;
  /** What the encoder in use makes of the file with this hash: it is not asked again. */
  readonly prepared?: PreparedPhoto;
}

/** What was computed of a file elsewhere. */
export type PreparedPhoto = Encoded & {
  readonly sha256: string;
  /** Of its markings. */
  readonly points?: PreparedPoints;
};

export interface DetailedOptions extends ImportOptions {
  /** What became of each photo, once it is known. */
  onRow?(row: ImportedRow): void;
  /** A restore or a change of the encoder is under way: it begins after that. */
  onWait?(): void;
  /** Each photo waits for it before its turn: how an import is paused. */
  gate?(): Promise<void> | undefined;
}

/** As the library keeps it, without the import it is of. */
export type ImportedRow = Omit<ImportRow, 'importId'>;

/** What one photo needs of the workers. */
export interface ImportSteps {
  /** Hash of the file, and the photo already in the library with it and this crop. */
  identify(file: File, crop: Crop | null): Promise<{ sha256: string; duplicateOf: string | null }>;
  /** Pixels of the photo as it is shown. */
  size(file: File): Promise<{ width: number; height: number }>;
  encode(file: File, crop: Crop | null, signal: AbortSignal): Promise<Encoded>;
  /** Writes the photo and all that belongs to it. `resembles`: the name of a photo that looks nearly the same. */
  store(photo: {
    file: File;
    sha256: string;
    crop: Crop | null;
    individual: string | null;
    fields: PhotoFields | undefined;
    encoded: Encoded;
  }): Promise<{ isNew: boolean; photoId: string; resembles: string | null }>;
  /** Keeps a stored photo's points; that it cannot is no failure of the import. */
  keepPoints(photoId: string, points: PreparedPoints): Promise<void>;
}

export interface DetailedReport {
  readonly imported: number;
  readonly duplicates: number;
  /** Of those imported: they look nearly the same as a photo that was there. */
  readonly nearDuplicates: number;
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
export async function importPhotos(
  files: Iterable<File | ImportItem | LazyItem>,
  steps: ImportSteps,
  options: DetailedOptions = {},
): Promise<DetailedReport> {
  const items = Array.from(files, lazily);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const stopped = (): boolean => signal.aborted;
  const failed: ImportFailure[] = [];
  const counts = { imported: 0, 'near-duplicate': 0, duplicate: 0 };
  let done = 0;
  let next = 0;

  const importOne = async (
    item: LazyItem,
  ): Promise<Pick<ImportedRow, 'outcome' | 'photoId' | 'detail'>> => {
    const file = await item.open();
    const crop = item.crop ?? (item.box ? await cropIn(file, item.box) : null);
    const { sha256, duplicateOf } = await steps.identify(file, crop);
    if (duplicateOf !== null) return { outcome: 'duplicate', photoId: duplicateOf };
    signal.throwIfAborted();
    const { prepared } = item;
    const encoded = prepared?.sha256 === sha256 ? prepared : await steps.encode(file, crop, signal);
    const { individual = null, fields } = item;
    const stored = await steps.store({ file, sha256, crop, individual, fields, encoded });
    const { isNew, photoId, resembles } = stored;
    if (!isNew) return { outcome: 'duplicate', photoId };
    // Points are made again where they are missing.
    if (encoded === prepared && prepared.points)
      await steps.keepPoints(photoId, prepared.points).catch(() => undefined);
    return resembles === null
      ? { outcome: 'imported', photoId }
      : { outcome: 'near-duplicate', photoId, detail: { name: resembles } };
  };

  const cropIn = async (file: File, box: PixelBox): Promise<Crop> => {
    const size = await steps.size(file);
    const crop = cropOfBox(box, size);
    if (!crop)
      throw new HuellaError(
        'crop-invalid',
        `box ${box.x},${box.y} is outside ${size.width} x ${size.height}`,
      );
    return crop;
  };

  const lane = async (): Promise<void> => {
    for (;;) {
      await options.gate?.();
      if (next >= items.length || stopped()) return;
      const row = next++;
      const item = items[row]!;
      const { name, individual = null } = item;
      try {
        const became = await importOne(item);
        if (became.outcome !== 'failed') counts[became.outcome] += 1;
        options.onRow?.({ row, name, individual, ...became });
      } catch (thrown) {
        if (isAbort(thrown) && stopped()) return;
        const { code, detail, message } = toHuellaError(thrown);
        failed.push({ name, code, detail, reason: `${code}: ${message}` });
        options.onRow?.({ row, name, individual, outcome: 'failed', code, detail });
        if (ENDS_THE_IMPORT.has(code)) stop.abort();
      }
      done += 1;
      options.onProgress?.({ done, total: items.length, label: name });
    }
  };

  options.onProgress?.({ done: 0, total: items.length, label: '' });
  await Promise.all(Array.from({ length: LANES }, lane));
  return {
    imported: counts.imported + counts['near-duplicate'],
    duplicates: counts.duplicate,
    nearDuplicates: counts['near-duplicate'],
    failed,
    cancelled: options.signal?.aborted ?? false,
  };
}

function lazily(entry: File | ImportItem | LazyItem): LazyItem {
  if ('open' in entry) return entry;
  const { file, ...item } = entry instanceof File ? { file: entry } : entry;
  const open = (): Promise<File> =>
    file instanceof File
      ? Promise.resolve(file)
      : Promise.reject(new HuellaError('photo-unreadable', 'This is not a file.'));
  return { ...item, name: nameOf(file), open };
}

/** The path inside a chosen folder when there is one: two photos of a folder may share their file name. */
function nameOf(file: File): string {
  return file instanceof File ? file.webkitRelativePath || file.name : String(file);
}
