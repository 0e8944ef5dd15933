/**
 * Rows of a table become photos to add: each finds its file among those chosen, and what is wrong
 * with a row is said of that row.
 */
import type { Crop, Turns } from '../types';
import { cropKey } from '../crop';
import { tidyMicrochip } from '../microchip';
import {
  boxNumbers,
  labelledBox,
  clipFractions,
  formOfBoxes,
  rectangleOf,
  sideNumber,
  type BoxForm,
  type PixelBox,
} from './boxes';
import { propose, type Mapping } from './columns';
import { fromHalves, isPlace, parseCoordinates, type Coordinates } from './coordinates';
import {
  choose,
  columnOrderOf,
  datesOf,
  mayBeYearFirst,
  readDate,
  readDateAndTime,
  type DayOrder,
  type Readings,
} from './dates';
import { isAnimal } from './kinds';
import { matchFiles, type FileProblem, type FolderChoice, type Matching } from './files';
import type { Table } from './csv';
import { plainName, type Field } from './vocabulary';
import { individualOf, isMissing, sideOf, statusOf } from './words';

export { cropOfBox, type PixelBox } from './boxes';

/** Structurally the library's AddedFields. */
export interface RowFields {
  takenAt?: string;
  place?: Coordinates;
  placeName?: string;
  station?: string;
  species?: string;
  side?: 'left' | 'right' | 'front' | 'back' | 'top';
  status?: 'lost' | 'found' | 'home';
  colour?: string;
  /** Of the animal; the number alone. */
  microchip?: string;
  labels?: string[];
  notes?: string;
}

/** One photo to be added. */
export interface PlannedPhoto {
  /** Of the file, as chosen. */
  readonly path: string;
  readonly individual: string | null;
  readonly crop?: Crop;
  readonly box?: PixelBox;
  readonly fields?: RowFields;
}

export type RowProblemKind =
  | 'no-file-name'
  | FileProblem
  | 'duplicate-row'
  | 'bad-date'
  /** The date can be read two ways, and it has not been said which is meant. */
  | 'date-undecided'
  | 'bad-box'
  /** The table says that in this box is a person, a vehicle or nothing. */
  | 'no-animal'
  /** Part of the box lies outside the picture and is left out. */
  | 'box-clipped'
  | 'bad-place'
  /** 0,0: what devices write without a fix. */
  | 'no-place'
  | 'unknown-side'
  | 'bad-microchip';

export interface RowProblem {
  /** As a spreadsheet numbers it, where the names are in the first row: the row below them is 2. */
  readonly row: number;
  readonly kind: RowProblemKind;
  /** The cell in question. */
  readonly value: string;
  /** The photo is not added; otherwise it is, without that cell. */
  readonly fatal: boolean;
}

/** What a person, or the photos themselves, have said where the table leaves it open. */
export interface RowOptions {
  /** The order of day and month where the column itself does not tell it. */
  readonly dayOrder?: DayOrder | null;
  readonly boxForm?: BoxForm | null;
  readonly folder?: FolderChoice;
  /** Folder of the table among the files chosen. */
  readonly base?: string;
}

/** A date that can be read several ways, and the photo whose own date can tell which is right. */
export interface UndecidedDate extends Readings {
  readonly path: string;
  /** As the table writes it. */
  readonly text: string;
}

export interface RowPlan {
  readonly photos: readonly PlannedPhoto[];
  readonly problems: readonly RowProblem[];
  /** Rows that become a photo, by row number. */
  readonly photoRows: readonly number[];
  /** Paths of photos that no row names. */
  readonly unnamed: readonly string[];
  /**
   * Dates that depend on the order of day and month, when the column does not tell it; the first
   * ones.
   */
  readonly undecided: readonly UndecidedDate[];
  readonly folders: Omit<Matching, 'matches'>;
  /** How the boxes were read; null: the table has none. */
  readonly boxForm: BoxForm | null;
  /** Boxes by which photos can tell the form; empty when the table itself tells it. */
  readonly openBoxes: readonly OpenBox[];
}

/** Columns that say what is in a row's box, as `plainName` makes their names. */
const KINDS = new Set(
  (
    'label labelname class classname category categoryname detectioncategory detectionlabel ' +
    'objectclass observationtype clase etiqueta categoria classe rotulo'
  ).split(' '),
);

/** As many photos as are looked at to decide the order of day and month. */
export const MAX_UNDECIDED = 40;

/** A box of pixels that could be two corners or a corner and a size: the photo's size may tell. */
export interface OpenBox {
  readonly path: string;
  readonly right: number;
  readonly bottom: number;
}
/** As many photos as are opened for that. */
const MAX_OPEN_BOXES = 12;

/** @param paths of the files chosen, besides the table itself */
export function planRows(
  table: Table,
  mapping: Mapping,
  paths: readonly string[],
  options: RowOptions = {},
): RowPlan {
  // Cells come trimmed (`csv/read.ts`); those joined from several tables may not.
  const cell: CellOf = (row, field) => {
    const column = mapping[field];
    const text = column === undefined ? undefined : row[column];
    if (text === undefined || text === '') return '';
    const trimmed = text.trim();
    return isMissing(trimmed) ? '' : trimmed;
  };
  const files = table.rows.map((row) => fileOf(cell(row, 'folder'), cell(row, 'file')));
  const { matches, ...folders } = matchFiles(
    files.filter((file) => file !== ''),
    paths,
    {
      folder: options.folder,
      ...(options.base === undefined ? {} : { base: options.base }),
    },
  );
  const dates = table.rows.map((row) => cell(row, 'date'));
  const columnOrder = columnOrderOf(dates);
  const yearFirst = mayBeYearFirst(dates);
  const isOpen = columnOrder === 'undecided' || columnOrder === 'mixed';
  const order = isOpen || columnOrder === null ? (options.dayOrder ?? null) : columnOrder;
  const boxes = new Boxes(table, mapping, cell, options.boxForm ?? null);

  const kinds = kindColumns(table, mapping);

  const photos: PlannedPhoto[] = [];
  const photoRows: number[] = [];
  const problems: RowProblem[] = [];
  const undecided: UndecidedDate[] = [];
  const seen = new Set<string>();
  const named = new Set<string>();
  let next = 0;

  for (const [i, row] of table.rows.entries()) {
    const number = table.rowNumbers?.[i] ?? i + 2;
    const problem = (kind: RowProblemKind, value: string, fatal = false): void => {
      problems.push({ row: number, kind, value, fatal });
    };
    const file = files[i]!;
    if (file === '') {
      problem('no-file-name', '', true);
      continue;
    }
    const { path: found, problem: why } = matches[next++]!;
    if (found === null) {
      problem(why ?? 'file-not-found', file, true);
      continue;
    }

    const box = boxes.of(row, i);
    if (box === 'bad') {
      // The whole photo in place of its animal would be compared with everything that stands around
      // it.
      problem('bad-box', boxes.text(row), true);
      named.add(found);
      continue;
    }
    const { clipped, ...where } = box;
    const hasBox = where.crop !== undefined || where.box !== undefined;
    const other = hasBox ? kinds.find((kind) => isOther(row[kind] ?? '')) : undefined;
    if (other !== undefined) {
      problem('no-animal', row[other] ?? '', true);
      named.add(found);
      continue;
    }
    const cut = where.crop ? cropKey(where.crop) : where.box ? JSON.stringify(where.box) : '';
    const key = `${found}\n${cut}`;
    if (seen.has(key)) {
      problem('duplicate-row', file, true);
      continue;
    }
    seen.add(key);
    named.add(found);
    if (clipped) problem('box-clipped', boxes.text(row));

    const fields: RowFields = {};
    const { takenAt, readings, isBad, text: dateText } = dateOf(row, cell, order, yearFirst);
    if (isBad) problem('bad-date', dateText);
    if (takenAt !== null) fields.takenAt = takenAt;
    else if (readings) {
      if (undecided.length < MAX_UNDECIDED)
        undecided.push({ path: found, text: dateText, ...readings });
      problem('date-undecided', dateText);
    }
    // Also of a table whose order a person has said: the question stays on screen.
    if (takenAt !== null && isOpen && readings && undecided.length < MAX_UNDECIDED)
      undecided.push({ path: found, text: dateText, ...readings });
    const place = placeOf(row, cell);
    if (place === 'bad' || place === 'zero') {
      const parts = [cell(row, 'latitude'), cell(row, 'longitude'), cell(row, 'coordinates')];
      problem(place === 'bad' ? 'bad-place' : 'no-place', parts.join(' ').trim());
    } else if (place) fields.place = place;
    const side = cell(row, 'side');
    if (side !== '') {
      const known = sideOf(side);
      if (known) fields.side = known;
      else if (individualOf(side) !== null) problem('unknown-side', side);
    }
    const status = statusOf(cell(row, 'status'));
    if (status) fields.status = status;
    for (const field of ['station', 'placeName', 'species', 'colour', 'notes'] as const) {
      const text = cell(row, field);
      if (text !== '') fields[field] = text;
    }
    if (fields.station !== undefined) fields.placeName ??= fields.station;
    const chip = cell(row, 'microchip');
    const microchip = chip === '' ? null : tidyMicrochip(chip);
    if (microchip !== null) fields.microchip = microchip;
    else if (chip !== '') problem('bad-microchip', chip);
    const binomen = speciesOf(cell(row, 'genus'), cell(row, 'epithet'), fields.species ?? '');
    if (binomen !== '') fields.species = binomen;
    const labels = cell(row, 'labels')
      .split(/[;,|]/)
      .map((label) => label.trim())
      .filter((label) => !isMissing(label));
    if (labels.length > 0) fields.labels = labels;

    photos.push({
      path: found,
      individual: individualOf(cell(row, 'individual')),
      ...where,
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    });
    photoRows.push(number);
  }
  return {
    ...{ photos, problems, photoRows, folders, undecided },
    openBoxes: boxes.isOpen ? openBoxesOf(photos) : [],
    unnamed: paths.filter((path) => !named.has(path)),
    boxForm: boxes.form,
  };
}

/** The boxes that reach farthest as a corner and a size, where two corners would be within them. */
function openBoxesOf(photos: readonly PlannedPhoto[]): OpenBox[] {
  return photos
    .flatMap(({ path, box }) =>
      box ? [{ path, right: box.x + box.width, bottom: box.y + box.height }] : [],
    )
    .sort((a, b) => b.right + b.bottom - a.right - a.bottom)
    .slice(0, MAX_OPEN_BOXES);
}

type CellOf = (row: readonly string[], field: keyof Mapping) => string;

/**
 * The path of a row whose folder may stand in a column of its own; a file name that has the folder
 * in it already keeps it once.
 */
function fileOf(folder: string, file: string): string {
  if (folder === '' || file === '') return file;
  const plain = (path: string): string =>
    path.replaceAll('\\', '/').replace(/^\.\//, '').toLowerCase();
  const [start, whole] = [plain(folder).replace(/\/+$/, ''), plain(file)];
  if (whole.startsWith(`${start}/`) || /^([a-z]:)?\//.test(whole) || start === whole) return file;
  return `${folder.replace(/[\\/]+$/, '')}/${file}`;
}

/**
 * `Panthera` and `onca`: one name; an epithet that repeats the genus, or has none, as it is. A
 * column `species` of single small words beside the genus is the epithet (Wildlife Insights); a
 * whole name in it stays.
 */
function speciesOf(genus: string, epithet: string, species: string): string {
  const second = epithet === '' && /^\p{Ll}[\p{Ll}-]*$/u.test(species) ? species : epithet;
  if (genus === '' || second === '') return species || genus;
  return second.toLowerCase().startsWith(`${genus.toLowerCase()} `) ? second : `${genus} ${second}`;
}

const NO_DATE: Readings = { dayFirst: null, monthFirst: null, yearFirst: null };

interface RowDate {
  readonly takenAt: string | null;
  /** All readings where there are several. */
  readonly readings: Readings | null;
  readonly isBad: boolean;
  readonly text: string;
}

/** @param yearFirst whether the column may write the year first, in two digits */
function dateOf(
  row: readonly string[],
  cell: CellOf,
  order: DayOrder | null,
  yearFirst: boolean,
): RowDate {
  const [date, time] = [cell(row, 'date'), cell(row, 'time')];
  const text = [date, time].filter((part) => part !== '').join(' ');
  if (date === '') {
    const year = cell(row, 'year');
    if (year === '') return { takenAt: null, readings: null, isBad: false, text };
    const { iso, written } = splitDateOf(row, cell, year);
    return { takenAt: iso, readings: null, isBad: iso === null, text: written };
  }
  const readings = readDateAndTime(date, time);
  // A time of day that cannot be read costs the time of day, and is said.
  const all = readings ?? readDate(date);
  const used =
    all && !yearFirst && all.yearFirst !== all.dayFirst ? { ...all, yearFirst: null } : all;
  if (!used || datesOf(used).length === 0)
    return { takenAt: null, readings: null, isBad: true, text };
  return {
    takenAt: choose(used, order),
    readings: datesOf(used).length > 1 ? used : null,
    isBad: readings === null,
    text,
  };
}

/** Wildbook's date in up to six columns; what is missing is missing from the end. */
function splitDateOf(
  row: readonly string[],
  cell: CellOf,
  year: string,
): { iso: string | null; written: string } {
  const part = (field: Field): string => cell(row, field).replace(/\.0+$/, '').padStart(2, '0');
  const [month, day] = [part('month'), part('day')];
  const written = [
    year,
    cell(row, 'month'),
    cell(row, 'day'),
    cell(row, 'hour'),
    cell(row, 'minute'),
  ]
    .filter((text) => text !== '')
    .join(' ');
  const hasHour = cell(row, 'hour') !== '';
  const clock = hasHour ? ` ${[part('hour'), part('minute'), part('second')].join(':')}` : '';
  const plainYear = year.replace(/\.0+$/, '');
  return {
    iso: choose(readDate(`${plainYear}-${month}-${day}${clock}`) ?? NO_DATE, null),
    written,
  };
}

interface RowBox {
  readonly crop?: Crop;
  readonly box?: PixelBox;
  readonly clipped: boolean;
}

/** A kind that is said, and is no animal. */
function isOther(kind: string): boolean {
  return !isMissing(kind.trim()) && !isAnimal(kind);
}

/** The column of individuals holds names, so it is left out, also when it is called `label`. */
function kindColumns({ columns }: Table, mapping: Mapping): number[] {
  return columns.flatMap((name, i) => {
    const isKind = KINDS.has(plainName(name)) || i === mapping.species;
    return isKind && i !== mapping.individual ? [i] : [];
  });
}

/** The boxes of a table: one form and one unit for all of them, told from all rows. */
class Boxes {
  readonly form: BoxForm | null;
  /** Its boxes of pixels may be corners as well, and nothing in the table tells. */
  readonly isOpen: boolean;
  readonly #cell: CellOf;
  readonly #fields: readonly Field[];
  readonly #isWhole: boolean;
  readonly #areFractions: boolean;
  readonly #hasPictureSize: boolean;
  /** What is in the rows, once it has been read. */
  readonly #all: readonly (number[] | 'bad' | null)[];
  #isLabelled = false;

  constructor(table: Table, mapping: Mapping, cell: CellOf, form: BoxForm | null) {
    this.#cell = cell;
    this.#isWhole = mapping.box !== undefined;
    const { boxRight, boxBottom, boxCentreX, boxCentreY } = mapping;
    const byColumns: BoxForm =
      boxRight !== undefined && boxBottom !== undefined
        ? 'corners'
        : boxCentreX !== undefined && boxCentreY !== undefined
          ? 'centre'
          : 'size';
    const has = ([...SIDES.corners, ...SIDES.size, ...SIDES.centre] as const).some(
      (field) => mapping[field] !== undefined,
    );
    this.#fields = this.#isWhole ? ['box'] : has ? SIDES[byColumns] : [];
    const all = this.#fields.length === 0 ? [] : table.rows.map((row) => this.#numbers(row));
    this.#all = all;
    const full = all.filter(
      (numbers): numbers is number[] => Array.isArray(numbers) && numbers.length === 4,
    );
    // A box of one pixel is none, so a table whose boxes stay about within 1 has fractions.
    const small = full.filter((box) => Math.max(...box) <= 1 + MOST_OVER).length;
    this.#areFractions = small * 2 > full.length;
    if (this.#fields.length === 0) this.form = null;
    else if (form !== null && this.#isWhole && !this.#isLabelled) this.form = form;
    else if (this.#isWhole) {
      const named = propose(table.columns).boxForm ?? 'size';
      const reads = this.#areFractions ? 1 : (largestSide(table, mapping, cell) ?? null);
      // Boxes whose sides have names have become left, top, width and height.
      this.form = this.#isLabelled ? 'size' : named === 'size' ? formOfBoxes(full, reads) : named;
    } else this.form = byColumns;
    this.#hasPictureSize = !this.#isOwnSize(table.rows);
    this.isOpen =
      this.form === 'size' &&
      form === null &&
      this.#isWhole &&
      !this.#isLabelled &&
      !this.#areFractions &&
      propose(table.columns).boxForm !== 'corners' &&
      !/xywh|ltwh|coco/.test(plainName(table.columns[mapping.box!] ?? '')) &&
      full.length > 0 &&
      full.every(([a, b, c, d]) => c! > a! && d! > b!);
  }

  /**
   * Whether `width` and `height` beside corners are the box's own in every row, and not the
   * picture's.
   */
  #isOwnSize(rows: readonly (readonly string[])[]): boolean {
    if (this.form !== 'corners' || this.#isWhole) return false;
    let count = 0;
    for (const [i, row] of rows.entries()) {
      const numbers = this.#all[i];
      const [width, height] = this.#pictureSize(row);
      if (!Array.isArray(numbers) || !(width > 0) || !(height > 0)) continue;
      const [left, top, right, bottom] = numbers as [number, number, number, number];
      // Some count the last pixel, and some do not.
      if (Math.abs(right - left - width) > 1 || Math.abs(bottom - top - height) > 1) return false;
      if (left > 0 || top > 0) count++;
    }
    return count > 0;
  }

  #pictureSize(row: readonly string[]): [number, number] {
    const side = (field: Field): number => sideNumber(this.#cell(row, field));
    return [side('pictureWidth'), side('pictureHeight')];
  }

  text(row: readonly string[]): string {
    return this.#fields
      .map((field) => this.#cell(row, field))
      .join(' ')
      .trim();
  }

  /** Fractions or pixels as all the table's boxes are; an empty cell is the whole photo. */
  of(row: readonly string[], index: number): RowBox | 'bad' {
    const turns = turnsOf(this.#cell(row, 'turns'));
    const numbers = this.#all[index] ?? null;
    if (numbers === null || this.form === null)
      return turns
        ? { crop: { x: 0, y: 0, width: 1, height: 1, ...turns }, clipped: false }
        : { clipped: false };
    if (numbers === 'bad' || numbers.length !== 4 || !numbers.every(Number.isFinite)) return 'bad';
    const rectangle = rectangleOf(numbers as [number, number, number, number], this.form);
    if (!rectangle) return 'bad';
    const isFraction = this.#areFractions
      ? Math.max(...numbers) <= 1 + MOST_OVER
      : Math.max(...numbers) <= 1;
    if (!isFraction) {
      const [width, height] = this.#hasPictureSize ? this.#pictureSize(row) : [0, 0];
      const of = width > 0 && height > 0 ? { of: { width, height } } : {};
      const { x, y } = rectangle;
      const isOutside = x + rectangle.width <= 0 || y + rectangle.height <= 0;
      return isOutside
        ? 'bad'
        : { box: { ...rectangle, ...turns, ...of }, clipped: x < -1 || y < -1 };
    }
    const inside = clipFractions(rectangle);
    return inside ? { crop: { ...inside.crop, ...turns }, clipped: inside.clipped } : 'bad';
  }

  /** Null: the row has no box. */
  #numbers(row: readonly string[]): number[] | 'bad' | null {
    const texts = this.#fields.map((field) => this.#cell(row, field));
    if (texts.every((text) => text === '')) return null;
    if (!this.#isWhole) return texts.map((text) => sideNumber(text));
    const [text] = texts as [string];
    // `[nan, nan, nan, nan]` and brackets around nothing are no box.
    const words = text.replace(/[[\](){}]/g, ' ').split(/[\s,;|]+/);
    if (words.every((word) => isMissing(word))) return null;
    const named = labelledBox(text);
    if (named === null) return boxNumbers(text);
    this.#isLabelled = true;
    return named === 'bad' ? 'bad' : [named.x, named.y, named.width, named.height];
  }
}

const SIDES = {
  size: ['boxX', 'boxY', 'boxWidth', 'boxHeight'],
  corners: ['boxX', 'boxY', 'boxRight', 'boxBottom'],
  centre: ['boxCentreX', 'boxCentreY', 'boxWidth', 'boxHeight'],
} as const satisfies Record<BoxForm, readonly Field[]>;

/**
 * How far over the edge a fraction may be and still be one: detectors' boxes of animals that leave
 * the picture.
 */
const MOST_OVER = 0.1;

/** A picture's longer side where all rows say the same one; null otherwise. */
function largestSide(table: Table, mapping: Mapping, cell: CellOf): number | null {
  if (mapping.pictureWidth === undefined || mapping.pictureHeight === undefined) return null;
  const sides = new Set(
    table.rows.map((row) =>
      Math.max(sideNumber(cell(row, 'pictureWidth')), sideNumber(cell(row, 'pictureHeight'))),
    ),
  );
  const [only] = sides;
  return sides.size === 1 && only !== undefined && only > 0 ? only : null;
}

function turnsOf(text: string): { turns: Turns } | null {
  const turns = Number(text);
  return turns === 1 || turns === 2 || turns === 3 ? { turns } : null;
}

function placeOf(row: readonly string[], cell: CellOf): Coordinates | null | 'bad' | 'zero' {
  const [latitude, longitude] = [cell(row, 'latitude'), cell(row, 'longitude')];
  if (latitude !== '' || longitude !== '') {
    const place = fromHalves(latitude, longitude) ?? parseCoordinates(`${latitude} ${longitude}`);
    if (place?.latitude === 0 && place.longitude === 0) return 'zero';
    return place && isPlace(place) ? place : 'bad';
  }
  const text = cell(row, 'coordinates');
  if (text === '') return null;
  if (/^[^1-9]*$/.test(text) && /\b0/.test(text)) return 'zero';
  return parseCoordinates(text) ?? 'bad';
}
