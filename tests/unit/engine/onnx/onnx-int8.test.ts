import { readFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { bytesSource } from '../../../../src/engine/checkpoint/byte-source';
import type { ConvertedCard } from '../../../../src/engine/onnx/card';
import { fingerprintOf } from '../../../../src/engine/encoder/card';
import { NO_LAYERS } from '../../../../src/engine/onnx/no-layers';
import { quantise } from '../../../../src/engine/onnx/quantise';
import { planEightBits } from '../../../../src/engine/onnx/requantise';
import { verifyConverted } from '../../../../src/engine/onnx/verify';
import { convertInMemory, embedOnWasm, type InMemory } from '../../../fixtures/encoders/embed';
import { seededSafetensors, type SeededCase } from '../../../fixtures/encoders/seeded';
import { MemoryFiles } from '../../../fixtures/swin/fixture';

vi.setConfig({ testTimeout: 60_000 });

async function referenceOf(folder: string): Promise<Record<string, SeededCase>> {
  const file = new URL(`../../../fixtures/${folder}/reference.json`, import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { cases: Record<string, SeededCase> }).cases;
}
const { timm } = (await referenceOf('vit')) as { timm: SeededCase };

/** Of each image's embedding with the reference in float64. */
function cosines(actual: Float32Array, expected: readonly (readonly number[])[]): number[] {
  return expected.map((row, n) =>
    row.reduce((sum, value, i) => sum + value * actual[n * row.length + i]!, 0),
  );
}

test('each output has the scale of its own largest weight, and rounds to nearest', () => {
  const rows = [
    [0.5, -2, 1],
    [0, 0, 0],
    [1e-6, 3e-6, -2e-6],
  ];
  const { values, scales } = quantise(Float32Array.from(rows.flat()), 3);
  expect([...scales]).toEqual([2 / 127, 1, Math.fround(3e-6) / 127].map(Math.fround));
  // [inputs, outputs]
  expect([...values]).toEqual([32, 0, 42, -127, 0, 127, 64, 0, -85]);
});

describe('a ViT in 8 bits', () => {
  let whole: InMemory;
  let small: InMemory;
  test('is nearer to timm than .999 by cosine in both forms, and a quarter of the size', async () => {
    whole = await convertInMemory(seededSafetensors(timm.tensors));
    small = await convertInMemory(seededSafetensors(timm.tensors), { precision: 'int8' });
    for (const form of ['mha', 'manual'] as const) {
      const found = cosines(await embedOnWasm(small, form), timm.embeddings);
      expect(Math.min(...found)).toBeGreaterThan(0.999);
      // It is no copy of the whole one under another name.
      expect(Math.max(...found)).toBeLessThan(0.999999);
    }
    const size = ({ converted }: InMemory, path: string): number =>
      converted.files.find((file) => file.path === path)!.bytes;
    expect(size(small, 'weights.bin')).toBeLessThan(size(whole, 'weights.bin') / 10);
  });

  test('has a fingerprint of its own, and passes the check of files made elsewhere', async () => {
    expect(small.converted.fingerprint).not.toBe(whole.converted.fingerprint);
    expect(small.converted.card.precision).toBe('int8');
    const files = new Map(
      small.files.external(small.converted.files).map(({ path, data }) => [path, data]),
    );
    const open = (path: string) => bytesSource(files.get(path)!, path);
    const { fingerprint } = await verifyConverted(small.converted.card, open);
    expect(fingerprint).toBe(small.converted.fingerprint);
    files.get('computed.bin')![files.get('computed.bin')!.length - 1]! ^= 1;
    await expect(verifyConverted(small.converted.card, open)).rejects.toMatchObject({
      code: 'encoder-damaged',
    });
  });

  test('made from the whole one is the same encoder as made from its checkpoint', async () => {
    const made = await smallOf(whole);
    expect(await fingerprintOf(made.converted.card)).toBe(
      (await convertInMemory(seededSafetensors(timm.tensors), { precision: 'int8' })).converted
        .fingerprint,
    );
    const found = cosines(await embedOnWasm(made, 'mha'), timm.embeddings);
    expect(Math.min(...found)).toBeGreaterThan(0.999);
  });
});

/** From the files of an encoder in full precision. */
async function smallOf({ converted, files }: InMemory): Promise<InMemory> {
  const stored = new Map(files.external(converted.files).map(({ path, data }) => [path, data]));
  const out = new MemoryFiles();
  const plan = planEightBits(converted.card, (path) => bytesSource(stored.get(path)!, path), {
    write: out.write,
  });
  const made = await plan.convert();
  return { converted: { ...converted, ...made, files: plan.files }, files: out };
}

test('a Swin in 8 bits, with layers that have no bias', async () => {
  const folder = new URL('../../../fixtures/swin/', import.meta.url);
  const { embeddings } = JSON.parse(await readFile(new URL('reference.json', folder), 'utf8')) as {
    embeddings: Record<'fanin', number[][]>;
  };
  const file = new Uint8Array(await readFile(new URL('fanin.safetensors', folder)));
  const made = await smallOf(await convertInMemory(file));
  for (const form of ['mha', 'manual'] as const) {
    const found = cosines(await embedOnWasm(made, form), embeddings.fanin);
    expect(Math.min(...found)).toBeGreaterThan(0.999);
  }
});

test('convolutions gain nothing: refused with the reason', async () => {
  const [network] = Object.values(await referenceOf('efficientnet')) as [SeededCase];
  const file = seededSafetensors(network.tensors);
  const refusal = { code: 'checkpoint-unsupported', detail: { found: NO_LAYERS } };
  const options = { imageSize: network.size };
  await expect(convertInMemory(file, { ...options, precision: 'int8' })).rejects.toMatchObject(
    refusal,
  );
  const whole = await convertInMemory(file, options);
  await expect(smallOf(whole)).rejects.toMatchObject(refusal);
  // What was no conversion of ours is as little known.
  const foreign = { ...whole.converted.card, architecture: 'unknown' } as ConvertedCard;
  expect(() => planEightBits(foreign, () => bytesSource(new Uint8Array()), {})).toThrow();
});
