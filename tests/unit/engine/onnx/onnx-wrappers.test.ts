import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bytesSource } from '../../../../src/engine/checkpoint/byte-source';
import { openCheckpoint } from '../../../../src/engine/checkpoint/open';
import { readTensor } from '../../../../src/engine/checkpoint/tensor';
import { planConversion } from '../../../../src/engine/onnx/convert';
import { wrappedFile, type Wrapper } from '../../../fixtures/checkpoint/wrapped-file';
import { join, safetensors } from '../../../fixtures/swin/torch-file';

/**
 * Checkpoints that keep their weights under other keys than `state_dict` and `model`, as PyTorch
 * writes them.
 */

async function weightsOf(file: string): Promise<Map<string, Uint8Array>> {
  const url = new URL(`../../../fixtures/swin/${file}.safetensors`, import.meta.url);
  const { tensors } = await openCheckpoint(bytesSource(new Uint8Array(await readFile(url))));
  const weights = new Map<string, Uint8Array>();
  for (const [name, tensor] of tensors) weights.set(name, await readTensor(tensor));
  return weights;
}

async function expectWeights(wrapper: Wrapper, file: string, network?: string): Promise<void> {
  const source = bytesSource(await wrappedFile(wrapper));
  const plan = await planConversion(source, network === undefined ? {} : { network });
  expect(plan.config).toMatchObject({ imageSize: 112, dimension: 64 });
  const expected = await weightsOf(file);
  const { tensors } = plan.checkpoint;
  expect([...tensors.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, bytes] of expected)
    expect(Buffer.compare(await readTensor(tensors.get(name)!), bytes), name).toBe(0);
}

/** How many numbers these weights have, by their files: all are of four bytes. */
async function sizesOf(...files: readonly string[]): Promise<string> {
  const sizes = files.map(async (file) => {
    const url = new URL(`../../../fixtures/swin/${file}.safetensors`, import.meta.url);
    const bytes = await readFile(url);
    return (bytes.length - 8 - Number(bytes.readBigUInt64LE(0))) / 4;
  });
  return (await Promise.all(sizes)).join(', ');
}

test.each([
  'model_state_dict',
  'net',
  'lightning',
  'averaged',
  'list',
  'tuple',
  'compiled',
] as const)('%s: its network is found, with nothing asked', (wrapper) =>
  expectWeights(wrapper, 'fanin'),
);

test('a teacher and a student: which one is asked, and each is the one that is chosen', async () => {
  const source = bytesSource(await wrappedFile('pair'));
  const sizes = await sizesOf('flat', 'fanin');
  await expect(planConversion(source)).rejects.toMatchObject({
    code: 'encoder-card-needed',
    detail: {
      missing: 'network',
      choices: 'student, teacher',
      sizes,
    },
  });
  await expectWeights('pair', 'fanin', 'teacher');
  await expectWeights('pair', 'flat', 'student');
});

test('a network that is not in the file is refused with the names of those that are', async () => {
  const source = bytesSource(await wrappedFile('pair'));
  await expect(planConversion(source, { network: 'ema' })).rejects.toMatchObject({
    code: 'checkpoint-not-recognised',
    detail: { found: 'student, teacher' },
  });
});

/** One dictionary of fanin's and flat's weights, their names behind `first` and `second`. */
async function pairOf(first: string, second: string): Promise<Uint8Array<ArrayBuffer>> {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [before, file] of [
    [first, 'flat'],
    [second, 'fanin'],
  ] as const) {
    const url = new URL(`../../../fixtures/swin/${file}.safetensors`, import.meta.url);
    const { tensors } = await openCheckpoint(bytesSource(new Uint8Array(await readFile(url))));
    for (const [name, tensor] of tensors) {
      const dtype = tensor.dtype.toUpperCase();
      const data_offsets = [at, (at += tensor.byteLength)];
      header[`${before}.${name}`] = { dtype, shape: tensor.shape, data_offsets };
      parts.push(await readTensor(tensor));
    }
  }
  return new Uint8Array(safetensors(JSON.stringify(header), join(parts)));
}

test.each([
  ['student', 'teacher', 'student', 'teacher'],
  ['model.encoder_q', 'model.encoder_k', 'encoder_q', 'encoder_k'],
])('%s and %s in the names of one dictionary: asked too', async (first, second, flat, fanin) => {
  const source = bytesSource(await pairOf(first, second));
  const sizes = await sizesOf('flat', 'fanin');
  await expect(planConversion(source)).rejects.toMatchObject({
    code: 'encoder-card-needed',
    detail: {
      missing: 'network',
      choices: `${flat}, ${fanin}`,
      sizes,
    },
  });
  for (const [network, file] of [
    [flat, 'flat'],
    [fanin, 'fanin'],
  ] as const) {
    const { checkpoint } = await planConversion(source, { network });
    for (const [name, bytes] of await weightsOf(file))
      expect(Buffer.compare(await readTensor(checkpoint.tensors.get(name)!), bytes), name).toBe(0);
  }
  await expect(planConversion(source, { network: 'ema' })).rejects.toMatchObject({
    code: 'checkpoint-not-recognised',
    detail: { found: `${flat}, ${fanin}` },
  });
});
