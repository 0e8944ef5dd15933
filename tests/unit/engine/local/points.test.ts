import { describe, expect, test } from 'vitest';
import {
  MAX_PACKED_BYTES,
  MAX_POINTS,
  packPoints,
  toPoints,
  unpackPoints,
} from '../../../../src/engine/local/points';
import { frameSize, inputSize } from '../../../../src/engine/local/size';
import { randomNumbers } from '../index/index-data';

function keypoints(count: number) {
  const random = randomNumbers(count + 1);
  return {
    positions: Uint16Array.from({ length: count * 2 }, () => Math.floor(random() * 384)),
    scores: new Float32Array(count).fill(1),
    descriptors: Float32Array.from({ length: count * 64 }, () => random() - 0.5),
  };
}
const input = { width: 512, height: 384 };
const frame = { width: 512, height: 391.5 };

describe('the network sees a crop at 512 pixels', () => {
  test.each([
    [4000, 3000, 512, 384],
    [3000, 4000, 384, 512],
    [320, 240, 512, 384],
    [1000, 990, 512, 512],
    [1000, 955, 512, 480],
    [10_000, 8, 512, 32],
    [1, 1, 512, 512],
  ])('%i x %i becomes %i x %i', (width, height, wide, high) => {
    expect(inputSize({ width, height })).toEqual({ width: wide, height: high });
  });

  test('points keep the proportions that the input has not', () => {
    expect(frameSize({ width: 1024, height: 977 })).toEqual({ width: 512, height: 488.5 });
    const { positions } = toPoints(
      { ...keypoints(1), positions: Uint16Array.of(256, 240) },
      { width: 512, height: 480 },
      { width: 512, height: 488.5 },
    );
    expect([...positions]).toEqual([256, 244.25]);
  });
});

describe('what is kept of a photo', () => {
  test.each([0, 1, MAX_POINTS])('%i points come back as they were', (count) => {
    const points = toPoints(keypoints(count), input, frame);
    const bytes = packPoints(points);
    expect(bytes.length).toBe(8 + 68 * count);
    expect(unpackPoints(bytes)).toEqual(points);
  });

  test('is 25 kB at most for any number of points', () => {
    const points = toPoints(keypoints(MAX_POINTS + 100), input, frame);
    expect(points.count).toBe(MAX_POINTS);
    expect(packPoints(points)).toHaveLength(MAX_PACKED_BYTES);
    expect(MAX_PACKED_BYTES).toBeLessThanOrEqual(25_000);
  });

  test('a view into a larger buffer is read as itself', () => {
    const bytes = packPoints(toPoints(keypoints(3), input, frame));
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 5);
    expect(unpackPoints(larger.subarray(5))).toEqual(unpackPoints(bytes));
  });

  test('codes turn no descriptor by more than a cosine of .9999', () => {
    const found = keypoints(50);
    const { codes } = toPoints(found, input, frame);
    for (let at = 0; at < codes.length; at += 64) {
      let [dot, a, b] = [0, 0, 0];
      for (let i = at; i < at + 64; i++) {
        dot += codes[i]! * found.descriptors[i]!;
        a += codes[i]! ** 2;
        b += found.descriptors[i]! ** 2;
      }
      expect(dot / Math.sqrt(a * b)).toBeGreaterThan(0.9999);
    }
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a piece', packPoints(toPoints(keypoints(4), input, frame)).subarray(0, 100)],
    ['another version', packPoints(toPoints(keypoints(4), input, frame)).fill(9, 0, 1)],
  ])('%s is refused', (_, bytes) => {
    expect(() => unpackPoints(bytes)).toThrow(expect.objectContaining({ code: 'index-corrupt' }));
  });
});
