/**
 * Tables as spreadsheets and field tools save them: any of the usual delimiters and encodings,
 * quoted line breaks, 100,000 rows, `sep=` lines, titles and remarks above the names of the
 * columns.
 */
import Papa from 'papaparse';
import { HuellaError, toHuellaError } from '../../errors';
import { countKnown, propose } from '../columns';
import { decodeText } from '../encodings';
import { isPictureName, SHOWN } from '../picture-names';
import { plainName } from '../vocabulary';
import { INVISIBLE, isMissing } from '../words';
import { fitted } from './long-rows';
import { parseRows, type ParsedRows } from './quotes';
import { unguarded } from './write';

export interface Table {
  /** The row of names, trimmed. */
  readonly columns: readonly string[];
  /** The rows below it; each has as many cells as there are columns. */
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  readonly encoding: string;
  /** Of each row, as a spreadsheet counts; absent where the rows are those from 2 on. */
  readonly rowNumbers?: readonly number[];
  /** Rows that have more cells than there are columns, by the same numbers. */
  readonly longRows?: readonly number[];
  /** Bytes that were not valid in their encoding, and quotes without a partner. */
  readonly repaired?: number;
}

/** Read whole: a table of half a million rows has some 60 MB. */
export const MAX_TABLE_BYTES = 64 * 1024 * 1024;

const DELIMITERS = [',', ';', '\t', '|'];

/** One character in so many may be a zero byte: devices leave some, and none is a letter. */
const LEAST_TEXT = 20;

/**
 * Rows in which the names of the columns are looked for: titles and remarks above them are a few
 * lines.
 */
export const MAX_HEAD_ROWS = 30;
/** Characters in which they are: thirty long lines. */
const HEAD_CHARS = 64 * 1024;

/**
 * @throws HuellaError `table-unreadable` (no rows, or bytes that are no text), `table-too-large`,
 *   `photo-unreadable` (the file is gone)
 */
export async function readCsv(file: Blob): Promise<Table> {
  if (file.size > MAX_TABLE_BYTES) {
    throw new HuellaError('table-too-large', `the table has ${file.size} bytes`, {
      bytes: file.size,
      maximumBytes: MAX_TABLE_BYTES,
    });
  }
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch (error) {
    throw toHuellaError(error, 'photo-unreadable');
  }
  const { text, encoding, repaired } = decodeText(new Uint8Array(bytes));
  const table = parseCsv(text, encoding);
  const all = repaired + (table.repaired ?? 0);
  return all > 0 ? { ...table, repaired: all } : table;
}

/** @throws HuellaError `table-unreadable` */
export function parseCsv(text: string, encoding = 'utf-8'): Table {
  const zeros = text.split('\0').length - 1;
  if (zeros * LEAST_TEXT > text.length) throw unreadable('it is not text');
  // One kind of line break: the parser takes the first one it meets for all of them. One kind of
  // accent: macOS writes letter and accent apart, and a name so written is another name.
  const body = text
    .replaceAll('\0', '')
    .replace(INVISIBLE, '')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC');
  // The first line by which a spreadsheet tells another one its separator.
  const told = /^"?sep=(.|\\t)"?[^\S\n]*\r?\n/i.exec(body);
  const content = unwrapped(told ? body.slice(told[0].length) : body);
  const {
    delimiter,
    head,
    isHeadless,
    names: joined,
  } = headOf(content, told?.[1] === '\\t' ? '\t' : told?.[1]);
  const { rows: data, dropped } = cellsOf(content, delimiter, head);
  const isEmpty = (row: readonly string[]): boolean => row.every((value) => value.trim() === '');
  const first = head + (told ? 2 : 1);
  const numbered = data
    .slice(head + 1)
    .map((row, i) => ({ row, number: first + i + 1 }))
    .filter(({ row }) => !isEmpty(row) && !isRemark(row, data[head]?.length ?? 0));
  const below = numbered.map(({ row }) => row);
  const widest = below.reduce((most, { length }) => Math.max(most, length), 0);
  const names = isHeadless
    ? Array.from({ length: widest }, () => '')
    : data[head] && namesOf(joined ?? data[head], below);
  if (!names || below.length === 0) throw unreadable('it has no rows');
  // Names that a spreadsheet leaves empty at the end are of columns that are empty.
  const width = Math.max(...[1, ...names.map((name, i) => (name.trim() === '' ? 0 : i + 1))]);
  const used = below.some((row) => row.slice(width).some((value) => value.trim() !== ''))
    ? names
    : names.slice(0, width);
  const isQuoted = used.every((name) => OTHER_QUOTES.test(name));
  const unquoted = (cell: string): string =>
    isQuoted ? (OTHER_QUOTES.exec(cell.trim())?.[1] ?? cell) : cell;
  const { mapping } = propose(used.map(unquoted), below);
  const long: number[] = [];
  // A column without a name makes all rows longer.
  const isNameless = below.every(({ length }) => length === widest);
  const rows = numbered.map(({ row, number }) => {
    const own = fitted(row, used.length, mapping, delimiter, !isNameless);
    if (!own && !isNameless) long.push(number);
    return used.map((_, i) => cellOf(unquoted((own ?? row)[i] ?? '')));
  });
  const isPlain = numbered.every(({ number }, i) => number === i + 2);
  const rowNumbers = isPlain ? {} : { rowNumbers: numbered.map(({ number }) => number) };
  const mended = dropped + zeros;
  const repaired = mended > 0 ? { repaired: mended } : {};
  return oneFileARow({
    columns: used.map(unquoted),
    rows,
    delimiter,
    encoding,
    ...rowNumbers,
    ...repaired,
    ...(long.length > 0 ? { longRows: long } : {}),
  });
}

/**
 * A table that was opened with another separator and saved: a line may be a quoted cell of its own
 * (`"a.jpg,""x, y"""`), and all of them end with separators of the other kind.
 */
function unwrapped(text: string): string {
  const lines = text.split('\n');
  const full = lines.filter((line) => line.trim() !== '');
  const [first = ''] = full;
  const last = first.at(-1) ?? '';
  const isPadded = DELIMITERS.includes(last) && full.every((line) => line.endsWith(last));
  const cut = (line: string): string => {
    let end = line.length;
    while (isPadded && line[end - 1] === last) end--;
    return line.slice(0, end);
  };
  const cellIn = (line: string): string | undefined => /^"((?:[^"]|"")*)"$/.exec(line)?.[1];
  const head = cellIn(cut(first)) ?? cut(first);
  // A table of one column is as it is.
  if (!DELIMITERS.some((each) => head.includes(each))) return text;
  const areAll = full.every((line) => cellIn(cut(line)) !== undefined);
  if (!isPadded && !full.some((line) => cellIn(line) !== undefined)) return text;
  return lines
    .map((line) => {
      const cell = cellIn(cut(line));
      const isRow = cell !== undefined && (areAll || cell.includes('""'));
      return isRow ? cell.replaceAll('""', '"') : cut(line);
    })
    .join('\n');
}

/** Quotes that are none of a table's, where all names of columns are in them. */
const OTHER_QUOTES = /^['\u2018\u201c\u201d\u00ab](.*)['\u2019\u201c\u201d\u00bb]$/s;

/** A link that a script wrote for a spreadsheet, with the words that it shows. */
const LINK = /^=HYPERLINK\(\s*"([^"]*)"\s*(?:[,;]\s*"([^"]*)"\s*)?\)$/i;

/** The text of a cell; `="007"` is how a number is kept as text from a spreadsheet. */
function cellOf(text: string): string {
  const trimmed = text.trim();
  const [, address, shown = ''] = LINK.exec(trimmed) ?? [];
  if (address !== undefined) return isPictureName(address) ? address : shown || address;
  return unguarded(/^="[^"]*"$/.test(trimmed) ? trimmed.slice(2, -1) : trimmed);
}

/**
 * All cells. Where a space stands between separator and quote, the quote is taken for a letter, and
 * a separator inside it for one: then the text is read without those spaces, if that makes rows as
 * long as the names.
 */
function cellsOf(content: string, delimiter: string, head: number): ParsedRows {
  const parsed = parseRows(content, delimiter, head);
  const gap = new RegExp(`([${delimiter === '\t' ? '\\t' : delimiter}]) +"(?!")`, 'g');
  if (!gap.test(content.slice(0, HEAD_CHARS))) return parsed;
  const closed = Papa.parse<string[]>(content.replace(gap, '$1"'), {
    delimiter,
    newline: '\n',
  }).data;
  const width = closed[head]?.length ?? 0;
  const isCloser = closed.slice(head + 1).every((row) => row.length <= width);
  return isCloser ? { rows: closed, dropped: 0 } : parsed;
}

const PICTURE_NAME = String.raw`[^;,|\n]+\.(?:${SHOWN})`;
const SEVERAL_FILES = new RegExp(
  String.raw`^${PICTURE_NAME}(?:\s*[;,|\n]\s*${PICTURE_NAME})+\s*[;,|]?$`,
  'i',
);
/** What tells apart columns of several photos: `Foto 1`, `photo_left`, `mediaAsset0`. */
const WHICH =
  /\d+|left|right|front|back|izquierda|izquierdo|izq|derecha|derecho|der|frente|esquerda|esquerdo|esq|direita|direito|dir/g;

/** A row for each picture, where rows name several: in columns of one name, or in one cell. */
function oneFileARow(table: Table): Table {
  const { columns, rows } = table;
  const { file } = propose(columns, rows).mapping;
  if (file === undefined) return table;
  const stem = (name: string): string => plainName(name).replace(WHICH, '');
  const areFiles = (column: number): boolean => {
    const values = rows.map((row) => row[column] ?? '').filter((value) => !isMissing(value));
    return values.length > 0 && values.every((value) => isPictureName(value));
  };
  const further = columns.flatMap((name, i) =>
    i !== file && name !== '' && stem(name) === stem(columns[file]!) && areFiles(i) ? [i] : [],
  );
  const filesIn = (row: readonly string[]): string[] => {
    const cell = row[file] ?? '';
    const own = SEVERAL_FILES.test(cell) ? cell.split(/\s*[;,|\n]\s*/) : [cell];
    const all = [...own, ...further.map((i) => row[i] ?? '')].filter((name) => !isMissing(name));
    return all.length > 0 ? [...new Set(all)] : [cell];
  };
  const isSingle = (row: readonly string[]): boolean =>
    further.length === 0 && !/[;,|\n]/.test(row[file] ?? '');
  if (rows.every(isSingle) || !rows.some((row) => filesIn(row).length > 1)) return table;
  const numbers: number[] = [];
  const each = rows.flatMap((row, i) =>
    filesIn(row).map((name) => {
      numbers.push(table.rowNumbers?.[i] ?? i + 2);
      return row.map((cell, column) => (column === file ? name : cell));
    }),
  );
  return { ...table, rows: each, rowNumbers: numbers };
}

/**
 * In the head of each of Camtrap DP's tables. Their observations say `media` and `animal` in every
 * row, which are columns' names elsewhere.
 */
const CAMTRAP_KEY = 'deploymentid';

interface Head {
  readonly delimiter: string;
  readonly head: number;
  readonly isHeadless?: boolean;
  /** Where they stand in two rows. */
  readonly names?: readonly string[];
}

/**
 * The names of a head of two rows, cells of which are merged: a group's name above those of its
 * columns, or a name beside an empty cell. Null: the upper row is none of them.
 */
function joinedNames(upper: readonly string[], lower: readonly string[]): string[] | null {
  const above = upper.map((name) => name.trim());
  const isGap = above.length === lower.length && lower.some((name, i) => name === '' && above[i]);
  if (!isGap || isOfValues(upper) || isRemark(upper)) return null;
  return lower.map((name, i) => (name === '' ? above[i]! : name));
}

/**
 * The separator and the row of the names: together they are those by which most columns are known.
 */
function headOf(text: string, told: string | undefined): Head {
  const start = text.length > HEAD_CHARS ? text.slice(0, HEAD_CHARS) : text;
  const heads = (told === undefined ? DELIMITERS : [told]).flatMap((each) => headBy(start, each));
  // R's write.table. Words of a letter are names of columns as well: all its rows are alike.
  if (heads.length === 0 && told === undefined && isEven(start)) heads.push(...headBy(start, ' '));
  const most = Math.max(...heads.map(({ known }) => known));
  const best = heads.find(({ known }) => known === most);
  if (best) return best;
  const guess = { delimitersToGuess: DELIMITERS, skipEmptyLines: 'greedy' as const };
  const delimiter =
    told ?? Papa.parse<string[]>(start, { ...guess, preview: MAX_HEAD_ROWS }).meta.delimiter;
  const { data } = Papa.parse<string[]>(start, { delimiter, preview: MAX_HEAD_ROWS });
  const head = data.findIndex(
    (row) => row.some((value) => value.trim() !== '') && !isRemark(row, Infinity),
  );
  const isHeadless = head >= 0 && isOfValues(data[head]!);
  return { delimiter, head: isHeadless ? head - 1 : Math.max(0, head), isHeadless };
}

/** The row by which most columns are known, with this separator; none where no column is. */
function headBy(start: string, delimiter: string): (Head & { known: number })[] {
  const { data } = Papa.parse<string[]>(start, { delimiter, preview: MAX_HEAD_ROWS });
  let best: (Head & { known: number })[] = [];
  for (const [head, row] of data.entries()) {
    const names = row.map((name) => name.trim());
    if (names.every((name) => name === '') || isRemark(row) || isOfValues(row)) continue;
    if (names.some((name) => plainName(name) === CAMTRAP_KEY))
      return [{ delimiter, head, known: Infinity }];
    const below = data.slice(head + 1);
    // A single name is no table's head, unless the file has no other column.
    const hasRows = below.some((each) => each.some((cell) => cell.trim() !== ''));
    if (!hasRows || (names.length < 2 && head > 0)) continue;
    const joined = head > 0 ? joinedNames(data[head - 1]!, names) : null;
    for (const each of joined ? [names, joined] : [names]) {
      const known = countKnown(each, below);
      if (known > (best[0]?.known ?? 0))
        best = [{ delimiter, head, known, ...(each === joined ? { names: joined } : {}) }];
    }
  }
  return best;
}

/** Whether the lines have as many words, or the first one fewer: a name of each row. */
function isEven(start: string): boolean {
  const { data } = Papa.parse<string[]>(start, { delimiter: ' ', preview: MAX_HEAD_ROWS });
  const [first = 0, ...others] = data.filter((row) => row.join('') !== '').map((row) => row.length);
  const [width] = others;
  const isWhole = width === first || width === first + 1;
  return first > 1 && isWhole && others.every((length) => length === width);
}

/** A row that names a picture is no row of names: the table has none. */
function isOfValues(row: readonly string[]): boolean {
  return row.some((value) => isPictureName(value));
}

/**
 * The names of the columns of these rows. R writes the rows' own names first, and no name above
 * them: then every row has a cell more than there are names.
 */
function namesOf(names: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const plain = names.map((name) => name.trim());
  const { file } = propose(plain, rows).mapping;
  const isShifted =
    rows.every((row) => row.length === plain.length + 1) &&
    rows.some((row) => row.at(-1)!.trim() !== '') &&
    (rows.every((row, i) => Number(row[0]) === i + 1) ||
      (file !== undefined &&
        rows.every((row) => isPictureName(row[file + 1]!) && !isPictureName(row[file]!))));
  return isShifted ? ['', ...plain] : plain;
}

/**
 * `# exported by …`; `#7` before other cells is a number or a name.
 * @param width cells of a whole row, which is none
 */
function isRemark(row: readonly string[], width = 2): boolean {
  const [first = '', ...others] = row;
  if (!/^\s*(#(?!n\/)|\/\/)/i.test(first) || isPictureName(first)) return false;
  return row.length < width || others.every((cell) => cell.trim() === '');
}

function unreadable(why: string): HuellaError {
  return new HuellaError('table-unreadable', `The table cannot be read: ${why}.`, { found: why });
}
