/** A workbook of one sheet of texts and numbers: what Wildbook's bulk import reads. */
import { utils, write } from '@e965/xlsx';
import type { Cell } from '../csv';

/** Cells are texts or numbers, never formulas: a text that looks like one stays a text. */
export function xlsx(rows: readonly (readonly Cell[])[]): Blob {
  const sheet = utils.aoa_to_sheet(
    rows.map((row) => row.map((cell) => (cell === '' ? null : cell))),
  );
  const book = { SheetNames: ['Sheet1'], Sheets: { Sheet1: sheet } };
  // Texts in a table of their own, as spreadsheets write them.
  const form = { type: 'array', bookType: 'xlsx', bookSST: true, compression: true } as const;
  const bytes = write(book, form) as ArrayBuffer;
  return new Blob([bytes], {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  });
}
