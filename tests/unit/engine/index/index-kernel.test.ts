import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { compileKernels, KERNEL_BYTES } from '../../../../tools/build-index-kernel';
import { Codes, SCAN_ROWS } from '../../../../src/engine/index/codes';
import { createKernel } from '../../../../src/engine/index/kernel';
import { ReferenceKernel } from '../../../../src/engine/index/kernel-reference';
import {
  CODE_LIMIT,
  codeLength,
  quantise,
  queryLimit,
} from '../../../../src/engine/index/quantise';
import { normalNumbers, randomNumbers, randomUnit } from './index-data';

test('the committed bytes are what the .wat files compile to', async () => {
  expect(await readFile(KERNEL_BYTES, 'utf8')).toBe(await compileKernels());
});

describe.each([1, 3, 16, 17, 100, 384, 768, 1536])(
  'the SIMD kernel and its TypeScript twin, %i numbers',
  (dimension) => {
    const random = randomNumbers(dimension);
    const length = codeLength(dimension);
    const stride = length + 16;
    const rows = 9;
    const query = 0;
    const list = 2 * length;
    const out = list + 64;
    const base = out + 64;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((base + rows * stride) / 65536) });
    const { kernel, simd } = createKernel(memory);
    const twin = new ReferenceKernel(memory);
    const fill = (extreme: boolean) => {
      const limit = queryLimit(length);
      const code = (bound: number) =>
        extreme
          ? random() < 0.5
            ? -bound
            : bound
          : Math.floor(random() * (2 * bound + 1)) - bound;
      new Int16Array(memory.buffer, query, length).forEach((_, i, all) => (all[i] = code(limit)));
      for (let row = 0; row < rows; row++) {
        new Int8Array(memory.buffer, base + row * stride, length).forEach(
          (_, i, all) => (all[i] = code(CODE_LIMIT)),
        );
        new Float32Array(memory.buffer, base + row * stride + length, 1)[0] = random() / 100;
      }
      for (const one of [kernel, twin]) one.configure(base, stride, length);
    };
    const results = () => [...new Int32Array(memory.buffer, out, rows)];

    test.each([false, true])('agree to the bit (extreme codes: %s)', (extreme) => {
      expect(simd).toBe(true);
      fill(extreme);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < rows; j++) expect(kernel.distance(i, j)).toBe(twin.distance(i, j));
      }
      for (const count of [1, 2, 3, rows]) {
        kernel.scan(0, count, query, out);
        const found = results().slice(0, count);
        twin.scan(0, count, query, out);
        expect(found).toEqual(results().slice(0, count));
      }
      new Uint32Array(memory.buffer, list, 4).set([8, 0, 3, 3]);
      kernel.gather(list, 4, query, out);
      const gathered = results().slice(0, 4);
      twin.gather(list, 4, query, out);
      expect(gathered).toEqual(results().slice(0, 4));
    });

    test('the widest codes stay inside 32 bits', () => {
      fill(true);
      const limit = queryLimit(length);
      new Int16Array(memory.buffer, query, length).fill(limit);
      new Int8Array(memory.buffer, base, length).fill(CODE_LIMIT);
      kernel.scan(0, 1, query, out);
      expect(results()[0]).toBe(limit * CODE_LIMIT * length);
    });
  },
);

test('quantising loses no more than it says', () => {
  const normal = normalNumbers(randomNumbers(5));
  for (const dimension of [1, 2, 7, 384, 768]) {
    for (const limit of [CODE_LIMIT, queryLimit(codeLength(dimension))]) {
      const vector = randomUnit(dimension, normal);
      const codes = new Int16Array(codeLength(dimension)).fill(99);
      const { scale, error } = quantise(vector, limit, codes);
      const lost = Math.hypot(...[...vector].map((value, i) => value - codes[i]! * scale));
      expect(lost).toBeLessThanOrEqual(error);
      expect(error).toBeLessThanOrEqual((scale / 2) * Math.sqrt(dimension) * 1.001 + 1e-6);
      expect(Math.max(...codes.map(Math.abs))).toBe(limit);
      expect([...codes.subarray(dimension)].every((code) => code === 0)).toBe(true);
    }
  }
  expect(quantise(new Float32Array(4), CODE_LIMIT, new Int8Array(16))).toEqual({
    scale: 1,
    error: 0,
  });
});

test('codes survive growth and come back from what was saved', () => {
  const dimension = 33;
  const normal = normalNumbers(randomNumbers(8));
  const rows = SCAN_ROWS + 5;
  const codes = new Codes(dimension);
  const vectors = Array.from({ length: 100 }, () => randomUnit(dimension, normal));
  for (let row = 0; row < rows; row++) codes.set(row, vectors[row % 100]!);
  codes.prepare(vectors[7]!);
  const first = [...codes.scan(0, 100)];
  // Rows repeat every hundred, so any later run of rows has the products of the rows they repeat.
  const late = Array.from({ length: 84 }, (_, i) => first[(SCAN_ROWS - 84 + i) % 100]!);
  expect([...codes.scan(SCAN_ROWS - 84, 84)]).toEqual(late);
  const { slots, errors } = codes.save(0, rows);
  const again = new Codes(dimension);
  again.load(rows, slots.slice(), errors.slice());
  again.prepare(vectors[7]!);
  expect([...again.scan(0, 100)]).toEqual(first);
  expect(again.scale(rows - 1)).toBe(codes.scale(rows - 1));
  expect(() => {
    new Codes(dimension).load(rows, slots.slice(1), errors);
  }).toThrow(/length/);
});
