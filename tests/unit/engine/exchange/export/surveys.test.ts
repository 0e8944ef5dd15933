import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { toHuellaError } from '../../../../../src/engine/errors';
import { parseCsv } from '../../../../../src/engine/exchange/csv';
import { utm, zoneOf } from '../../../../../src/engine/exchange/export/places';
import { plainIds } from '../../../../../src/engine/exchange/export/survey';
import { momentOf } from '../../../../../src/engine/exchange/export/times';
import { ZipArchive } from '../../../../../src/engine/exchange/zip';
import { PHOTOS, STATIONS, written } from '../../../../fixtures/exchange/surveys/source';

interface Readers {
  hashes: Record<string, string>;
  camtrap: {
    valid: boolean;
    rows: Record<string, number>;
    individuals: [string, string | null][];
    stations: [string, string][];
  };
  coco: { boxes: Record<string, number[]>; images: number; pixelsOfMask: number };
  wildme: [string, string, number[]][];
  darwinCore: { type: string; occurrences: string[][] };
  r: {
    animals: string[];
    detectors: string[];
    counts: number[];
    usage: number[];
    distance: number;
    mark: [string, string][];
  };
  utm: [number, number, number, boolean, number, number][];
  histories: { columns: string[]; rows: Record<string, number[]> };
}

/** What the formats' own readers found in these very files (`tests/fixtures/exchange/surveys`). */
const readers = JSON.parse(
  readFileSync(
    new URL('../../../../fixtures/exchange/surveys/readers.json', import.meta.url),
    'utf8',
  ),
) as Readers;

const LUNA = 'Luna; "M/7"';
const SOL = 'Sol y sombra';

test('histories count encounters of the length that was chosen', async () => {
  const counted = async (intervalMs: number): Promise<number> => {
    const { columns, rows } = parseCsv(
      await (await written('histories', { intervalMs })).blob.text(),
    );
    const luna = rows.find((row) => row[0] === LUNA)!;
    return Number(luna[columns.indexOf('encounters')]);
  };
  // Two photos of 40 s apart.
  expect((await counted(30_000)) - (await counted(60_000))).toBe(1);
});

describe('the files that foreign readers opened are those that are written now', () => {
  const hashes: Record<string, string> = {};
  const hash = (bytes: ArrayBuffer): string =>
    createHash('sha256').update(Buffer.from(bytes)).digest('hex');
  beforeAll(async () => {
    for (const kind of ['camtrap', 'cocoCameraTraps', 'darwinCore', 'secr'] as const) {
      const archive = await ZipArchive.open((await written(kind)).blob);
      for (const item of archive.items) {
        if (item.path.endsWith('.JPG')) continue;
        hashes[`${kind}/${item.path}`] = hash(await (await archive.blob(item)).arrayBuffer());
      }
    }
    hashes['mark.inp'] = hash(await (await written('mark')).blob.arrayBuffer());
    hashes['histories.csv'] = hash(await (await written('histories')).blob.arrayBuffer());
  });
  test.each(Object.keys(readers.hashes))('%s', (path) => {
    expect(hashes[path]).toBe(readers.hashes[path]);
  });
  test('and no other', () => {
    expect(Object.keys(hashes).sort()).toEqual(Object.keys(readers.hashes).sort());
  });
});

describe('Camtrap DP', () => {
  test('frictionless finds it valid, with the individuals of the photos', () => {
    const { valid, rows, individuals, stations } = readers.camtrap;
    expect(valid).toBe(true);
    expect(rows).toEqual({ deployments: 4, media: 6, observations: 7 });
    expect(individuals).toEqual([
      ...[
        ['01', LUNA],
        ['02', LUNA],
        ['03', SOL],
        ['03', null],
        ['05', LUNA],
        ['06', SOL],
      ],
      ['07', null],
    ]);
    // A station that saw nothing is a deployment too; a photo from outside the stated time another.
    expect(stations.map(([name]) => name)).toEqual(['Norte 1', 'Norte 1', 'Río, vado', 'Sur']);
  });

  test('what cannot be in it is said, and listed in the file', async () => {
    const { blob, remarks } = await written('camtrap');
    expect(remarks).toEqual({
      ...{ 'no-date': 1, 'no-place': 1, 'no-station': 1, 'time-unknown': 1 },
      ...{ 'effort-unknown': 1, 'outside-effort': 1 },
    });
    const archive = await ZipArchive.open(blob);
    expect(await textOf(archive, 'left-out.csv')).toContain('IMG_8.JPG,no-date');
    expect(archive.items.filter(({ path }) => path.startsWith('media/'))).toHaveLength(6);
  });

  test('without exact places coordinates are rounded, with how far they may be off', async () => {
    const { blob, remarks } = await written('camtrap', { exactPlaces: false, photos: false });
    expect(remarks['places-rounded']).toBe(7);
    const archive = await ZipArchive.open(blob);
    expect(archive.items.some(({ path }) => path.startsWith('media/'))).toBe(false);
    const table = parseCsv(await textOf(archive, 'deployments.csv'));
    const column = (name: string): string[] =>
      table.rows.map((row) => row[table.columns.indexOf(name)]!);
    expect(new Set(column('latitude'))).toEqual(new Set(['-37']));
    expect(new Set(column('longitude'))).toEqual(new Set(['-6.5']));
    expect(column('coordinateUncertainty').every((metres) => Number(metres) >= 7900)).toBe(true);
    const text = await textOf(archive, 'datapackage.json');
    expect((JSON.parse(text) as { coordinatePrecision: number }).coordinatePrecision).toBe(0.1);
    expect(text).not.toContain('37.0012');
  });
});

test('no export without exact places holds an exact coordinate', async () => {
  const exact = [...PHOTOS.map(({ place }) => place), ...STATIONS.map(({ place }) => place)];
  const numbers = exact.flatMap((place) =>
    place ? [String(Math.abs(place.latitude)), String(Math.abs(place.longitude))] : [],
  );
  const telling = [...new Set(numbers)].filter((text) => text.length > 4);
  expect(telling.length).toBeGreaterThan(3);
  for (const kind of ['camtrap', 'cocoCameraTraps', 'darwinCore', 'secr'] as const) {
    const archive = await ZipArchive.open((await written(kind, { exactPlaces: false })).blob);
    for (const { path } of archive.items) {
      const text = await textOf(archive, path);
      expect([path, telling.filter((number) => text.includes(number))]).toEqual([path, []]);
    }
  }
});

test('pycocotools and wildlife-datasets read boxes and individuals of COCO Camera Traps', async () => {
  expect(readers.coco.images).toBe(9);
  expect(readers.coco.boxes).toEqual({
    ...{ '01': [200, 200, 666, 500], '03': [0, 0, 1000, 1000], '04': [1000, 250, 1000, 750] },
  });
  expect(readers.coco.pixelsOfMask).toBe(1_000_000);
  expect(readers.wildme.map(([name]) => name)).toEqual([LUNA, SOL]);
  // Nothing is left out: a photo may have neither date nor place.
  expect((await written('cocoCameraTraps')).remarks).toEqual({});
});

test('a Darwin Core reader finds an occurrence for each encounter', async () => {
  expect(readers.darwinCore.type).toBe('http://rs.tdwg.org/dwc/terms/Occurrence');
  const names = readers.darwinCore.occurrences.map(([name]) => name);
  expect(names).toEqual([LUNA, SOL, '', LUNA, '', LUNA, LUNA, SOL, SOL]);
  expect((await written('darwinCore')).remarks).toEqual({
    ...{ undated: 1, unplaced: 2, 'not-latin': 1 },
  });
});

describe('capture histories', () => {
  test('R reads who was captured where and when, and the days watched', () => {
    const { animals, detectors, counts, usage, distance } = readers.r;
    expect(animals).toEqual(['Luna_M_7_', 'Sol_y_sombra']);
    expect(detectors).toEqual(['Norte_1', 'Rio_vado', 'Sur']);
    // R counts animals first, then occasions, then detectors.
    expect(counts).toEqual([1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0]);
    // Norte 1: 1 to 7 May, the 8th, and the 12th, of which there is a photo.
    expect(usage).toEqual([7, 2, 5, 2, 7, 3]);
    const [north, river] = [PHOTOS[0]!.place!, PHOTOS[2]!.place!];
    const zone = zoneOf([north, river]);
    const [a, b] = [utm(north, zone), utm(river, zone)];
    expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(distance, 0);
  });

  test('pandas reads the table of histories', () => {
    const { columns, rows } = readers.histories;
    expect(columns.slice(4)).toEqual(['2024-05-01 to 2024-05-07', '2024-05-08 to 2024-05-12']);
    // Encounters, then one number an occasion.
    expect(rows).toEqual({ 'Luna; "M/7"': [4, 1, 1], 'Sol y sombra': [2, 1, 1] });
  });

  test('R reads the histories for MARK', () => {
    expect(readers.r.mark).toEqual([
      ['Luna, "M/7"', '11'],
      ['Sol y sombra', '11'],
    ]);
  });

  test('by day, and of own dates, with what lies outside said', async () => {
    const day = await written('mark', { occasions: { by: 'days', length: 1 } });
    const lines = (await day.blob.text()).split('\r\n');
    expect(lines).toContain('/* Luna, "M/7" */ 100110001000 1;');
    expect(lines).toContain('/* Sol y sombra */ 001000000001 1;');
    const spans = [
      { from: '2024-05-09', to: '2024-05-09' },
      { from: '2024-05-01', to: '2024-05-03' },
    ];
    const own = await written('histories', { occasions: { by: 'dates', spans } });
    const table = parseCsv(await own.blob.text());
    expect(table.columns.slice(4)).toEqual(['2024-05-01 to 2024-05-03', '2024-05-09']);
    expect(table.rows.map((row) => row.slice(3))).toEqual([
      ['2', '1', '1'],
      ['1', '1', '0'],
    ]);
    expect(own.remarks).toEqual({ 'no-date': 1, 'no-individual': 2, 'outside-occasions': 3 });
  });

  test.each([
    [{ by: 'days', length: 0 }, 'not-a-span'],
    [{ by: 'dates', spans: [{ from: '2024-05-02', to: '2024-05-01' }] }, 'not-a-span'],
    [{ by: 'dates', spans: [] }, 'no-dates'],
  ] as const)('occasions that cannot be are refused: %j', async (occasions, found) => {
    const error = await written('histories', { occasions }).then(() => null, toHuellaError);
    expect(error).toMatchObject({ code: 'occasions-unusable', detail: { found } });
  });

  test('an identifier is never what R takes for nothing', () => {
    expect(plainIds(['NA', 'none', 'Sol y', 'sol_Y', '#1', '-'], 'x')).toEqual([
      ...['NA_', 'none_', 'Sol_y', 'sol_Y-2', '1', '_'],
    ]);
  });
});

test('metres are those of PROJ', () => {
  for (const [latitude, longitude, number, isSouth, x, y] of readers.utm) {
    const place = { latitude, longitude };
    // One place is 27 degrees from its meridian, as no zone's own are.
    const isOwn = Math.abs(longitude - (number * 6 - 183)) <= 3;
    if (isOwn) expect(zoneOf([place])).toEqual({ number, isSouth });
    const metres = utm(place, { number, isSouth });
    expect(Math.hypot(metres.x - x, metres.y - y)).toBeLessThan(0.001);
  }
});

test.each([
  ['2024-05-01T10:00:00.25', '2024-05-01T10:00:00-03:00', true],
  ['2024-05-01T10:00', '2024-05-01T10:00:00-03:00', true],
  ['2024-05-01T10:00:01Z', '2024-05-01T10:00:01Z', true],
  ['2024-05-01', '2024-05-01T00:00:00-03:00', false],
])('the moment of %s', (takenAt, text, isTimeKnown) => {
  expect(momentOf(takenAt, '-03:00')).toEqual({ text, isTimeKnown });
});

async function textOf(archive: ZipArchive, path: string): Promise<string> {
  return (await archive.blob(archive.item(path)!)).text();
}
