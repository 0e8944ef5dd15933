import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sniffPhoto } from '../../../../src/engine/encoder/sniff/sniff';
import { HuellaError, toHuellaError } from '../../../../src/engine/errors';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { readExif } from '../../../../src/engine/exchange/exif';
import { ImportPlanner } from '../../../../src/engine/exchange/planner';
import type { PlannedPhoto } from '../../../../src/engine/exchange/rows';

/**
 * 2,300 inputs made from a seed (tests/fixtures/exchange/fuzz), with the values that pandas,
 * pycocotools, exiftool and Pillow read from them. A difference is allowed only where it is said: a question, a
 * problem that names the row, a refusal.
 */

interface Row {
  readonly path: string;
  readonly individual: string | null;
  readonly species: string | null;
  readonly notes: string | null;
  readonly place: readonly [number, number] | null;
  readonly crop: readonly number[] | null;
  readonly takenAt: string;
}
interface Inputs {
  readonly tables: readonly {
    readonly hex: string;
    readonly paths: readonly string[];
    readonly form: string;
    /** No day of the table is above 12, or its years have two digits: it may ask. */
    readonly asks: boolean;
    readonly rows: readonly Row[];
  }[];
  readonly results: readonly {
    readonly text: string;
    readonly boxes: Readonly<Record<string, readonly (readonly number[])[]>>;
  }[];
  readonly jpegs: readonly {
    readonly hex: string;
    readonly kind: string;
    /** Pillow shows other pixels than of the whole file. */
    readonly lost: boolean;
    readonly size: readonly [number, number];
    readonly exif: Said;
  }[];
  readonly containers: readonly {
    readonly hex: string;
    readonly kind: string;
    readonly exif: Said;
  }[];
}
/** By exiftool. */
type Said = Readonly<Record<string, string | number>>;

const file = new URL('../../../fixtures/exchange/fuzz/inputs.json.gz', import.meta.url);
const inputs = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Inputs;
const bytesOf = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'));

/** Pictures of the tables and results, in pixels. */
const SIZE = { width: 200, height: 100 };
/** Of the PNG, WebP and AVIF files. */
const CONTAINER = { width: 16, height: 10 };
/** Seconds of arc are written with two decimals: 3e-6 degrees; boxes of pixels are exact. */
const PLACE_DIFFERENCE = 1e-5;
const CROP_DIFFERENCE = 1e-4;
/** Differences shown when a test fails. */
const SHOWN = 12;

const cropOf = ({ crop, box }: PlannedPhoto): number[] | null => {
  const made = crop ?? (box && cropOfBox(box, SIZE));
  return made ? [made.x, made.y, made.width, made.height] : null;
};
const near = (
  a: readonly number[] | null,
  b: readonly number[] | null,
  difference: number,
): boolean =>
  a === null || b === null
    ? a === b
    : a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= difference);

/** One of so many is read; all in the long form. */
const EACH = process.env['HUELLA_LONG'] ? 1 : 6;

test(`${inputs.tables.length / EACH} tables`, async () => {
  const wrong: string[] = [];
  let asked = 0;
  for (const [i, { hex, paths, form, asks, rows }] of inputs.tables.entries()) {
    if (i % EACH !== 0) continue;
    const planner = new ImportPlanner();
    planner.plan(paths);
    const { tables, refused } = await planner.openTables([
      { name: 't.csv', blob: new Blob([bytesOf(hex)]), base: '' },
    ]);
    const say = (what: string, got: unknown, right: unknown): void => {
      wrong.push(`${i} ${form} ${what}: ${JSON.stringify(got)}, not ${JSON.stringify(right)}`);
    };
    const [head] = tables;
    if (!head || refused.length > 0) {
      say('refused', refused, 'read');
      continue;
    }
    const { id, mapping } = head;
    const { undecided } = planner.previewRows({ id, mapping, options: {} });
    if (undecided.length > 0 && !asks) say('asks', undecided[0], 'decided');
    asked += Number(undecided.length > 0);
    const open = new Set(undecided.map(({ path }) => path));
    const { photos } = planner.rows([{ id, mapping, options: {} }]);
    for (const row of rows) {
      const found = photos.filter(({ path }) => path === row.path);
      if (found.length !== 1) {
        say('photos', found.length, row.path);
        continue;
      }
      const [photo] = found as [PlannedPhoto];
      const { takenAt, species, notes, place } = photo.fields ?? {};
      if ((photo.individual ?? null) !== row.individual)
        say('individual', photo.individual, row.individual);
      if ((species ?? null) !== row.species) say('species', species, row.species);
      if ((notes ?? null) !== row.notes) say('notes', notes, row.notes);
      const got = place ? [place.latitude, place.longitude] : null;
      if (!near(got, row.place, PLACE_DIFFERENCE)) say('place', got, row.place);
      if (!near(cropOf(photo), row.crop, CROP_DIFFERENCE)) say('crop', cropOf(photo), row.crop);
      if (takenAt !== row.takenAt && !(open.has(row.path) && takenAt === undefined))
        say('takenAt', takenAt, row.takenAt);
    }
  }
  expect(wrong.slice(0, SHOWN), `${wrong.length} differences`).toEqual([]);
  expect(asked).toBeGreaterThan(50 / EACH);
});

test(`${inputs.results.length} results files`, async () => {
  const wrong: string[] = [];
  for (const [i, { text, boxes }] of inputs.results.entries()) {
    const planner = new ImportPlanner();
    planner.plan(Object.keys(boxes));
    const opening = planner.openResults({ name: 'r.json', blob: new Blob([text]), base: '' });
    const head = await opening.catch(toHuellaError);
    if (head instanceof HuellaError) {
      // Said: nothing in it is a box. A file in which one is must be read.
      const isEmpty = Object.values(boxes).every((right) => right.length === 0);
      if (!isEmpty) wrong.push(`${i} refused: ${head.message}`);
      continue;
    }
    const { id } = head;
    const { photos } = planner.detected([{ id, options: {} }], 0.2, new Map());
    for (const [path, right] of Object.entries(boxes)) {
      const sorted = (list: readonly (readonly number[])[]): (readonly number[])[] =>
        [...list].sort((a, b) => a.reduce((d, side, k) => d || side - b[k]!, 0));
      const got = sorted(photos.filter((each) => each.path === path).map((each) => cropOf(each)!));
      const want = sorted(right);
      if (got.length !== want.length || !got.every((crop, k) => near(crop, want[k]!, 1e-3)))
        wrong.push(`${i} ${path}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
    }
  }
  expect(wrong.slice(0, SHOWN), `${wrong.length} differences`).toEqual([]);
});

test(`${inputs.jpegs.length} JPEG files and their EXIF`, async () => {
  const wrong: string[] = [];
  for (const [i, { hex, kind, lost, size, exif }] of inputs.jpegs.entries()) {
    const bytes = bytesOf(hex);
    const say = (what: string, got: unknown): void => {
      wrong.push(`${i} ${kind} ${what}: ${JSON.stringify(got)}; exiftool: ${JSON.stringify(exif)}`);
    };
    try {
      const { width, height, orientation } = sniffPhoto(bytes);
      if (lost) say('cut, not refused', null);
      if (width !== size[0] || height !== size[1]) say('size', [width, height]);
      // Browsers leave a JPEG as it is stored where its orientation is no SHORT.
      const isLong = /(?:12010400|01120004)(?:01000000|00000001)/.test(hex);
      if (!isLong && (orientation ?? 1) !== (exif['Orientation'] ?? 1))
        say('orientation', orientation);
    } catch (error) {
      const { code } = toHuellaError(error);
      if (code !== 'photo-truncated' || kind !== 'cut') say('refused', code);
    }
    await compareFacts(bytes, exif, say);
  }
  expect(wrong.slice(0, SHOWN), `${wrong.length} differences`).toEqual([]);
});

test(`EXIF in ${inputs.containers.length} PNG, WebP and AVIF files`, async () => {
  const wrong: string[] = [];
  for (const [i, { hex, kind, exif }] of inputs.containers.entries()) {
    const say = (what: string, got: unknown): void => {
      wrong.push(`${i} ${kind} ${what}: ${JSON.stringify(got)}; exiftool: ${JSON.stringify(exif)}`);
    };
    const bytes = bytesOf(hex);
    const { width, height, orientation } = sniffPhoto(bytes);
    if (width !== CONTAINER.width || height !== CONTAINER.height) say('size', [width, height]);
    // AVIF is turned by a property of its own, and a raw profile of PNG by no browser.
    const isTurned = kind.startsWith('webp') || kind === 'png eXIf';
    if (isTurned && (orientation ?? 1) !== (exif['Orientation'] ?? 1))
      say('orientation', orientation);
    await compareFacts(bytes, exif, say);
  }
  expect(wrong.slice(0, SHOWN), `${wrong.length} differences`).toEqual([]);
});

async function compareFacts(
  bytes: Uint8Array<ArrayBuffer>,
  exif: Said,
  say: (what: string, got: unknown) => void,
): Promise<void> {
  const { takenAt, takenOffset, latitude, longitude } = await readExif(new Blob([bytes]));
  const right = [exif['DateTimeOriginal'], exif['CreateDate'], exif['ModifyDate']]
    .map(isoOf)
    .find((date) => date !== undefined);
  if (takenAt?.slice(0, 19) !== right) say('date', takenAt);
  const place = latitude === undefined ? null : [latitude, longitude!];
  const { GPSLatitude, GPSLongitude } = exif;
  const rightPlace = GPSLatitude === undefined ? null : [Number(GPSLatitude), Number(GPSLongitude)];
  if (!near(place, rightPlace, PLACE_DIFFERENCE)) say('place', place);
  const offset = exif['OffsetTimeOriginal'];
  if (isoOf(exif['DateTimeOriginal']) && takenOffset !== offset) say('offset', takenOffset);
}

/** Of exiftool's words; undefined for a blank or zero date. */
function isoOf(text: string | number | undefined): string | undefined {
  const match = /^(\d{4})[:/-](\d\d)[:/-](\d\d) (\d\d:\d\d:\d\d)/.exec(String(text ?? ''));
  if (!match || match[1] === '0000') return undefined;
  return `${match[1]}-${match[2]}-${match[3]}T${match[4]}`;
}
