/**
 * The plan of an import while the person still says how: tables and detectors' results are opened
 * here, looked at, and asked for the photos they make of the files that were chosen. One choice of
 * files at a time.
 */
import { HuellaError, toHuellaError, type ErrorCode, type ErrorDetail } from '../errors';
import type { BoxForm } from './boxes';
import { findCamtrap, joinCamtrap } from './camtrap';
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
  type EntryProblem,
} from './megadetector';
import { mergeTables, type Difference } from './merge';
import {
  planRows,
  type PlannedPhoto,
  type RowOptions,
  type RowPlan,
  type RowProblem,
  type UndecidedDate,
} from './rows';
import { plainName } from './vocabulary';

/** Rows and problems shown before the person says yes. */
const PREVIEW_ROWS = 5;
const PREVIEW_PROBLEMS = 100;

/** A table or results beside the photos, or chosen by hand. */
export interface SideBlob {
  readonly name: string;
  readonly blob: Blob;
  /** Its folder among the files chosen; absent for a file chosen by hand. */
  readonly base?: string;
}

export interface TableHead {
  readonly id: number;
  /** Of all the files that the table was made of. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly string[])[];
  readonly rows: number;
  readonly mapping: Mapping;
  readonly boxForm: BoxForm | null;
  /** Columns that look like sides of a box of which others are missing. */
  readonly brokenBox: readonly string[];
  /** The order of day and month in the language of the table; null when it does not show. */
  readonly localOrder: DayOrder | null;
  /** Bytes that were not valid in the text's encoding. */
  readonly repaired: number;
}

/** A file that is of no use here, and why. */
export interface Refusal {
  readonly name: string;
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
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
  readonly undecided: readonly UndecidedDate[];
  readonly folders: RowPlan['folders'];
  readonly boxForm: BoxForm | null;
}

export interface ResultsHead {
  readonly id: number;
  readonly name: string;
  readonly dialect: Detections['dialect'];
  readonly files: number;
  readonly problems: readonly EntryProblem[];
  readonly problemCount: number;
}

export interface ResultsPreview {
  readonly animals: number;
  /** Chosen photos that the results name. */
  readonly photos: number;
  /** Those of them without an animal certain enough. */
  readonly empty: number;
  /** Chosen photos of which the results say nothing. */
  readonly unmentioned: readonly string[];
  readonly unmatched: number;
  readonly folders: RowPlan['folders'];
}

/** A table as the person has said to read it. */
export interface TableUse {
  readonly id: number;
  readonly mapping: Mapping;
  readonly options: RowOptions;
}

export interface ResultsUse {
  readonly id: number;
  readonly options: DetectionOptions;
}

/** What all tables together make of the chosen files. */
export interface TablesPlan {
  readonly photos: readonly PlannedPhoto[];
  /** Paths that no table names. */
  readonly unnamed: readonly string[];
  readonly problems: readonly (RowProblem & { readonly table: string })[];
  readonly differences: readonly Difference[];
}

export interface ResultsPlan {
  readonly photos: readonly PlannedPhoto[];
  readonly empty: readonly string[];
  readonly unmentioned: readonly string[];
  readonly problems: readonly EntryProblem[];
}

interface OpenTable {
  readonly table: Table;
  readonly name: string;
  readonly base: string | undefined;
}

interface OpenResults {
  readonly detections: Detections;
  readonly name: string;
  readonly base: string | undefined;
}

export class ImportPlanner {
  #paths: readonly string[] = [];
  readonly #tables = new Map<number, OpenTable>();
  readonly #results = new Map<number, OpenResults>();
  #last = 0;

  /** Begins a plan for the files at these paths. */
  plan(chosen: readonly string[]): void {
    this.#paths = chosen;
    this.#tables.clear();
    this.#results.clear();
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
        read.push({ table: await readCsv(blob), name, base });
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
              name: joined.map(({ name }) => name).join(', '),
              base: first.base,
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
      ...{ id, name: open.name, columns, rows: rows.length, repaired },
      ...propose(columns, rows),
      firstRows: rows.slice(0, PREVIEW_ROWS),
      localOrder: localOrderOf(columns, delimiter),
    };
  }

  closeTable(id: number): void {
    this.#tables.delete(id);
  }

  previewRows({ id, mapping, options }: TableUse): RowsPreview {
    const { photos, problems, unnamed, undecided, folders, boxForm } = this.#rows(
      id,
      mapping,
      options,
    );
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
      ...{ undecided, folders, boxForm },
    };
  }

  /** All tables together; what one says of a photo is added to what the others say. */
  rows(uses: readonly TableUse[]): TablesPlan {
    const plans = uses.map(({ id, mapping, options }) => ({
      plan: this.#rows(id, mapping, options),
      table: this.#table(id).name,
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
    const detections = detectionsOf(json);
    const id = ++this.#last;
    this.#results.set(id, { detections, name, base });
    const { dialect, files, problems } = detections;
    return {
      ...{ id, name, dialect, files: files.length },
      problems: problems.slice(0, PREVIEW_PROBLEMS),
      problemCount: problems.length,
    };
  }

  closeResults(id: number): void {
    this.#results.delete(id);
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
   * All results together; a photo that several of them name is taken from the first.
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
    for (const { id, options } of uses) {
      const plan = this.#matched(id, options, confidence, names);
      const said = new Set(plan.unmentioned);
      const isNew = (path: string): boolean => left.has(path) && !said.has(path);
      photos.push(...plan.photos.filter(({ path }) => isNew(path)));
      empty.push(...plan.empty.filter(isNew));
      for (const path of this.#paths) if (!said.has(path)) left.delete(path);
    }
    const problems = uses.flatMap(({ id }) => this.#open(id).detections.problems);
    return { photos, empty, unmentioned: [...left], problems };
  }

  #rows(id: number, mapping: Mapping, options: RowOptions): RowPlan {
    const { table, base } = this.#table(id);
    return planRows(table, mapping, this.#paths, {
      ...(base === undefined ? {} : { base }),
      ...options,
    });
  }

  #matched(
    id: number,
    options: DetectionOptions,
    confidence: number,
    names: ReadonlyMap<string, string>,
  ): ReturnType<typeof matchDetections> {
    const { detections, base } = this.#open(id);
    const nameOf = (path: string): string | null => names.get(path) ?? null;
    return matchDetections(detections, this.#paths, confidence, nameOf, {
      ...(base === undefined ? {} : { base }),
      ...options,
    });
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
