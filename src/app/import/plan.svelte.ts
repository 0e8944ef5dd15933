/**
 * What is about to be added, while the person still says how: which folders are names, what the
 * table's columns mean, which boxes count.
 */
import {
  toHuellaError,
  type ErrorDetail,
  type HuellaError,
  type ErrorCode,
} from '../../engine/errors';
import type { BoxForm } from '../../engine/exchange/boxes';
import type { Mapping } from '../../engine/exchange/columns';
import type { Field } from '../../engine/exchange/vocabulary';
import { DAY_ORDERS, readingIn, type DayOrder } from '../../engine/exchange/dates';
import type { EntryProblem } from '../../engine/exchange/megadetector';
import type { Difference } from '../../engine/exchange/merge';
import type {
  ResultsHead,
  ResultsPreview,
  ResultsUse,
  RowsPreview,
  SideBlob,
  TableHead,
  TableUse,
} from '../../engine/exchange/planner';
import type { PlannedPhoto, RowOptions, RowProblem } from '../../engine/exchange/rows';
import type { LazyItem } from '../../runtime/import';
import type { Services } from '../../runtime/services';
import { levelsOf, namesByFolder, sortingOf, type Naming, type Sorting } from './collect';
import type { Source, SourceFile } from './source';

const TABLE = /\.(csv|tsv|tab|txt)$/i;
const RESULTS = /\.json$/i;
/**
 * Of a gallery that Huella exported: what its tables cannot hold. Kept here as well, so that the
 * page needs nothing of the writer.
 */
const RECORDS = /(^|\/)huella\.json$/i;
/**
 * wildlife-datasets' and Huella's own name for the table of a folder: it goes before other tables
 * beside it.
 */
const METADATA = /(^|\/)metadata\.csv$/i;
/** Tables of an export of ours that say nothing of files. */
const OWN_TABLES = /(^|\/)(individuals|decisions|embeddings|left-out)\.csv$/i;
/** What describes the tables of a Camtrap DP; they are read by their columns. */
const DESCRIPTOR = /(^|\/)datapackage\.json$/i;
/**
 * What the makers of MegaDetector call a usual threshold; kept here as well, so that the page needs
 * nothing of the reader.
 */
const USUAL_CONFIDENCE = 0.2;
/** Photos opened to see how a table writes its dates. */
const PHOTOS_ASKED = 12;
/** A clock that is off by a day still tells day from month: the two readings lie a month apart. */
const DAY_MS = 86_400_000;

interface SideFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
  /** Folder among the files chosen; absent when it was chosen by hand. */
  readonly base?: string;
}

interface RememberedTable {
  readonly files: readonly SideFile[];
  readonly mapping: Mapping;
  readonly options: RowOptions;
}

/**
 * Everything an import needs to do the rest alike after the tab was closed. Survives structured
 * clone.
 */
export interface PlanOptions {
  readonly naming: Naming;
  readonly addUnnamed: boolean;
  readonly confidence: number;
  /** Absent in imports begun by earlier versions, which had one table and one file of results. */
  readonly tables?: readonly RememberedTable[];
  readonly resultFiles?: readonly {
    readonly file: SideFile;
    readonly options: ResultsUse['options'];
  }[];
  readonly records?: SideFile | null;
  readonly table?: SideFile | null;
  readonly mapping?: Mapping;
  readonly results?: SideFile | null;
}

/** A table in use, as the person has said to read it. */
export interface PlanTable {
  readonly head: TableHead;
  readonly files: readonly SideFile[];
  readonly mapping: Mapping;
  readonly options: RowOptions;
  /** Who said in which order day and month stand; null: it is open, or the column itself tells. */
  readonly orderFrom: 'photos' | 'person' | 'language' | null;
  readonly preview: RowsPreview;
}

export interface PlanResults {
  readonly head: ResultsHead;
  readonly file: SideFile;
  readonly options: ResultsUse['options'];
  readonly preview: ResultsPreview;
}

/** Something that the report of the import names besides what became of each photo. */
export type PlanNote =
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly code: ErrorCode;
      readonly detail: ErrorDetail;
    }
  | { readonly kind: 'names-nothing'; readonly name: string }
  | { readonly kind: 'no-file-column'; readonly name: string }
  | { readonly kind: 'system-files'; readonly name: string; readonly count: number }
  | { readonly kind: 'repaired'; readonly name: string; readonly count: number }
  | { readonly kind: 'broken-box'; readonly name: string; readonly columns: readonly string[] }
  | { readonly kind: 'row'; readonly name: string; readonly problem: RowProblem }
  | { readonly kind: 'entry'; readonly problem: EntryProblem }
  | { readonly kind: 'difference'; readonly difference: Difference }
  | { readonly kind: 'no-animal'; readonly name: string }
  | { readonly kind: 'unmentioned'; readonly name: string };

export class Plan {
  readonly sorting: Sorting;
  readonly levels: ReturnType<typeof levelsOf>;
  naming = $state<Naming>('none');
  tables = $state.raw<readonly PlanTable[]>([]);
  results = $state.raw<readonly PlanResults[]>([]);
  /** Also photos that no row and no results name, by their folders. */
  addUnnamed = $state(false);
  /** Beside the table of an exported gallery, and of use only with it. */
  records = $state.raw<(SideFile & { decisions: number; individuals: number }) | null>(null);
  confidence = $state(USUAL_CONFIDENCE);
  failure = $state.raw<HuellaError | null>(null);
  working = $state(false);
  #last: Promise<void> = Promise.resolve();
  /** Actions that are not done yet. */
  #waiting = 0;
  /** Tables and results beside the photos that are of no use, and what was left out. */
  notes = $state.raw<readonly PlanNote[]>([]);
  /** What all tables together make. */
  #rows = $state.raw<{ photos: number; unnamed: number } | null>(null);
  #found = $state.raw<{ photos: number; unmentioned: number; empty: number } | null>(null);

  /** Photos that will be looked at. */
  readonly total = $derived.by(() => {
    const added = this.addUnnamed ? this.unnamed : 0;
    if (this.results.length > 0) return (this.#found?.photos ?? 0) + added;
    if (this.tables.length === 0) return this.files.length;
    return (this.#rows?.photos ?? 0) + added;
  });
  /** Photos of which neither tables nor results say anything. */
  readonly unnamed = $derived(
    this.results.length > 0 ? (this.#found?.unmentioned ?? 0) : (this.#rows?.unnamed ?? 0),
  );
  readonly animals = $derived(this.#found?.photos ?? 0);
  /** Photos in which no animal was certain enough. */
  readonly empty = $derived(this.#found?.empty ?? 0);
  readonly #services: Services;

  private constructor(
    readonly source: Source,
    /** The photos among the files chosen. */
    readonly files: readonly SourceFile[],
    services: Services,
  ) {
    this.#services = services;

    const paths = files.map(({ path }) => path);
    this.sorting = sortingOf(paths);
    this.levels = levelsOf(paths);
    if (this.sorting.kind === 'subfolders') this.naming = 'subfolders';
    this.notes = source.left.map(({ name, count }) => ({ kind: 'system-files', name, count }));
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

  /** Whether there is anything to ask, or to say. */
  get asks(): boolean {
    return (
      this.sorting.kind !== 'flat' ||
      this.tables.length > 0 ||
      this.results.length > 0 ||
      this.failure !== null ||
      this.notes.some(({ kind }) => kind !== 'system-files')
    );
  }

  get options(): PlanOptions {
    const { naming, addUnnamed, confidence } = this;
    return {
      ...{ naming, addUnnamed, confidence },
      tables: this.tables.map(({ files, mapping, options }) => ({ files, mapping, options })),
      resultFiles: this.results.map(({ file, options }) => ({ file, options })),
      records: this.adopted ? sideOf(this.adopted) : null,
    };
  }

  /**
   * The records that are joined to the photos once they are in; null: there are none, or their
   * table is not used.
   */
  get adopted(): Plan['records'] {
    return this.tables.some(({ head }) => METADATA.test(head.name)) ? this.records : null;
  }

  /** A table or detector's results chosen by hand. */
  async use(file: File): Promise<void> {
    await this.#try(async () => {
      const side = { name: file.name, bytes: await file.arrayBuffer() };
      if (RESULTS.test(file.name)) {
        this.results = [...this.results, await this.#openResults(side, {})];
      } else {
        const [table] = await this.#openTables([side]);
        this.tables = [...this.tables, table!];
      }
      await this.#count();
    });
  }

  async dropTable(table: PlanTable): Promise<void> {
    await this.#try(async () => {
      const { id } = table.head;
      this.tables = this.tables.filter(({ head }) => head.id !== id);
      await this.#services.exchange.closeTable(id);
      await this.#count();
    });
  }

  async dropResults(results: PlanResults): Promise<void> {
    await this.#try(async () => {
      const { id } = results.head;
      this.results = this.results.filter(({ head }) => head.id !== id);
      await this.#services.exchange.closeResults(id);
      await this.#count();
    });
  }

  async setColumn(table: PlanTable, field: Field, column: number | null): Promise<void> {
    const isOfDates = field === 'date' || field === 'time';
    await this.#change(table, ({ mapping: { [field]: _, ...others }, options }) => ({
      mapping: column === null ? others : { ...others, [field]: column },
      ...(isOfDates ? { options: { ...options, dayOrder: null }, orderFrom: null } : {}),
    }));
  }

  async setDayOrder(table: PlanTable, dayOrder: DayOrder | null): Promise<void> {
    await this.#change(table, ({ options }) => ({
      options: { ...options, dayOrder },
      orderFrom: 'person',
    }));
  }

  async setBoxForm(table: PlanTable, boxForm: BoxForm): Promise<void> {
    await this.#change(table, ({ options }) => ({ options: { ...options, boxForm } }));
  }

  /** Which of the table's folders is the chosen one; null: none of them. */
  async setTableFolder(table: PlanTable, folder: string | null): Promise<void> {
    await this.#change(table, ({ options }) => ({ options: { ...options, folder } }));
  }

  async setResultsFolder(results: PlanResults, folder: string | null): Promise<void> {
    await this.#try(async () => {
      const { id } = results.head;
      const current = this.results.find(({ head }) => head.id === id);
      if (!current) return;
      const options = { ...current.options, folder };
      const preview = await this.#previewResults(id, options);
      this.results = this.results.map((other) =>
        other === current ? { ...current, options, preview } : other,
      );
      await this.#count();
    });
  }

  async setConfidence(confidence: number): Promise<void> {
    this.confidence = confidence;
    await this.#try(async () => {
      this.results = await Promise.all(
        this.results.map(async (each) => ({
          ...each,
          preview: await this.#previewResults(each.head.id, each.options),
        })),
      );
      await this.#count();
    });
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
    const rows =
      this.tables.length > 0 ? await this.#services.exchange.rows(this.#tableUses) : null;
    const notes: PlanNote[] = [...this.notes];
    for (const problem of rows?.problems ?? []) {
      notes.push({ kind: 'row', name: problem.table, problem });
    }
    for (const difference of rows?.differences ?? [])
      notes.push({ kind: 'difference', difference });
    let photos: readonly PlannedPhoto[];
    if (this.results.length > 0) {
      const told = new Map(rows?.photos.map((photo) => [photo.path, photo]));
      const found = await this.#services.exchange.detected(
        this.#resultUses,
        this.confidence,
        this.#names(rows?.photos),
      );
      notes.push(...found.problems.map((problem): PlanNote => ({ kind: 'entry', problem })));
      notes.push(...found.empty.map((name): PlanNote => ({ kind: 'no-animal', name })));
      const left = found.unmentioned.map((path) => told.get(path) ?? plain(path));
      if (!this.addUnnamed)
        notes.push(...left.map(({ path }): PlanNote => ({ kind: 'unmentioned', name: path })));
      photos = [
        ...found.photos.map((photo) => {
          const fields = told.get(photo.path)?.fields;
          return fields ? { ...photo, fields } : photo;
        }),
        ...(this.addUnnamed ? left : []),
      ];
    } else if (rows) {
      photos = [...rows.photos, ...(this.addUnnamed ? rows.unnamed.map(plain) : [])];
    } else photos = this.files.map(({ path }) => plain(path));
    this.report = notes;
    return photos.map(item);
  }

  /** What the report names besides the photos; complete once `items` has been asked. */
  report: readonly PlanNote[] = [];

  get #tableUses(): TableUse[] {
    return this.tables
      .filter(({ mapping }) => mapping.file !== undefined)
      .map(({ head, mapping, options }) => ({ id: head.id, mapping, options }));
  }

  get #resultUses(): ResultsUse[] {
    return this.results.map(({ head, options }) => ({ id: head.id, options }));
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

  /**
   * Every table and every results file beside the photos is looked at; those that name photos are
   * used, the others are said.
   */
  async #find(beside: readonly SourceFile[]): Promise<void> {
    const isTable = ({ path }: SourceFile): boolean => TABLE.test(path) && !OWN_TABLES.test(path);
    const tables = beside
      .filter(isTable)
      .sort((a, b) => Number(METADATA.test(b.path)) - Number(METADATA.test(a.path)));
    const isResults = ({ path }: SourceFile): boolean =>
      RESULTS.test(path) && !RECORDS.test(path) && !DESCRIPTOR.test(path);
    const results = beside.filter(isResults);
    await this.#try(async () => {
      const opened = await this.#openTables(await this.#read(tables));
      this.tables = opened.filter((table) => this.#isOfUse(table));
      for (const file of await this.#read(results)) {
        try {
          const opening = await this.#openResults(file, {});
          const { photos, folders } = opening.preview;
          if (photos > 0 || folders.folders.length > 0) this.results = [...this.results, opening];
          else this.#note({ kind: 'names-nothing', name: file.name });
        } catch (error) {
          const { code, detail } = toHuellaError(error);
          this.#note({ kind: 'refused', name: file.name, code, detail });
        }
      }
      await this.#count();
    });
    await this.#findRecords(beside);
  }

  async #findRecords(beside: readonly SourceFile[]): Promise<void> {
    const records = beside.find(({ path }) => RECORDS.test(path));
    if (!records || this.tables.length === 0) return;
    try {
      await this.#takeRecords({
        name: records.path,
        bytes: await (await records.open()).arrayBuffer(),
      });
    } catch {
      // Without them the photos and what the table says of them are still worth having.
    }
  }

  /** A table that lies beside photos and does not name them is none of theirs. */
  #isOfUse({ head, mapping, preview }: PlanTable): boolean {
    const { name } = head;
    if (mapping.file === undefined) this.#note({ kind: 'no-file-column', name });
    else if (
      preview.photos > 0 ||
      preview.folders.folders.length > 0 ||
      preview.unnamed < this.files.length
    )
      return true;
    else this.#note({ kind: 'names-nothing', name });
    void this.#services.exchange.closeTable(head.id);
    return false;
  }

  #note(note: PlanNote): void {
    this.notes = [...this.notes, note];
  }

  async #read(files: readonly SourceFile[]): Promise<SideFile[]> {
    const read: SideFile[] = [];
    for (const file of files) {
      try {
        const bytes = await (await file.open()).arrayBuffer();
        const base = file.path.split('/').slice(0, -1).join('/');
        read.push({ name: file.path, bytes, base });
      } catch (error) {
        const { code, detail } = toHuellaError(error, 'photo-unreadable');
        this.#note({ kind: 'refused', name: file.path, code, detail });
      }
    }
    return read;
  }

  async #restore(options: PlanOptions): Promise<void> {
    const { table, mapping = {}, results } = options;
    const tables = options.tables ?? (table ? [{ files: [table], mapping, options: {} }] : []);
    for (const each of tables) {
      const [opened] = await this.#openTables(each.files);
      if (!opened) continue;
      const { head } = opened;
      const preview = await this.#services.exchange.previewRows({
        id: head.id,
        mapping: each.mapping,
        options: each.options,
      });
      this.tables = [
        ...this.tables,
        { ...opened, mapping: each.mapping, options: each.options, preview },
      ];
    }
    this.confidence = options.confidence;
    const files = options.resultFiles ?? (results ? [{ file: results, options: {} }] : []);
    for (const { file, options: chosen } of files)
      this.results = [...this.results, await this.#openResults(file, chosen)];
    if (options.records) await this.#takeRecords(options.records);
    this.naming = options.naming;
    this.addUnnamed = options.addUnnamed;
    await this.#count();
  }

  /**
   * Opens tables with what their names and the photos' own dates say. What is no table is noted, or
   * thrown when it is the only one.
   */
  async #openTables(files: readonly SideFile[]): Promise<PlanTable[]> {
    const { tables, refused } = await this.#services.exchange.openTables(files.map(blobOf));
    const [first] = refused;
    if (first && files.length === 1 && files[0]!.base === undefined)
      throw toHuellaError(Object.assign(new Error(first.name), first));
    for (const refusal of refused) this.#note({ kind: 'refused', ...refusal });
    const opened: PlanTable[] = [];
    for (const head of tables) {
      const names = head.name.split(', ');
      const own = files.filter(({ name }) => names.includes(name));
      const { mapping } = head;
      const preview = await this.#services.exchange.previewRows({
        id: head.id,
        mapping,
        options: {},
      });
      const table: PlanTable = {
        ...{ head, files: own, mapping, options: {}, orderFrom: null, preview },
      };
      if (head.repaired > 0)
        this.#note({ kind: 'repaired', name: head.name, count: head.repaired });
      if (head.brokenBox.length > 0)
        this.#note({ kind: 'broken-box', name: head.name, columns: head.brokenBox });
      opened.push(await this.#ordered(table));
    }
    return opened;
  }

  /**
   * The photos' own dates decide which number is the day where the table leaves it open; else its
   * language proposes an order, but where the year may come first.
   */
  async #ordered(table: PlanTable): Promise<PlanTable> {
    const { undecided } = table.preview;
    if (undecided.length === 0) return table;
    const byPath = new Map(this.files.map((file) => [file.path, file]));
    const agreeing = new Set<DayOrder>();
    for (const { path, ...readings } of undecided.slice(0, PHOTOS_ASKED)) {
      try {
        const { takenAt } = await this.#services.exchange.facts(await byPath.get(path)!.open());
        if (takenAt === undefined) continue;
        for (const order of DAY_ORDERS)
          if (isNear(takenAt, readingIn(readings, order))) agreeing.add(order);
      } catch {
        // The import will say what is wrong with this photo.
      }
    }
    const [byPhotos = null] = agreeing.size === 1 ? agreeing : [];
    const mayBeYear = undecided.some(({ yearFirst }) => yearFirst !== null);
    const dayOrder = byPhotos ?? (mayBeYear ? null : table.head.localOrder);
    if (dayOrder === null) return table;
    const options = { ...table.options, dayOrder };
    const use = { id: table.head.id, mapping: table.mapping, options };
    const preview = await this.#services.exchange.previewRows(use);
    return { ...table, options, orderFrom: byPhotos ? 'photos' : 'language', preview };
  }

  async #change(
    table: PlanTable,
    changeOf: (table: PlanTable) => Partial<Pick<PlanTable, 'mapping' | 'options' | 'orderFrom'>>,
  ): Promise<void> {
    await this.#try(async () => {
      const current = this.tables.find(({ head }) => head.id === table.head.id);
      // Taken away while this waited.
      if (!current) return;
      const change = changeOf(current);
      const { head, mapping, options, ...rest } = { ...current, ...change };
      const preview = await this.#services.exchange.previewRows({ id: head.id, mapping, options });
      const isReopened = change.orderFrom === null;
      const changed = { ...rest, head, mapping, options, preview };
      const next = isReopened ? await this.#ordered(changed) : changed;
      this.tables = this.tables.map((other) => (other === current ? next : other));
      await this.#count();
    });
  }

  async #openResults(file: SideFile, options: ResultsUse['options']): Promise<PlanResults> {
    const head = await this.#services.exchange.openResults(blobOf(file));
    return { head, file, options, preview: await this.#previewResults(head.id, options) };
  }

  #previewResults(id: number, options: ResultsUse['options']): Promise<ResultsPreview> {
    return this.#services.exchange.previewResults({ id, options }, this.confidence);
  }

  async #takeRecords(file: SideFile): Promise<void> {
    this.records = {
      ...file,
      ...(await this.#services.library.recordsIn(new Blob([file.bytes]))),
    };
  }

  async #count(): Promise<void> {
    const { exchange } = this.#services;
    const uses = this.#tableUses;
    const rows = uses.length > 0 ? await exchange.rows(uses) : null;
    this.#rows = rows && { photos: rows.photos.length, unnamed: rows.unnamed.length };
    const found =
      this.results.length > 0
        ? await exchange.detected(this.#resultUses, this.confidence, new Map())
        : null;
    this.#found = found && {
      photos: found.photos.length,
      unmentioned: found.unmentioned.length,
      empty: found.empty.length,
    };
  }

  /** One after another: the second changes what the first has made. */
  #try(work: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    this.working = true;
    this.#last = this.#last.then(async () => {
      this.failure = null;
      try {
        await work();
      } catch (error) {
        this.failure = toHuellaError(error);
      }
      this.#waiting -= 1;
      this.working = this.#waiting > 0;
    });
    return this.#last;
  }
}

function sideOf({ name, bytes, base }: SideFile): SideFile {
  return base === undefined ? { name, bytes } : { name, bytes, base };
}

function blobOf({ name, bytes, base }: SideFile): SideBlob {
  return { name, blob: new Blob([bytes]), ...(base === undefined ? {} : { base }) };
}

function isNear(taken: string, reading: string | null): boolean {
  if (reading === null) return false;
  const apart = Date.parse(taken.slice(0, 10)) - Date.parse(reading.slice(0, 10));
  return Math.abs(apart) <= DAY_MS;
}
