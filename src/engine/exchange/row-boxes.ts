/** Reads the boxes of a table's rows: from one column or four, as sides, corners or a centre. */
import type { Crop, Turns } from '../types';
import {
  boxNumbers,
  clipFractions,
  formOfBoxes,
  labelledBox,
  rectangleOf,
  sideNumber,
  type BoxForm,
  type PixelBox,
} from './boxes';
import { propose, type Mapping } from './columns';
import type { Table } from './csv';
import type { CellOf, OpenBox, PlannedPhoto } from './row-types';
import { plainName, type Field } from './vocabulary';
import { isMissing } from './words';

/** As many photos as are opened for that. */
const MAX_OPEN_BOXES = 12;

export interface RowBox {
  readonly crop?: Crop;
  readonly box?: PixelBox;
  readonly clipped: boolean;
}

/** The boxes of a table: one form and one unit for all of them, told from all rows. */
export class Boxes {
  readonly form: BoxForm | null;
  /** Its boxes of pixels may be corners as well, and nothing in the table tells. */
  readonly isOpen: boolean;
  readonly #cell: CellOf;
  readonly #fields: readonly Field[];
  readonly #isWhole: boolean;
  readonly #areFractions: boolean;
  /** Their columns say per cent. */
  readonly #arePercents: boolean;
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
    const names = this.#fields.map((field) => table.columns[mapping[field] ?? -1] ?? '');
    this.#arePercents = names.length > 0 && names.every((name) => PERCENT.test(name));
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
    const numbers = this.#written(row);
    return this.#arePercents && Array.isArray(numbers)
      ? numbers.map((number) => number / 100)
      : numbers;
  }

  #written(row: readonly string[]): number[] | 'bad' | null {
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

const PERCENT = /%|pct|percent|porcentaje|porcentagem/i;

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

/** The boxes that reach farthest as a corner and a size, where two corners would be within them. */
export function openBoxesOf(photos: readonly PlannedPhoto[]): OpenBox[] {
  return photos
    .flatMap(({ path, box }) =>
      box ? [{ path, right: box.x + box.width, bottom: box.y + box.height }] : [],
    )
    .sort((a, b) => b.right + b.bottom - a.right - a.bottom)
    .slice(0, MAX_OPEN_BOXES);
}
