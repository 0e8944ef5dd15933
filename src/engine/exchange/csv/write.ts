/**
 * Writing tables (RFC 4180): commas, CRLF, quotes where they are needed. A cell that a spreadsheet
 * would run as a formula gets an apostrophe before it (OWASP, "CSV injection"); reading takes it
 * away again.
 */

export type Cell = string | number | null | undefined;

/** What makes a spreadsheet look for a formula. Plain numbers may begin with a sign. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
/** Also what a guarded cell looks like that was guarded before. */
const GUARDED = /^'+[=+\-@\t\r]/;

/** Marks the text as UTF-8 for spreadsheets that would guess otherwise. */
export const BOM = '\ufeff';

export function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'number' ? String(cell) : guarded(cell);
  return /["\r\n,;\t]/.test(text) || text !== text.trim()
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

/** One row with its line break. */
export function csvRow(cells: readonly Cell[]): string {
  return cells.map(csvCell).join(',') + '\r\n';
}

export function csvText(rows: Iterable<readonly Cell[]>): string {
  let text = BOM;
  for (const row of rows) text += csvRow(row);
  return text;
}

function guarded(text: string): string {
  return (FORMULA.test(text) && !NUMBER.test(text)) || GUARDED.test(text) ? `'${text}` : text;
}

/** The cell without the apostrophe that `csvCell` put before it. */
export function unguarded(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
