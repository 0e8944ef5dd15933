/** The yardstick of `npm run bench:encode` must itself be the network it is compared with. */
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { beforeAll, expect, test } from 'vitest';
import { bytesSource } from '../../../src/engine/checkpoint/byte-source';
import { EXPORTER_OUTPUT, EXPORTER_WEIGHTS, exporterModel } from '../../bench/encode/exporter';
import { inputOf, normalised } from '../../bench/encode/graphs';
import { maxDifference } from '../../fixtures/swin/fixture';

const fixture = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../../fixtures/swin/${name}`, import.meta.url)));

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

test.each(['fanin', 'flat'] as const)(
  'the exporter-style graph against timm in float64: %s',
  { timeout: 60_000 },
  async (scale) => {
    const reference = JSON.parse(new TextDecoder().decode(await fixture('reference.json'))) as {
      size: number;
      embeddings: Record<'fanin' | 'flat', number[][]>;
    };
    const name = `${scale}.safetensors`;
    const { model, weights } = await exporterModel(bytesSource(await fixture(name), name));
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ['wasm'],
      externalData: [{ path: EXPORTER_WEIGHTS, data: weights }],
    });
    const expected = reference.embeddings[scale];
    const input = inputOf('exporter', reference.size, expected.length);
    const results = await session.run({
      [input.name]: new ort.Tensor(input.type, input.data, input.dims),
    });
    await session.release();
    const features = results[EXPORTER_OUTPUT]!.data as Float32Array;
    const width = features.length / expected.length;
    expected.forEach((row, i) => {
      expect(
        maxDifference(normalised(features.slice(i * width, (i + 1) * width)), row),
      ).toBeLessThan(1e-6);
    });
  },
);
