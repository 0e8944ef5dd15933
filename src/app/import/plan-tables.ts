/**
 * Tables of an import as they are opened: what the photos themselves can tell of a table is asked
 * of them before a person is.
 */
import { HuellaError, toHuellaError } from '../../engine/errors';
import { DAY_ORDERS, readingIn, type DayOrder } from '../../engine/exchange/dates';
import type { Refusal } from '../../engine/exchange/planner';
import type { Services } from '../../runtime/services';
import { blobOf, type PlanNote, type PlanTable, type SideFile } from './plan-types';
import type { SourceFile } from './source';

/** Photos opened to see how a table writes its dates. */
const PHOTOS_ASKED = 12;
/** People draw over the edge by some pixels, not by a fiftieth of the photo. */
const OVER_EDGE = 1.02;
/** A clock that is off by a day still tells day from month: the two readings lie a month apart. */
const DAY_MS = 86_400_000;

export class TableOpener {
  readonly #exchange: Services['exchange'];
  /** The photos among the files chosen. */
  readonly #files: readonly SourceFile[];
  readonly #note: (note: PlanNote) => void;

  constructor(
    exchange: Services['exchange'],
    files: readonly SourceFile[],
    note: (note: PlanNote) => void,
  ) {
    this.#exchange = exchange;
    this.#files = files;
    this.#note = note;
  }

  /**
   * Opens tables with what their names and the photos' own dates say. What is no table is noted, or
   * thrown when it is the only one.
   */
  async open(chosen: readonly SideFile[]): Promise<PlanTable[]> {
    const { files, refused: unread } = await this.#sheetsOf(chosen);
    const { tables, refused: unusable } = await this.#exchange.openTables(files.map(blobOf));
    const refused = [...unread, ...unusable];
    const [first] = refused;
    if (first && tables.length === 0 && chosen.length === 1 && chosen[0]!.base === undefined)
      throw new HuellaError(first.code, first.name, first.detail);
    for (const refusal of refused) this.#note({ kind: 'refused', ...refusal });
    const opened: PlanTable[] = [];
    for (const head of tables) {
      const own = files.filter(({ name }) => head.files.includes(name));
      const { mapping } = head;
      const preview = await this.#exchange.previewRows({
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
      if (head.unreadBoxes.length > 0)
        this.#note({ kind: 'unread-boxes', name: head.name, columns: head.unreadBoxes });
      opened.push(await this.#formed(await this.ordered(table)));
    }
    return opened;
  }

  /** Each sheet of a spreadsheet's own file is a table, kept as text; other files stay as they are. */
  async #sheetsOf(chosen: readonly SideFile[]): Promise<{ files: SideFile[]; refused: Refusal[] }> {
    const files: SideFile[] = [];
    const refused: Refusal[] = [];
    for (const file of chosen) {
      const { name } = file;
      try {
        const sheets = await this.#exchange.sheets(blobOf(file).blob);
        if (!sheets) files.push(file);
        for (const sheet of sheets ?? [])
          files.push({
            ...file,
            name: sheets!.length === 1 ? name : `${name} · ${sheet.name}`,
            bytes: new TextEncoder().encode(sheet.text).buffer,
          });
      } catch (error) {
        const { code, detail } = toHuellaError(error);
        refused.push({ name, code, detail });
      }
    }
    return { files, refused };
  }

  /** A table that lies beside photos and does not name them is none of theirs. */
  isOfUse({ head, mapping, preview }: PlanTable): boolean {
    const { name } = head;
    if (mapping.file === undefined) this.#note({ kind: 'no-file-column', name });
    else if (
      preview.photos > 0 ||
      // Its names fit several photos each: the person sees which.
      preview.problems.some(({ kind }) => kind === 'file-ambiguous') ||
      preview.folders.folders.length > 0 ||
      preview.unnamed < this.#files.length
    )
      return true;
    else this.#note({ kind: 'names-nothing', name });
    void this.#exchange.closeTable(head.id);
    return false;
  }

  /**
   * The photos' own sizes tell what the numbers of boxes are: a box that leaves its photo as left,
   * top, width and height is two corners.
   */
  async #formed(table: PlanTable): Promise<PlanTable> {
    const byPath = new Map(this.#files.map((file) => [file.path, file]));
    for (const { path, right, bottom } of table.preview.openBoxes) {
      try {
        const size = await this.#exchange.size(await byPath.get(path)!.open());
        if (right <= size.width * OVER_EDGE && bottom <= size.height * OVER_EDGE) continue;
      } catch {
        continue;
      }
      const options = { ...table.options, boxForm: 'corners' } as const;
      const use = { id: table.head.id, mapping: table.mapping, options };
      const preview = await this.#exchange.previewRows(use);
      return { ...table, options, preview };
    }
    return table;
  }

  /**
   * The photos' own dates decide which number is the day where the table leaves it open; else its
   * language proposes an order, but where the year may come first.
   */
  async ordered(table: PlanTable): Promise<PlanTable> {
    const { undecided } = table.preview;
    if (undecided.length === 0) return table;
    const byPath = new Map(this.#files.map((file) => [file.path, file]));
    const agreeing = new Set<DayOrder>();
    for (const { path, ...readings } of undecided.slice(0, PHOTOS_ASKED)) {
      try {
        const { takenAt } = await this.#exchange.facts(await byPath.get(path)!.open());
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
    const preview = await this.#exchange.previewRows(use);
    return { ...table, options, orderFrom: byPhotos ? 'photos' : 'language', preview };
  }
}

function isNear(taken: string, reading: string | null): boolean {
  if (reading === null) return false;
  const apart = Date.parse(taken.slice(0, 10)) - Date.parse(reading.slice(0, 10));
  return Math.abs(apart) <= DAY_MS;
}
