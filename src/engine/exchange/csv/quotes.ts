/**
 * Quotes that are opened and never closed: to a parser the rest of the table is one cell, and the
 * rows in it are lost.
 */
import Papa from 'papaparse';

export interface ParsedRows {
  readonly rows: string[][];
  /** Quotes that were taken for none, because rows were within them. */
  readonly dropped: number;
}

/** Each costs a reading of the whole text; a table with more of them is no table of quoted cells. */
const MAX_DROPPED = 12;

/**
 * All cells of a table. A quote without its partner is left out where the rows behind it become
 * rows again.
 * @param head index of the row of names: whole rows have as many cells
 */
export function parseRows(content: string, delimiter: string, head: number): ParsedRows {
  const read = (text: string): Papa.ParseResult<string[]> =>
    Papa.parse<string[]>(text, { delimiter, newline: '\n' });
  let text = content;
  let { data, errors } = read(text);
  const width = data[head]?.length ?? 0;
  const whole = (rows: readonly string[][]): number =>
    rows.filter((row) => row.length === width).length;
  let dropped = 0;
  while (dropped < MAX_DROPPED) {
    const open = errors.find(
      ({ type, row }) =>
        type === 'Quotes' && data[row ?? -1]?.some((cell) => cell.trimEnd().includes('\n')),
    );
    // The parser names the place behind the quote.
    const at = (open?.index ?? 0) - 1;
    if (text[at] !== '"') break;
    const without = text.slice(0, at) + text.slice(at + 1);
    const next = read(without);
    if (whole(next.data) <= whole(data)) break;
    [text, data, errors] = [without, next.data, next.errors];
    dropped++;
  }
  return { rows: data, dropped };
}
