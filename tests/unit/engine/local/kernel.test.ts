import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { compileKernel, KERNEL_BYTES } from '../../../../tools/build-local-kernel';
import { CODE_LENGTH, createKernel } from '../../../../src/engine/local/kernel';
import { randomNumbers } from '../index/index-data';

test('the committed bytes are what kernel.wat compiles to', async () => {
  expect(await readFile(KERNEL_BYTES, 'utf8')).toBe(await compileKernel());
});

/**
 * Rows of b beyond the real ones, up to a multiple of 4, are zero and have the inverse length 0.
 */
function nearest(wanted: 'simd' | 'reference', n: number, m: number, seed: number, limit: number) {
  const random = randomNumbers(seed);
  const memory = new WebAssembly.Memory({ initial: 4 });
  const { kernel, simd } = createKernel(memory, wanted);
  const four = Math.ceil(m / 4) * 4;
  const b = n * CODE_LENGTH;
  const inverseA = b + four * CODE_LENGTH;
  const inverseB = inverseA + n * 4;
  const bestAb = inverseB + four * 4;
  const scoreAb = bestAb + n * 4;
  const bestBa = scoreAb + n * 4;
  const scoreBa = bestBa + four * 4;
  // SIMD loads and stores need no alignment; typed arrays here need 4 bytes.
  const wide = scoreBa + four * 4;
  const code = () => Math.floor(random() * (2 * limit + 1)) - limit;
  new Int8Array(memory.buffer, 0, (n + m) * CODE_LENGTH).forEach((_, i, all) => (all[i] = code()));
  // Two rows alike in each: the first must win.
  if (n > 2) new Int8Array(memory.buffer).copyWithin((n - 1) * CODE_LENGTH, 0, CODE_LENGTH);
  if (m > 2) new Int8Array(memory.buffer).copyWithin(b + (m - 1) * CODE_LENGTH, b, b + CODE_LENGTH);
  new Float32Array(memory.buffer, inverseA, n).fill(0.01);
  new Float32Array(memory.buffer, inverseB, m).forEach(
    (_, j, all) => (all[j] = j === 0 || j === m - 1 ? 0.02 : random() / 50),
  );
  new Float32Array(memory.buffer, scoreBa, four).fill(-Infinity);
  kernel.nearest(0, n, b, four, inverseA, inverseB, wide, bestAb, scoreAb, bestBa, scoreBa);
  const ints = (at: number, count: number) => [...new Int32Array(memory.buffer, at, count)];
  const floats = (at: number, count: number) => [...new Float32Array(memory.buffer, at, count)];
  return {
    simd,
    bestAb: ints(bestAb, n),
    scoreAb: floats(scoreAb, n),
    bestBa: ints(bestBa, four),
    scoreBa: floats(scoreBa, four),
  };
}

describe.each([
  [1, 1],
  [1, 4],
  [3, 5],
  [8, 8],
  [65, 130],
  [480, 480],
])('%i points against %i', (n, m) => {
  test.each([1, 31, 127])('SIMD and its twin agree to the bit, codes up to %i', (limit) => {
    const { simd, ...fast } = nearest('simd', n, m, n + m + limit, limit);
    expect(simd).toBe(true);
    const { simd: none, ...slow } = nearest('reference', n, m, n + m + limit, limit);
    expect(none).toBe(false);
    expect(fast).toEqual(slow);
  });
});

test('of two equal rows the first is nearest', () => {
  const { bestAb, bestBa } = nearest('simd', 9, 9, 4, 31);
  expect(bestAb).not.toContain(8);
  expect(bestBa.slice(0, 9)).not.toContain(8);
});
