import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../../../src/engine/exchange/exif';

const FIXTURES = new URL('../../../fixtures/images/', import.meta.url);
const load = (name: string) => new Uint8Array(readFileSync(new URL(name, FIXTURES)));
const exifOf = (bytes: Uint8Array) => readExif(Uint8Array.from(bytes).buffer);

/**
 * A big-endian JPEG head with the given entries, built here by hand: [tag, type, count, value
 * bytes].
 */
type Value = readonly [tag: number, type: number, count: number, bytes: readonly number[]];
function jpegWith(directories: { root?: Value[]; details?: Value[]; place?: Value[] }): Uint8Array {
  const { root = [], details = [], place = [] } = directories;
  const out: number[] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
  const u16 = (value: number) => [value >> 8, value & 255];
  const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
  const size = (entries: number) => 2 + entries * 12 + 4;
  const at = { details: 8 + size(root.length + 2), place: 0, heap: 0 };
  at.place = at.details + size(details.length);
  at.heap = at.place + size(place.length);
  const heap: number[] = [];
  const write = (values: readonly Value[]) => {
    out.push(...u16(values.length));
    for (const [tag, type, count, bytes] of values) {
      out.push(...u16(tag), ...u16(type), ...u32(count));
      if (bytes.length <= 4) out.push(...bytes, ...new Array<number>(4 - bytes.length).fill(0));
      else {
        out.push(...u32(at.heap + heap.length));
        heap.push(...bytes);
      }
    }
    out.push(0, 0, 0, 0);
  };
  write([...root, [0x8769, 4, 1, u32(at.details)], [0x8825, 4, 1, u32(at.place)]]);
  write(details);
  write(place);
  const block = Array.from('Exif\0\0', (c) => c.charCodeAt(0)).concat(out, heap);
  return new Uint8Array([0xff, 0xd8, 0xff, 0xe1, ...u16(block.length + 2), ...block, 0xff, 0xd9]);
}
const text = (tag: number, value: string): Value => {
  const bytes = Array.from(`${value}\0`, (c) => c.charCodeAt(0));
  return [tag, 2, bytes.length, bytes];
};
const rationals = (tag: number, ...values: readonly (readonly [number, number])[]): Value => [
  tag,
  5,
  values.length,
  values.flat().flatMap((v) => [(v >>> 24) & 255, (v >>> 16) & 255, (v >>> 8) & 255, v & 255]),
];

/** Files that are damaged, each in its own way. */
const ROUNDS = process.env['HUELLA_LONG'] ? 20_000 : 5000;

describe('EXIF', () => {
  it('reads time, offset and place as Pillow wrote them', async () => {
    const exif = await readExif(new Blob([load('baseline.jpg')]));
    expect(exif.takenAt).toBe('2023-07-14T06:05:59.042');
    expect(exif.takenOffset).toBe('-03:00');
    expect(exif.latitude).toBeCloseTo(-(34 + 36 / 60 + 13.5 / 3600), 9);
    expect(exif.longitude).toBeCloseTo(-(58 + 22 / 60 + 53.76 / 3600), 6);
  });

  it('reads big-endian blocks, north and east, and a time without offset', async () => {
    const exif = await exifOf(
      jpegWith({
        details: [text(0x9003, '2020:02:29 23:59:59')],
        place: [
          text(1, 'N'),
          rationals(2, [51, 1], [30, 1], [0, 1]),
          text(3, 'E'),
          rationals(4, [4_294_967_295, 4_294_967_295], [0, 1], [36, 1]),
        ],
      }),
    );
    expect(exif).toEqual({ takenAt: '2020-02-29T23:59:59', latitude: 51.5, longitude: 1.01 });
  });

  it.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2021:02:29 10:00:00',
    '2021:01:01 25:00:00',
    '',
  ])('gives no time for %j', async (value) => {
    expect(await exifOf(jpegWith({ details: [text(0x9003, value)] }))).toEqual({});
  });

  it.each([
    ['no side', [text(1, ''), rationals(2, [1, 1], [0, 1], [0, 1])]],
    ['no divisor', [text(1, 'N'), rationals(2, [1, 0], [0, 1], [0, 1])]],
    ['over the pole', [text(1, 'N'), rationals(2, [91, 1], [0, 1], [0, 1])]],
  ] as [string, Value[]][])('gives no place for %s', async (_name, latitude) => {
    const place = [...latitude, text(3, 'E'), rationals(4, [1, 1], [0, 1], [0, 1])];
    expect(await exifOf(jpegWith({ place }))).toEqual({});
  });

  it('takes a place of all zeros for a camera without a fix', async () => {
    const zero = [[0, 1], [0, 1], [0, 1]] as const; // prettier-ignore
    const place = [text(1, 'N'), rationals(2, ...zero), text(3, 'E'), rationals(4, ...zero)];
    expect(await exifOf(jpegWith({ place }))).toEqual({});
  });

  it('says nothing of files without EXIF', async () => {
    for (const name of ['progressive.jpg', 'rgb.png', 'lossy.webp', 'photo.avif']) {
      expect(await exifOf(load(name))).toEqual({});
    }
    expect(await exifOf(new Uint8Array())).toEqual({});
  });

  it('survives any damage', async () => {
    const good = load('baseline.jpg').subarray(0, 600);
    let seed = 12345;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < ROUNDS; round++) {
      const bad = good.slice(0, round % 3 === 0 ? random(good.length) : good.length);
      for (let i = 0; i <= round % 8; i++)
        bad[2 + random(400)] = round % 2 ? random(256) : [0, 255][random(2)]!;
      const exif = await exifOf(bad);
      for (const angle of [exif.latitude, exif.longitude])
        expect(angle ?? 0).toBeLessThanOrEqual(180);
    }
  });
});
