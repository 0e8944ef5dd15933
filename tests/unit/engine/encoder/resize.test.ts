import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PillowResizer, resizeRgb } from '../../../../src/engine/encoder/resize';
import type { RgbImage } from '../../../../src/engine/types';
import expected from '../../../fixtures/images/expected.json';

/** The picture of `pattern` in tests/fixtures/images/make.py. */
function pattern(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[at++] = ((x * 37 + y * 101 + c * 53) ^ (x * y)) & 255;
    }
  }
  return { data, width, height };
}

function digest(image: RgbImage): string {
  expect(image.data.length).toBe(image.width * image.height * 3);
  return createHash('sha256').update(image.data).digest('hex');
}

function toRgba(image: RgbImage): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(image.width * image.height * 4).fill(77);
  for (let i = 0; i < image.width * image.height; i++) {
    rgba.set(image.data.subarray(i * 3, i * 3 + 3), i * 4);
  }
  return rgba;
}

describe('resize equals Pillow byte for byte', () => {
  for (const { from, to, bilinear, bicubic } of expected.resizes) {
    const [width, height] = from as [number, number];
    const [toWidth, toHeight] = to as [number, number];
    it(`${width} x ${height} to ${toWidth} x ${toHeight}`, () => {
      const image = pattern(width, height);
      expect(digest(resizeRgb(image, toWidth, toHeight))).toBe(bilinear);
      expect(digest(resizeRgb(image, toWidth, toHeight, 'bicubic'))).toBe(bicubic);
    });

    it(`${width} x ${height} to ${toWidth} x ${toHeight}, in strips of RGBA`, () => {
      const image = pattern(width, height);
      const rgba = toRgba(image);
      for (const rows of [1, 7, Math.ceil(height / 2)]) {
        const resizer = new PillowResizer(width, height, toWidth, toHeight);
        for (let row = 0; row < height; row += rows) {
          const count = Math.min(rows, height - row);
          resizer.push(rgba.subarray(row * width * 4, (row + count) * width * 4), row, count);
        }
        expect(digest(resizer.finish())).toBe(bilinear);
      }
    });
  }
});

describe('a resizer', () => {
  it('leaves its input alone and does not hand it out', () => {
    const image = pattern(12, 12);
    const before = image.data.slice();
    const same = resizeRgb(image, 12, 12);
    expect(same.data).toEqual(before);
    same.data[0] = 255 - same.data[0]!;
    expect(image.data).toEqual(before);
  });

  it('takes RGBA that does not lie on a boundary of four bytes', () => {
    const image = pattern(33, 21);
    const rgba = toRgba(image);
    const shifted = new Uint8Array(rgba.length + 1).subarray(1);
    shifted.set(rgba);
    const resizer = new PillowResizer(33, 21, 10, 11);
    resizer.push(shifted, 0, 21);
    expect(resizer.finish().data).toEqual(resizeRgb(image, 10, 11).data);
  });

  it('refuses strips that do not follow, are not whole rows, or are missing', () => {
    const { data } = pattern(10, 10);
    const resizer = new PillowResizer(10, 10, 5, 5);
    expect(() => resizer.push(data.subarray(0, 30), 1, 1)).toThrow(/does not follow/);
    expect(() => resizer.push(data.subarray(0, 29), 0, 1)).toThrow(/does not follow/);
    expect(() => resizer.push(new Uint8Array(11 * 30), 0, 11)).toThrow(/does not follow/);
    resizer.push(data.subarray(0, 150), 0, 5);
    expect(() => resizer.finish()).toThrow(/5 of 10 rows/);
  });

  it('refuses sizes that are none', () => {
    for (const side of [0, -1, 1.5, NaN, Infinity, 2 ** 30]) {
      expect(() => new PillowResizer(10, 10, side, 5)).toThrow(/side length/);
      expect(() => new PillowResizer(10, side, 5, 5)).toThrow(/side length/);
    }
  });
});
