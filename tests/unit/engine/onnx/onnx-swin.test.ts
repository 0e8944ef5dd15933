import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { bytesSource } from '../../../../src/engine/checkpoint/byte-source';
import {
  convertCheckpoint,
  type Converted,
  type ConvertOptions,
} from '../../../../src/engine/onnx/convert';
import type { AttentionForm } from '../../../../src/engine/encoder/card';
import { fixturePixels, maxDifference, MemoryFiles } from '../../../fixtures/swin/fixture';

const fixture = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../../../fixtures/swin/${name}`, import.meta.url)));
const reference = JSON.parse(new TextDecoder().decode(await fixture('reference.json'))) as {
  size: number;
  embeddings: Record<'fanin' | 'flat', number[][]>;
};

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

async function convert(
  name: string,
  options: ConvertOptions = {},
): Promise<{ converted: Converted; files: MemoryFiles }> {
  const files = new MemoryFiles();
  const converted = await convertCheckpoint(bytesSource(await fixture(name), name), {
    ...options,
    write: files.write,
  });
  return { converted, files };
}

async function embed(
  { converted, files }: Awaited<ReturnType<typeof convert>>,
  form: AttentionForm,
  images: number,
): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(converted.models[form].bytes, {
    executionProviders: ['wasm'],
    externalData: files.external(converted.files),
  });
  const { inputSize } = converted.card;
  const pixels = new ort.Tensor('uint8', fixturePixels(inputSize, images), [
    images,
    inputSize,
    inputSize,
    3,
  ]);
  const { embedding } = await session.run({ pixels });
  await session.release();
  return embedding!.data as Float32Array;
}

describe.each(['mha', 'manual'] as const)(
  'attention by %s, on WASM, against timm in float64',
  (form) => {
    // The other two forms of the first give the same files, which a test below compares byte by
    // byte.
    test.each([
      ['fanin.training.pth', 'fanin'],
      ['flat.safetensors', 'flat'],
    ] as const)('%s', async (name, scale) => {
      const made = await convert(name);
      const expected = reference.embeddings[scale];
      expect(maxDifference(await embed(made, form, 2), expected.flat())).toBeLessThan(1e-6);
      expect(maxDifference(await embed(made, form, 1), expected[0]!)).toBeLessThan(1e-6);
    });

    test('fp16: within a thousandth, cosine within a millionth', async () => {
      const made = await convert('fanin.safetensors', { precision: 'fp16' });
      const expected = reference.embeddings.fanin.flat();
      const actual = await embed(made, form, 2);
      expect(maxDifference(actual, expected)).toBeLessThan(1e-3);
      const cosine = actual.reduce((sum, value, i) => sum + value * expected[i]!, 0) / 2;
      expect(1 - cosine).toBeLessThan(1e-6);
    });
  },
);

test('the three forms of one network give the same files, graph and fingerprint', async () => {
  const [safe, bare, training] = await Promise.all(
    ['fanin.safetensors', 'fanin.state_dict.pth', 'fanin.training.pth'].map((name) =>
      convert(name),
    ),
  );
  for (const other of [bare!, training!]) {
    expect(other.converted.fingerprint).toBe(safe!.converted.fingerprint);
    expect(other.converted.card.attention).toEqual(safe!.converted.card.attention);
    const files = other.files.external(other.converted.files);
    safe!.files.external(safe!.converted.files).forEach(({ path, data }, i) => {
      expect(files[i]!.path).toBe(path);
      // Not toEqual: comparing half a million numbers one by one takes seconds.
      expect(Buffer.compare(files[i]!.data, data)).toBe(0);
    });
  }
  const flat = await convert('flat.safetensors');
  expect(flat.converted.fingerprint).not.toBe(safe!.converted.fingerprint);
});
