/** Rows of a table become photos to add: each finds its file among those chosen, and what is wrong with a row is said of that row. */
import type { Crop, Turns } from '../types';
import { cropKey } from '../crop';
import type { Mapping } from './columns';
import { parseCoordinates, type Coordinates } from './coordinates';
import { dayOrderOf, parseDate } from './dates';
import { FileFinder } from './files';
import type { Table } from './csv';
import { individualOf, sideOf, statusOf } from './words';

/** A box of pixels of the photo as it is shown; it becomes a crop when the photo's size is known. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly turns?: Turns;
}

/** The crop that a box of pixels is in a photo of this size (as shown); null when it lies outside. */
export function cropOfBox(
  box: PixelBox,
  size: { readonly width: number; readonly height: number },
): Crop | null {
  const left = box.x / size.width;
  const top = box.y / size.height;
  if (left >= 1 || top >= 1) return null;
  // Detectors and people let boxes reach over the edge by a pixel or two.
  const width = Math.min(box.width / size.width, 1 - left);
  const height = Math.min(box.height / size.height, 1 - top);
  return { x: left, y: top, width, height, ...(box.turns ? { turns: box.turns } : {}) };
}

/** Structurally the library's PhotoFields. */
export interface RowFields {
  takenAt?: string;
  place?: Coordinates;
  placeName?: string;
  species?: string;
  side?: 'left' | 'right' | 'front' | 'back' | 'top';
  status?: 'lost' | 'found' | 'home';
  colour?: string;
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
  | 'file-not-found'
  /** Several files are called so. */
  | 'file-ambiguous'
  | 'duplicate-row'
  | 'bad-date'
  | 'bad-box'
  | 'bad-place'
  | 'unknown-side';

export interface RowProblem {
  /** As a spreadsheet numbers it: the first row below the names is 2. */
  readonly row: number;
  readonly kind: RowProblemKind;
  /** The cell in question. */
  readonly value: string;
  /** The photo is not added; otherwise it is, without that cell. */
  readonly fatal: boolean;
}

export interface RowPlan {
  readonly photos: readonly PlannedPhoto[];
  readonly problems: readonly RowProblem[];
  /** Rows that become a photo, by row number. */
  readonly photoRows: readonly number[];
  /** Paths of photos that no row names. */
  readonly unnamed: readonly string[];
}

/** @param paths of the files chosen, besides the table itself */
export function planRows(table: Table, mapping: Mapping, paths: readonly string[]): RowPlan {
  const finder = new FileFinder(paths);
  const cell = (row: readonly string[], field: keyof Mapping): string => {
    const column = mapping[field];
    return column === undefined ? '' : (row[column] ?? '').trim();
  };
  const order = dayOrderOf(table.rows.map((row) => cell(row, 'date')));
  const photos: PlannedPhoto[] = [];
  const photoRows: number[] = [];
  const problems: RowProblem[] = [];
  const seen = new Set<string>();
  const named = new Set<string>();

  for (const [i, row] of table.rows.entries()) {
    const number = i + 2;
    const problem = (kind: RowProblemKind, value: string, fatal = false): void => {
      problems.push({ row: number, kind, value, fatal });
    };
    const file = cell(row, 'file');
    if (file === '') {
      problem('no-file-name', '', true);
      continue;
    }
    const { path: found, ambiguous } = finder.find(file);
    if (found === null) {
      problem(ambiguous ? 'file-ambiguous' : 'file-not-found', file, true);
      continue;
    }

    const box = boxOf(row, mapping, cell);
    if (box === 'bad') {
      // The whole photo in place of its animal would be compared with everything that stands around it.
      problem('bad-box', boxText(row, mapping, cell), true);
      continue;
    }
    const key = JSON.stringify([found, box.crop ? cropKey(box.crop) : (box.box ?? null)]);
    if (seen.has(key)) {
      problem('duplicate-row', file, true);
      continue;
    }
    seen.add(key);
    named.add(found);

    const fields: RowFields = {};
    const date = [cell(row, 'date'), cell(row, 'time')].filter((part) => part !== '').join(' ');
    if (cell(row, 'date') !== '') {
      const takenAt = parseDate(date, order) ?? parseDate(cell(row, 'date'), order);
      if (takenAt === null) problem('bad-date', date);
      else fields.takenAt = takenAt;
    }
    const place = placeOf(row, cell);
    if (place === 'bad') {
      const parts = [cell(row, 'latitude'), cell(row, 'longitude'), cell(row, 'coordinates')];
      problem('bad-place', parts.join(' ').trim());
    } else if (place) fields.place = place;
    const side = cell(row, 'side');
    if (side !== '') {
      const known = sideOf(side);
      if (known) fields.side = known;
      else if (individualOf(side) !== null) problem('unknown-side', side);
    }
    const status = statusOf(cell(row, 'status'));
    if (status) fields.status = status;
    for (const field of ['placeName', 'species', 'colour', 'notes'] as const) {
      const text = cell(row, field);
      if (text !== '') fields[field] = text;
    }
    const labels = cell(row, 'labels')
      .split(/[;,|]/)
      .map((label) => label.trim())
      .filter((label) => label !== '');
    if (labels.length > 0) fields.labels = labels;

    photos.push({
      path: found,
      individual: individualOf(cell(row, 'individual')),
      ...box,
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    });
    photoRows.push(number);
  }
  return { photos, problems, photoRows, unnamed: paths.filter((path) => !named.has(path)) };
}

type CellOf = (row: readonly string[], field: keyof Mapping) => string;

function boxText(row: readonly string[], mapping: Mapping, cell: CellOf): string {
  return mapping.box === undefined
    ? (['boxX', 'boxY', 'boxWidth', 'boxHeight'] as const).map((side) => cell(row, side)).join(' ')
    : cell(row, 'box');
}

/** Fractions when no side is above 1, as a box of one pixel is none; pixels otherwise. An empty cell is the whole photo. */
function boxOf(
  row: readonly string[],
  mapping: Mapping,
  cell: CellOf,
): { crop?: Crop; box?: PixelBox } | 'bad' {
  const text = boxText(row, mapping, cell);
  const turns = turnsOf(cell(row, 'turns'));
  if (turns && text.trim() === '') return { crop: { x: 0, y: 0, width: 1, height: 1, ...turns } };
  if (!/[a-z0-9]/i.test(text) || /^(nan|none|null)$/i.test(text)) return {};
  const numbers = text.match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/gi)?.map(Number) ?? [];
  const [x = NaN, y = NaN, width = NaN, height = NaN] = numbers;
  if (numbers.length !== 4 || x < 0 || y < 0 || !(width > 0) || !(height > 0)) return 'bad';
  if (Math.max(x, y, width, height) > 1) return { box: { x, y, width, height, ...turns } };
  if (x + width > 1.001 || y + height > 1.001) return 'bad';
  return {
    crop: { x, y, width: Math.min(width, 1 - x), height: Math.min(height, 1 - y), ...turns },
  };
}

function turnsOf(text: string): { turns: Turns } | null {
  const turns = Number(text);
  return turns === 1 || turns === 2 || turns === 3 ? { turns } : null;
}

function placeOf(row: readonly string[], cell: CellOf): Coordinates | null | 'bad' {
  const [latitude, longitude] = [cell(row, 'latitude'), cell(row, 'longitude')];
  if (latitude !== '' || longitude !== '') {
    const decimal = (text: string): number => (text === '' ? NaN : Number(text.replace(',', '.')));
    const place = { latitude: decimal(latitude), longitude: decimal(longitude) };
    const inside = Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180;
    return inside ? place : (parseCoordinates(`${latitude} ${longitude}`) ?? 'bad');
  }
  const text = cell(row, 'coordinates');
  return text === '' ? null : (parseCoordinates(text) ?? 'bad');
}
