import { describe, expect, it } from 'vitest';
import { cropKey, normaliseCrop } from '../../../../src/engine/crop';
import { cropToPixels, MIN_CROP } from '../../../../src/engine/encoder/crop';
import { HuellaError } from '../../../../src/engine/errors';
import { turnedSize, turnPixels } from '../../../../src/engine/encoder/turn';
import type { Crop, Turns } from '../../../../src/engine/types';

const crop = (x: number, y: number, width: number, height: number): Crop => ({
  x,
  y,
  width,
  height,
});

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof HuellaError ? error.code : String(error);
  }
  return undefined;
}

describe('a crop', () => {
  it.each([
    crop(NaN, 0, 1, 1),
    crop(0, 0, Infinity, 1),
    crop(0, 0, 0, 1),
    crop(0, 0, 1, -0.5),
    crop(-0.1, 0, 0.5, 0.5),
    crop(0.6, 0, 0.5, 0.5),
    crop(0, 0.6, 0.5, 0.5),
    crop(2, 2, 1, 1),
    { x: '0' as unknown as number, y: 0, width: 1, height: 1 },
    { ...crop(0, 0, 1, 1), turns: 4 as unknown as Turns },
    { ...crop(0, 0, 1, 1), turns: 0.5 as unknown as Turns },
  ])('%j is refused', (bad) => {
    expect(codeOf(() => normaliseCrop(bad))).toBe('crop-invalid');
    expect(codeOf(() => cropKey(bad))).toBe('crop-invalid');
    expect(codeOf(() => cropToPixels(bad, 1000, 1000))).toBe('crop-invalid');
  });

  it('is pulled onto the photo where floating point left it over the edge', () => {
    const { x, width } = normaliseCrop(crop(0.7, 0, 0.1 + 0.2, 1));
    expect(x + width).toBeLessThanOrEqual(1);
    expect(cropToPixels(crop(-1e-9, 0, 1 + 1e-9, 1), 640, 480)).toEqual({
      x: 0,
      y: 0,
      width: 640,
      height: 480,
    });
  });

  it('is rounded edge by edge, halves to even, as Python rounds', () => {
    // round(0.5) == 0, round(1.5) == 2, round(2.5) == 2, round(50.5) == 50 in Python 3.
    expect(cropToPixels(crop(0.005, 0.015, 0.5, 0.49), 100, 100)).toEqual({
      x: 0,
      y: 2,
      width: 50,
      height: 48,
    });
    expect(cropToPixels(crop(0.1, 0.25, 0.61, 0.5), 401, 263)).toEqual({
      x: 40,
      y: 66,
      width: 245,
      height: 131,
    });
  });

  it('without a box is the whole photo, however small', () => {
    expect(cropToPixels(undefined, 1, 1)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
    expect(cropToPixels(crop(0, 0, 1, 1), 3, 2)).toEqual({ x: 0, y: 0, width: 3, height: 2 });
  });

  it('has a least size in pixels', () => {
    expect(cropToPixels(crop(0, 0, MIN_CROP / 100, 1), 100, 100).width).toBe(MIN_CROP);
    expect(codeOf(() => cropToPixels(crop(0, 0, (MIN_CROP - 1) / 100, 1), 100, 100))).toBe(
      'crop-invalid',
    );
    expect(codeOf(() => cropToPixels(crop(0, 0, 1, (MIN_CROP - 1) / 100), 100, 100))).toBe(
      'crop-invalid',
    );
  });
});

describe('the key of a crop', () => {
  it('is one for boxes that look the same, and different otherwise', () => {
    expect(cropKey(crop(0.1 + 0.2, 0, 0.5, 0.5))).toBe(cropKey(crop(0.3, 0, 0.5, 0.5)));
    expect(cropKey(crop(0.3, 0, 0.5, 0.5))).not.toBe(cropKey(crop(0.3001, 0, 0.5, 0.5)));
    expect(cropKey(crop(0.1, 0.2, 0.3, 0.4))).toBe('1000,2000,3000,4000');
  });

  it('of the whole photo is that of no crop', () => {
    expect(cropKey(undefined)).toBe('whole');
    expect(cropKey(crop(0, 0, 1, 1))).toBe('whole');
    expect(cropKey(crop(-0, 0, 1 - 1e-9, 1))).toBe('whole');
  });

  it('of a turned crop says so, and one without turns has the key it always had', () => {
    const box = crop(0.1, 0.2, 0.3, 0.4);
    expect(([1, 2, 3] as const).map((turns) => cropKey({ ...box, turns }))).toEqual([
      '1000,2000,3000,4000,1',
      '1000,2000,3000,4000,2',
      '1000,2000,3000,4000,3',
    ]);
    expect(cropKey({ ...crop(0, 0, 1, 1), turns: 1 })).toBe('whole,1');
    expect(normaliseCrop({ ...box, turns: 3 })).toEqual({ ...box, turns: 3 });
    expect(normaliseCrop(box)).not.toHaveProperty('turns');
  });
});

describe('turning pixels', () => {
  it.each([
    [1, { width: 2, height: 3 }, [4, 1, 5, 2, 6, 3]],
    [2, { width: 3, height: 2 }, [6, 5, 4, 3, 2, 1]],
    [3, { width: 2, height: 3 }, [3, 6, 2, 5, 1, 4]],
  ] as const)('%i quarters clockwise', (turns, size, expected) => {
    const target = new Uint32Array(6);
    // 1 2 3
    // 4 5 6
    turnPixels(new Uint32Array([1, 2, 3, 4, 5, 6]), { width: 3, height: 2 }, turns, target);
    expect([...target]).toEqual(expected);
    expect(turnedSize({ width: 3, height: 2 }, turns)).toEqual(size);
  });
});
