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
import type { Level, Naming, Sorting } from '../../engine/exchange/folder-names';
import type { ImportChoice, ListNote } from '../../engine/exchange/import-list';
import type {
  ResultsHead,
  ResultsPreview,
  ResultsUse,
  RowsPreview,
  SideBlob,
  TableHead,
  TableUse,
} from '../../engine/exchange/planner';
import type { PlannedPhoto, RowOptions } from '../../engine/exchange/rows';
import type { SidecarFacts } from '../../engine/exchange/sidecars';
import type { LazyItem } from '../../runtime/import';
import type { Services } from '../../runtime/services';
import type { Source, SourceFile } from './source';

const TABLE = /\.(csv|tsv|tab|txt)$/i;
const RESULTS = /\.json$/i;
/** Descriptions of one photo: XMP, and Google Takeout's, which end as results do. */
const SIDECAR = /\.(xmp|json)$/i;
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
/** Photos that come from the worker at once: unpacking them takes the page some milliseconds. */
const SLICE = 1000;
/** People draw over the edge by some pixels, not by a fiftieth of the photo. */
const OVER_EDGE = 1.02;
/** Descriptions that go to the worker at once. */
const SIDECARS_AT_ONCE = 200;
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
  /** What files beside photos say, by the photo's path. */
  readonly beside?: ReadonlyMap<string, SidecarFacts>;
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
  /** Descriptions of photos that are here, and of photos that are not. */
  | { readonly kind: 'sidecars' | 'sidecars-alone'; readonly name: string; readonly count: number }
  | ListNote;

export class Plan {
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
  #beside: ReadonlyMap<string, SidecarFacts> = new Map();

  private constructor(
    readonly source: Source,
    /** The photos among the files chosen. */
    readonly files: readonly SourceFile[],
    /** What their folders may mean. */
    readonly sorting: Sorting,
    readonly levels: readonly Level[],
    services: Services,
  ) {
    this.#services = services;
    if (this.sorting.kind === 'subfolders') this.naming = 'subfolders';
    this.notes = source.left.map(({ name, count }) => ({ kind: 'system-files', name, count }));
  }

  /** Reads the tables that lie beside the photos, or those an interrupted import had. */
  static async open(source: Source, services: Services, remembered?: PlanOptions): Promise<Plan> {
    const isBeside = ({ path }: SourceFile): boolean => TABLE.test(path) || SIDECAR.test(path);
    const beside = source.files.filter(isBeside);
    const files = source.files.filter((file) => !isBeside(file));
    const paths = files.map(({ path }) => path);
    const { sorting, levels } = await services.exchange.plan(paths);
    const plan = new Plan(source, files, sorting, levels, services);
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
      this.notes.some(({ kind }) => kind !== 'system-files' && kind !== 'sidecars')
    );
  }

  /** A table writes dates that nothing has decided, and the person has not said either. */
  get isOpen(): boolean {
    return this.tables.some(isOpenTable);
  }

  get options(): PlanOptions {
    const { naming, addUnnamed, confidence } = this;
    return {
      ...{ naming, addUnnamed, confidence },
      tables: this.tables.map(({ files, mapping, options }) => ({ files, mapping, options })),
      resultFiles: this.results.map(({ file, options }) => ({ file, options })),
      records: this.adopted ? sideOf(this.adopted) : null,
      ...(this.#beside.size > 0 ? { beside: this.#beside } : {}),
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
    const byPath = new Map<string, SourceFile>();
    for (const file of this.files) byPath.set(file.path, file);
    const item = ({ path, individual, crop, box, fields }: PlannedPhoto): LazyItem => ({
      name: path,
      open: () => byPath.get(path)!.open(),
      ...(this.#beside.has(path) ? { beside: this.#beside.get(path)! } : {}),
      ...(individual === null ? {} : { individual }),
      ...(crop ? { crop } : {}),
      ...(box ? { box } : {}),
      ...(fields ? { fields } : {}),
    });
    const items: LazyItem[] = [];
    const notes: PlanNote[] = [...this.notes];
    const choice = this.#choice;
    for (let from = 0; ; from += SLICE) {
      const part = await this.#services.exchange.list(choice, from, from + SLICE);
      for (const photo of part.photos) items.push(item(photo));
      for (const note of part.notes) notes.push(note);
      if (part.isLast) break;
    }
    this.report = notes;
    return items;
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

  get #choice(): ImportChoice {
    const { confidence, naming, addUnnamed } = this;
    const [tables, results] = [this.#tableUses, this.#resultUses];
    return { tables, results, confidence, naming, addUnnamed };
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
    const isOther = ({ path }: SourceFile): boolean =>
      SIDECAR.test(path) && !RECORDS.test(path) && !DESCRIPTOR.test(path);
    const results = await this.#withoutSidecars(beside.filter(isOther));
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

  /** Takes what descriptions of photos say, and gives back the files that are none. */
  async #withoutSidecars(files: readonly SourceFile[]): Promise<SourceFile[]> {
    const others: SourceFile[] = [];
    const facts = new Map<string, SidecarFacts>();
    const alone: string[] = [];
    for (let i = 0; i < files.length; i += SIDECARS_AT_ONCE) {
      const some = files.slice(i, i + SIDECARS_AT_ONCE);
      const opened = await this.#opened(some);
      const readings = await this.#services.exchange.sidecars(opened.map(([, side]) => side));
      for (const [j, [file]] of opened.entries()) {
        const reading = readings[j];
        if (!reading) others.push(file);
        else if (reading.photos.length === 0) alone.push(file.path);
        for (const path of reading?.photos ?? [])
          if (!facts.has(path)) facts.set(path, reading!.facts);
      }
    }
    this.#beside = new Map([...facts].filter(([, { takenAt, place }]) => takenAt ?? place));
    const [told] = this.#beside.keys();
    if (told !== undefined) this.#note({ kind: 'sidecars', name: told, count: this.#beside.size });
    const [name] = alone;
    if (name !== undefined) this.#note({ kind: 'sidecars-alone', name, count: alone.length });
    return others;
  }

  /** The files that can be opened; the others are noted. */
  async #opened(files: readonly SourceFile[]): Promise<[SourceFile, SideBlob][]> {
    const opened = await Promise.all(
      files.map(async (file): Promise<[SourceFile, SideBlob] | null> => {
        try {
          return [file, { name: file.path, blob: await file.open() }];
        } catch (error) {
          const { code, detail } = toHuellaError(error, 'photo-unreadable');
          this.#note({ kind: 'refused', name: file.path, code, detail });
          return null;
        }
      }),
    );
    return opened.filter((each) => each !== null);
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
    this.#beside = options.beside ?? this.#beside;
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
      opened.push(await this.#formed(await this.#ordered(table)));
    }
    return opened;
  }

  /**
   * The photos' own sizes tell what the numbers of boxes are: a box that leaves its photo as left,
   * top, width and height is two corners.
   */
  async #formed(table: PlanTable): Promise<PlanTable> {
    const byPath = new Map(this.files.map((file) => [file.path, file]));
    for (const { path, right, bottom } of table.preview.openBoxes) {
      try {
        const size = await this.#services.exchange.size(await byPath.get(path)!.open());
        if (right <= size.width * OVER_EDGE && bottom <= size.height * OVER_EDGE) continue;
      } catch {
        continue;
      }
      const options = { ...table.options, boxForm: 'corners' } as const;
      const use = { id: table.head.id, mapping: table.mapping, options };
      const preview = await this.#services.exchange.previewRows(use);
      return { ...table, options, preview };
    }
    return table;
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
    const { rows, found } = await this.#services.exchange.counts(this.#choice);
    this.#rows = rows;
    this.#found = found;
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

/** Its order of day and month is a question that waits for an answer. */
export function isOpenTable({ preview, orderFrom }: PlanTable): boolean {
  return preview.undecided.length > 0 && orderFrom === null;
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
