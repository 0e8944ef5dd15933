import './swin-hide-subgroups';
import * as ort from 'onnxruntime-web/webgpu';
import { expect, test } from 'vitest';
import { factsOf, makeEncoder, type DoorCase } from '../../../fixtures/onnx-door/fixture';
import reference from '../../../fixtures/onnx-door/reference.json';
import { fixturePixels, maxDifference } from '../../../fixtures/swin/fixture';
import vit from '../../../fixtures/onnx-door/vit-external.onnx?url';
import vitData from '../../../fixtures/onnx-door/vit-external.onnx.data?url';
import { requestDevice } from './swin-runtime';

const bytes = async (url: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(url)).arrayBuffer());

test('a vision transformer on WebGPU computes what PyTorch computes in float64', async () => {
  const known = reference['vit-external.onnx'] as unknown as DoorCase;
  const beside = new Map([[known.beside![0]!, await bytes(vitData)]]);
  const { graph, card, external } = await makeEncoder(await bytes(vit), factsOf(known), beside);
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: [{ name: 'webgpu', device: await requestDevice() }],
    externalData: external,
  });
  const size = card.inputSize;
  const pixels = new ort.Tensor('uint8', fixturePixels(size, 1), [1, size, size, 3]);
  const { embedding } = await session.run({ pixels });
  const difference = maxDifference(embedding!.data as Float32Array, known.embeddings[0]!);
  await session.release();
  expect(difference).toBeLessThan(3e-6);
});
