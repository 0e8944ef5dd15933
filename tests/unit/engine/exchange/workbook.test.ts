import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { toHuellaError } from '../../../../src/engine/errors';
import { ExchangeDesk } from '../../../../src/engine/exchange/desk';
import { readWorkbook, xlsx } from '../../../../src/engine/exchange/workbook';
import { ZipArchive, zipBlob } from '../../../../src/engine/exchange/zip';
import { exported } from '../../../fixtures/exchange/workbooks/exported';

/**
 * Workbooks as openpyxl and LibreOffice save them, against what pandas reads in each
 * (tests/fixtures/exchange/workbooks/make.py).
 */

const FOLDER = fileURLToPath(new URL('../../../fixtures/exchange/workbooks/', import.meta.url));
const fileOf = (name: string): Blob => new Blob([readFileSync(FOLDER + name)]);

type Rows = string[][];
const expected = JSON.parse(readFileSync(`${FOLDER}expected.json`, 'utf8')) as Record<
  string,
  Record<string, Rows>
>;

/** Empty cells and rows at the ends do not count. */
function trimmed(rows: readonly (readonly string[])[]): Rows {
  const all = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1));
  return all.slice(0, all.findLastIndex((row) => row.length > 0) + 1);
}

describe('sheets as another program reads them', () => {
  test.each(Object.keys(expected))('%s', async (name) => {
    const { 'Fotos, mayo': photos, Junio: june, Oculta: hidden } = expected[name]!;
    // Where a table of text has to say more than a cell: the name that stands over two rows, and
    // the zeros that are shown before a number.
    photos![4]![1] = 'Alba';
    for (const row of photos!.slice(3, 5)) row[7] = row[7]!.padStart(4, '0');
    const sheets = await readWorkbook(fileOf(name));
    const own = sheets.map((sheet) => ({ ...sheet, rows: trimmed(sheet.rows) }));
    expect(own).toEqual([
      { name: 'Fotos, mayo', rows: photos },
      { name: 'Junio', rows: june },
      // The library does not read which sheets of an .ods are hidden.
      ...(name.endsWith('.ods') ? [{ name: 'Oculta', rows: hidden }] : []),
    ]);
  });

  test('a web page that is called .xls: dates stay as they are written', async () => {
    const [sheet] = await readWorkbook(fileOf('page.xls'));
    const rows = trimmed(sheet!.rows);
    expect(rows[3]).toEqual([
      ...['a.jpg', 'Alba', '06/05/2024', '7:08 AM', '37.39', '-5.99', '985112345678903', '0007'],
      'línea 1\nlínea 2',
    ]);
    expect(rows[4]!.slice(0, 3)).toEqual(['b.jpg', 'Alba', '07/05/2024 09:00']);
  });
});

test('the tables that Huella writes are what pandas reads in them', async () => {
  const found = JSON.parse(readFileSync(`${FOLDER}exported.json`, 'utf8')) as Record<string, Rows>;
  const sheets = await readWorkbook(await exported());
  const own = sheets.map(({ name, rows }) => [name, trimmed(rows)]);
  expect(Object.fromEntries(own)).toEqual(found);
  const [columns, first, , , , , dayOnly] = found['photos']!;
  expect(columns!.slice(0, 4)).toEqual(['photo', 'individual', 'date', 'coordinates']);
  expect(first!.slice(0, 3)).toEqual(['IMG_1.JPG', 'Luna; "M/7"', '2024-05-01 22:59:30']);
  expect(first).toContain('limps, a little\nleft hind');
  expect(dayOnly![2]).toBe('2024-05-12');
  expect(found['decisions']![1]).toContain('=Ana');
});

test('numbers have the fifteen digits that spreadsheets show', async () => {
  const [sheet] = await readWorkbook(
    xlsx([{ name: 'a', rows: [['latitude'], [0.1 + 0.2], [985112345678903]] }]),
  );
  expect(sheet!.rows).toEqual([['latitude'], ['0.3'], ['985112345678903']]);
});

describe('what is no workbook, or cannot be read', () => {
  const codeOf = (file: Blob): Promise<unknown> =>
    readWorkbook(file).then(
      () => 'read',
      (error: unknown) => toHuellaError(error).code,
    );

  test('a table of text is left to the reader of tables', async () => {
    const desk = new ExchangeDesk();
    expect(await desk.sheets(new Blob(['file,individual\na.jpg,Alba\n']))).toBeNull();
    expect(await desk.sheets(new Blob(['']))).toBeNull();
    expect(await desk.sheets(fileOf('page.xls'))).not.toBeNull();
  });

  test('a password, a cut file, a changed byte, another zip, a sheet without rows', async () => {
    expect(await codeOf(fileOf('password.xlsx'))).toBe('table-is-workbook');
    const whole = new Uint8Array(await fileOf('openpyxl.xlsx').arrayBuffer());
    expect(await codeOf(new Blob([whole.slice(0, 3000)]))).toBe('table-is-workbook');
    const hurt = whole.slice();
    hurt[2000]! ^= 0xff;
    expect(await codeOf(new Blob([hurt]))).toBe('table-is-workbook');
    const ods = new Uint8Array(await fileOf('libreoffice.xls').arrayBuffer());
    expect(await codeOf(new Blob([ods.slice(0, 2000)]))).toBe('table-is-workbook');
    const other = await zipBlob((zip) => zip.add('a.jpg', 'x'));
    expect(await codeOf(other)).toBe('table-is-workbook');
    const page = new Blob(['<table><tr><td>file</td></tr></table>']);
    expect(await codeOf(page)).toBe('table-unreadable');
  });

  test('areas that overlap without end', async () => {
    const rows = 100_000;
    const cell = '<row r="2"><c r="A2"><v>1</v></c></row>';
    const last = `<row r="${rows}"><c r="A${rows}"><v>2</v></c></row>`;
    const area = `<mergeCell ref="A2:A${rows}"/>`;
    const zip = await zipBlob(async (entries) => {
      const archive = await ZipArchive.open(xlsx([{ name: 'a', rows: [['a'], ['b']] }]));
      for (const item of archive.items) {
        const text = await (await archive.blob(item)).text();
        const merged = text.replace(
          /<sheetData>.*<\/sheetData>/,
          `<sheetData>${cell}${last}</sheetData><mergeCells>${area.repeat(20_000)}</mergeCells>`,
        );
        await entries.add(item.path, merged, { deflate: true });
      }
    });
    const [sheet] = await readWorkbook(zip);
    expect(sheet!.rows).toHaveLength(rows);
    expect(sheet!.rows[rows - 2]).toEqual(['1']);
  });

  test('a sheet that unpacks to more than is read', async () => {
    const zip = await zipBlob((entries) => entries.add('xl/worksheets/sheet1.xml', '<x/>'));
    const bytes = new Uint8Array(await zip.arrayBuffer());
    const directory = bytes.findLastIndex((_, i) =>
      [0x50, 0x4b, 0x01, 0x02].every((byte, at) => bytes[i + at] === byte),
    );
    // What it states in the zip's directory (APPNOTE 4.3.12).
    new DataView(bytes.buffer).setUint32(directory + 24, 257 * 1024 * 1024, true);
    expect(await codeOf(new Blob([bytes]))).toBe('table-too-large');
  });
});
