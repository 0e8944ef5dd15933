/**
 * What the exchange's worker offers: zips opened one entry at a time, exports, and the plan of an
 * import (`planner.ts`).
 */
import { shownSize } from '../encoder/decode';
import type { ShownSize } from './boxes';
import { HuellaError } from '../errors';
import { csvText, MAX_HEAD_ROWS } from './csv';
import { FORMATS, type ExportKind } from './export/formats';
import type { ExportRun, ExportSource } from './export/formats/format';
import { LeftOut, type Remarks } from './export/left-out';
import { ImportPlanner } from './planner';
import { isWorkbook } from './workbook/kind';
import { blobTarget, ZipArchive, type ZipItem } from './zip';

/** What an export came to. */
export interface Exported {
  /** Null: it was written into the file. */
  readonly file: Blob | null;
  /** What is not in it, or otherwise than in the gallery. */
  readonly remarks: Remarks;
}

/** One sheet of a workbook as a table of text (CSV). */
export interface SheetText {
  readonly name: string;
  readonly text: string;
}

export class ExchangeDesk extends ImportPlanner {
  readonly #zips = new Map<number, ZipArchive>();
  #lastZip = 0;
  readonly #exports = new Map<string, AbortController>();
  readonly #taken = new Map<string, ExportSource['photos']>();

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

  /**
   * The sheets of a spreadsheet's own file, each as a table of text; null: it is no such file.
   * @throws HuellaError as `readWorkbook`
   */
  async sheets(file: Blob): Promise<readonly SheetText[] | null> {
    if (!(await isWorkbook(file))) return null;
    const { readWorkbook } = await import('./workbook');
    return (await readWorkbook(file)).map(({ name, rows }) => {
      // A cell beyond the names of the columns is of a column without one.
      const widest = rows.reduce((most, { length }) => Math.max(most, length), 0);
      const padded = (row: readonly string[]): readonly string[] =>
        Array.from({ length: widest }, (_, i) => row[i] ?? '');
      return { name, text: csvText(rows.map((row, i) => (i < MAX_HEAD_ROWS ? padded(row) : row))) };
    });
  }

  /** Pixels of the photo as it is shown, by the decoder: boxes are measured on it. */
  size(photo: Blob): Promise<ShownSize> {
    return shownSize(photo);
  }

  /** Some of the photos that an export is of, before it begins: all at once would stop the page. */
  takePhotos(jobId: string, photos: ExportSource['photos']): void {
    this.#taken.set(jobId, [...(this.#taken.get(jobId) ?? []), ...photos]);
  }

  /**
   * Writes an export of the photos taken and of those in `data`. `target`: a file to write into; null: the result comes back as a Blob.
   * @param jobId names the export for `cancelExport`
   * @throws HuellaError `cancelled`, `storage-full`, `occasions-unusable`, and what reading the library throws
   */
  async export(
    jobId: string,
    kind: ExportKind,
    target: FileSystemFileHandle | null,
    data: Pick<ExportSource, 'photos' | 'individuals' | 'encoder' | 'contacts' | 'choices'> & {
      /** Photos in all; an export of fewer would be taken for the whole. */
      readonly ofPhotos: number;
    },
    original: ExportSource['original'],
    vectors: ExportSource['vectors'],
    history: ExportSource['history'],
    stations: ExportSource['stations'],
    onProgress: ExportRun['onProgress'],
  ): Promise<Exported> {
    const abort = new AbortController();
    this.#exports.set(jobId, abort);
    const photos = [...(this.#taken.get(jobId) ?? []), ...data.photos];
    this.#taken.delete(jobId);
    if (photos.length !== data.ofPhotos)
      throw new HuellaError('internal', `${photos.length} of ${data.ofPhotos} photos came.`);
    const source: ExportSource = { ...data, photos, original, vectors, history, stations };
    const leftOut = new LeftOut();
    const run: ExportRun = { signal: abort.signal, onProgress, leftOut };
    try {
      const format = await FORMATS[kind]();
      if (!target) {
        const memory = blobTarget(format.type);
        await format.write(memory.target, source, run);
        return { file: memory.blob(), remarks: leftOut.remarks };
      }
      // The file is replaced only when it is closed: a cancelled export leaves what was there.
      await format.write(await target.createWritable(), source, run);
      return { file: null, remarks: leftOut.remarks };
    } finally {
      this.#exports.delete(jobId);
    }
  }

  cancelExport(jobId: string): void {
    this.#exports.get(jobId)?.abort();
  }
}
