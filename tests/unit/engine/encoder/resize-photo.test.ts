import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PillowResizer } from '../../../../src/engine/encoder/resize';
import { PhotoResizer, type ResizeTarget } from '../../../../src/engine/encoder/resize-photo';
import { ResizeWorkspace } from '../../../../src/engine/encoder/resize-workspace';
import type { Size } from '../../../../src/engine/encoder/turn';
import { compileKernel, KERNEL_BYTES } from '../../../../tools/build-resize-kernel';
import expected from '../../../fixtures/images/expected.json';

/** Seeded noise with runs of black and white, which clamping meets with bicubic weights. */
function noise({ width, height }: Size, seed: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  let state = seed;
  for (let at = 0; at < rgba.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = state >>> 24;
    rgba[at] = value < 60 ? 0 : value > 195 ? 255 : value;
  }
  return rgba;
}

/** Comparing arrays number by number takes minutes. */
function digest(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function resized(
  rgba: Uint8ClampedArray,
  source: Size,
  targets: readonly ResizeTarget[],
  options: { readonly wanted?: 'simd' | 'plain'; readonly rows?: number } = {},
): string[] {
  const { wanted, rows = source.height } = options;
  const resizer = new PhotoResizer(source, targets, wanted);
  for (let row = 0; row < source.height; row += rows) {
    const count = Math.min(rows, source.height - row);
    const strip = rgba.subarray(row * source.width * 4, (row + count) * source.width * 4);
    resizer.push(strip, row, count);
  }
  const images = resizer.finish();
  resizer.release();
  return images.map(({ data, width, height }, i) => {
    expect([width, height]).toEqual([targets[i]!.width, targets[i]!.height]);
    return digest(data);
  });
}

function byPillowResizer(rgba: Uint8ClampedArray, source: Size, target: ResizeTarget): string {
  const { width, height, filter } = target;
  const resizer = new PillowResizer(source.width, source.height, width, height, filter);
  resizer.push(rgba, 0, source.height);
  return digest(resizer.finish().data);
}

/** Of Pillow's own answers, and beyond them: long rows, sides that stay, one pixel, enlarging. */
const SIZES: readonly (readonly [Size, Size])[] = [
  ...expected.resizes.map(({ from, to }): [Size, Size] => [
    { width: from[0]!, height: from[1]! },
    { width: to[0]!, height: to[1]! },
  ]),
  ...(
    [
      [4000, 61, 224, 224],
      [61, 4000, 224, 224],
      [320, 320, 224, 224],
      [320, 240, 320, 240],
      [320, 400, 320, 224],
      [400, 320, 224, 320],
      [400, 3000, 390, 30],
      [70_000, 2, 3, 1],
      [2, 70_000, 1, 3],
      [1, 1, 7, 5],
      [3, 2, 224, 224],
      [223, 225, 224, 224],
    ] as const
  ).map(([fromWidth, fromHeight, width, height]): [Size, Size] => [
    { width: fromWidth, height: fromHeight },
    { width, height },
  ]),
];

describe('a photo resized to several sizes at once equals each by itself', () => {
  it('by SIMD, which is there', () => {
    const space = ResizeWorkspace.take();
    expect(space).not.toBeNull();
    space!.release();
  });

  it.each(SIZES)('%j to %j', (source, target) => {
    const rgba = noise(source, source.width * 31 + target.height);
    const targets: ResizeTarget[] = [
      { ...target, filter: 'bicubic' },
      target,
      { width: Math.max(1, target.width >> 1), height: target.height + 3 },
    ];
    const wanted = targets.map((one) => byPillowResizer(rgba, source, one));
    for (const rows of [source.height, 7])
      expect(resized(rgba, source, targets, { rows })).toEqual(wanted);
    expect(resized(rgba, source, targets, { wanted: 'plain' })).toEqual(wanted);
  });

  it('of two photos whose strips come in turns', () => {
    const sizes: [Size, Size] = [
      { width: 90, height: 40 },
      { width: 700, height: 40 },
    ];
    const target = { width: 33, height: 21 };
    const photos = sizes.map((size, i) => noise(size, i + 1));
    const resizers = sizes.map((size) => new PhotoResizer(size, [target]));
    for (const row of [0, 20])
      for (const [i, { width }] of sizes.entries())
        resizers[i]!.push(photos[i]!.subarray(row * width * 4, (row + 20) * width * 4), row, 20);
    const found = resizers.map((resizer) => digest(resizer.finish()[0]!.data));
    for (const resizer of resizers) resizer.release();
    expect(found).toEqual(photos.map((rgba, i) => byPillowResizer(rgba, sizes[i]!, target)));
  });
});

describe('a resizer of photos', () => {
  const source = { width: 10, height: 10 };
  const target = { width: 5, height: 5 };

  it('works in the memory of the one before it, given back once', () => {
    const first = ResizeWorkspace.take()!;
    first.release();
    const resizer = new PhotoResizer(source, [target]);
    resizer.release();
    resizer.release();
    const [one, other] = [ResizeWorkspace.take()!, ResizeWorkspace.take()!];
    expect(one).toBe(first);
    expect(other).not.toBe(first);
    one.release();
    other.release();
  });

  it.each(['simd', 'plain'] as const)('refuses what PillowResizer refuses: %s', (wanted) => {
    expect(() => new PhotoResizer(source, [{ width: 0, height: 5 }], wanted)).toThrow(
      /side length/,
    );
    const resizer = new PhotoResizer(source, [target], wanted);
    const rgba = noise(source, 1);
    expect(() => resizer.push(rgba.subarray(0, 40), 1, 1)).toThrow(/does not follow/);
    expect(() => resizer.push(rgba.subarray(0, 39), 0, 1)).toThrow(/does not follow/);
    expect(() => resizer.push(new Uint8ClampedArray(11 * 40), 0, 11)).toThrow(/does not follow/);
    resizer.push(rgba.subarray(0, 200), 0, 5);
    expect(() => resizer.finish()).toThrow(/5 of 10 rows/);
    resizer.release();
  });
});

it('the bytes of the kernel are those of its text', async () => {
  expect(await readFile(KERNEL_BYTES, 'utf8')).toBe(await compileKernel());
});
