import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lookHash } from '../../../../src/engine/encoder/look-hash';
import { parseCsv } from '../../../../src/engine/exchange/csv';
import { propose } from '../../../../src/engine/exchange/columns';
import { FORMATS, type ExportKind } from '../../../../src/engine/exchange/export/formats';
import { USUAL_CHOICES } from '../../../../src/engine/exchange/export/choices';
import { LeftOut } from '../../../../src/engine/exchange/export/left-out';
import type { ExportSource } from '../../../../src/engine/exchange/export/formats/format';
import { asciiNameOf, fileNameOf, UniqueNames } from '../../../../src/engine/exchange/export/names';
import { wildbookSheets } from '../../../../src/engine/exchange/export/formats/wildbook';
import { hammingDistance, LookIndex } from '../../../../src/engine/exchange/looks';
import { planDetections, readDetections } from '../../../../src/engine/exchange/results';
import { npyHeader, npyRow } from '../../../../src/engine/exchange/npy';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { planRows } from '../../../../src/engine/exchange/rows';
import { blobTarget, ZipArchive } from '../../../../src/engine/exchange/zip';
import type { RgbImage } from '../../../../src/engine/types';

describe('MegaDetector', () => {
  const agentmorris = {
    info: { format_version: '1.6' },
    detection_categories: { '1': 'animal', '2': 'person' },
    images: [
      {
        file: 'cam1/a.jpg',
        detections: [
          { category: '1', conf: 0.3, bbox: [0.5, 0.5, 0.6, 0.25] },
          { category: '2', conf: 0.99, bbox: [0, 0, 1, 1] },
          { category: '1', conf: 0.9, bbox: [0.1, 0.2, 0.3, 0.4] },
        ],
      },
      { file: 'cam1/b.jpg', failure: 'cannot open' },
    ],
  };
  const microsoft = [
    {
      file: 'cam1\\a.jpg',
      detections: [
        { category: 'animal', confidence: 0.93, bbox: [102.4, 88.1, 540.7, 470.2] },
        { category: 'person', confidence: 0.8, bbox: [12, 40.5, 96.3, 510.9] },
      ],
    },
    { file: 'cam1\\b.jpg', detections: [] },
  ];
  const paths = ['cam1/a.jpg', 'cam1/b.jpg', 'cam1/c.jpg'];

  test('fractions and numbered categories', () => {
    const found = readDetections(JSON.stringify(agentmorris));
    expect(found.dialect).toBe('agentmorris');
    expect(planDetections(found, paths, 0.2)).toEqual({
      photos: [
        { path: 'cam1/a.jpg', individual: null, crop: { x: 0.1, y: 0.2, width: 0.3, height: 0.4 } },
        {
          path: 'cam1/a.jpg',
          individual: null,
          crop: { x: 0.5, y: 0.5, width: 0.5, height: 0.25 },
        },
      ],
      empty: ['cam1/b.jpg'],
      unmentioned: ['cam1/c.jpg'],
    });
    // Alone in its photo, the animal is the one its folder names.
    expect(planDetections(found, paths, 0.5, () => 'Luna').photos).toEqual([
      { path: 'cam1/a.jpg', individual: 'Luna', crop: { x: 0.1, y: 0.2, width: 0.3, height: 0.4 } },
    ]);
  });

  test('a box of pixels among fractions is named, and the others stand', () => {
    const text = JSON.stringify(agentmorris).replace('[0.1,0.2,0.3,0.4]', '[10,20,30,40]');
    const { files, problems } = readDetections(text);
    expect(files[0]!.animals).toHaveLength(1);
    expect(problems).toEqual([
      { file: 'cam1/a.jpg', kind: 'box-clipped', value: '[0.5,0.5,0.6,0.25]' },
      { file: 'cam1/a.jpg', kind: 'bad-box', value: '[10,20,30,40]' },
      { file: 'cam1/b.jpg', kind: 'detector-failed', value: 'cannot open' },
    ]);
  });

  test('pixels and named categories', () => {
    const found = readDetections(JSON.stringify(microsoft));
    expect(found.dialect).toBe('microsoft');
    const { photos, empty } = planDetections(found, paths, 0.2);
    expect(photos).toHaveLength(1);
    expect(photos[0]!.box!.width).toBeCloseTo(438.3);
    expect(photos[0]!.box).toMatchObject({ x: 102.4, y: 88.1 });
    expect(empty).toEqual(['cam1/b.jpg']);
  });

  test.each([
    ['another JSON', '{"a": 1}'],
    ['COCO', '{"images": [], "categories": [], "annotations": []}'],
    ['categories without animals', '{"images": [], "detection_categories": {"1": "cat"}}'],
    [
      'fractions where pixels belong',
      '[{"file":"a","detections":[{"category":"animal","confidence":1,"bbox":[0.1,0.1,0.9,0.9]}]}]',
    ],
    [
      'widths where corners belong',
      '[{"file":"a","detections":[{"category":"animal","confidence":1,"bbox":[100,100,50,50]}]}]',
    ],
    [
      'numbered categories in a list',
      '[{"file":"a","detections":[{"category":1,"confidence":1,"bbox":[1,1,9,9]}]}]',
    ],
    ['no file', '[{"detections":[]}]'],
  ])('%s is refused', (_, text) => {
    expect(() => readDetections('{')).toThrow(
      expect.objectContaining({ code: 'detections-not-json' }),
    );
    expect(() => readDetections(text)).toThrow(
      expect.objectContaining({ code: 'detections-unrecognised' }),
    );
  });
});

describe('.npy', () => {
  test('byte for byte what NumPy writes', () => {
    const rows = [new Float32Array([0.5, -1.25, 3e-9]), new Float32Array([1, 2, 3])];
    const bytes = Buffer.concat([npyHeader(2, 3), ...rows.map(npyRow)]);
    const numpy = readFileSync(
      new URL('../../../fixtures/exchange/two-by-three.npy', import.meta.url),
    );
    expect(bytes.equals(numpy)).toBe(true);
  });

  test('the numbers begin at a multiple of 64, however large the shape', () => {
    for (const rows of [0, 1, 999_999_999]) expect(npyHeader(rows, 1536).length % 64).toBe(0);
  });
});

describe('looks', () => {
  /** Blobs of light on a gradient, from a seed. */
  function picture(seed: number, width = 320, height = 240): RgbImage {
    const data = new Uint8Array(width * height * 3);
    const spots = Array.from({ length: 6 }, (_, i) => {
      const random = (n: number): number =>
        Math.abs(Math.sin(seed * 91.7 + i * 13.1 + n) * 43758.5) % 1;
      return {
        x: random(1),
        y: random(2),
        size: 0.05 + random(3) / 6,
        light: random(4) * 300 - 150,
      };
    });
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const light = spots.reduce((sum, spot) => {
          const distance = (x / width - spot.x) ** 2 + (y / height - spot.y) ** 2;
          return sum + spot.light * Math.exp(-distance / spot.size ** 2);
        }, 110);
        data.fill(Math.max(0, Math.min(255, light)), (y * width + x) * 3, (y * width + x) * 3 + 3);
      }
    }
    return { data, width, height };
  }

  test('a smaller copy with noise is near, another picture is not', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const copy = picture(seed, 200, 150);
      copy.data.forEach((value, i) => (copy.data[i] = Math.min(255, value + ((i * 7919) % 5))));
      const index = new LookIndex();
      index.add('original', lookHash(picture(seed)));
      index.add('other', lookHash(picture(seed + 100)));
      expect(index.nearest(lookHash(copy))).toBe('original');
      expect(index.nearest(lookHash(picture(seed + 200)))).toBeNull();
    }
  });

  test('finds every hash within the threshold, and none beyond', () => {
    const base = 'f0e1d2c3b4a59687';
    const flipped = (bits: number[]): string => {
      let value = BigInt(`0x${base}`);
      for (const bit of bits) value ^= 1n << BigInt(bit);
      return value.toString(16).padStart(16, '0');
    };
    const index = new LookIndex();
    index.add('base', base);
    for (let first = 0; first < 64; first += 3) {
      const four = [first, (first + 17) % 64, (first + 31) % 64, (first + 47) % 64];
      expect(hammingDistance(base, flipped(four))).toBe(4);
      expect(index.nearest(flipped(four))).toBe('base');
      expect(index.nearest(flipped([...four, (first + 55) % 64]))).toBeNull();
    }
  });
});

describe('names', () => {
  test.each([
    ['Luna', 'Luna'],
    ['a/b:c?.jpg', 'a_b_c_.jpg'],
    ['..', 'x'],
    ['con', '_con'],
    ['ñ'.repeat(200) + '.jpeg', 'ñ'.repeat(80) + '.jpeg'],
  ])('%s', (text, name) => expect(fileNameOf(text, 'x')).toBe(name));

  test('ASCII, and once each in any case', () => {
    const names = new UniqueNames();
    const taken = ['Ñandú 1.jpg', 'NANDU 1.JPG', '漢字'].map((text) =>
      names.take(asciiNameOf(text, 'photo.jpg')),
    );
    expect(taken).toEqual(
      ['Nandu_1.jpg', 'NANDU_1-2.JPG', '_'].map((name, i) => (i === 2 ? taken[2] : name)),
    );
    expect(taken.every((name) => /^[\x21-\x7e]+$/.test(name))).toBe(true);
  });
});

function photo(
  id: string,
  more: Partial<ExportSource['photos'][number]> = {},
): ExportSource['photos'][number] {
  return {
    ...{
      id,
      name: `${id}.jpg`,
      sha256: `sha-${id}`,
      mime: 'image/jpeg',
      byteLength: 3,
      width: 200,
      height: 100,
    },
    ...{ crop: null, individualId: null },
    ...more,
  };
}

const history = {
  decisions: [
    {
      ...{
        at: Date.UTC(2024, 0, 2),
        by: 'Ana',
        decision: 'same',
        photoId: 'p1',
        otherPhotoId: 'p4',
      },
      ...{
        individual: 'Luna/2',
        similarity: 0.5,
        probability: 0.75,
        basis: { calibration: 'gallery' as const, learnt: true, compared: 4 },
        fingerprint: 'f',
        filters: { side: 'left' },
        undoneAt: null,
      },
    },
  ],
  records: {
    individuals: [{ id: 'i1', name: 'Luna/2', contact: '600 123 456' }],
    journal: [{ after: { found: { placeName: 'Camas', contact: '600 999 999' } } }],
    matches: [],
  },
};

const source: ExportSource = {
  photos: [
    photo('p1', {
      individualId: 'i1',
      crop: { x: 0.1, y: 0.2, width: 0.333, height: 0.5, turns: 1 },
      takenAt: '2024-02-29T13:14:16.5+01:00',
      place: { latitude: -37.4, longitude: -5.9 },
      side: 'left',
      species: 'Panthera pardus',
      labels: ['a', 'b'],
      notes: '=cmd()',
    }),
    photo('p2', { individualId: 'i1', name: 'p1.jpg' }),
    photo('p3', { individualId: 'i2', sha256: 'sha-p1', name: 'p1.jpg' }),
    photo('p4'),
  ],
  individuals: [
    {
      ...{ id: 'i1', name: 'Luna/2', sex: 'female', lifeStage: 'adult' },
      ...{ microchip: '724098100123456', contact: '600 123 456' },
    },
    { id: 'i2', name: 'luna_2' },
  ],
  encoder: { dimension: 2, fingerprint: 'f' },
  original: (id) => Promise.resolve(new Blob([`bytes of ${id}`])),
  history: () => Promise.resolve(history),
  stations: () => Promise.resolve([]),
  choices: USUAL_CHOICES,
  vectors: (ids) =>
    Promise.resolve(ids.map((id) => (id === 'p2' ? null : new Float32Array([Number(id[1]), 0.5])))),
};
const run = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  leftOut: new LeftOut(),
};

async function exported(kind: ExportKind, contacts = false): Promise<ZipArchive> {
  const { target, blob } = blobTarget('application/zip');
  await (await FORMATS[kind]()).write(target, { ...source, contacts }, run);
  return ZipArchive.open(blob());
}

async function textOf(archive: ZipArchive, path: string): Promise<string> {
  return (await archive.blob(archive.item(path)!)).text();
}

describe('export', () => {
  test('contacts go along only when a person says so', async () => {
    const plain = await exported('gallery');
    for (const { path } of plain.items)
      expect(await textOf(plain, path), path).not.toMatch(/600 (123|999)/);
    const ticked = await exported('gallery', true);
    const individuals = parseCsv(await textOf(ticked, 'individuals.csv'));
    expect(individuals.rows[0]?.[individuals.columns.indexOf('contact')]).toBe('600 123 456');
    expect(JSON.parse(await textOf(ticked, 'huella.json'))).toMatchObject(history.records);
  });

  test('the number of a microchip comes in from a table, and a wrong one is named', () => {
    const table = parseCsv(
      'file,animal,Nº microchip\na.jpg,Luna,724 098 100 123 456\nb.jpg,Bruno,12345\nc.jpg,Rosa,\n',
    );
    const plan = planRows(table, propose(table.columns).mapping, ['a.jpg', 'b.jpg', 'c.jpg']);
    expect(plan.photos.map(({ fields }) => fields?.microchip)).toEqual([
      '724098100123456',
      undefined,
      undefined,
    ]);
    expect(plan.problems).toEqual([
      { row: 3, kind: 'bad-microchip', value: '12345', fatal: false },
    ]);
  });

  test('the gallery is a folder per individual, and its table leads back to the same photos', async () => {
    const archive = await exported('gallery');
    const paths = archive.items.map(({ path }) => path);
    expect(paths).toEqual([
      'photos/Luna_2/p1.jpg',
      'photos/Luna_2/p1-2.jpg',
      'unidentified/p4.jpg',
      'metadata.csv',
      'individuals.csv',
      'decisions.csv',
      'huella.json',
    ]);
    expect(await textOf(archive, 'photos/Luna_2/p1-2.jpg')).toBe('bytes of p2');
    const table = parseCsv(await textOf(archive, 'metadata.csv'));
    expect(table.columns.slice(0, 7)).toEqual([
      'image_id',
      'identity',
      'path',
      'bbox',
      'date',
      'position',
      'species',
    ]);
    const plan = planRows(table, propose(table.columns).mapping, paths);
    expect(plan.problems).toEqual([]);
    expect(plan.photos.map(({ path, individual }) => [path, individual])).toEqual([
      ['photos/Luna_2/p1.jpg', 'Luna/2'],
      ['photos/Luna_2/p1-2.jpg', 'Luna/2'],
      ['photos/Luna_2/p1.jpg', 'luna_2'],
      ['unidentified/p4.jpg', null],
    ]);
    const [first] = plan.photos;
    const crop = cropOfBox(first!.box!, source.photos[0]!)!;
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(crop[side]).toBeCloseTo(source.photos[0]!.crop![side], 6);
    }
    expect(crop.turns).toBe(1);
    const { takenAt, place, side, species, labels, notes } = source.photos[0]!;
    expect(first!.fields).toEqual({
      ...{ takenAt, place, side, species, labels, notes },
      microchip: '724098100123456',
    });
    expect(table.rows[0]![4]).toBe('2024-02-29 13:14:16');
    const decisions = parseCsv(await textOf(archive, 'decisions.csv'));
    expect(decisions.rows[0]).toEqual([
      ...[
        '2024-01-02T00:00:00.000Z',
        'Ana',
        'same',
        'p1',
        'p1.jpg',
        'p4',
        'p4.jpg',
        'Luna/2',
        '0.5',
        'f',
      ],
      ...['{"side":"left"}', '', '0.75', 'gallery', 'yes', '4'],
    ]);
    expect(await textOf(archive, 'individuals.csv')).toContain('Luna/2,,female,adult');
    expect(JSON.parse(await textOf(archive, 'huella.json'))).toEqual({
      ...{ format: 'huella-gallery', version: 1, photos: source.photos },
      individuals: [{ id: 'i1', name: 'Luna/2' }],
      journal: [{ after: { found: { placeName: 'Camas' } } }],
      matches: [],
    });
  });

  test('embeddings as NumPy reads them, with whose they are', async () => {
    const archive = await exported('embeddings');
    const bytes = Buffer.from(
      await (await archive.blob(archive.item('embeddings.npy')!)).arrayBuffer(),
    );
    const rows = [1, 3, 4].map((n) => npyRow(new Float32Array([n, 0.5])));
    expect(bytes.equals(Buffer.concat([npyHeader(3, 2), ...rows]))).toBe(true);
    const table = parseCsv(await textOf(archive, 'embeddings.csv'));
    expect(table.rows.map((row) => row.slice(0, 3))).toEqual([
      ['0', 'p1', 'Luna/2'],
      ['1', 'p3', 'luna_2'],
      ['2', 'p4', 'unknown'],
    ]);
  });

  test("Wildbook's sheets: at most 200 rows, names once, nothing of sex where several animals are", () => {
    const many = Array.from({ length: 399 }, (_, i) =>
      photo(`q${i}`, { name: 'IMG_1.JPG', individualId: 'i1' }),
    );
    const photos = [...source.photos, ...many];
    const sheets = wildbookSheets(
      photos,
      ({ individualId }) => source.individuals.find(({ id }) => id === individualId) ?? null,
    );
    expect(sheets.map(({ rows }) => rows.length - 1)).toEqual([200, 200, 3]);
    const names = sheets.flatMap(({ files }) => files.map(({ name }) => name.toLowerCase()));
    expect(new Set(names).size).toBe(names.length);
    const [head, ...rows] = sheets[0]!.rows;
    const value = (row: number, column: string): unknown => rows[row]![head!.indexOf(column)];
    expect(value(0, 'MarkedIndividual.individualID')).toBe('Luna/2');
    expect(value(0, 'Encounter.genus')).toBe('Panthera');
    expect(value(0, 'Encounter.year')).toBe(2024);
    expect(value(0, 'Encounter.minutes')).toBe(14);
    expect(value(0, 'Encounter.sex')).toBeNull();
    expect(value(1, 'Encounter.mediaAsset0')).toBe(value(0, 'Encounter.mediaAsset0'));
    expect(value(2, 'Encounter.sex')).toBe('female');
  });

  test('the sheet is a workbook, with texts that stay texts', async () => {
    const archive = await exported('wildbook');
    expect(archive.items.map(({ path }) => path)).toEqual([
      'wildbook-001/bulk-import.xlsx',
      ...['wildbook-001/p1.jpg', 'wildbook-001/p1-2.jpg', 'wildbook-001/p4.jpg'],
    ]);
    const book = await ZipArchive.open(await archive.blob(archive.items[0]!));
    const sheet = await textOf(book, 'xl/worksheets/sheet1.xml');
    const texts = await textOf(book, 'xl/sharedStrings.xml');
    const [, text] = /<c r="O2" t="s"><v>(\d+)<\/v><\/c>/.exec(sheet)!;
    expect([...texts.matchAll(/<si>(.*?)<\/si>/g)][Number(text)]![1]).toBe('<t>=cmd()</t>');
    expect(sheet).not.toContain('<f>');
    expect(sheet).toMatch(/<c r="E2"[^>]*><v>2024<\/v><\/c>/);
  });
});
