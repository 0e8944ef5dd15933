import { describe, expect, test, vi } from 'vitest';
import {
  DAMAGED,
  SAFE,
  TOO_LARGE,
  UNSUPPORTED,
  patched,
  refused,
  refuses,
  view,
} from '../../../fixtures/swin/refuses';
import { bytes, le, safetensors } from '../../../fixtures/swin/torch-file';

vi.setConfig({ testTimeout: 60_000 });

describe('safetensors', () => {
  const header = (entry: unknown, name = 'a'): string => JSON.stringify({ [name]: entry });
  const one = (shape: unknown, offsets: unknown, dtype: unknown = 'F32'): string =>
    header({ dtype, shape, data_offsets: offsets });
  const data = new Uint8Array(64);
  refuses('headers', [
    { name: 'length 2^63', file: patched(SAFE, 0, le(2n ** 47n, 8)), code: TOO_LARGE },
    { name: 'length 16 MiB + 1', file: patched(SAFE, 0, le(16 * 2 ** 20 + 1, 8)), code: TOO_LARGE },
    {
      name: 'length beyond the file',
      file: patched(SAFE, 0, le(SAFE.length, 8)),
      code: 'checkpoint-truncated',
    },
    {
      name: 'length short by one',
      file: patched(SAFE, 0, le(view(SAFE).getUint32(0, true) - 1, 8)),
      code: DAMAGED,
      says: /bytes after/,
    },
    { name: 'length 1', file: patched(SAFE, 0, le(1, 8)), code: DAMAGED },
    { name: 'not JSON', file: safetensors('{"a": nothing at all'), code: DAMAGED, says: /JSON/ },
    { name: 'not UTF-8', file: bytes(le(12, 8), '{"', 0xff, 0xfe, '": 1}    '), code: DAMAGED },
    { name: 'deep nesting', file: safetensors(`{"a":${'['.repeat(1e6)}`), code: DAMAGED },
    {
      name: 'deep closed nesting',
      file: safetensors(`{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
      code: DAMAGED,
    },
    ...[
      null,
      1,
      'text',
      [],
      {},
      { dtype: 'F32' },
      { dtype: 'F32', shape: [1] },
      { shape: [1], data_offsets: [0, 4] },
    ].map((entry) => ({
      name: `entry ${JSON.stringify(entry)}`,
      file: safetensors(header(entry), data),
      code: DAMAGED,
      says: /described/,
    })),
    ...[
      [-1],
      [1.5],
      ['4'],
      [null],
      [2 ** 53],
      [2 ** 31, 2 ** 31, 2 ** 31],
      new Array(17).fill(1),
      [[4]],
    ].map((shape) => ({
      name: `shape ${JSON.stringify(shape)}`,
      file: safetensors(one(shape, [0, 64]), data),
      code: DAMAGED,
      says: /shape/,
    })),
    ...[
      [0, 60],
      [0, 68],
      [4, 64],
      [-4, 60],
      [64, 0],
      [0.5, 64.5],
      ['0', '64'],
      [0, 2 ** 60],
      [0],
    ].map((offsets) => ({
      name: `offsets ${JSON.stringify(offsets)}`,
      file: safetensors(one([16], offsets), data),
      code: DAMAGED,
    })),
    ...['F4', 'f32', '__proto__', 'constructor', 'F32F32F32'].map((dtype) => ({
      name: `dtype ${dtype}`,
      file: safetensors(one([16], [0, 64], dtype), data),
      code: UNSUPPORTED,
    })),
    { name: 'dtype number', file: safetensors(one([16], [0, 64], 1), data), code: DAMAGED },
    {
      name: 'data missing',
      file: safetensors(one([32], [0, 128]), data),
      code: 'checkpoint-truncated',
    },
    {
      name: 'data left over',
      file: safetensors(one([8], [0, 32]), data),
      code: DAMAGED,
      says: /after the last/,
    },
    { name: 'gap', file: safetensors(one([8], [32, 64]), data), code: DAMAGED, says: /gap/ },
    {
      name: 'overlap',
      file: safetensors(
        JSON.stringify({
          a: { dtype: 'F32', shape: [10], data_offsets: [0, 40] },
          b: { dtype: 'F32', shape: [10], data_offsets: [24, 64] },
        }),
        data,
      ),
      code: DAMAGED,
      says: /overlaps/,
    },
    {
      name: 'no tensors',
      file: safetensors('{"__metadata__":{"format":"pt"}}'),
      code: 'checkpoint-wrong-architecture',
    },
  ]);
});

test('as many as there should be', () => {
  console.info(`${refused.count} malformed files refused`);
  expect(refused.count).toBeGreaterThan(40);
});
