/** A backup from beginning to end: written, read back whole, and only then called one. */
import { HuellaError, toHuellaError } from '../errors';
import { ZipSink } from '../exchange/zip';
import type { Library } from '../library';
import { checkBackup } from './check';
import { LAST_BACKUP } from './format';
import { targetFor } from './target';
import { writeBackup, type WriteOptions } from './write';

/** What the gallery remembers of its last backup. */
export interface LastBackup {
  /**
   * Milliseconds since the epoch, when the records were read: photos imported later are not in it.
   */
  readonly at: number;
  readonly photos: number;
  readonly bytes: number;
  /**
   * Photos that were there and are not in it: their file is damaged on this device, or in the
   * gallery that a team shares and not here. Absent: an earlier version did not write it down.
   */
  readonly without?: { readonly damaged: number; readonly elsewhere: number };
}

export interface MadeBackup extends LastBackup {
  readonly file: Blob;
  /** Names of photos whose file is missing or damaged on this device. */
  readonly left: readonly string[];
}

export interface MakeOptions extends Omit<WriteOptions, 'onProgress'> {
  /** The file to write to; null: one of the browser's own, given back in the result. */
  readonly chosen: FileSystemFileHandle | null;
  readonly onProgress?: (stage: 'writing' | 'checking', done: number, total: number) => void;
}

/**
 * @throws HuellaError `backup-failed` when what was written cannot be read back as it was,
 *   `cancelled`, `storage-full`, `storage-failed`
 */
export async function makeBackup(library: Library, options: MakeOptions): Promise<MadeBackup> {
  const { chosen, signal, onProgress } = options;
  const { originals, thumbnails, encoders, trash } = await library.usage();
  const vectors = encoders.reduce((sum, { bytes }) => sum + bytes, 0);
  const target = await targetFor(chosen, originals + thumbnails + trash.bytes + vectors);
  const sink = new ZipSink(target.stream);
  try {
    const { manifest, left, elsewhere } = await writeBackup(library, sink, {
      ...options,
      onProgress: (done, total) => onProgress?.('writing', done, total),
    });
    await sink.close();
    const file = await target.file();
    await readBack(file, options);
    const last: LastBackup = {
      at: Date.parse(manifest.createdAt),
      photos: manifest.counts['photos'] ?? 0,
      bytes: file.size,
      without: { damaged: left.length, elsewhere: elsewhere.length },
    };
    await library.putSetting(LAST_BACKUP, last);
    return { ...last, file, left };
  } catch (error) {
    await sink.abort(error).catch(() => undefined);
    await target.discard();
    throw signal?.aborted ? new HuellaError('cancelled', 'cancelled') : toHuellaError(error);
  }
}

async function readBack(file: Blob, { signal, onProgress }: MakeOptions): Promise<void> {
  const failed = (entry: string, cause?: unknown): HuellaError =>
    new HuellaError(
      'backup-failed',
      `The backup cannot be read back: ${entry}.`,
      { entry },
      { cause },
    );
  let damage;
  try {
    ({ damage } = await checkBackup(file, {
      ...(signal ? { signal } : {}),
      onProgress: (done, total) => onProgress?.('checking', done, total),
    }));
  } catch (error) {
    const { code, detail } = toHuellaError(error);
    if (code.startsWith('backup-')) throw failed(String(detail['entry'] ?? ''), error);
    throw error;
  }
  const [first] = damage;
  if (first) throw failed(first.entry);
}
