/**
 * What is about to be added, while the person still says how: which folders are names, what the
 * table's columns mean, which boxes count.
 */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { BoxForm } from '../../engine/exchange/boxes';
import type { DayOrder } from '../../engine/exchange/dates';
import type { Level, Naming, Sorting } from '../../engine/exchange/folder-names';
import type { ImportChoice } from '../../engine/exchange/import-list';
import type { ImportCounts, ResultsUse, TableUse } from '../../engine/exchange/planner';
import type { PlannedPhoto } from '../../engine/exchange/rows';
import type { SidecarFacts } from '../../engine/exchange/sidecars';
import type { Field } from '../../engine/exchange/vocabulary';
import { saidAnew } from '../../engine/survey/described';
import type { LazyItem } from '../../runtime/import';
import type { Services } from '../../runtime/services';
import { newSignature } from '../../runtime/settings';
import { FilesBeside, METADATA, RECORDS, RESULTS } from './plan-beside';
import { ResultsOpener } from './plan-results';
import { TableOpener } from './plan-tables';
import {
  isOpenTable,
  sideOf,
  type PlanNote,
  type PlanOptions,
  type PlanResults,
  type PlanTable,
  type SideFile,
} from './plan-types';
import type { Source, SourceFile } from './source';

export { isOpenTable };
export type { PlanNote, PlanOptions, PlanResults, PlanTable };

/**
 * What the makers of MegaDetector call a usual threshold; kept here as well, so that the page needs
 * nothing of the reader.
 */
const USUAL_CONFIDENCE = 0.2;
/** Photos that come from the worker at once: unpacking them takes the page some milliseconds. */
const SLICE = 1000;

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
  #rows = $state.raw<ImportCounts['rows']>(null);
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
  /** What two tables say differently of a photo; the first table's word is taken. */
  readonly differences = $derived({
    count: this.#rows?.differences ?? 0,
    first: this.#rows?.firstDifferences ?? [],
  });
  readonly animals = $derived(this.#found?.photos ?? 0);
  /** Photos in which no animal was certain enough. */
  readonly empty = $derived(this.#found?.empty ?? 0);
  readonly #services: Services;
  readonly #opener: TableOpener;
  readonly #resultsOpener: ResultsOpener;
  readonly #besideFiles: FilesBeside;
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
    const note = (each: PlanNote): void => this.#note(each);
    this.#opener = new TableOpener(services.exchange, files, note);
    this.#resultsOpener = new ResultsOpener(services.exchange, note, () => this.confidence);
    this.#besideFiles = new FilesBeside(services.exchange, note);
    if (this.sorting.kind === 'subfolders') this.naming = 'subfolders';
    this.notes = [
      ...source.left.map((each) => ({ kind: 'system-files' as const, ...each })),
      ...source.refused.map((each) => ({ kind: 'refused' as const, ...each })),
    ];
  }

  /** Reads the tables that lie beside the photos, or those an interrupted import had. */
  static async open(source: Source, services: Services, remembered?: PlanOptions): Promise<Plan> {
    const { beside, photos: files } = FilesBeside.of(source.files);
    const paths = files.map(({ path }) => path);
    const { sorting, levels } = await services.exchange.plan(paths);
    const plan = new Plan(source, files, sorting, levels, services);
    if (remembered) await plan.#restore(remembered, beside);
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

  /** A table says who is in the photos; else their folders may. */
  get isNamed(): boolean {
    return this.#tableUses.some(({ mapping }) => mapping.individual !== undefined);
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
      resultFiles: this.results.flatMap(({ file, options }) => (file ? [{ file, options }] : [])),
      drawn: this.results.flatMap(({ file, head }) => (file ? [] : [head.dialect])),
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

  /**
   * Writes down where the stations of the tables are and when they were watched: one step of the
   * journal. @returns of how many stations something was new @throws HuellaError as `Library.act`
   */
  async describeStations(): Promise<number> {
    const said = this.tables.flatMap(({ head }) => head.stations);
    if (said.length === 0) return 0;
    const { library } = this.#services;
    const stations = saidAnew(await library.stations(), said);
    if (stations.length > 0)
      await library.act({ kind: 'describe-stations', stations }, newSignature());
    return stations.length;
  }

  /** A table or detector's results chosen by hand. */
  async use(file: File): Promise<void> {
    await this.#try(async () => {
      const side = { name: file.name, bytes: await file.arrayBuffer() };
      if (RESULTS.test(file.name)) {
        this.results = [...this.results, await this.#resultsOpener.open(side, {})];
      } else {
        const tables = await this.#opener.open([side]);
        // Of a workbook the sheets that name photos; what a person chose is shown in any case.
        const naming = tables.filter(({ mapping }) => mapping.file !== undefined);
        const used = naming.length > 0 ? naming : tables.slice(0, 1);
        for (const { head } of tables.filter((table) => !used.includes(table)))
          await this.#services.exchange.closeTable(head.id);
        this.tables = [...this.tables, ...used];
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
      const preview = await this.#resultsOpener.preview(id, options);
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
          preview: await this.#resultsOpener.preview(each.head.id, each.options),
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
   * Every table and every file of results or boxes beside the photos is looked at; those that name
   * photos are used, the others are said.
   */
  async #find(beside: readonly SourceFile[]): Promise<void> {
    const { facts, others } = await this.#besideFiles.sidecars(beside);
    this.#beside = facts;
    const { tables, results } = FilesBeside.kindsOf(await this.#besideFiles.annotations(others));
    await this.#try(async () => {
      const opened = await this.#opener.open(await this.#besideFiles.read(tables));
      this.tables = opened.filter((table) => this.#opener.isOfUse(table));
      // Where it speaks of stations the folders are theirs.
      if (this.tables.some(({ mapping }) => (mapping.station ?? mapping.folder) !== undefined))
        this.naming = 'none';
      const found = await this.#resultsOpener.beside(await this.#besideFiles.read(results));
      this.results = [...found, ...(await this.#resultsOpener.drawn())];
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

  #note(note: PlanNote): void {
    this.notes = [...this.notes, note];
  }

  async #restore(options: PlanOptions, beside: readonly SourceFile[]): Promise<void> {
    const { table, mapping = {}, results } = options;
    const tables = options.tables ?? (table ? [{ files: [table], mapping, options: {} }] : []);
    for (const each of tables) {
      const [opened] = await this.#opener.open(each.files);
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
      this.results = [...this.results, await this.#resultsOpener.open(file, chosen)];
    if (options.drawn?.length) {
      await this.#besideFiles.annotations(beside);
      const drawn = await this.#resultsOpener.drawn();
      const kept = drawn.filter(({ head }) => options.drawn!.includes(head.dialect));
      this.results = [...this.results, ...kept];
    }
    if (options.records) await this.#takeRecords(options.records);
    this.#beside = options.beside ?? this.#beside;
    this.naming = options.naming;
    this.addUnnamed = options.addUnnamed;
    await this.#count();
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
      const next = isReopened ? await this.#opener.ordered(changed) : changed;
      this.tables = this.tables.map((other) => (other === current ? next : other));
      await this.#count();
    });
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
