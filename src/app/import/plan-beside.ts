/** Files that lie beside the photos of an import: which of them are what, and how they are read. */
import { toHuellaError } from '../../engine/errors';
import type { SideBlob } from '../../engine/exchange/planner';
import type { SidecarFacts } from '../../engine/exchange/sidecars';
import type { Services } from '../../runtime/services';
import type { PlanNote, SideFile } from './plan-types';
import type { SourceFile } from './source';

/** Tables of text, and spreadsheets' own files. */
const TABLE = /\.(csv|tsv|tab|psv|txt|xlsx|xlsm|xlsb|xls|ods|numbers)$/i;
export const RESULTS = /\.json$/i;
/** Descriptions of one photo: XMP, and Google Takeout's, which end as results do. */
const SIDECAR = /\.(xmp|json)$/i;
/**
 * Of a gallery that Huella exported: what its tables cannot hold. Kept here as well, so that the
 * page needs nothing of the writer.
 */
export const RECORDS = /(^|\/)huella\.json$/i;
/**
 * wildlife-datasets' and Huella's own name for the table of a folder: it goes before other tables
 * beside it.
 */
export const METADATA = /(^|\/)metadata\.csv$/i;
/** Tables of an export of ours that say nothing of files. */
const OWN_TABLES = /(^|\/)(individuals|decisions|embeddings|left-out)\.csv$/i;
/** What describes the tables of a Camtrap DP; they are read by their columns. */
const DESCRIPTOR = /(^|\/)datapackage\.json$/i;
/**
 * Boxes that people drew, a file for each photo (Pascal VOC, labelme, YOLO), and the names of
 * YOLO's classes.
 */
const ANNOTATION = /\.(xml|json|txt|ya?ml|names|labels)$/i;
const CLASSES = /(^|\/)classes\.txt$|\.(ya?ml|names|labels)$/i;
/** Files that go to the worker at once. */
const AT_ONCE = 200;

/** What descriptions say of photos, and the files that describe none. */
export interface Described {
  readonly others: readonly SourceFile[];
  readonly facts: ReadonlyMap<string, SidecarFacts>;
}

export class FilesBeside {
  readonly #exchange: Services['exchange'];
  readonly #note: (note: PlanNote) => void;

  constructor(exchange: Services['exchange'], note: (note: PlanNote) => void) {
    this.#exchange = exchange;
    this.#note = note;
  }

  /** The photos among the files chosen, and what lies beside them. */
  static of(files: readonly SourceFile[]): Record<'photos' | 'beside', SourceFile[]> {
    const isBeside = ({ path }: SourceFile): boolean =>
      TABLE.test(path) || SIDECAR.test(path) || ANNOTATION.test(path);
    return {
      photos: files.filter((file) => !isBeside(file)),
      beside: files.filter(isBeside),
    };
  }

  /** Tables by their names, the one of a gallery first, and files that may be results. */
  static kindsOf(beside: readonly SourceFile[]): Record<'tables' | 'results', SourceFile[]> {
    const isTable = ({ path }: SourceFile): boolean => TABLE.test(path) && !OWN_TABLES.test(path);
    const isResults = ({ path }: SourceFile): boolean =>
      RESULTS.test(path) && !RECORDS.test(path) && !DESCRIPTOR.test(path);
    const tables = beside
      .filter(isTable)
      .sort(
        (a, b) =>
          Number(METADATA.test(b.path)) - Number(METADATA.test(a.path)) ||
          (a.path < b.path ? -1 : 1),
      );
    return { tables, results: beside.filter(isResults) };
  }

  /** Takes what descriptions of photos say, and gives back the files that are none. */
  async sidecars(beside: readonly SourceFile[]): Promise<Described> {
    const isSidecar = ({ path }: SourceFile): boolean =>
      SIDECAR.test(path) && !RECORDS.test(path) && !DESCRIPTOR.test(path);
    const files = beside.filter(isSidecar);
    const others: SourceFile[] = beside.filter((file) => !isSidecar(file));
    const facts = new Map<string, SidecarFacts>();
    const alone: string[] = [];
    for (let i = 0; i < files.length; i += AT_ONCE) {
      const some = files.slice(i, i + AT_ONCE);
      const opened = await this.#opened(some);
      const readings = await this.#exchange.sidecars(opened.map(([, side]) => side));
      for (const [j, [file]] of opened.entries()) {
        const reading = readings[j];
        if (!reading) others.push(file);
        else if (reading.photos.length === 0) alone.push(file.path);
        for (const path of reading?.photos ?? [])
          if (!facts.has(path)) facts.set(path, reading!.facts);
      }
    }
    const told = new Map([...facts].filter(([, { takenAt, place }]) => takenAt ?? place));
    const [first] = told.keys();
    if (first !== undefined) this.#note({ kind: 'sidecars', name: first, count: told.size });
    const [name] = alone;
    if (name !== undefined) this.#note({ kind: 'sidecars-alone', name, count: alone.length });
    return { others, facts: told };
  }

  /**
   * Hands the boxes that people drew to the worker, and gives back the files that hold none; those
   * that are nothing else either are noted.
   */
  async annotations(files: readonly SourceFile[]): Promise<SourceFile[]> {
    const others: SourceFile[] = files.filter(({ path }) => !ANNOTATION.test(path));
    // What the classes are called is asked of files beside boxes alone.
    const sorted = files
      .filter(({ path }) => ANNOTATION.test(path))
      .sort((a, b) => Number(CLASSES.test(a.path)) - Number(CLASSES.test(b.path)));
    for (let i = 0; i < sorted.length; i += AT_ONCE) {
      const opened = await this.#opened(sorted.slice(i, i + AT_ONCE));
      const taken = await this.#exchange.annotations(opened.map(([, side]) => side));
      for (const [j, [file]] of opened.entries()) {
        if (taken[j]) continue;
        if (TABLE.test(file.path) || RESULTS.test(file.path)) others.push(file);
        else
          this.#note({
            ...{ kind: 'refused', name: file.path, code: 'photo-not-an-image', detail: {} },
          });
      }
    }
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

  async read(files: readonly SourceFile[]): Promise<SideFile[]> {
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
}
