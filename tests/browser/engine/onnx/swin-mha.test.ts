import './swin-hide-subgroups';
import { expect, test } from 'vitest';
import { blobSource } from '../../../../src/engine/checkpoint/byte-source';
import { convertCheckpoint } from '../../../../src/engine/onnx/convert';
import faninUrl from '../../../fixtures/swin/fanin.training.pth?url';
import flatUrl from '../../../fixtures/swin/flat.safetensors?url';
import { maxDifference, MemoryFiles } from '../../../fixtures/swin/fixture';
import reference from '../../../fixtures/swin/reference.json';
import { requestDevice, dispatches, open } from './swin-runtime';

const LIMIT = 1e-6;

const LONG = Boolean(import.meta.env['HUELLA_LONG']);

/** One on the software adapter, which takes long; both on WASM, in swin-timm.test.ts. */
const ON_WEBGPU = (
  [
    ['fanin', faninUrl],
    ['flat', flatUrl],
  ] as const
).filter(([scale]) => LONG || scale === 'fanin');

async function convert(url: string) {
  const blob = await (await fetch(url)).blob();
  const files = new MemoryFiles();
  const converted = await convertCheckpoint(blobSource(blob, url), { write: files.write });
  return { converted, external: files.external(converted.files) };
}

/**
 * The fused operator is wrong on the software adapter's four-wide subgroups; without them it takes
 * another way.
 */
test.each(ON_WEBGPU)(
  'fused attention, every node on WebGPU, against timm in float64: %s',
  async (scale, url) => {
    const { converted, external } = await convert(url);
    const runner = await open(converted, external, 'mha', await requestDevice());
    const expected = reference.embeddings[scale];
    const before = dispatches.count;
    // One at a time, as the app encodes them.
    const first = maxDifference(await runner.embed(undefined, 1), expected[0]!);
    console.info(
      `mha ${scale}: max |d| ${first.toExponential(1)}, ${dispatches.count - before} dispatches a run`,
    );
    expect(first).toBeLessThan(LIMIT);
    // A run computes as long as all shaders take to compile.
    if (LONG) expect(maxDifference(await runner.embed(), expected.flat())).toBeLessThan(LIMIT);
    await runner.release();
  },
);
