import { describe, expect, it } from 'vitest';
import { decodePhoto, shownSize } from '../../../../src/engine/encoder/decode';
import { openBitmaps } from '../../../../src/engine/encoder/open-bitmaps';
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
    expect(await shownSize(file)).toEqual(size);
    // A box of pixels in each corner of the picture as it is shown.
    const side = 8;
    const [right, bottom] = [size.width - side, size.height - side];
    const corners = [
      [0, 0],
      [right, 0],
      [right, bottom],
      [0, bottom],
    ] as const;
    for (const [i, [x, y]] of corners.entries()) {
      const crop = cropOfBox({ x, y, width: side, height: side }, size)!;
      const cut = await decodePhoto(file, { size: { width: 1, height: 1 }, crop });
      const wanted = turned.colours[picture.corners[i]!]!;
      Array.from(cut.pixels.data).forEach((value, channel) =>
        expect(Math.abs(value - wanted[channel]!)).toBeLessThan(24),
      );
    }
    expect(openBitmaps()).toBe(0);
  });
});
