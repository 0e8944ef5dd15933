/** Adds photos to the gallery: files in, a report out; nothing that fails stops the rest. */
import { HuellaError, isAbort, toHuellaError } from '../engine/errors';
import type { PreparedPoints } from '../engine/local/markings';
import { proposalOf, sureBoxes } from '../engine/detector/proposal';
import type { Crop } from '../engine/types';
import type { PixelBox } from '../engine/exchange/boxes';
import type { SidecarFacts } from '../engine/exchange/sidecars';
import type { ImportRow, PhotoFields } from '../engine/library';
import type { ImportItem, WorkOptions } from './api';
import type { Encoded } from './encoders/active';
import type { Services } from './services';
import { inTurn } from './turns';
import { asWork } from './work';
import type { ImportFailure } from './status';

/**
 * Photos being prepared at once beyond those in the encoder: while it computes, the next one is
 * hashed and the last one stored. Each holds a file handle, not a decoded photo.
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
  /** What a file beside it says, where the photo itself says nothing. */
  readonly beside?: SidecarFacts;
  /** What the encoder in use makes of the file with this hash: it is not asked again. */
  readonly prepared?: PreparedPhoto;
}

/** What was computed of a file elsewhere. */
export type PreparedPhoto = Encoded & {
  readonly sha256: string;
  /** Of its markings. */
  readonly points?: PreparedPoints;
};

export interface DetailedOptions extends WorkOptions {
  /** What became of each photo, once it is known. */
  onRow?(row: ImportedRow): void;
  /** Photos without a crop get the boxes of the animals that the detector is sure of. */
  readonly findAnimals?: boolean;
  /** A restore or a change of the encoder is under way: it begins after that. */
  onWait?(): void;
  /**
   * Each photo waits for it before its turn: how an import is paused. One that ends waits no longer.
   */
  gate?(): Promise<void> | undefined;
}

/** As the library keeps it, without the import it is of. */
export type ImportedRow = Omit<ImportRow, 'importId'>;

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

type ImportDoors = Pick<Services, 'detector' | 'engine' | 'exchange' | 'library' | 'markings'>;

/**
 * Imports files in the order given (they finish in nearly that order), once no restore and no
 * change of the encoder is under way. Cancelling keeps what is stored and resolves with the report
 * so far. A failure that concerns all photos (the disk is full) names the photo it met and ends the
 * import.
 */
export async function importPhotos(
  doors: ImportDoors,
  files: Iterable<File | ImportItem | LazyItem>,
  options: DetailedOptions = {},
): Promise<DetailedReport> {
  await doors.engine.open();
  const run = new ImportRun(doors, Array.from(files, lazily), options);
  try {
    return await inTurn('beside', options, () => asWork(run.all()));
  } catch (error) {
    // Stopped before its turn came.
    if (isAbort(error) && options.signal?.aborted === true) return run.report();
    throw error;
  }
}

class ImportRun {
  readonly #doors: ImportDoors;
  readonly #items: readonly LazyItem[];
  readonly #options: DetailedOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #aborted: Promise<void>;
  readonly #failed: ImportFailure[] = [];
  readonly #counts = { imported: 0, 'near-duplicate': 0, duplicate: 0 };
  #done = 0;
  #next = 0;

  constructor(doors: ImportDoors, items: readonly LazyItem[], options: DetailedOptions) {
    this.#doors = doors;
    this.#items = items;
    this.#options = options;
    const { signal } = this.#stop;
    this.#signal = options.signal ? AbortSignal.any([options.signal, signal]) : signal;
    this.#aborted = new Promise((resolve) => {
      this.#signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async all(): Promise<DetailedReport> {
    this.#options.onProgress?.({ done: 0, total: this.#items.length, label: '' });
    await Promise.all(Array.from({ length: LANES }, () => this.#lane()));
    // The index is a cache: when it cannot be saved (a full disk), the report is given all the
    // same.
    await this.#doors.library.flush().catch(() => undefined);
    return this.report();
  }

  report(): DetailedReport {
    const counts = this.#counts;
    return {
      imported: counts.imported + counts['near-duplicate'],
      duplicates: counts.duplicate,
      nearDuplicates: counts['near-duplicate'],
      failed: this.#failed,
      cancelled: this.#options.signal?.aborted ?? false,
    };
  }

  #stopped(): boolean {
    return this.#signal.aborted;
  }

  async #lane(): Promise<void> {
    const options = this.#options;
    for (;;) {
      const gate = options.gate?.();
      if (gate) await Promise.race([gate, this.#aborted]);
      if (this.#next >= this.#items.length || this.#stopped()) return;
      const row = this.#next++;
      const item = this.#items[row]!;
      const { name, individual = null } = item;
      try {
        const became = await this.#one(item);
        for (const { outcome } of became) this.#counts[outcome] += 1;
        // The report has a line a file: of several animals in it, that of the surest.
        options.onRow?.({ row, name, individual, ...became[0] });
      } catch (thrown) {
        if (isAbort(thrown) && this.#stopped()) return;
        const { code, detail, message } = toHuellaError(thrown);
        this.#failed.push({ name, code, detail, reason: `${code}: ${message}` });
        options.onRow?.({ row, name, individual, outcome: 'failed', code, detail });
        if (ENDS_THE_IMPORT.has(code)) this.#stop.abort();
      }
      this.#done += 1;
      options.onProgress?.({ done: this.#done, total: this.#items.length, label: name });
    }
  }

  /** Of each photo that the file becomes; at least one. */
  async #one(item: LazyItem): Promise<readonly [Outcome, ...Outcome[]]> {
    const file = await item.open();
    if (item.box && !item.crop) {
      const { crop, isCut } = await this.#cropIn(file, item.box);
      const became = await this.#add(item, file, crop);
      return [isCut ? { ...became, detail: { ...became.detail, clipped: 1 } } : became];
    }
    const crop = item.crop ?? null;
    if (crop || item.prepared || !this.#options.findAnimals)
      return [await this.#add(item, file, crop)];
    // A file that is there whole is not added once more in parts.
    const { duplicateOf } = await this.#doors.library.identify(file, null);
    if (duplicateOf !== null) return [{ outcome: 'duplicate', photoId: duplicateOf }];
    const [surest = null, ...others] = await this.#animalsIn(file, item);
    const became: [Outcome, ...Outcome[]] = [await this.#add(item, file, surest)];
    for (const other of others) became.push(await this.#add(item, file, other));
    return became;
  }

  /** The boxes of a photo's animals, surest first; empty: it is used whole. */
  async #animalsIn(file: File, item: LazyItem): Promise<readonly Crop[]> {
    const found = await this.#doors.detector.detect(file, 'import', this.#signal);
    return sureBoxes(proposalOf(found), (item.individual ?? null) !== null);
  }

  async #add(item: LazyItem, file: File, crop: Crop | null): Promise<Outcome> {
    const { engine, library, markings } = this.#doors;
    const { sha256, duplicateOf } = await library.identify(file, crop);
    if (duplicateOf !== null) return { outcome: 'duplicate', photoId: duplicateOf };
    this.#signal.throwIfAborted();
    const { prepared } = item;
    const encodeOptions = { crop: crop ?? undefined, thumbnail: true };
    const encoded =
      prepared?.sha256 === sha256
        ? prepared
        : await engine.encode(file, encodeOptions, 'import', this.#signal);
    const { bytes, mime } = encoded.thumbnail!;
    const { individual = null, beside } = item;
    const fields = fieldsWithFolder(item);
    const added = await library.add({
      // Chosen here: a call that is repeated after a crash stores the photo once.
      id: crypto.randomUUID(),
      name: file.name,
      sha256,
      original: file,
      thumbnail: new Blob([bytes], { type: mime }),
      crop,
      width: encoded.width,
      height: encoded.height,
      individual,
      ...beside,
      ...(fields ? { fields } : {}),
      ...(encoded.lookHash === null ? {} : { lookHash: encoded.lookHash }),
      ...(encoded.quality === null ? {} : { quality: encoded.quality }),
      embedding: { fingerprint: encoded.fingerprint, vector: encoded.embedding },
    });
    if (added.kind === 'duplicate') return { outcome: 'duplicate', photoId: added.photoId };
    const { photo, resembles } = added;
    // Points are made again where they are missing: failing to keep them fails no import.
    if (encoded === prepared && prepared.points)
      await markings.adopt(photo.id, prepared.points).catch(() => undefined);
    return resembles === null
      ? { outcome: 'imported', photoId: photo.id }
      : { outcome: 'near-duplicate', photoId: photo.id, detail: { name: resembles } };
  }

  /** `isCut`: part of the box lies outside the photo. */
  async #cropIn(file: File, box: PixelBox): Promise<{ crop: Crop; isCut: boolean }> {
    const size = await this.#doors.exchange.size(file);
    const { cropOfBox, isClipped } = await import('../engine/exchange/boxes');
    const crop = cropOfBox(box, size);
    if (crop) return { crop, isCut: isClipped(box, size) };
    const where = `box ${box.x},${box.y} is outside ${size.width} x ${size.height}`;
    throw new HuellaError('crop-invalid', where);
  }
}

/** What is said of the photo, and the folder it lay in, of which a station can be made. */
function fieldsWithFolder({ name, fields }: LazyItem): PhotoFields | undefined {
  const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  return folder === '' ? fields : { folder, ...fields };
}

/** What became of a photo that did not fail. */
interface Outcome extends Pick<ImportedRow, 'photoId' | 'detail'> {
  readonly outcome: Exclude<ImportedRow['outcome'], 'failed'>;
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

/**
 * The path inside a chosen folder when there is one: two photos of a folder may share their file
 * name.
 */
function nameOf(file: File): string {
  return file instanceof File ? file.webkitRelativePath || file.name : String(file);
}
