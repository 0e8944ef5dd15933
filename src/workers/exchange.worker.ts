import './trusted-urls';
import { expose } from 'comlink';
import { HuellaError } from '../engine/errors';
import { readRecords } from '../engine/backup';
import { sniffPhoto } from '../engine/encoder/sniff/sniff';
import { proposeMapping, type Mapping } from '../engine/exchange/columns';
import { readCsv, type Table } from '../engine/exchange/csv';
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
import {
  planDetections,
  readDetections,
  type DetectionPlan,
  type Detections,
} from '../engine/exchange/megadetector';
import {
  planRows,
  type PlannedPhoto,
  type RowPlan,
  type RowProblem,
} from '../engine/exchange/rows';
import { blobTarget, ZipArchive, ZipSink, type ZipItem } from '../engine/exchange/zip';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

carryErrors();

const held = holdWorkersLifeline();
const zips = new Map<number, ZipArchive>();
let lastZip = 0;
/** What is being planned: one choice at a time. */
let paths: readonly string[] = [];
let table: Table | null = null;
let detections: Detections | null = null;
const exports = new Map<string, AbortController>();

/** Rows and problems shown before the person says yes. */
const PREVIEW_ROWS = 5;
const PREVIEW_PROBLEMS = 100;

export interface TableHead {
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly string[])[];
  readonly rows: number;
  readonly mapping: Mapping;
}

export interface RowsPreview {
  readonly photos: number;
  readonly identified: number;
  readonly individuals: number;
  readonly first: readonly PlannedPhoto[];
  readonly unnamed: number;
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  readonly lost: number;
}

function rowPlan(mapping: Mapping): RowPlan {
  if (!table) throw new HuellaError('internal', 'no table is open');
  return planRows(table, mapping, paths);
}

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

  /** Pixels as the photo is shown: after EXIF rotation. */
  async size(photo: Blob): Promise<{ width: number; height: number }> {
    const {
      width,
      height,
      orientation = 1,
    } = sniffPhoto(new Uint8Array(await photo.arrayBuffer()));
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  },

  /** Begins a plan for the files at these paths. */
  plan(chosen: readonly string[]): void {
    paths = chosen;
    table = null;
    detections = null;
  },
  async openTable(file: Blob): Promise<TableHead> {
    table = await readCsv(file);
    const { columns, rows } = table;
    return {
      columns,
      rows: rows.length,
      firstRows: rows.slice(0, PREVIEW_ROWS),
      mapping: proposeMapping(columns),
    };
  },
  previewRows(mapping: Mapping): RowsPreview {
    const { photos, problems, unnamed } = rowPlan(mapping);
    const names = photos.map(({ individual }) => individual).filter((name) => name !== null);
    return {
      photos: photos.length,
      identified: names.length,
      individuals: new Set(names).size,
      first: photos.slice(0, PREVIEW_ROWS),
      unnamed: unnamed.length,
      problems: problems.slice(0, PREVIEW_PROBLEMS),
      problemCount: problems.length,
      lost: problems.filter(({ fatal }) => fatal).length,
    };
  },
  rows: (mapping: Mapping): RowPlan => rowPlan(mapping),
  async openDetections(file: Blob): Promise<{ dialect: Detections['dialect']; files: number }> {
    detections = readDetections(await file.text());
    return { dialect: detections.dialect, files: detections.files.length };
  },
  /** How much an exported gallery says beyond its photos. @throws HuellaError `backup-…` */
  async openRecords(
    file: Blob,
  ): Promise<{ readonly decisions: number; readonly individuals: number }> {
    const { journal, individuals } = await readRecords(file);
    return { decisions: journal.length, individuals: individuals.length };
  },
  /** @param names individual by path, for photos with one animal */
  detected(confidence: number, names: ReadonlyMap<string, string>): DetectionPlan {
    if (!detections) throw new HuellaError('internal', 'no detections are open');
    return planDetections(detections, paths, confidence, (path) => names.get(path) ?? null);
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
