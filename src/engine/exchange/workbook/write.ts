/** Workbooks of texts, numbers and dates: Wildbook's bulk import, and tables for people. */
import { utils, write, type CellObject, type WorkSheet } from '@e965/xlsx';
import type { Cell } from '../csv';

export const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Characters that a cell may have (ECMA-376, part 1, 18.18.37 by way of Excel's own limits). */
const MAX_CELL = 32_767;
/** `format.ts` writes a day, or a day and a time. */
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d))?$/;
/** A spreadsheet's day 0 in days since 1970 (its calendar has a 29 February 1900, so from 1901 on). */
const DAY_ZERO = 25_569;
const FIRST_YEAR = 1901;
const DAY_MS = 86_400_000;
/** Width of a column in characters: that of its widest cell among the first rows, within reason. */
const WIDTH = { least: 8, most: 40, rows: 100 };

export interface SheetRows {
  readonly name: string;
  /** The names of the columns are the first. */
  readonly rows: readonly (readonly Cell[])[];
  /** Columns whose texts are dates. */
  readonly dates?: readonly number[];
}

/** Cells are texts, numbers or dates, never formulas: a text that looks like one stays a text. */
export function xlsx(sheets: readonly SheetRows[]): Blob {
  const book = utils.book_new();
  for (const sheet of sheets) utils.book_append_sheet(book, sheetOf(sheet), sheet.name);
  // Texts in a table of their own, as spreadsheets write them.
  const form = { type: 'array', bookType: 'xlsx', bookSST: true, compression: true } as const;
  return new Blob([write(book, form) as ArrayBuffer], { type: WORKBOOK_TYPE });
}

function sheetOf({ rows, dates = [] }: SheetRows): WorkSheet {
  const sheet = utils.aoa_to_sheet(
    rows.map((row) => row.map((cell, i) => cellOf(cell, dates.includes(i)))),
    { dense: true },
  );
  const columns = rows[0]?.length ?? 0;
  sheet['!cols'] = Array.from({ length: columns }, (_, i) => {
    const longest = rows
      .slice(0, WIDTH.rows)
      .reduce((most, row) => Math.max(most, String(row[i] ?? '').length), WIDTH.least);
    return { wch: Math.min(longest, WIDTH.most) };
  });
  return sheet;
}

function cellOf(cell: Cell, isDate: boolean): CellObject | null {
  if (cell === null || cell === undefined || cell === '') return null;
  if (typeof cell === 'number') return { t: 'n', v: cell };
  const parts = (isDate && DATE.exec(cell)) || [];
  // A day without a time has no hours: they are nought.
  const [, year, month, day, hour, minute, second] = Array.from(parts, (part) => Number(part || 0));
  if (year === undefined || year < FIRST_YEAR) return { t: 's', v: cell.slice(0, MAX_CELL) };
  const ms = Date.UTC(year, month! - 1, day, hour, minute, second);
  const format = cell.includes(':') ? 'yyyy-mm-dd hh:mm:ss' : 'yyyy-mm-dd';
  return { t: 'n', v: ms / DAY_MS + DAY_ZERO, z: format };
}
