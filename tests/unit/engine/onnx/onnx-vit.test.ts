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
  await readFile(new URL('../../../fixtures/vit/reference.json', import.meta.url), 'utf8'),
) as { cases: Record<string, SeededCase> };
const named = (name: string): SeededCase => cases[name]!;

/** Below the 1e-5 that is promised: float32 rounds at 1e-7. */
const LIMIT = 2e-6;

describe.each(['mha', 'manual'] as const)(
  'attention by %s, on WASM, against timm and transformers in float64',
  (form) => {
    test.each(Object.keys(cases))('%s', async (name) => {
      const { size, tensors, embeddings } = named(name);
      const made = await convertInMemory(seededSafetensors(tensors), { imageSize: size });
      expect(made.converted.card).toMatchObject({
        architecture: 'vit',
        inputSize: size,
        dimension: 128,
      });
      expect(maxDifference(await embedOnWasm(made, form), embeddings.flat())).toBeLessThan(LIMIT);
      const first = await embedOnWasm(made, form, 1);
      expect(maxDifference(first, embeddings[0]!)).toBeLessThan(LIMIT);
    });

    test('fp16: within a thousandth, cosine within a hundred-thousandth', async () => {
      const { tensors, embeddings } = named('timm');
      const made = await convertInMemory(seededSafetensors(tensors), { precision: 'fp16' });
      const expected = embeddings.flat();
      const actual = await embedOnWasm(made, form);
      expect(maxDifference(actual, expected)).toBeLessThan(1e-3);
      const cosine = actual.reduce((sum, value, i) => sum + value * expected[i]!, 0) / 2;
      expect(1 - cosine).toBeLessThan(1e-5);
    });
  },
);

/** Names as another kind of file has them, for the same numbers. */
function renamed(tensors: Described, rename: (name: string) => string): Described {
  return tensors.map(([name, ...rest]) => [rename(name as string), ...rest]);
}

test('one network is one encoder, whatever container and names it comes in', async () => {
  const { tensors } = named('timm');
  const plain = await convertInMemory(seededSafetensors(tensors));
  const others = [
    seededTraining(tensors),
    seededSafetensors(renamed(tensors, (name) => `backbone.${name}`)),
    seededSafetensors(named('transformers').tensors),
    // transformers 5's own names in memory, under the class that people train.
    seededSafetensors(
      renamed(
        named('transformers').tensors,
        (name) =>
          `dinov2.${name
            .replace(/attention\.(query|key|value)\./, (_, part: string) => `${part[0]!}_proj.`)
            .replace('attention.output.dense', 'attention.o_proj')}`,
      ),
    ),
  ];
  for (const other of others) {
    expect((await convertInMemory(other)).converted.fingerprint).toBe(plain.converted.fingerprint);
  }
  const registers = await convertInMemory(seededSafetensors(named('timm, registers').tensors));
  const original = renamed(named('timm, registers').tensors, (name) =>
    name === 'reg_token' ? 'register_tokens' : name,
  );
  const same = await convertInMemory(seededSafetensors(original));
  expect(same.converted.fingerprint).toBe(registers.converted.fingerprint);
  expect(same.converted.fingerprint).not.toBe(plain.converted.fingerprint);
});

test.each([
  [
    'a missing tensor',
    (t: Described) => t.filter(([name]) => name !== 'blocks.1.attn.proj.bias'),
    'checkpoint-damaged',
  ],
  [
    'another shape',
    (t: Described) =>
      t.map((each) => (each[0] === 'norm.bias' ? [each[0], [64], ...each.slice(2)] : each)),
    'checkpoint-damaged',
  ],
  [
    'positions that are no square',
    (t: Described) =>
      t.map((each) => (each[0] === 'pos_embed' ? [each[0], [1, 24, 128], ...each.slice(2)] : each)),
    'checkpoint-damaged',
  ],
  [
    'a part that is not built',
    (t: Described) => [...t, ['blocks.0.attn.q_norm.weight', [64], 1, 0, 'x', 0]],
    'checkpoint-unsupported',
  ],
  [
    'a gated hidden layer',
    (t: Described) => renamed(t, (name) => name.replace('mlp.fc1', 'mlp.w12')),
    'checkpoint-unsupported',
  ],
  [
    'no LayerScale, so unknown preprocessing',
    (t: Described) => t.filter(([name]) => !(name as string).endsWith('gamma')),
    'checkpoint-wrong-architecture',
  ],
] as const)('%s is refused', async (_, change, code) => {
  const tensors = change(named('timm').tensors);
  await expect(convertInMemory(seededSafetensors(tensors))).rejects.toMatchObject({ code });
});

test.each([57, 770, 0.5])(
  'an input of %d pixels, which patches do not fill, is refused',
  async (imageSize) => {
    const file = seededSafetensors(named('timm').tensors);
    await expect(convertInMemory(file, { imageSize })).rejects.toMatchObject({
      code: 'checkpoint-unsupported',
    });
  },
);
