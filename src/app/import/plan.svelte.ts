/** What is about to be added, while the person still says how: which folders are names, what the table's columns mean, which boxes count. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { Field, Mapping } from '../../engine/exchange/columns';
import type { PlannedPhoto } from '../../engine/exchange/rows';
import type { RowsPreview, TableHead } from '../../workers/exchange.worker';
import type { LazyItem } from '../../runtime/import';
import type { Services } from '../../runtime/services';
import { levelsOf, namesByFolder, sortingOf, type Naming, type Sorting } from './collect';
import type { Source, SourceFile } from './source';

const TABLE = /\.(csv|tsv)$/i;
const RESULTS = /\.json$/i;
/** Of a gallery that Huella exported: what its tables cannot hold. Kept here as well, so that the page needs nothing of the writer. */
const RECORDS = /(^|\/)huella\.json$/i;
/** wildlife-datasets' and Huella's own name for the table of a folder: it goes before other tables beside it. */
const METADATA = /(^|\/)metadata\.csv$/i;
/** What the makers of MegaDetector call a usual threshold; kept here as well, so that the page needs nothing of the reader. */
const USUAL_CONFIDENCE = 0.2;

interface SideFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** Everything an import needs to do the rest alike after the tab was closed. Survives structured clone. */
export interface PlanOptions {
  readonly naming: Naming;
  readonly table: SideFile | null;
  readonly mapping: Mapping;
  readonly addUnnamed: boolean;
  readonly results: SideFile | null;
  readonly confidence: number;
  /** Absent in imports begun by earlier versions. */
  readonly records?: SideFile | null;
}

export class Plan {
  readonly sorting: Sorting;
  readonly levels: ReturnType<typeof levelsOf>;
  naming = $state<Naming>('none');
  table = $state.raw<(SideFile & { head: TableHead }) | null>(null);
  mapping = $state.raw<Mapping>({});
  preview = $state.raw<RowsPreview | null>(null);
  /** Also photos that no row names, by their folders. */
  addUnnamed = $state(false);
  results = $state.raw<(SideFile & { files: number }) | null>(null);
  /** Beside the table of an exported gallery, and of use only with it. */
  records = $state.raw<(SideFile & { decisions: number; individuals: number }) | null>(null);
  confidence = $state(USUAL_CONFIDENCE);
  animals = $state<number | null>(null);
  failure = $state.raw<HuellaError | null>(null);
  working = $state(false);
  /** Photos that will be looked at. */
  readonly total = $derived.by(() => {
    if (this.results) return this.animals ?? 0;
    if (!this.table) return this.files.length;
    return (this.preview?.photos ?? 0) + (this.addUnnamed ? (this.preview?.unnamed ?? 0) : 0);
  });

  private constructor(
    readonly source: Source,
    /** The photos among the files chosen. */
    readonly files: readonly SourceFile[],
    private readonly services: Services,
  ) {
    const paths = files.map(({ path }) => path);
    this.sorting = sortingOf(paths);
    this.levels = levelsOf(paths);
    if (this.sorting.kind === 'subfolders') this.naming = 'subfolders';
  }

  /** Reads the tables that lie beside the photos, or those an interrupted import had. */
  static async open(source: Source, services: Services, remembered?: PlanOptions): Promise<Plan> {
    const beside = source.files.filter(({ path }) => TABLE.test(path) || RESULTS.test(path));
    const files = source.files.filter((file) => !beside.includes(file));
    const plan = new Plan(source, files, services);
    await services.exchange.plan(files.map(({ path }) => path));
    if (remembered) await plan.#restore(remembered);
    else await plan.#find(beside);
    return plan;
  }

  /** Whether there is anything to ask. */
  get asks(): boolean {
    return (
      this.sorting.kind !== 'flat' ||
      this.table !== null ||
      this.results !== null ||
      this.failure !== null
    );
  }

  get options(): PlanOptions {
    const side = (file: SideFile | null): SideFile | null =>
      file && { name: file.name, bytes: file.bytes };
    const { naming, mapping, addUnnamed, confidence } = this;
    return {
      ...{ naming, mapping, addUnnamed, confidence },
      ...{ table: side(this.table), results: side(this.results), records: side(this.adopted) },
    };
  }

  /** The records that are joined to the photos once they are in; null: there are none, or their table is not used. */
  get adopted(): Plan['records'] {
    return this.table && METADATA.test(this.table.name) ? this.records : null;
  }

  /** A table or detector's results chosen by hand. */
  async use(file: File): Promise<void> {
    await this.#try(async () => this.#take({ name: file.name, bytes: await file.arrayBuffer() }));
  }

  async dropTable(): Promise<void> {
    this.table = null;
    this.preview = null;
    await this.#count();
  }

  async dropResults(): Promise<void> {
    this.results = null;
    await this.#count();
  }

  async setColumn(field: Field, column: number | null): Promise<void> {
    const { [field]: _, ...others } = this.mapping;
    this.mapping = column === null ? others : { ...others, [field]: column };
    await this.#try(() => this.#count());
  }

  async setConfidence(confidence: number): Promise<void> {
    this.confidence = confidence;
    await this.#try(() => this.#count());
  }

  /** The photos in the order of the import; the same choice and options give the same list. */
  async items(): Promise<LazyItem[]> {
    const byPath = new Map(this.files.map((file) => [file.path, file]));
    const item = ({ path, individual, crop, box, fields }: PlannedPhoto): LazyItem => ({
      name: path,
      open: () => byPath.get(path)!.open(),
      ...(individual === null ? {} : { individual }),
      ...(crop ? { crop } : {}),
      ...(box ? { box } : {}),
      ...(fields ? { fields } : {}),
    });
    const byFolder = this.#folderNames();
    const plain = (path: string): PlannedPhoto => ({
      path,
      individual: byFolder.get(path) ?? null,
    });
    const rows = this.table ? await this.services.exchange.rows(this.mapping) : null;
    if (this.results) {
      const told = new Map(rows?.photos.map((photo) => [photo.path, photo]));
      const { photos } = await this.services.exchange.detected(
        this.confidence,
        this.#names(rows?.photos),
      );
      return photos.map((photo) => {
        const fields = told.get(photo.path)?.fields;
        return item(fields ? { ...photo, fields } : photo);
      });
    }
    if (!rows) return this.files.map(({ path }) => item(plain(path)));
    return [...rows.photos, ...(this.addUnnamed ? rows.unnamed.map(plain) : [])].map(item);
  }

  #folderNames(): Map<string, string> {
    const paths = this.files.map(({ path }) => path);
    const names = namesByFolder(paths, this.naming);
    return new Map(paths.flatMap((path, i) => (names[i] ? [[path, names[i]] as const] : [])));
  }

  #names(rows: readonly PlannedPhoto[] | undefined): Map<string, string> {
    if (!rows) return this.#folderNames();
    return new Map(
      rows.flatMap(({ path, individual }) =>
        individual === null ? [] : [[path, individual] as const],
      ),
    );
  }

  /** The one table that names files, metadata.csv before others, and the first results that can be read. */
  async #find(beside: readonly SourceFile[]): Promise<void> {
    const tables = beside.filter(({ path }) => TABLE.test(path));
    const first =
      tables.find(({ path }) => METADATA.test(path)) ??
      tables.find(({ path }) => !OWN_TABLES.test(path));
    const results = beside.find(({ path }) => RESULTS.test(path) && !RECORDS.test(path));
    for (const file of [first, results]) {
      if (!file) continue;
      const isTable = file === first;
      await this.#try(async () => {
        await this.#take({ name: file.path, bytes: await (await file.open()).arrayBuffer() });
        // A table that names no files is about something else.
        if (isTable && this.mapping.file === undefined) await this.dropTable();
      });
      // Nobody asked for this file: that it cannot be read is no reason to stop.
      if (!isTable && this.failure) this.failure = null;
    }
    const records = beside.find(({ path }) => RECORDS.test(path));
    if (!records || !this.table) return;
    await this.#try(async () => {
      await this.#takeRecords({
        name: records.path,
        bytes: await (await records.open()).arrayBuffer(),
      });
    });
    // Without them the photos and what the table says of them are still worth having.
    if (this.failure) this.failure = null;
  }

  async #restore(options: PlanOptions): Promise<void> {
    for (const file of [options.table, options.results]) if (file) await this.#take(file);
    if (options.records) await this.#takeRecords(options.records);
    this.naming = options.naming;
    this.mapping = options.mapping;
    this.addUnnamed = options.addUnnamed;
    this.confidence = options.confidence;
    await this.#count();
  }

  async #take(file: SideFile): Promise<void> {
    const blob = new Blob([file.bytes]);
    if (RESULTS.test(file.name)) {
      const { files } = await this.services.exchange.openDetections(blob);
      this.results = { ...file, files };
    } else {
      const head = await this.services.exchange.openTable(blob);
      this.table = { ...file, head };
      this.mapping = head.mapping;
    }
    await this.#count();
  }

  async #takeRecords(file: SideFile): Promise<void> {
    this.records = {
      ...file,
      ...(await this.services.exchange.openRecords(new Blob([file.bytes]))),
    };
  }

  async #count(): Promise<void> {
    this.preview = this.table ? await this.services.exchange.previewRows(this.mapping) : null;
    this.animals = this.results
      ? (await this.services.exchange.detected(this.confidence, new Map())).photos.length
      : null;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.working = true;
    try {
      await work();
    } catch (error) {
      this.failure = toHuellaError(error);
    } finally {
      this.working = false;
    }
  }
}

/** Tables of an export of ours that say nothing of files. */
const OWN_TABLES = /(^|\/)(individuals|decisions|embeddings)\.csv$/i;
