import { describe, expect, test } from 'vitest';
import { blobSource } from '../../../../src/engine/checkpoint/byte-source';
import { convertCheckpoint } from '../../../../src/engine/onnx/convert';
import { GraphWriter } from '../../../../src/engine/onnx/writer';
import faninUrl from '../../../fixtures/swin/fanin.training.pth?url';
import flatUrl from '../../../fixtures/swin/flat.safetensors?url';
import { maxDifference, MemoryFiles } from '../../../fixtures/swin/fixture';
import reference from '../../../fixtures/swin/reference.json';
import { requestDevice, dispatches, open } from './swin-runtime';

const LIMIT = 1e-6;

const LONG = Boolean(import.meta.env['HUELLA_LONG']);

const SCALES = [
  ['fanin', faninUrl],
  ['flat', flatUrl],
] as const;

async function convert(url: string) {
  const blob = await (await fetch(url)).blob();
  const files = new MemoryFiles();
  const converted = await convertCheckpoint(blobSource(blob, url), { write: files.write });
  return { converted, external: files.external(converted.files) };
}

/**
 * Right on any device, the software adapter's four-wide subgroups included, on which the fused
 * operator is wrong. The short form takes one scale and one picture: each more is
 * seconds of that adapter.
 */
describe('manual attention, every node on WebGPU, against timm in float64', () => {
  test.each(SCALES.filter(([scale]) => LONG || scale === 'flat'))('%s', async (scale, url) => {
    const { converted, external } = await convert(url);
    const runner = await open(converted, external, 'manual', await requestDevice());
    const expected = reference.embeddings[scale];
    const before = dispatches.count;
    // One at a time, as the app encodes them.
    const first = maxDifference(await runner.embed(undefined, 1), expected[0]!);
    console.info(
      `manual ${scale}: max |d| ${first.toExponential(1)}, ${dispatches.count - before} dispatches a run`,
    );
    expect(first).toBeLessThan(LIMIT);
    if (LONG) expect(maxDifference(await runner.embed(), expected.flat())).toBeLessThan(LIMIT);
    await runner.release();
  });
});

test.each(SCALES)('both forms on WASM: %s', async (scale, url) => {
  const { converted, external } = await convert(url);
  for (const form of ['mha', 'manual'] as const) {
    const runner = await open(converted, external, form);
    expect(
      maxDifference(await runner.embed(), reference.embeddings[scale].flat()),
      form,
    ).toBeLessThan(LIMIT);
    await runner.release();
  }
});

test('the check that every node is on the GPU notices one that is not', async () => {
  const { converted, external } = await convert(flatUrl);
  const graph = new GraphWriter('cpu');
  const pixels = graph.input('pixels', 'u8', ['batch', 112, 112, 3]);
  graph.output('embedding', 'u8', ['batch', 112, 3, 112]);
  // No WebGPU kernel transposes bytes.
  graph.node('Transpose', [pixels], { perm: [0, 1, 3, 2] }, ['embedding']);
  const cpuOnly = { file: 'model.onnx', bytes: graph.finish() };
  const models = { mha: cpuOnly, manual: cpuOnly };
  await expect(
    open({ ...converted, models }, external, 'mha', await requestDevice()),
  ).rejects.toThrow(/fallback/);
});
