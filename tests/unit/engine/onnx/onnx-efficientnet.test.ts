import { readFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { convertInMemory, embedOnWasm } from '../../../fixtures/encoders/embed';
import {
  seededSafetensors,
  seededTraining,
  type Described,
  type SeededCase,
} from '../../../fixtures/encoders/seeded';
import { maxDifference } from '../../../fixtures/swin/fixture';

vi.setConfig({ testTimeout: 60_000 });

const { cases } = JSON.parse(
  await readFile(new URL('../../../fixtures/efficientnet/reference.json', import.meta.url), 'utf8'),
) as { cases: Record<string, SeededCase> };
const named = (name: string): SeededCase => cases[name]!;

/** Below the 1e-5 that is promised: float32 rounds at 1e-7, and there are some twenty layers. */
const LIMIT = 2e-6;

describe('on WASM, against timm in float64', () => {
  test.each(Object.keys(cases))('%s', async (name) => {
    const { size, tensors, embeddings } = named(name);
    const made = await convertInMemory(seededSafetensors(tensors), { imageSize: size });
    expect(made.converted.card).toMatchObject({
      architecture: 'efficientnet',
      inputSize: size,
      dimension: embeddings[0]!.length,
    });
    expect(maxDifference(await embedOnWasm(made, 'mha'), embeddings.flat())).toBeLessThan(LIMIT);
    const first = await embedOnWasm(made, 'mha', 1);
    expect(maxDifference(first, embeddings[0]!)).toBeLessThan(LIMIT);
    // No attention: one graph serves as both forms.
    const { mha, manual } = made.converted.models;
    expect(Buffer.compare(mha.bytes, manual.bytes)).toBe(0);
  });

  test.each(Object.keys(cases))('%s in fp16: cosine within a ten-thousandth', async (name) => {
    const { size, tensors, embeddings } = named(name);
    const file = seededSafetensors(tensors);
    const made = await convertInMemory(file, { imageSize: size, precision: 'fp16' });
    const expected = embeddings.flat();
    const actual = await embedOnWasm(made, 'mha');
    const cosine = actual.reduce((sum, value, i) => sum + value * expected[i]!, 0) / 2;
    expect(1 - cosine).toBeLessThan(1e-4);
  });
});

function renamed(tensors: Described, rename: (name: string) => string): Described {
  return tensors.map(([name, ...rest]) => [rename(name as string), ...rest]);
}

test('one network is one encoder, whatever container and names it comes in', async () => {
  const b = named('B').tensors;
  const plain = await convertInMemory(seededSafetensors(b));
  // What MegaDescriptor-T-CNN-288 was trained at, and MiewID.
  expect(plain.converted.card.inputSize).toBe(288);
  for (const other of [seededTraining(b), seededSafetensors([...b].reverse())]) {
    expect((await convertInMemory(other)).converted.fingerprint).toBe(plain.converted.fingerprint);
  }
  const miewId = named('V2 as MiewID').tensors;
  const trained = await convertInMemory(seededSafetensors(miewId));
  expect(trained.converted.card.inputSize).toBe(440);
  // The published files have the exponent inside the backbone, and a head that is not used.
  const published = renamed(miewId, (name) => name.replace('pooling.p', 'backbone.global_pool.p'));
  const same = await convertInMemory(
    seededSafetensors([...published, ['final.weight', [10, 8], 0, 1, 'x', 0]]),
  );
  expect(same.converted.fingerprint).toBe(trained.converted.fingerprint);
});

test.each([
  [
    'a missing statistic',
    (t: Described) => t.filter(([name]) => name !== 'blocks.2.0.bn2.running_var'),
    'checkpoint-damaged',
  ],
  [
    'another shape',
    (t: Described) =>
      t.map((each) => (each[0] === 'bn2.bias' ? [each[0], [7], ...each.slice(2)] : each)),
    'checkpoint-damaged',
  ],
  [
    'a relative without squeeze-and-excite (MobileNetV2, Lite)',
    (t: Described) => t.filter(([name]) => !(name as string).includes('.se.')),
    'checkpoint-unsupported',
  ],
  [
    'a stage fewer',
    (t: Described) => t.filter(([name]) => !(name as string).startsWith('blocks.6.')),
    'checkpoint-unsupported',
  ],
  [
    "TensorFlow's V2, which begins with a plain convolution",
    (t: Described) => renamed(t, (name) => name.replace('blocks.0.0.conv_dw', 'blocks.0.0.conv')),
    'checkpoint-wrong-architecture',
  ],
] as const)('%s is refused', async (_, change, code) => {
  const tensors = change(named('B').tensors);
  await expect(convertInMemory(seededSafetensors(tensors))).rejects.toMatchObject({ code });
});

test.each([16, 800])('an input of %d pixels is refused', async (imageSize) => {
  await expect(
    convertInMemory(seededSafetensors(named('B').tensors), { imageSize }),
  ).rejects.toMatchObject({ code: 'checkpoint-unsupported' });
});
