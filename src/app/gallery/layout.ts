/**
 * Which rows of a long grid are on screen. Pure arithmetic: 20,000 photos are a few thousand rows.
 */
import type { PhotoSummary } from '../../runtime/services';

/** Photos under one heading. */
export interface Group {
  readonly key: string;
  /** Null: no heading is drawn. */
  readonly title: string | null;
  readonly photos: readonly PhotoSummary[];
}

export type Row =
  | {
      readonly kind: 'heading';
      readonly group: Group;
      readonly top: number;
      readonly height: number;
    }
  | {
      readonly kind: 'photos';
      readonly photos: readonly PhotoSummary[];
      /** Position of the row's first photo among all photos of the grid. */
      readonly first: number;
      readonly top: number;
      readonly height: number;
    };

export interface GridLayout {
  readonly rows: readonly Row[];
  readonly height: number;
  readonly columns: number;
  /** Side of a square cell in CSS pixels. */
  readonly cell: number;
  readonly gap: number;
}

const HEADING_HEIGHT = 60;
/** Cells are about this wide; at least three stand side by side on the narrowest phone. */
const TARGET_CELL = 168;
const MIN_COLUMNS = 3;

/** @param width of the grid in CSS pixels; 0: it is not measured yet, so there are no rows */
export function layOut(groups: readonly Group[], width: number): GridLayout {
  const gap = width < 620 ? 3 : 8;
  const columns = Math.max(MIN_COLUMNS, Math.floor((width + gap) / (TARGET_CELL + gap)));
  const cell = Math.max(1, (width - gap * (columns - 1)) / columns);
  const rows: Row[] = [];
  let top = 0;
  let first = 0;
  for (const group of width === 0 ? [] : groups) {
    if (group.photos.length === 0) continue;
    if (group.title !== null) {
      rows.push({ kind: 'heading', group, top, height: HEADING_HEIGHT });
      top += HEADING_HEIGHT;
    }
    for (let start = 0; start < group.photos.length; start += columns) {
      const photos = group.photos.slice(start, start + columns);
      rows.push({ kind: 'photos', photos, first: first + start, top, height: cell });
      top += cell + gap;
    }
    first += group.photos.length;
  }
  return { rows, height: Math.max(0, top - gap), columns, cell, gap };
}

/** Index of the first row that ends below `y`; the number of rows when none does. */
export function rowAt(rows: readonly Row[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle]!;
    if (row.top + row.height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows between two heights. */
export function rowsBetween(rows: readonly Row[], from: number, to: number): readonly Row[] {
  const start = rowAt(rows, from);
  let end = start;
  while (end < rows.length && rows[end]!.top < to) end += 1;
  return rows.slice(start, end);
}
