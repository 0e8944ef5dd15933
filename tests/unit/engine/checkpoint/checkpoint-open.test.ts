import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  blobSource,
  bytesSource,
  type ByteSource,
} from '../../../../src/engine/checkpoint/byte-source';
import { crc32 } from '../../../../src/engine/checkpoint/crc32';
import { floatToHalf, toFloat32 } from '../../../../src/engine/checkpoint/dtype';
import { nodeFileSource } from '../../../../src/engine/checkpoint/node-file';
import { openCheckpoint } from '../../../../src/engine/checkpoint/open';
import { readFloats, readTensor } from '../../../../src/engine/checkpoint/tensor';
import { bytes, le, op, tensor, torchZip } from '../../../fixtures/swin/torch-file';

const fixture = (name: string): string =>
  new URL(`../../../fixtures/swin/${name}`, import.meta.url).pathname;

async function open(name: string) {
  return openCheckpoint(bytesSource(new Uint8Array(await readFile(fixture(name))), name));
}

describe('the three forms of one network', () => {
  test('hold the same numbers under the same names', async () => {
    const safe = await open('fanin.safetensors');
    const bare = await open('fanin.state_dict.pth');
    const training = await open('fanin.training.pth');
    expect([safe.format, bare.format, training.format]).toEqual(['safetensors', 'torch', 'torch']);
    expect(bare.path).toEqual([]);
    expect(training.path).toEqual(['model']);
    expect([...bare.tensors.keys()].sort()).toEqual([...safe.tensors.keys()].sort());
    for (const [name, tensor] of safe.tensors) {
      const old = name.replace(
        /^layers\.(\d)\.downsample/,
        (_, n: string) => `layers.${Number(n) - 1}.downsample`,
      );
      const expected = await readTensor(tensor);
      // Not toEqual: comparing half a million bytes one by one takes seconds.
      for (const other of [bare.tensors.get(name)!, training.tensors.get(old)!])
        expect(Buffer.compare(await readTensor(other), expected), other.name).toBe(0);
    }
  });

  test('a training checkpoint names what was left inert', async () => {
    const { opaqueGlobals } = await open('fanin.training.pth');
    expect(opaqueGlobals).toContain('_codecs.encode');
    expect(opaqueGlobals.some((name) => /^numpy\..*_reconstruct$/.test(name))).toBe(true);
  });

  test.each(['fanin.safetensors', 'fanin.state_dict.pth', 'fanin.training.pth'])(
    '%s: opening reads the description alone, streaming reads each tensor once',
    async (name) => {
      const bytes = new Uint8Array(await readFile(fixture(name)));
      const counted = counting(bytesSource(bytes, name));
      const { tensors } = await openCheckpoint(counted);
      expect(counted.bytesRead).toBeLessThan(80_000);
      const opened = counted.bytesRead;
      let own = 0;
      for (const tensor of tensors.values()) own += (await readTensor(tensor)).byteLength;
      // Local headers and padding: at most 128 bytes a tensor.
      expect(counted.bytesRead - opened).toBeLessThanOrEqual(own + tensors.size * 192);
    },
  );
});

test('every number format, shared and strided views, protocol 4', async () => {
  const { tensors, path } = await open('dtypes.protocol4.pth');
  expect(path).toEqual(['state_dict']);
  const floats = async (name: string): Promise<number[]> => [
    ...(await readFloats(tensors.get(name)!)),
  ];
  const counted = Array.from({ length: 24 }, (_, i) => i);
  expect(await floats('whole')).toEqual(counted);
  expect(await floats('transposed')).toEqual(
    Array.from({ length: 24 }, (_, i) => (i % 4) * 6 + Math.floor(i / 4)),
  );
  expect(await floats('row')).toEqual([12, 13, 14, 15, 16, 17]);
  expect(await floats('column')).toEqual([1, 7, 13, 19]);
  expect(await floats('expanded')).toEqual([1.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
  // As torch prints them after .double().
  expect(await floats('half')).toEqual([0.0999755859375, -65504, 5.960464477539063e-8, 1]);
  expect(await floats('bfloat')).toEqual([
    0.10009765625, -3.00405527047391e38, 9.183549615799121e-41, 1,
  ]);
  expect(await floats('double')).toEqual([Math.fround(0.1), 0]);
  expect(await floats('scalar')).toEqual([2.5]);
  expect(await floats('empty')).toEqual([]);
  expect(await floats('parameter')).toEqual([1, 1]);
  expect(await floats('__proto__')).toEqual([1]);
  expect(tensors.get('scalar')!.shape).toEqual([]);
  const long = await readTensor(tensors.get('long')!);
  expect([...new BigInt64Array(long.buffer)]).toEqual([1n, -2n, 2n ** 60n]);
  expect([...(await readTensor(tensors.get('bool')!))]).toEqual([1, 0]);
  await expect(floats('long')).rejects.toMatchObject({ code: 'checkpoint-unsupported' });
});

test.each([2, 4])(
  'what training scripts leave beside the weights does not stop them, protocol %d',
  async (protocol) => {
    const { tensors, path, opaqueGlobals } = await open(`objects.protocol${protocol}.pth`);
    expect(path).toEqual(['model']);
    expect([...(await readFloats(tensors.get('weight')!))]).toEqual([0, 1, 2, 3, 4, 5]);
    for (const name of [
      'argparse.Namespace',
      'datetime.datetime',
      '__main__.Mode',
      'numpy.dtype',
      'torch.QInt8Storage',
    ]) {
      expect(opaqueGlobals).toContain(name);
    }
  },
);

test('weights under the key `state`, by protocol 5, beside an optimiser and an object made by names', async () => {
  const weight = tensor({ key: '0', shape: [2] });
  const moments = op.dict(['weight', op.dict(['exp_avg', tensor({ key: '1', shape: [4] })])]);
  const object = bytes(op.global('project', 'Settings'), op.emptyTuple, op.emptyDict, 0x92);
  const root = op.dict(
    ['state', op.dict(['weight', weight])],
    ['trainer', op.dict(['state', moments], ['param_groups', op.emptyList])],
    ['settings', object],
    ['raw', bytes(0x96, le(3, 8), 'abc')],
  );
  const file = torchZip(bytes(op.proto(5), root, op.stop), {
    0: new Uint8Array(new Float32Array([1, 2]).buffer),
    1: new Uint8Array(16),
  });
  const { tensors, path, opaqueGlobals } = await openCheckpoint(bytesSource(file));
  expect(path).toEqual(['state']);
  expect([...(await readFloats(tensors.get('weight')!))]).toEqual([1, 2]);
  expect(opaqueGlobals).toEqual(['project.Settings']);
});

test('half precision rounds to nearest even, both ways', () => {
  const halves = new Uint16Array(65536).map((_, i) => i);
  const floats = toFloat32(new Uint8Array(halves.buffer), 'f16');
  for (let i = 0; i < 65536; i++) {
    if (!Number.isNaN(floats[i])) expect(floatToHalf(floats[i]!)).toBe(i);
  }
  // Halfway between 1 and 1 + 2^-10, and between 1 + 2^-10 and 1 + 2^-9: to the even one.
  expect(floatToHalf(1 + 2 ** -11)).toBe(0x3c00);
  expect(floatToHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
  expect(floatToHalf(65519)).toBe(0x7bff);
  expect(floatToHalf(65520)).toBe(0x7c00);
  expect(floatToHalf(2 ** -25)).toBe(0);
  expect(floatToHalf(3 * 2 ** -25)).toBe(2);
  expect(floatToHalf(NaN)).toBe(0x7e00);
});

test('CRC-32 of the check string, in one go and in pieces', () => {
  const text = new TextEncoder().encode('123456789');
  expect(crc32(text)).toBe(0xcbf43926);
  expect(crc32(text.subarray(4), crc32(text.subarray(0, 4)))).toBe(0xcbf43926);
});

test('blobs, files and memory give the same bytes', async () => {
  const path = fixture('fanin.safetensors');
  const bytes = new Uint8Array(await readFile(path));
  const file = await nodeFileSource(path);
  try {
    const sources: ByteSource[] = [file, bytesSource(bytes), blobSource(new Blob([bytes]))];
    for (const source of sources) {
      expect(source.size).toBe(bytes.length);
      expect(await source.read(1000, 50)).toEqual(bytes.subarray(1000, 1050));
      await expect(source.read(bytes.length - 1, 2)).rejects.toMatchObject({
        code: 'checkpoint-truncated',
      });
      await expect(source.read(-1, 2)).rejects.toMatchObject({ code: 'checkpoint-truncated' });
      await expect(source.read(0, 2, AbortSignal.abort())).rejects.toMatchObject({
        code: 'cancelled',
      });
    }
  } finally {
    await file.close();
  }
});

function counting(inner: ByteSource): ByteSource & { bytesRead: number } {
  return {
    size: inner.size,
    name: inner.name,
    bytesRead: 0,
    read(offset, length, signal) {
      this.bytesRead += length;
      return inner.read(offset, length, signal);
    },
  };
}
