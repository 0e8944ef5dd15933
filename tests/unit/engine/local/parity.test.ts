/**
 * Our markings against PyTorch's XFeat: tests/fixtures/markings/make.py computed every expected
 * number.
 */
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, test } from 'vitest';
import { Comparer, LEAST_COSINE } from '../../../../src/engine/local/compare';
import { findKeypoints, type Keypoints, type Maps } from '../../../../src/engine/local/keypoints';
import {
  packPoints,
  toPoints,
  unpackPoints,
  type Points,
} from '../../../../src/engine/local/points';
import { agreeOnTransform } from '../../../../src/engine/local/similarity-transform';
import { frameSize } from '../../../../src/engine/local/size';

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly pixels: string;
  readonly maps: Readonly<Record<'descriptors' | 'heat' | 'reliability', string>>;
  readonly keypoints: Readonly<
    Record<'a' | 'b' | 'c', Readonly<Record<'positions' | 'scores' | 'descriptors', string>>>
  >;
  readonly matches: Readonly<Record<'ab' | 'ac', { readonly pairs: [number, number][] }>>;
  readonly transform: Readonly<Record<'a' | 'b' | 'dx' | 'dy', number>> & {
    readonly inliers: number[];
  };
}

const read = (path: string) => readFile(new URL(`../../../../${path}`, import.meta.url));
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
const floats = (text: string) => new Float32Array(bytesOf(text).buffer);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
};

/** What eight bits may change of a cosine: half a step of 1/127 of the largest number, 64 times. */
const ROUNDING = 0.005;

let expected: Expected;
let maps: Maps;
beforeAll(async () => {
  expected = JSON.parse(
    await read('tests/fixtures/markings/expected.json').then(String),
  ) as Expected;
  const { width, height } = expected;
  maps = {
    width,
    height,
    heat: floats(expected.maps.heat),
    reliability: floats(expected.maps.reliability),
    descriptors: floats(expected.maps.descriptors),
  };
});

const recorded = (name: 'a' | 'b' | 'c'): Keypoints => ({
  positions: new Uint16Array(bytesOf(expected.keypoints[name].positions).buffer),
  scores: floats(expected.keypoints[name].scores),
  descriptors: floats(expected.keypoints[name].descriptors),
});
const points = (name: 'a' | 'b' | 'c'): Points =>
  toPoints(recorded(name), expected, frameSize(expected));

test('the network on WASM gives the maps that PyTorch gives', async () => {
  ort.env.wasm.numThreads = 1;
  const model = new Uint8Array(await read('public/models/xfeat.onnx'));
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const { width, height } = expected;
  const pixels = new ort.Tensor('uint8', bytesOf(expected.pixels), [height, width, 3]);
  const outputs = await session.run({ pixels });
  for (const name of ['descriptors', 'heat', 'reliability'] as const) {
    expect(worst(outputs[name]!.data as Float32Array, maps[name])).toBeLessThan(3e-5);
  }
  await session.release();
});

test('keypoints, scores and descriptors are those of XFeat.detectAndCompute', () => {
  const wanted = recorded('a');
  const found = findKeypoints(maps, wanted.scores.length);
  expect(found.positions).toEqual(wanted.positions);
  expect(worst(found.scores, wanted.scores)).toBeLessThan(1e-6);
  expect(worst(found.descriptors, wanted.descriptors)).toBeLessThan(3e-6);
});

describe.each([
  ['ab', 'a', 'b'],
  ['ac', 'a', 'c'],
] as const)('matches of %s', (both, first, second) => {
  test('are those of XFeat.match, wherever eight bits do not decide', () => {
    const [from, to] = [recorded(first).descriptors, recorded(second).descriptors];
    const [n, m] = [from.length / 64, to.length / 64];
    const cosine = (i: number, j: number): number => {
      let sum = 0;
      for (let k = 0; k < 64; k++) sum += from[i * 64 + k]! * to[j * 64 + k]!;
      return sum;
    };
    /**
     * How far a pair is ahead of its rivals and of the gate, in cosine; below 0: it is no match.
     */
    const lead = (i: number, j: number): number => {
      let rival = LEAST_COSINE;
      for (let other = 0; other < m; other++) {
        if (other !== j) rival = Math.max(rival, cosine(i, other));
      }
      for (let other = 0; other < n; other++) {
        if (other !== i) rival = Math.max(rival, cosine(other, j));
      }
      return cosine(i, j) - rival;
    };
    const matches = new Comparer().matches(points(first), points(second));
    const found = Array.from({ length: matches.length / 2 }, (_, at) =>
      matches.slice(at * 2, at * 2 + 2).join(' '),
    );
    const wanted = expected.matches[both].pairs;
    expect(wanted.length).toBeGreaterThan(20);
    const clear = wanted.filter(([i, j]) => lead(i, j) > ROUNDING).map((pair) => pair.join(' '));
    expect(clear.length).toBeGreaterThan(5);
    expect(found).toEqual(expect.arrayContaining(clear));
    for (const pair of found) {
      const [i, j] = pair.split(' ').map(Number) as [number, number];
      expect(lead(i, j)).toBeGreaterThan(-ROUNDING);
    }
  });
});

test('the transform and what agrees with it are those that numpy finds', () => {
  const { pairs } = expected.matches.ab;
  const frame = 512 / expected.width;
  const places = (name: 'a' | 'b', side: 0 | 1) =>
    Float64Array.from(
      pairs.flatMap((pair) => [
        recorded(name).positions[pair[side] * 2]! * frame,
        recorded(name).positions[pair[side] * 2 + 1]! * frame,
      ]),
    );
  const { inliers, ...wanted } = expected.transform;
  const found = agreeOnTransform({ from: places('a', 0), to: places('b', 1) }, 10)!;
  expect(found.inliers).toEqual(inliers);
  for (const key of ['a', 'b', 'dx', 'dy'] as const)
    expect(found.transform[key]).toBeCloseTo(wanted[key], 9);
});

test('the turned picture agrees, as it was turned; another animal does not', () => {
  const comparer = new Comparer();
  const { agreeingPoints, transform, pairs } = comparer.compare(points('a'), points('b'));
  // Eight bits may change a pair or two.
  expect(Math.abs(agreeingPoints - expected.transform.inliers.length)).toBeLessThanOrEqual(2);
  expect(pairs).toHaveLength(agreeingPoints);
  // Turned by 8 degrees and shrunk to .95.
  expect(Math.atan2(transform!.b, transform!.a) * (180 / Math.PI)).toBeCloseTo(8, -1);
  expect(Math.hypot(transform!.a, transform!.b)).toBeCloseTo(0.95, 1);
  for (const { from, to } of pairs) {
    for (const { x, y } of [from, to]) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(x, y)).toBeLessThanOrEqual(1);
    }
  }
  expect(comparer.compare(points('a'), points('c')).agreeingPoints).toBe(0);
});

test('without SIMD the answer is the same to the bit', () => {
  const [simd, twin] = [new Comparer('simd'), new Comparer('reference')];
  expect([simd.simd, twin.simd]).toEqual([true, false]);
  expect(twin.compare(points('a'), points('b'))).toEqual(simd.compare(points('a'), points('b')));
  // One Comparer, another crop in between: nothing of it is left.
  simd.compare(points('c'), points('b'));
  expect(simd.compare(points('a'), points('b'))).toEqual(twin.compare(points('a'), points('b')));
});

test('what is kept gives the same points back', () => {
  const kept = packPoints(points('a'));
  expect(kept.length).toBe(8 + 68 * points('a').count);
  expect(unpackPoints(kept)).toEqual(points('a'));
});
