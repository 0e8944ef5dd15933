import './trusted-urls';
import { expose } from 'comlink';
import { HuellaError } from '../engine/errors';
import { readRecords } from '../engine/backup';
import { shownSize } from '../engine/encoder/decode';
import {
  ImportPlanner,
  type ResultsUse,
  type SideBlob,
  type TableUse,
} from '../engine/exchange/planner';
import {
  decisionsTable,
  galleryTable,
  writeEmbeddings,
  writeGallery,
  writeWildbook,
  type ExportKind,
  type ExportRun,
  type ExportSource,
} from '../engine/exchange/export';
import { blobTarget, ZipArchive, ZipSink, type ZipItem } from '../engine/exchange/zip';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

carryErrors();

const held = holdWorkersLifeline();
const zips = new Map<number, ZipArchive>();
let lastZip = 0;
const planner = new ImportPlanner();
const exports = new Map<string, AbortController>();

const door = {
  alive: (): Promise<void> => held,

  async openZip(file: Blob): Promise<{ id: number; items: readonly ZipItem[] }> {
    const archive = await ZipArchive.open(file);
    const id = ++lastZip;
    zips.set(id, archive);
    return { id, items: archive.items };
  },
  /** One entry as a file; only this entry is in memory. */
  async zipFile(id: number, path: string): Promise<File> {
    const archive = zips.get(id);
    const item = archive?.item(path) ?? archive?.items.find((other) => other.path === path);
    if (!archive || !item)
      throw new HuellaError('not-found', `${path} is not in the zip`, { name: path });
    const blob = await archive.blob(item);
    return new File([blob], path.split('/').at(-1) ?? path, {
      lastModified: item.modified.getTime(),
    });
  },
  async closeZip(id: number): Promise<void> {
    const archive = zips.get(id);
    zips.delete(id);
    await archive?.close();
  },

  /** Pixels of the photo as it is shown, by the decoder: boxes are measured on it. */
  size: (photo: Blob): Promise<{ width: number; height: number }> => shownSize(photo),
  plan: (chosen: readonly string[]) => planner.plan(chosen),
  openTables: (files: readonly SideBlob[]) => planner.openTables(files),
  closeTable: (id: number) => planner.closeTable(id),
  previewRows: (use: TableUse) => planner.previewRows(use),
  rows: (uses: readonly TableUse[]) => planner.rows(uses),
  facts: (photo: Blob) => planner.facts(photo),
  openResults: (file: SideBlob) => planner.openResults(file),
  closeResults: (id: number) => planner.closeResults(id),
  previewResults: (use: ResultsUse, confidence: number) => planner.previewResults(use, confidence),
  detected: (uses: readonly ResultsUse[], confidence: number, names: ReadonlyMap<string, string>) =>
    planner.detected(uses, confidence, names),
  /** How much an exported gallery says beyond its photos. @throws HuellaError `backup-…` */
  async openRecords(
    file: Blob,
  ): Promise<{ readonly decisions: number; readonly individuals: number }> {
    const { journal, individuals } = await readRecords(file);
    return { decisions: journal.length, individuals: individuals.length };
  },
  /**
   * Writes an export. `target`: a file to write into; null: the result comes back as a Blob. The functions are Comlink proxies.
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
    exports.set(jobId, abort);
    const source: ExportSource = { ...data, original, vectors };
    const run: ExportRun = { signal: abort.signal, onProgress };
    try {
      if (!target) {
        const memory = blobTarget(isTable(kind) ? 'text/csv' : 'application/zip');
        await write(kind, memory.target, source, run);
        return memory.blob();
      }
      // A file of this API is replaced when it is closed: a cancelled export leaves what was there before.
      await write(kind, await target.createWritable(), source, run);
      return null;
    } finally {
      exports.delete(jobId);
    }
  },
  cancelExport(jobId: string): void {
    exports.get(jobId)?.abort();
  },
};

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

export type ExchangeDoor = typeof door;

expose(door);
