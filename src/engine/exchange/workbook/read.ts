/**
 * Sheets of spreadsheets' own files: .xlsx, .xlsm, .xlsb, .xls, .ods, and the web pages and XML that
 * are called .xls. Each cell becomes the text that a table of text would have for it.
 */
import { read, SSF, type CellObject, type WorkBook } from '@e965/xlsx';
import { HuellaError, isAbort, toHuellaError } from '../../errors';
import { ZipArchive } from '../zip';

export interface Sheet {
  readonly name: string;
  /** From the sheet's first row and column on, so that row `i` is the spreadsheet's row `i + 1`. */
  readonly rows: readonly (readonly string[])[];
}

/** Read whole, as tables of text are. */
const MAX_BYTES = 64 * 1024 * 1024;
/**
 * Unpacked: 100,000 rows of thirty columns are some 150 MB of XML, and their cells take several
 * times that while they are read.
 */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** Cells that take the text above them; areas that overlap, as no spreadsheet writes them, end. */
const MAX_MERGED_CELLS = 1_000_000;

/** The library's reader of number formats; its own types leave it open. */
const { is_date: isDate, parse_date_code: partsOf } = SSF as {
  is_date: (format: string) => boolean;
  parse_date_code: (
    value: number,
    options: { date1904: boolean },
  ) => Readonly<Record<'y' | 'm' | 'd' | 'H' | 'M' | 'S', number>> | null;
};

/**
 * The sheets that a person sees and that have two rows or more, empty cells at the ends of rows left
 * out.
 *
 * @throws HuellaError `table-is-workbook` (it has a password, is damaged, or is another zip),
 *   `table-too-large`, `table-unreadable` (no sheet has rows), `photo-unreadable` (the file is gone)
 */
export async function readWorkbook(file: Blob): Promise<Sheet[]> {
  if (file.size > MAX_BYTES) throw tooLarge(file.size, MAX_BYTES);
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch (error) {
    throw toHuellaError(error, 'photo-unreadable');
  }
  await refuseBomb(file, bytes);
  const book = open(bytes);
  const sheets = book.SheetNames.flatMap((name, i): Sheet[] => {
    // 1: hidden by a person, 2: by a program.
    if ((book.Workbook?.Sheets?.[i]?.Hidden ?? 0) > 0) return [];
    const rows = rowsOf(book, name);
    const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
    return filled.length < 2 ? [] : [{ name, rows }];
  });
  if (sheets.length === 0)
    throw new HuellaError('table-unreadable', 'no sheet has rows', { found: 'no rows' });
  return sheets;
}

/** The library unpacks what it is given: what unpacks to more than it should is seen before. */
async function refuseBomb(file: Blob, bytes: ArrayBuffer): Promise<void> {
  if (new Uint8Array(bytes, 0, 1)[0] !== 0x50) return;
  try {
    const archive = await ZipArchive.open(file, { limits: { totalBytes: MAX_UNPACKED_BYTES } });
    // Each entry is read once, which ends with an error where it is larger than it states.
    for (const item of archive.items)
      if (!item.problem) await archive.stream(item).pipeTo(new WritableStream());
  } catch (error) {
    if (isAbort(error)) throw error;
    const { code } = toHuellaError(error);
    if (code === 'zip-limit') throw tooLarge(file.size, MAX_UNPACKED_BYTES);
    throw refused(error);
  }
}

function open(bytes: ArrayBuffer): WorkBook {
  try {
    return read(bytes, {
      ...{ type: 'array', dense: true, cellNF: true, raw: true },
      ...{ cellText: false, cellFormula: false, cellHTML: false },
    });
  } catch (error) {
    throw refused(error);
  }
}

function rowsOf(book: WorkBook, name: string): string[][] {
  const sheet = book.Sheets[name]!;
  const cells = (sheet['!data'] ?? []) as readonly ((CellObject | undefined)[] | undefined)[];
  const isMac = book.Workbook?.WBProps?.date1904 === true;
  const rows = Array.from(cells, (row) => Array.from(row ?? [], (cell) => textOf(cell, isMac)));
  // A name over several rows stands for each of them.
  let left = MAX_MERGED_CELLS;
  for (const { s: start, e: end } of sheet['!merges'] ?? [])
    for (let r = start.r + 1; r <= Math.min(end.r, rows.length - 1) && left-- > 0; r++) {
      const row = rows[r]!;
      while (row.length <= start.c) row.push('');
      row[start.c] = rows[start.r]?.[start.c] ?? '';
    }
  return rows;
}

function textOf(cell: CellObject | undefined, isMac: boolean): string {
  const value: unknown = cell?.v ?? '';
  // #N/A and its like say that there is nothing.
  if (cell === undefined || cell.t === 'e') return '';
  if (typeof value !== 'number') return String(value).replaceAll('\0', '');
  const format = String(cell.z ?? 'General');
  if (isDate(format)) return dateText(value, format, isMac) ?? String(value);
  // Numbers that are shown with zeros before them are names.
  const zeros = /^0+$/.exec(format);
  if (zeros && Number.isInteger(value) && value >= 0)
    return String(value).padStart(zeros[0].length, '0');
  // A spreadsheet computes with 15 digits and shows no more.
  return String(Number(value.toPrecision(15)));
}

/** ISO 8601 with a space, which can be read in one way only; null: the number is no date. */
function dateText(value: number, format: string, isMac: boolean): string | null {
  const parts = partsOf(value, { date1904: isMac });
  if (!parts) return null;
  const two = (number: number): string => String(number).padStart(2, '0');
  const { y, m, d, H, M, S } = parts;
  const time = `${two(H)}:${two(M)}${S > 0 ? `:${two(S)}` : ''}`;
  if (value >= 0 && value < 1) return time;
  const date = `${String(y).padStart(4, '0')}-${two(m)}-${two(d)}`;
  const shown = format.replace(/"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]/gi, '');
  return /[hs]/i.test(shown) || H + M + S > 0 ? `${date} ${time}` : date;
}

function tooLarge(bytes: number, maximumBytes: number): HuellaError {
  return new HuellaError('table-too-large', `the workbook has ${bytes} bytes`, {
    ...{ bytes, maximumBytes },
  });
}

function refused(cause: unknown): HuellaError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HuellaError('table-is-workbook', `the workbook cannot be read: ${why}`);
}
