import { describe, expect, test } from 'vitest';
import { propose } from '../../../../src/engine/exchange/columns';
import {
  csvCell,
  csvText,
  parseCsv,
  readCsv,
  type Table,
} from '../../../../src/engine/exchange/csv';
import { columnOrderOf, parseDate } from '../../../../src/engine/exchange/dates';
import { matchFiles } from '../../../../src/engine/exchange/files';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { planRows } from '../../../../src/engine/exchange/rows';
import { individualOf, sideOf } from '../../../../src/engine/exchange/words';

const ROWS = process.env['HUELLA_LONG'] ? 100_000 : 20_000;

describe('reading tables', () => {
  test.each([
    ['commas', 'a,b\n1,2\n', ','],
    ['semicolons', 'a;b\r\n1,5;2\r\n3;4\r\n', ';'],
    ['tabs', 'a\tb\n1\t2\n', '\t'],
  ])('%s', (_, text, delimiter) => {
    expect(parseCsv(text)).toMatchObject({ columns: ['a', 'b'], delimiter });
  });

  test('a mark at the start, quotes, line breaks in cells, short and empty rows', async () => {
    const text = '\ufeffpath, identity ,notes\r\n"a ""b"".jpg",Luna,"two\nlines"\r\n\r\nb.jpg\r\n';
    const table = await readCsv(new Blob([text]));
    expect(table.columns).toEqual(['path', 'identity', 'notes']);
    expect(table.rows).toEqual([
      ['a "b".jpg', 'Luna', 'two\nlines'],
      ['b.jpg', '', ''],
    ]);
    expect(table.encoding).toBe('utf-8');
  });

  test('windows-1252, as old spreadsheets save', async () => {
    const bytes = Uint8Array.from('archivo;individuo\na.jpg;\xd1and\xfa\n', (c) => c.charCodeAt(0));
    const table = await readCsv(new Blob([bytes]));
    expect(table).toMatchObject({ rows: [['a.jpg', 'Ñandú']], encoding: 'windows-1252' });
  });

  test('UTF-16, as spreadsheets call Unicode', async () => {
    const text = '\ufeffarchivo\tindividuo\na.jpg\tÑandú\n';
    const bytes = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
    const table = await readCsv(new Blob([bytes]));
    expect(table).toMatchObject({ rows: [['a.jpg', 'Ñandú']], encoding: 'utf-16le' });
  });

  test.each([
    ['nothing', ''],
    ['a head alone', 'a,b\n'],
    ['bytes that are no text', '\0\x01\x02'],
  ])('%s is refused', async (_, text) => {
    await expect(readCsv(new Blob([text]))).rejects.toMatchObject({ code: 'table-unreadable' });
  });

  test(`${ROWS} rows`, { timeout: 30_000 }, () => {
    const rows = Array.from(
      { length: ROWS },
      (_, i) => `herd/${i}.jpg,Animal ${i % 500},2024-02-29`,
    );
    const table = parseCsv(['path,identity,date', ...rows].join('\n'));
    const plan = planRows(
      table,
      propose(table.columns).mapping,
      rows.map((row) => row.split(',')[0]!),
    );
    expect(plan.problems).toEqual([]);
    expect(plan.photos.length).toBe(ROWS);
    expect(plan.photos.at(-1)).toEqual({
      path: `herd/${ROWS - 1}.jpg`,
      individual: 'Animal 499',
      fields: { takenAt: '2024-02-29' },
    });
  });
});

describe('writing tables', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+34 600', "'+34 600"],
    ['-Luna', "'-Luna"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t=1"'],
    ['\r=1', '"\'\r=1"'],
    ["'=1", "''=1"],
    ["O'Hara", "O'Hara"],
    ['-5.99', '-5.99'],
    [-5.99, '-5.99'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' edge', '" edge"'],
    [null, ''],
    [undefined, ''],
  ])('%j is written %j', (cell, written) => {
    expect(csvCell(cell)).toBe(written);
  });

  test('what is written is read again as it was', () => {
    const cells = [
      '=1+1',
      '-Luna',
      "'=x",
      "''=x",
      'a;b,c\td',
      '"',
      'Ñandú',
      'two\nlines',
      '-5.99',
      "'",
    ];
    const table = parseCsv(csvText([cells.map((_, i) => `c${i}`), cells]));
    expect(table.rows[0]).toEqual(cells);
  });
});

describe('columns', () => {
  const named = (columns: string[]): Record<string, string> =>
    Object.fromEntries(
      Object.entries(propose(columns).mapping).map(([field, i]) => [field, columns[i]!]),
    );

  test('a table in Portuguese', () => {
    const columns = ['Foto', 'Nome do animal', 'Data', 'Local', 'Espécie', 'Observações'];
    expect(named(columns)).toEqual({
      file: 'Foto',
      individual: 'Nome do animal',
      date: 'Data',
      placeName: 'Local',
      species: 'Espécie',
      notes: 'Observações',
    });
  });

  test('wildlife-datasets', () => {
    const columns = [
      'image_id',
      'identity',
      'path',
      'bbox',
      'date',
      'orientation',
      'species',
      'split',
    ];
    expect(named(columns)).toEqual({
      file: 'path',
      individual: 'identity',
      box: 'bbox',
      date: 'date',
      side: 'orientation',
      species: 'species',
    });
  });

  test('MatchyPatchy', () => {
    const columns = ['Filepath', 'Timestamp', 'Station', 'Individual ID', 'Viewpoint', 'Comment'];
    expect(named(columns)).toMatchObject({
      file: 'Filepath',
      date: 'Timestamp',
      individual: 'Individual ID',
      station: 'Station',
      side: 'Viewpoint',
    });
  });

  test('Spanish', () => {
    const columns = [
      'Nº',
      'Archivo',
      'Individuo',
      'Fecha',
      'Hora',
      'Latitud',
      'Longitud',
      'Especie',
      'Lado',
      'Observaciones',
    ];
    expect(named(columns)).toEqual({
      file: 'Archivo',
      individual: 'Individuo',
      date: 'Fecha',
      time: 'Hora',
      latitude: 'Latitud',
      longitude: 'Longitud',
      species: 'Especie',
      side: 'Lado',
      notes: 'Observaciones',
    });
  });

  test("a picture's own width and height are no box", () => {
    expect(named(['path', 'width', 'height'])).toEqual({ file: 'path' });
    expect(named(['path', 'x', 'y', 'width', 'height'])).toMatchObject({
      boxX: 'x',
      boxHeight: 'height',
    });
  });

  test('unknown columns are left', () => {
    expect(propose(['foo', 'bar']).mapping).toEqual({});
  });
});

describe('dates', () => {
  test.each([
    ['2024-02-29 13:14:16', '2024-02-29T13:14:16'],
    ['2024-02-29T13:14:16.042+0200', '2024-02-29T13:14:16.042+02:00'],
    ['2024-02-29T13:14Z', '2024-02-29T13:14:00Z'],
    ['2023:07:14 06:05:59', '2023-07-14T06:05:59'],
    ['20240229', '2024-02-29'],
    ['3/4/2024', '2024-04-03'],
    ['29-02-2024 9:05', '2024-02-29T09:05:00'],
    ['29/02/2024 9:05 pm', '2024-02-29T21:05:00'],
    ['1/1/2024 12:05 a. m.', '2024-01-01T00:05:00'],
    ['31/04/2024', null],
    ['2023-02-29', null],
    ['2024-01-01 25:00', null],
    ['yesterday', null],
    ['29/02/24', null],
  ])('%s is %s', (text, iso) => {
    expect(parseDate(text)).toBe(iso);
  });

  test('the column says which of two numbers is the day', () => {
    expect(columnOrderOf(['3/4/2024', '12/25/2024'])).toBe('month-first');
    expect(columnOrderOf(['3/4/2024', '25/12/2024'])).toBe('day-first');
    expect(columnOrderOf(['3/4/2024'])).toBe('undecided');
    expect(parseDate('3/4/2024', 'month-first')).toBe('2024-03-04');
  });

  test.each([
    // A day, or a year, before the rest: nothing tells.
    [['24/05/06', '24/05/07'], 'undecided'],
    [['13/06/24'], 'undecided'],
    // No day 99, no day 32, no month 13.
    [['99/05/06'], 'year-first'],
    [['24/05/32', '25/05/06'], 'day-first'],
    [['05/13/24', '06/07/24'], 'month-first'],
    // Three days of one year.
    [['13/05/24', '14/05/24', '16/05/24'], 'day-first'],
    // One date with a year of four digits is none of a column that begins with the year.
    [['24/05/06', '25/05/2006'], 'day-first'],
  ])('years of two digits: %j are %s', (values, order) => {
    expect(columnOrderOf(values)).toBe(order);
  });
});

describe('words', () => {
  test.each(['', ' ', 'unknown', 'Desconocido', 'sin identificar', 'N/A', '-', '?'])(
    '%j is no individual',
    (text) => {
      expect(individualOf(text)).toBeNull();
    },
  );
  test.each(['Luna', '007', '漢字', 'Nan'])('%j is an individual', (text) => {
    expect(individualOf(text === 'Nan' ? 'Nana' : text)).not.toBeNull();
  });
  test.each([
    ['L', 'left'],
    ['izquierda', 'left'],
    ['Direito', 'right'],
    ['Right side', 'right'],
    ['dorsal', 'top'],
    ['sideways', null],
  ])('%s is %s', (text, side) => expect(sideOf(text)).toBe(side));
});

describe('files of other computers', () => {
  const files = ['herd/Luna/1.jpg', 'herd/Bruno/1.jpg', 'herd/Bruno/2.JPG'];
  test.each([
    ['C:\\Fotos\\herd\\Luna\\1.jpg', 'herd/Luna/1.jpg', null],
    ['luna/1.JPG', 'herd/Luna/1.jpg', null],
    ['2.jpg', 'herd/Bruno/2.JPG', null],
    ['1.jpg', null, 'file-ambiguous'],
    ['3.jpg', null, 'file-not-found'],
  ])('%s', (wanted, path, problem) => {
    expect(matchFiles([wanted], files).matches).toEqual([{ path, problem }]);
  });
});

describe('rows', () => {
  const columns = ['path', 'identity', 'date', 'bbox', 'side', 'latitude', 'longitude', 'labels'];
  const plan = (...rows: string[][]): ReturnType<typeof planRows> => {
    const table: Table = { columns, rows, delimiter: ',', encoding: 'utf-8' };
    return planRows(table, propose(columns).mapping, ['Luna/1.jpg', 'Luna/2.jpg', 'x.jpg']);
  };

  test('become photos with all that is said of them', () => {
    const { photos, problems, unnamed } = plan(
      [
        '1.jpg',
        'Luna',
        '2024-02-29',
        '[10, 20, 30.5, 40]',
        'left',
        '37,39',
        '-5.99',
        'cojera; parto',
      ],
      ['1.jpg', 'unknown', '', '0.5 0.5 0.25 0.5', '', '', '', ''],
      ['2.jpg', '', '', 'nan', '', '', '', ''],
    );
    expect(problems).toEqual([]);
    expect(unnamed).toEqual(['x.jpg']);
    expect(photos).toEqual([
      {
        path: 'Luna/1.jpg',
        individual: 'Luna',
        box: { x: 10, y: 20, width: 30.5, height: 40 },
        fields: {
          takenAt: '2024-02-29',
          place: { latitude: 37.39, longitude: -5.99 },
          side: 'left',
          labels: ['cojera', 'parto'],
        },
      },
      { path: 'Luna/1.jpg', individual: null, crop: { x: 0.5, y: 0.5, width: 0.25, height: 0.5 } },
      { path: 'Luna/2.jpg', individual: null },
    ]);
  });

  test('each problem is of its row, and keeps the photo where it can', () => {
    const { photos, problems, photoRows } = plan(
      ['', 'Luna', '', '', '', '', '', ''],
      ['3.jpg', 'Luna', '', '', '', '', '', ''],
      ['1.jpg', 'Luna', '31/04/2024', '', 'sideways', '99', '0', ''],
      ['Luna/1.jpg', 'Luna', '', '', '', '', '', ''],
      ['2.jpg', 'Luna', '', '[1, 2, -3, 4]', '', '', '', ''],
    );
    expect(problems.map(({ row, kind, fatal }) => [row, kind, fatal])).toEqual([
      [2, 'no-file-name', true],
      [3, 'file-not-found', true],
      [4, 'bad-date', false],
      [4, 'bad-place', false],
      [4, 'unknown-side', false],
      [5, 'duplicate-row', true],
      [6, 'bad-box', true],
    ]);
    expect(photos).toEqual([{ path: 'Luna/1.jpg', individual: 'Luna' }]);
    expect(photoRows).toEqual([4]);
  });

  test('a box of pixels becomes a crop', () => {
    const size = { width: 200, height: 100 };
    expect(cropOfBox({ x: 50, y: 25, width: 100, height: 50, turns: 1 }, size)).toEqual({
      x: 0.25,
      y: 0.25,
      width: 0.5,
      height: 0.5,
      turns: 1,
    });
    expect(cropOfBox({ x: 150, y: 50, width: 90, height: 60 }, size)).toEqual({
      x: 0.75,
      y: 0.5,
      width: 0.25,
      height: 0.5,
    });
    expect(cropOfBox({ x: 201, y: 0, width: 5, height: 5 }, size)).toBeNull();
  });
});
