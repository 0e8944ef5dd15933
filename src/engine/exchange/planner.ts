/**
 * The plan of an import while the person still says how: tables and detectors' results are opened
 * here, looked at, and asked for the photos they make of the files that were chosen. One choice of
 * files at a time.
 */
import { HuellaError, toHuellaError } from '../errors';
import { AnnotationFiles } from './annotations';
import { findCamtrap, joinCamtrap, stationsOfCamtrap } from './camtrap';
import { propose, type Mapping } from './columns';
import { readCsv, type Table } from './csv';
import type { DayOrder } from './dates';
import { readExif, type PhotoExif } from './exif';
import { parseJsonBytes } from './json';
import {
  detectionsOf,
  matchDetections,
  notJson,
  type DetectionOptions,
  type Detections,
} from './results';
import { levelsOf, sortingOf, type Level, type Sorting } from './folder-names';
import { listImport, type ImportChoice, type ImportList, type ListNote } from './import-list';
import { mergeTables } from './merge';
import { planRows, type PlannedPhoto, type RowOptions, type RowPlan } from './rows';
import { readSidecar, SidecarMatcher } from './sidecars';
import type {
  SideBlob,
  TableHead,
  Refusal,
  RowsPreview,
  ResultsHead,
  ResultsPreview,
  TableUse,
  ResultsUse,
  TablesPlan,
  ResultsPlan,
  ImportCounts,
  SidecarReading,
} from './planner-types';
import { plainName } from './vocabulary';

export type * from './planner-types';

/** Rows and problems shown before the person says yes. */
const PREVIEW_ROWS = 5;
const PREVIEW_PROBLEMS = 100;

interface OpenTable {
  readonly table: Table;
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly stations?: TableHead['stations'];
}

type Matched = ReturnType<typeof matchDetections>;

interface OpenResults {
  readonly detections: Detections;
  readonly name: string;
  readonly base: string | undefined;
}

export class ImportPlanner {
  #paths: readonly string[] = [];
  readonly #tables = new Map<number, OpenTable>();
  readonly #results = new Map<number, OpenResults>();
  readonly #rowPlans = new Map<number, { readonly key: string; readonly plan: RowPlan }>();
  readonly #matchings = new Map<number, { readonly key: string; readonly made: Matched }>();
  #annotations: AnnotationFiles | null = null;
  #list: { readonly key: string; readonly list: ImportList } | null = null;
  #last = 0;

  /** Begins a plan for the files at these paths, and says what their folders may mean. */
  plan(chosen: readonly string[]): { readonly sorting: Sorting; readonly levels: Level[] } {
    this.#paths = chosen;
    for (const kept of [this.#tables, this.#results, this.#rowPlans, this.#matchings]) kept.clear();
    this.#list = null;
    this.#annotations = null;
    return { sorting: sortingOf(chosen), levels: levelsOf(chosen) };
  }

  /** Which of the files beside the photos describe one of them, in the order of the files. */
  async sidecars(files: readonly SideBlob[]): Promise<readonly (SidecarReading | null)[]> {
    const matcher = new SidecarMatcher(this.#paths);
    return Promise.all(
      files.map(async ({ name, blob }) => {
        const sidecar = await readSidecar(name, blob).catch(() => null);
        return sidecar && { photos: matcher.photosOf(name, sidecar.title), facts: sidecar.facts };
      }),
    );
  }

  /**
   * Opens tables; the three of a Camtrap DP become one. What cannot be read as a table is refused
   * by name.
   */
  async openTables(
    files: readonly SideBlob[],
  ): Promise<{ readonly tables: readonly TableHead[]; readonly refused: readonly Refusal[] }> {
    const refused: Refusal[] = [];
    const read: OpenTable[] = [];
    for (const { name, blob, base } of files) {
      try {
        read.push({ table: await readCsv(blob), files: [name], base });
      } catch (error) {
        refused.push(refusalOf(name, error));
      }
    }
    const camtrap = findCamtrap(read.map(({ table }) => table));
    const parts = camtrap ? [camtrap.media, camtrap.observations, camtrap.deployments] : [];
    const joined = read.filter(({ table }) => parts.includes(table));
    const others = read.filter(({ table }) => !parts.includes(table));
    const [first] = joined;
    const tables =
      camtrap && first
        ? [
            {
              table: joinCamtrap(camtrap),
              files: joined.flatMap(({ files: names }) => names),
              base: first.base,
              stations: stationsOfCamtrap(camtrap),
            },
            ...others,
          ]
        : others;
    return { tables: tables.map((table) => this.#keep(table)), refused };
  }

  #keep(open: OpenTable): TableHead {
    const id = ++this.#last;
    this.#tables.set(id, open);
    const { columns, rows, delimiter, repaired = 0 } = open.table;
    return {
      ...{ id, name: nameOf(open), files: open.files, columns, rows: rows.length, repaired },
      stations: open.stations ?? [],
      ...propose(columns, rows),
      firstRows: rows.slice(0, PREVIEW_ROWS),
      localOrder: localOrderOf(columns, delimiter),
    };
  }

  closeTable(id: number): void {
    this.#tables.delete(id);
    this.#rowPlans.delete(id);
  }

  previewRows({ id, mapping, options }: TableUse): RowsPreview {
    const plan = this.#rows(id, mapping, options);
    const { photos, problems, unnamed, undecided, folders, boxForm, openBoxes } = plan;
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
      ...{ undecided, folders, boxForm, openBoxes },
    };
  }

  /** All tables together; what one says of a photo is added to what the others say. */
  rows(uses: readonly TableUse[]): TablesPlan {
    const plans = uses.map(({ id, mapping, options }) => ({
      plan: this.#rows(id, mapping, options),
      table: nameOf(this.#table(id)),
    }));
    const { photos, differences } = mergeTables(plans.map(({ plan }) => plan.photos));
    const unnamed = plans
      .map(({ plan }) => new Set(plan.unnamed))
      .reduce<Set<string> | null>(
        (left, each) =>
          left === null ? each : new Set([...left].filter((path) => each.has(path))),
        null,
      );
    return {
      ...{ photos, differences },
      unnamed: unnamed === null ? this.#paths : [...unnamed],
      problems: plans.flatMap(({ plan, table }) =>
        plan.problems.map((problem) => ({ ...problem, table })),
      ),
    };
  }

  /** What the photo's own file says of time and place: it decides how a table writes its dates. */
  facts(photo: Blob): Promise<PhotoExif> {
    return readExif(photo);
  }

  /** @throws HuellaError as detectionsOf, `detections-not-json`, `photo-unreadable` */
  async openResults({ name, blob, base }: SideBlob): Promise<ResultsHead> {
    let json: unknown;
    try {
      json = parseJsonBytes(new Uint8Array(await blob.arrayBuffer()));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw toHuellaError(error, 'photo-unreadable');
      throw notJson(error);
    }
    return this.#keepResults({ detections: detectionsOf(json), name, base });
  }

  #keepResults(open: OpenResults): ResultsHead {
    const id = ++this.#last;
    this.#results.set(id, open);
    const { dialect, files, problems } = open.detections;
    return {
      ...{ id, name: open.name, dialect, files: files.length },
      problems: problems.slice(0, PREVIEW_PROBLEMS),
      problemCount: problems.length,
    };
  }

  /**
   * Which of the files are boxes that people drew, one file for a photo, or the names of their
   * classes; files of classes come after those of boxes. `openAnnotations` makes results of them.
   */
  async annotations(files: readonly SideBlob[]): Promise<readonly boolean[]> {
    const kept = (this.#annotations ??= new AnnotationFiles(this.#paths));
    const taken: boolean[] = [];
    for (const { name, blob } of files) taken.push(await kept.take(name, blob));
    return taken;
  }

  /** Results of all files that `annotations` took, for each way of writing them. */
  openAnnotations(): readonly ResultsHead[] {
    return (this.#annotations?.detections() ?? []).map(({ name, detections }) =>
      this.#keepResults({ detections, name, base: undefined }),
    );
  }

  closeResults(id: number): void {
    this.#results.delete(id);
    this.#matchings.delete(id);
  }

  previewResults({ id, options }: ResultsUse, confidence: number): ResultsPreview {
    const { photos, empty, unmentioned, unmatched, folders } = this.#matched(
      id,
      options,
      confidence,
      new Map(),
    );
    return {
      ...{ animals: photos.length, photos: this.#paths.length - unmentioned.length },
      ...{ empty: empty.length, unmentioned, unmatched: unmatched.length, folders },
    };
  }

  /**
   * All results together; a photo that several of them name is taken from the first that could read
   * it.
   * @param names individual by path, for photos with one animal
   */
  detected(
    uses: readonly ResultsUse[],
    confidence: number,
    names: ReadonlyMap<string, string>,
  ): ResultsPlan {
    const photos: PlannedPhoto[] = [];
    const empty: string[] = [];
    const left = new Set(this.#paths);
    const repeated: { name: string; count: number }[] = [];
    const plans = uses.map(({ id, options }) => {
      const plan = this.#matched(id, options, confidence, names);
      const silent = new Set([...plan.unmentioned, ...plan.failed]);
      return { id, plan, isAnswered: (path: string): boolean => !silent.has(path) };
    });
    for (const [i, { id, plan }] of plans.entries()) {
      // What one run of a detector could not read another may have read.
      const isTriedAgain = (path: string): boolean =>
        plans.slice(i + 1).some(({ isAnswered }) => isAnswered(path));
      const said = new Set([...plan.unmentioned, ...plan.failed.filter(isTriedAgain)]);
      const isNew = (path: string): boolean => left.has(path) && !said.has(path);
      photos.push(...plan.photos.filter(({ path }) => isNew(path)));
      empty.push(...plan.empty.filter(isNew));
      let count = 0;
      for (const path of this.#paths) {
        if (said.has(path)) continue;
        if (!left.delete(path)) count++;
      }
      if (count > 0) repeated.push({ name: this.#open(id).name, count });
    }
    const problems = uses.flatMap(({ id }) => this.#open(id).detections.problems);
    return { photos, empty, unmentioned: [...left], problems, repeated };
  }

  counts({ tables, results, confidence }: ImportChoice): ImportCounts {
    const rows = tables.length > 0 ? this.rows(tables) : null;
    const detect = (): ResultsPlan => this.detected(results, confidence, new Map());
    const choice = { tables, results, confidence, naming: 'none', addUnnamed: false } as const;
    const list =
      results.length > 0
        ? listImport(choice, this.#paths, rows, detect)
        : { photos: [], notes: [] };
    const countOf = (kind: ListNote['kind']): number =>
      list.notes.filter((note) => note.kind === kind).length;
    return {
      rows: rows && {
        ...{ photos: rows.photos.length, unnamed: rows.unnamed.length },
        differences: rows.differences.length,
        firstDifferences: rows.differences.slice(0, PREVIEW_PROBLEMS),
      },
      found:
        results.length === 0
          ? null
          : {
              photos: list.photos.length,
              unmentioned: countOf('unmentioned'),
              empty: countOf('no-animal'),
            },
    };
  }

  /**
   * Photos and notes `from` to `to` of the whole import: in slices, so that the page that asks is
   * never busy for long with what it is given. `isLast`: there are no more of either.
   */
  list(choice: ImportChoice, from: number, to: number): ImportList & { readonly isLast: boolean } {
    const key = JSON.stringify(choice);
    if (this.#list?.key !== key) {
      const { tables, results, confidence } = choice;
      const rows = tables.length > 0 ? this.rows(tables) : null;
      const detect = (names: ReadonlyMap<string, string>): ResultsPlan =>
        this.detected(results, confidence, names);
      const list = listImport(choice, this.#paths, rows, results.length > 0 ? detect : null);
      this.#list = { key, list };
    }
    const { photos, notes } = this.#list.list;
    const isLast = to >= photos.length && to >= notes.length;
    if (isLast) this.#list = null;
    return { photos: photos.slice(from, to), notes: notes.slice(from, to), isLast };
  }

  /** Made once for what is asked of a table again and again: its preview, counts, photos. */
  #rows(id: number, mapping: Mapping, options: RowOptions): RowPlan {
    const key = JSON.stringify([mapping, options]);
    const known = this.#rowPlans.get(id);
    if (known?.key === key) return known.plan;
    const { table, base } = this.#table(id);
    const plan = planRows(table, mapping, this.#paths, {
      ...(base === undefined ? {} : { base }),
      ...options,
    });
    this.#rowPlans.set(id, { key, plan });
    return plan;
  }

  #matched(
    id: number,
    options: DetectionOptions,
    confidence: number,
    names: ReadonlyMap<string, string>,
  ): Matched {
    const key = JSON.stringify([options, confidence]);
    const known = this.#matchings.get(id);
    if (known?.key === key && names.size === 0) return known.made;
    const { detections, base } = this.#open(id);
    const nameOf = (path: string): string | null => names.get(path) ?? null;
    const made = matchDetections(detections, this.#paths, confidence, nameOf, {
      ...(base === undefined ? {} : { base }),
      ...options,
    });
    if (names.size === 0) this.#matchings.set(id, { key, made });
    return made;
  }

  #table(id: number): OpenTable {
    const open = this.#tables.get(id);
    if (!open) throw new HuellaError('internal', 'no such table is open');
    return open;
  }

  #open(id: number): OpenResults {
    const open = this.#results.get(id);
    if (!open) throw new HuellaError('internal', 'no such results are open');
    return open;
  }
}

const nameOf = ({ files }: OpenTable): string => files.join(', ');

function refusalOf(name: string, error: unknown): Refusal {
  const { code, detail } = toHuellaError(error);
  return { name, code, detail };
}

/**
 * Words by which a table shows that it is in Spanish or Portuguese, where the day goes before the
 * month.
 */
const LOCAL_NAMES =
  /^(archivo|fichero|arquivo|ruta|imagen|imagem|fecha|hora|individuo|ejemplar|especie|lugar|localidad|localidade|sitio|latitud|longitud|lado|notas|nombre|nome|observaciones|observacoes|estacion|estacao|camara|animal(es)?)$/;

function localOrderOf(columns: readonly string[], delimiter: string): DayOrder | null {
  const local = columns.filter(
    (name) => LOCAL_NAMES.test(plainName(name)) && plainName(name) !== 'animal',
  );
  // A semicolon separates where the comma is the decimal mark, and there the day goes first.
  return local.length >= 2 || delimiter === ';' ? 'day-first' : null;
}
