import { describe, expect, it } from 'vitest';
import { decodePhoto, shownSize, uprightPicture } from '../../../../src/engine/encoder/decode';
import { sniffPhoto } from '../../../../src/engine/encoder/sniff/sniff';
import { openBitmaps } from '../../../../src/engine/encoder/open-bitmaps';
import type { Crop } from '../../../../src/engine/types';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import turned from '../../../fixtures/turned/turned.json';

/** Photos as cameras and editors write them, through the browser's own decoder. */

const files = import.meta.glob<string>('../../../fixtures/cases/{j01,j02,j04,j04c}/*.jpg', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** 320 x 240 pixels each; no end mark, a trailer in its place, bytes between segments, a short one. */
describe('JPEGs of the cases', () => {
  it.each(Object.entries(files))('%s', async (_, url) => {
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const file = new Blob([bytes]);
    const size = { width: 320, height: 240 };
    const photo = await decodePhoto(file, { size });
    expect(photo).toMatchObject(size);
    // To the last row: a decoder that gave up leaves grey below.
    const rows = [120, 239].map((row) => photo.pixels.data.slice(row * 960, row * 960 + 960));
    for (const row of rows) expect(new Set(row).size).toBeGreaterThan(8);
    expect(openBitmaps()).toBe(0);
    // What the screens show is whole as well: a browser decodes it without more ado.
    const shown = await createImageBitmap(await uprightPicture(file, 4096));
    expect(shown).toMatchObject(size);
    shown.close();
  });

  it('there are four', () => {
    expect(Object.keys(files)).toHaveLength(4);
  });
});

describe('pictures that their files say to turn are as Pillow shows them', () => {
  it.each(Object.entries(turned.pictures))('%s', async (_, picture) => {
    const bytes = Uint8Array.from(atob(picture.base64), (char) => char.charCodeAt(0));
    const file = new Blob([bytes]);
    const size = { width: picture.width, height: picture.height };
    expect(await shownSize(file)).toMatchObject(size);
    // A box of pixels in each corner of the picture as it is shown.
    const side = 8;
    const [right, bottom] = [size.width - side, size.height - side];
    const corners = [
      [0, 0],
      [right, 0],
      [right, bottom],
      [0, bottom],
    ] as const;
    const seen = async (crop: Crop): Promise<number[]> => {
      const { pixels } = await decodePhoto(file, { size: { width: 1, height: 1 }, crop });
      return Array.from(pixels.data);
    };
    const expectColour = (got: readonly number[], corner: number): void => {
      const wanted = turned.colours[picture.corners[corner]!]!;
      for (const [channel, value] of got.entries())
        expect(Math.abs(value - wanted[channel]!)).toBeLessThan(24);
    };
    for (const [i, [x, y]] of corners.entries())
      expectColour(await seen(cropOfBox({ x, y, width: side, height: side }, size)!), i);
    // The first corner of the picture as it is stored, as programs see it that do not turn it.
    const shown = await shownSize(file);
    const stored = { x: 0, y: 0, width: side, height: side };
    const of = { width: size.height, height: size.width };
    if ((shown.orientation ?? 1) >= 5)
      expectColour(await seen(cropOfBox({ ...stored, of }, shown)!), shown.orientation! - 5);
    else expect(cropOfBox({ ...stored, of }, shown)).toBeNull();
    expect(openBitmaps()).toBe(0);
  });
});

/** Bytes of a text, a character each. */
const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

type Entry = readonly [tag: number, type: number, count: number, value: number];
const DETAILS = 0x8769;

/** A little-endian TIFF of a directory, and one that its entry DETAILS leads to. */
function tiff(entries: readonly Entry[], details: readonly Entry[] = [], magic = 42): Uint8Array {
  const size = (list: readonly Entry[]): number => 2 + list.length * 12 + 4;
  const bytes = new Uint8Array(8 + size(entries) + size(details));
  const view = new DataView(bytes.buffer);
  bytes.set(latin('II'));
  view.setUint16(2, magic, true);
  view.setUint32(4, 8, true);
  let at = 8;
  for (const list of [entries, details]) {
    view.setUint16(at, list.length, true);
    for (const [i, [tag, type, count, value]] of list.entries()) {
      view.setUint16(at + 2 + i * 12, tag, true);
      view.setUint16(at + 4 + i * 12, type, true);
      view.setUint32(at + 6 + i * 12, count, true);
      view.setUint32(at + 10 + i * 12, tag === DETAILS ? 8 + size(entries) : value, true);
    }
    at += size(list);
  }
  return bytes;
}

/** Orientation 6, as a SHORT unless it says otherwise. */
const turn = (value = 6, type = 3, count = 1): Entry => [0x0112, type, count, value];
const app1 = (block: Uint8Array, mark = 'Exif\0\0'): Uint8Array => {
  const content = joined(latin(mark), block);
  return joined([0xff, 0xe1, (content.length + 2) >> 8, (content.length + 2) & 255], content);
};

/** What is read without decoding is what the browser does with the picture. */
describe('the orientation of a JPEG is the one that the browser sees', () => {
  const plain = app1(tiff([turn()]));
  it.each([
    ['a SHORT', [plain]],
    ['a LONG', [app1(tiff([turn(6, 4)]))]],
    ['a BYTE', [app1(tiff([turn(6, 1)]))]],
    ['two values', [app1(tiff([turn(6, 3, 2)]))]],
    ['0', [app1(tiff([turn(0)]))]],
    ['9', [app1(tiff([turn(9)]))]],
    ['0, then 6', [app1(tiff([turn(0), turn()]))]],
    ['1, then 6', [app1(tiff([turn(1), turn()]))]],
    ['among the details', [app1(tiff([[DETAILS, 4, 1, 0]], [turn()]))]],
    ['among the details, and then 1', [app1(tiff([[DETAILS, 4, 1, 0], turn(1)], [turn()]))]],
    ['of another magic number', [app1(tiff([turn()], [], 43))]],
    ['EXIF in small letters', [app1(tiff([turn()]), 'exif\0\0')]],
    ['in the second block', [app1(tiff([[0x0132, 2, 4, 0]])), plain]],
    ['behind a block of nothing', [app1(latin('')), plain]],
    ['behind a block that is no TIFF', [app1(latin('no TIFF at all')), plain]],
  ])('%s', async (_, segments) => {
    const canvas = new OffscreenCanvas(48, 16);
    canvas.getContext('2d')!.fillRect(0, 0, 9, 9);
    const jpeg = await (await canvas.convertToBlob({ type: 'image/jpeg' })).bytes();
    const bytes = joined(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));
    const isTurned = (sniffPhoto(bytes).orientation ?? 1) === 6;
    const size = await shownSize(new Blob([bytes]));
    expect(size).toMatchObject(isTurned ? { width: 16, height: 48 } : { width: 48, height: 16 });
  });
});

describe('a PNG', () => {
  const chunk = (type: string, data: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(12 + data.length);
    new DataView(bytes.buffer).setUint32(0, data.length);
    bytes.set(latin(type), 4);
    bytes.set(data, 8);
    return bytes;
  };
  const drawn = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const canvas = new OffscreenCanvas(48, 16);
    const context = canvas.getContext('2d')!;
    for (let i = 0; i < 48; i++) {
      context.fillStyle = `rgb(${i * 5}, ${(i * 37) % 255}, ${(i * 91) % 255})`;
      context.fillRect(i, i % 5, 1, 9);
    }
    return (await canvas.convertToBlob({ type: 'image/png' })).bytes();
  };
  const END = 12;

  it.each([
    ['behind its pixels', -END, tiff([turn()])],
    ['with the mark of JPEG', 33, joined(latin('Exif\0\0'), tiff([turn()]))],
  ])('is turned as its EXIF says, %s', async (_, at, exif) => {
    const png = await drawn();
    const bytes = joined(png.subarray(0, at), chunk('eXIf', exif), png.subarray(at));
    expect(await shownSize(new Blob([bytes]))).toMatchObject({ width: 16, height: 48 });
  });

  it('without its end mark is read where its pixels are all there', async () => {
    const png = await drawn();
    for (const end of [END, END - 3, 2])
      expect(await shownSize(new Blob([png.subarray(0, -end)]))).toMatchObject({ width: 48 });
    // A chunk that ends early, and nothing behind it.
    const cut = png.slice(0, -END - 20);
    const start = cut.findIndex(
      (_, i) => String.fromCharCode(...cut.subarray(i, i + 4)) === 'IDAT',
    );
    new DataView(cut.buffer).setUint32(start - 4, cut.length - start - 8);
    await expect(shownSize(new Blob([cut]))).rejects.toMatchObject({ code: 'photo-damaged' });
  });
});
