/**
 * What the exchange's worker offers: zips opened one entry at a time, exports, and the plan of an
 * import (`planner.ts`).
 */
import { shownSize } from '../encoder/decode';
import { HuellaError } from '../errors';
import {
  decisionsTable,
  galleryTable,
  writeEmbeddings,
  writeGallery,
  writeWildbook,
  type ExportKind,
  type ExportRun,
  type ExportSource,
} from './export';
import { ImportPlanner } from './planner';
import { blobTarget, ZipArchive, ZipSink, type ZipItem } from './zip';

export class ExchangeDesk extends ImportPlanner {
  readonly #zips = new Map<number, ZipArchive>();
  #lastZip = 0;
  readonly #exports = new Map<string, AbortController>();

  async openZip(file: Blob): Promise<{ id: number; items: readonly ZipItem[] }> {
    const archive = await ZipArchive.open(file);
    const id = ++this.#lastZip;
    this.#zips.set(id, archive);
    return { id, items: archive.items };
  }

  /** One entry as a file; only this entry is in memory. @throws HuellaError `not-found` */
  async zipFile(id: number, path: string): Promise<File> {
    const archive = this.#zips.get(id);
    const item = archive?.item(path) ?? archive?.items.find((other) => other.path === path);
    if (!archive || !item)
      throw new HuellaError('not-found', `${path} is not in the zip`, { name: path });
    const blob = await archive.blob(item);
    return new File([blob], path.split('/').at(-1) ?? path, {
      lastModified: item.modified.getTime(),
    });
  }

  async closeZip(id: number): Promise<void> {
    const archive = this.#zips.get(id);
    this.#zips.delete(id);
    await archive?.close();
  }

  /** Pixels of the photo as it is shown, by the decoder: boxes are measured on it. */
  size(photo: Blob): Promise<{ width: number; height: number }> {
    return shownSize(photo);
  }

  /**
   * Writes an export. `target`: a file to write into; null: the result comes back as a Blob.
   * @param jobId names the export for `cancelExport`
   * @throws HuellaError `cancelled`, `storage-full`, and what reading the library throws
   */
  async export(
    jobId: string,
    kind: ExportKind,
    target: FileSystemFileHandle | null,
    data: Omit<ExportSource, 'original' | 'vectors'>,
    original: ExportSource['original'],
    vectors: ExportSource['vectors'],
    onProgress: ExportRun['onProgress'],
  ): Promise<Blob | null> {
    const abort = new AbortController();
    this.#exports.set(jobId, abort);
    const source: ExportSource = { ...data, original, vectors };
    const run: ExportRun = { signal: abort.signal, onProgress };
    try {
      if (!target) {
        const memory = blobTarget(isTable(kind) ? 'text/csv' : 'application/zip');
        await write(kind, memory.target, source, run);
        return memory.blob();
      }
      // The file is replaced only when it is closed: a cancelled export leaves what was there.
      await write(kind, await target.createWritable(), source, run);
      return null;
    } finally {
      this.#exports.delete(jobId);
    }
  }

  cancelExport(jobId: string): void {
    this.#exports.get(jobId)?.abort();
  }
}

function isTable(kind: ExportKind): boolean {
  return kind === 'table' || kind === 'decisions';
}

async function write(
  kind: ExportKind,
  target: WritableStream<Uint8Array>,
  source: ExportSource,
  run: ExportRun,
): Promise<void> {
  if (isTable(kind)) {
    const rows = kind === 'table' ? galleryTable(source) : decisionsTable(source);
    await rows.pipeTo(target, { signal: run.signal });
    return;
  }
  const zip = new ZipSink(target);
  try {
    if (kind === 'gallery') await writeGallery(zip, source, run);
    else if (kind === 'wildbook') await writeWildbook(zip, source, run);
    else await writeEmbeddings(zip, source, run);
    await zip.close();
  } catch (error) {
    await zip.abort(error);
    throw error;
  }
}
