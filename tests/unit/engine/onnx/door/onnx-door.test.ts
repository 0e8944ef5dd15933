import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../../../../src/engine/checkpoint/byte-source';
import { fingerprintOf } from '../../../../../src/engine/encoder/card';
import { toHuellaError } from '../../../../../src/engine/errors';
import { beginsAsOnnx, onnxFiles, planOnnx } from '../../../../../src/engine/onnx/door';
import {
  factsOf,
  makeEncoder,
  type DoorCase,
  type MadeEncoder,
} from '../../../../fixtures/onnx-door/fixture';
import { fixturePixels, maxDifference } from '../../../../fixtures/swin/fixture';

ort.env.wasm.numThreads = 1;

const FOLDER = new URL('../../../../fixtures/onnx-door/', import.meta.url);
const read = (name: string): Promise<Buffer> => readFile(new URL(name, FOLDER));
const cases = JSON.parse((await read('reference.json')).toString()) as Record<string, DoorCase>;

async function made(name: string, facts = factsOf(cases[name]!)): Promise<MadeEncoder> {
  const beside = new Map<string, Uint8Array>();
  for (const file of cases[name]!.beside ?? []) beside.set(file, await read(file));
  return makeEncoder(await read(name), facts, beside);
}

async function embed({ graph, card, external }: MadeEncoder, image: number): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: ['wasm'],
    externalData: external,
  });
  const size = card.inputSize;
  const all = fixturePixels(size, image + 1);
  const pixels = new ort.Tensor('uint8', all.slice(-size * size * 3), [1, size, size, 3]);
  const { embedding } = await session.run({ pixels });
  await session.release();
  return embedding!.data as Float32Array;
}

test.each(Object.keys(cases))('%s computes what PyTorch computes in float64', async (name) => {
  const { size, embeddings, tolerance } = cases[name]!;
  const encoder = await made(name);
  expect(encoder.card).toMatchObject({
    inputSize: size,
    dimension: embeddings[0]!.length,
    resize: 'bilinear-squash',
  });
  for (const [image, expected] of embeddings.entries())
    expect(maxDifference(await embed(encoder, image), expected)).toBeLessThan(tolerance);
});

test('one file is one encoder; another normalisation, output or weight is another', async () => {
  const print = async (encoder: MadeEncoder): Promise<string> => fingerprintOf(encoder.card);
  const plain = factsOf(cases['cnn.onnx']!);
  const first = await print(await made('cnn.onnx'));
  expect(await print(await made('cnn.onnx'))).toBe(first);
  const shifted = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
  expect(await print(await made('cnn.onnx', { ...plain, normalisation: shifted }))).not.toBe(first);
  const bytes = await read('cnn.onnx');
  const model = await makeEncoder(bytes, plain);
  // The last large weight's last byte lies where the weights' file ends.
  const weight = model.external.find(({ path }) => path === 'weights.bin')!.data;
  const at = bytes.indexOf(weight.subarray(-64));
  expect(at).toBeGreaterThan(0);
  bytes[at]! ^= 1;
  expect(await print(await makeEncoder(bytes, plain))).not.toBe(first);
  const both = { normalisation: cases['two.onnx']!.normalisation };
  const one = await print(await made('two.onnx', { ...both, output: 'first' }));
  expect(await print(await made('two.onnx', { ...both, output: 'second' }))).not.toBe(one);
});

describe('what a file does not say is asked for', () => {
  const none = (): Promise<null> => Promise.resolve(null);
  const asked = async (name: string, facts = {}) =>
    planOnnx(bytesSource(await read(name), name), none, facts, {}).then(
      () => null,
      (error: unknown) => {
        const { code, detail } = toHuellaError(error);
        return { code, ...detail };
      },
    );
  const { normalisation } = cases['cnn.onnx']!;

  test.each([
    ['cnn.onnx', {}, { missing: 'normalisation', imageSize: 32, dimension: 24 }],
    ['free.onnx', {}, { missing: 'imageSize, normalisation' }],
    ['free.onnx', { normalisation }, { missing: 'imageSize' }],
    ['two.onnx', { normalisation }, { missing: 'output', choices: 'first, second' }],
    ['vit-external.onnx', { normalisation }, { missing: 'file', file: 'vit-external.onnx.data' }],
  ])('%s with %j', async (name, facts, expected) => {
    expect(await asked(name, facts)).toMatchObject({ code: 'encoder-card-needed', ...expected });
  });

  test('an answer that the file contradicts is refused', async () => {
    const refused = { code: 'checkpoint-unsupported' };
    expect(await asked('cnn.onnx', { normalisation, imageSize: 64 })).toMatchObject(refused);
    expect(await asked('cnn.onnx', { normalisation, dimension: 25 })).toMatchObject(refused);
    expect(await asked('two.onnx', { normalisation, output: 'third' })).toMatchObject(refused);
    expect(await asked('free.onnx', { normalisation, imageSize: 8 })).toMatchObject(refused);
  });
});

describe('files chosen together', () => {
  const file = (name: string, content: string | Uint8Array): File =>
    new File([content as BlobPart], name);

  test('a configuration of the transformers library says size and normalisation', async () => {
    const config = {
      do_normalize: true,
      crop_size: { height: 40, width: 40 },
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.25, 0.25, 0.25],
    };
    const found = await onnxFiles([
      file('preprocessor_config.json', JSON.stringify(config)),
      file('free.onnx', await read('free.onnx')),
    ]);
    expect(found!.source.name).toBe('free.onnx');
    expect(found!.facts).toEqual({
      imageSize: 40,
      normalisation: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    });
  });

  test('a card goes before a configuration; what is odd in either is left out', async () => {
    const found = await onnxFiles([
      file('card.json', JSON.stringify({ inputSize: 64, name: 'Gatos', licence: 'MIT', mean: 1 })),
      file('preprocessor_config.json', JSON.stringify({ size: 224, image_mean: ['a', 0, 0] })),
      file('broken.json', '{'),
      file('net.onnx', await read('cnn.onnx')),
    ]);
    expect(found!.facts).toEqual({ imageSize: 64, name: 'Gatos', licence: 'MIT' });
  });

  test('of several models one is asked for; a conversion of our own is none of them', async () => {
    const two = [file('a.onnx', await read('cnn.onnx')), file('b.onnx', await read('two.onnx'))];
    await expect(onnxFiles(two)).rejects.toMatchObject({
      code: 'encoder-card-needed',
      detail: { missing: 'model', choices: 'a.onnx, b.onnx' },
    });
    expect((await onnxFiles(two, 'b.onnx'))!.source.name).toBe('b.onnx');
    const card = file('card.json', JSON.stringify({ file: 'a.onnx', sha256: '0'.repeat(64) }));
    expect(await onnxFiles([...two, card])).toBeNull();
    expect(await onnxFiles([file('photo.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))])).toBeNull();
  });

  test('is told from a checkpoint by how it begins', async () => {
    for (const name of Object.keys(cases)) expect(beginsAsOnnx(await read(name))).toBe(true);
    for (const head of ['PK\x03\x04', '\x80\x02}q', '{"a":1}', '\x08', ''])
      expect(beginsAsOnnx(new TextEncoder().encode(head))).toBe(false);
  });
});
