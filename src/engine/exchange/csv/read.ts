/** Tables as spreadsheets and field tools save them: any of the usual delimiters and encodings, quoted line breaks, 100,000 rows. */
import Papa from 'papaparse';
import { HuellaError, toHuellaError } from '../../errors';
import { unguarded } from './write';

export interface Table {
  /** The first row, trimmed. */
  readonly columns: readonly string[];
  /** The rows below it; each has as many cells as there are columns. */
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  readonly encoding: string;
}

/** Read whole: a table of half a million rows has some 60 MB. */
export const MAX_TABLE_BYTES = 64 * 1024 * 1024;

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * @throws HuellaError `table-unreadable` (no rows, or bytes that are no text), `table-too-large`, `photo-unreadable` (the
 *   file is gone)
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
  const { text, encoding } = decode(new Uint8Array(bytes));
  return parseCsv(text, encoding);
}

/** @throws HuellaError `table-unreadable` */
export function parseCsv(text: string, encoding = 'utf-8'): Table {
  if (text.includes('\0')) throw unreadable('it is not text');
  const { data, meta } = Papa.parse<string[]>(text, {
    delimitersToGuess: DELIMITERS,
    skipEmptyLines: 'greedy',
  });
  const [head, ...body] = data;
  if (!head || body.length === 0) throw unreadable('it has no rows');
  const columns = head.map((name) => name.trim());
  const rows = body.map((row) => columns.map((_, i) => unguarded((row[i] ?? '').trim())));
  return { columns, rows, delimiter: meta.delimiter, encoding };
}

/** UTF-8 and UTF-16 by their marks, UTF-8 when it is valid, else what Windows spreadsheets save in western languages. */
function decode(bytes: Uint8Array): { text: string; encoding: string } {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null;
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: marked };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

function unreadable(why: string): HuellaError {
  return new HuellaError('table-unreadable', `The table cannot be read: ${why}.`, { found: why });
}
