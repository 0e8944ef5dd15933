import { readFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Activation } from '../../../../src/engine/onnx/architectures/architecture';
import { NORMALISATIONS } from '../../../../src/engine/onnx/normalisations';
import { convertInMemory, embedOnWasm } from '../../../fixtures/encoders/embed';
import {
  seededSafetensors,
  seededTraining,
  type Described,
  type SeededCase,
} from '../../../fixtures/encoders/seeded';
import { maxDifference } from '../../../fixtures/swin/fixture';

vi.setConfig({ testTimeout: 60_000 });

interface ClipCase extends SeededCase {
  readonly activation: Activation;
}

const { cases } = JSON.parse(
  await readFile(new URL('../../../fixtures/clip/reference.json', import.meta.url), 'utf8'),
) as { cases: Record<string, ClipCase> };
const named = (name: string): ClipCase => cases[name]!;

/** Below the 1e-5 that is promised: float32 rounds at 1e-7. */
const LIMIT = 2e-6;
const normalisation = NORMALISATIONS.clip;

describe.each(['mha', 'manual'] as const)(
  'attention by %s, on WASM, against timm, transformers and OpenCLIP in float64',
  (form) => {
    test.each(Object.keys(cases))('%s', async (name) => {
      const { size, tensors, embeddings, activation } = named(name);
      const options = { imageSize: size, normalisation, activation };
      const made = await convertInMemory(seededSafetensors(tensors), options);
      expect(made.converted.card).toMatchObject({
        architecture: 'clip',
        inputSize: size,
        dimension: embeddings[0]!.length,
      });
      expect(maxDifference(await embedOnWasm(made, form), embeddings.flat())).toBeLessThan(LIMIT);
    });
  },
);

test('fp16 and 8 bits: close to the reference, projection too', async () => {
  const { tensors, embeddings, activation } = named('transformers');
  for (const precision of ['fp16', 'int8'] as const) {
    const options = { precision, normalisation, activation };
    const made = await convertInMemory(seededSafetensors(tensors), options);
    const actual = await embedOnWasm(made, 'mha');
    const expected = embeddings.flat();
    const cosine = actual.reduce((sum, value, i) => sum + value * expected[i]!, 0) / 2;
    expect(cosine).toBeGreaterThan(precision === 'fp16' ? 0.99999 : 0.99);
  }
});

/** Names as another kind of file has them, for the same numbers. */
function renamed(tensors: Described, rename: (name: string) => string): Described {
  return tensors.map(([name, ...rest]) => [rename(name as string), ...rest]);
}

/** Of a text tower, as whole CLIP files have it beside the images'. */
const TEXT: Described = [
  ['text_model.encoder.layers.0.self_attn.q_proj.weight', [8, 8], 0, 1, 'text', 0],
  ['text_projection.weight', [8, 8], 0, 1, 'text', 9],
  ['logit_scale', [], 1, 0, 'text', 0],
];

test('one network is one encoder, alone or beside a text tower, in any container', async () => {
  const { tensors } = named('timm, GELU');
  const options = { normalisation, activation: 'gelu' } as const;
  const plain = await convertInMemory(seededSafetensors(tensors), options);
  for (const other of [
    seededTraining(tensors),
    seededSafetensors(renamed(tensors, (name) => `backbone.${name}`)),
  ]) {
    const { converted } = await convertInMemory(other, options);
    expect(converted.fingerprint).toBe(plain.converted.fingerprint);
  }
  const alone = named('transformers').tensors;
  const tower = await convertInMemory(seededSafetensors(alone), options);
  const both = await convertInMemory(seededSafetensors([...TEXT, ...alone]), options);
  expect(both.converted.fingerprint).toBe(tower.converted.fingerprint);
  const quick = { normalisation, activation: 'quick-gelu' } as const;
  const other = await convertInMemory(seededSafetensors(alone), quick);
  expect(other.converted.fingerprint).not.toBe(tower.converted.fingerprint);
});

test('what the file does not say is asked for, and what lies beside it answers', async () => {
  const { tensors } = named('timm, GELU');
  const file = seededSafetensors(tensors);
  const activation = 'gelu';
  await expect(convertInMemory(file)).rejects.toMatchObject({
    code: 'encoder-card-needed',
    detail: { missing: 'normalisation, activation' },
  });
  await expect(convertInMemory(file, { activation })).rejects.toMatchObject({
    detail: { missing: 'normalisation' },
  });
  const beside = (): Promise<object> =>
    Promise.resolve({ activation: 'quick-gelu', normalisation });
  const said = await convertInMemory(file, { beside });
  expect(said.converted.card.config).toMatchObject({ clip: { activation: 'quick-gelu' } });
  // A person's word goes first.
  const told = await convertInMemory(file, { beside, activation });
  expect(told.converted.card.config).toMatchObject({ clip: { activation } });
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
    'positions without one for the class token',
    (t: Described) =>
      t.map((each) => (each[0] === 'pos_embed' ? [each[0], [1, 9, 128], ...each.slice(2)] : each)),
    'checkpoint-damaged',
  ],
  [
    'a tower whose heads are not told',
    (t: Described) =>
      t.map((each) =>
        each[0] === 'patch_embed.proj.weight'
          ? [each[0], [1280, 3, 14, 14], ...each.slice(2)]
          : each,
      ),
    'checkpoint-unsupported',
  ],
  [
    'a part that is not built',
    (t: Described) => [...t, ['blocks.0.attn.q_norm.weight', [64], 1, 0, 'x', 0]],
    'checkpoint-unsupported',
  ],
] as const)('%s is refused', async (_, change, code) => {
  const tensors = change(named('timm, GELU').tensors);
  const options = { normalisation, activation: 'gelu' } as const;
  await expect(convertInMemory(seededSafetensors(tensors), options)).rejects.toMatchObject({
    code,
  });
});
