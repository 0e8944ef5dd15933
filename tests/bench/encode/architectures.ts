/**
 * Every architecture in every precision: milliseconds a photo on ONNX Runtime's WASM as a ratio to
 * onnxruntime-node on the same graph's fp32, and to WASM's own fp32.
 *
 *     npm install --no-save onnxruntime-node@1.30.0     (or HUELLA_ORT_NODE: the folder of one)
 *     npx tsx tests/bench/encode/architectures.ts [--rounds N] [NAME ...]
 *
 * One thread each, in one process of Node, seeded weights of the published geometry; rounds of one
 * run each, the order turning, so that what else the machine does falls on all alike. fp16 on the
 * processor is not what it is for: it is for graphics processors that compute in halves.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';
import type { ByteSource } from '../../../src/engine/checkpoint/byte-source';
import type { Precision } from '../../../src/engine/encoder/card';
import { toHuellaError } from '../../../src/engine/errors';
import type { Said } from '../../../src/engine/onnx/architectures/architecture';
import { vitShapes } from '../../../src/engine/onnx/architectures/vit/config';
import { NORMALISATIONS } from '../../../src/engine/onnx/normalisations';
import { planConversion } from '../../../src/engine/onnx/convert';
import { FULL_SIZE, safetensorsParts } from '../../fixtures/encoders/full-size';
import { fixturePixels, MemoryFiles } from '../../fixtures/swin/fixture';
import { GEOMETRIES, VirtualSource } from '../../fixtures/swin/full-size';
import { seededCheckpoint } from './checkpoint';
import { loadNative } from './native';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const other = (name: keyof typeof FULL_SIZE) => (): ByteSource =>
  new VirtualSource(safetensorsParts(FULL_SIZE[name].shapes));
/** OpenAI's ViT-B/16: CLIP-L takes half a minute a round. */
const clipB = (): ByteSource => {
  const { config } = FULL_SIZE['CLIP-L at 336'];
  const width = 768;
  const shapes = vitShapes({
    ...config,
    ...{ imageSize: 224, patchSize: 16, grid: 14, depth: 12, heads: 12, hidden: 4 * width },
    ...{ dimension: width, clip: { activation: 'quick-gelu', width } },
  });
  return new VirtualSource(safetensorsParts(shapes));
};
const CLIP: Said = { activation: 'quick-gelu', normalisation: NORMALISATIONS.clip };

/** Those that a round takes seconds of; the larger ones of a family behave as the smaller. */
const NETWORKS: Readonly<
  Record<string, { source: () => ByteSource; imageSize: number; said?: Said }>
> = {
  'Swin-T at 224': { source: () => seededCheckpoint(GEOMETRIES['T-224']), imageSize: 224 },
  'DINOv2-S at 224': { source: other('DINOv2-S at 224'), imageSize: 224 },
  'DINOv2-B at 224': { source: other('DINOv2-B at 224'), imageSize: 224 },
  'CLIP-B at 224': { source: clipB, imageSize: 224, said: CLIP },
  'EfficientNet-B3 at 288': { source: other('EfficientNet-B3'), imageSize: 288 },
  'MiewID at 440': { source: other('MiewID'), imageSize: 440 },
};

interface Lane {
  readonly name: string;
  readonly precision: Precision;
  readonly runtime: 'node' | 'wasm';
  readonly bytes: number;
  readonly once: () => Promise<Float32Array>;
  readonly times: number[];
  embedding: Float32Array;
}

async function lanesOf(name: string, folder: string): Promise<Lane[]> {
  const { source, imageSize, said } = NETWORKS[name]!;
  const lanes: Lane[] = [];
  const pixels = fixturePixels(imageSize, 1);
  const dims = [1, imageSize, imageSize, 3];
  const add = (lane: Pick<Lane, 'precision' | 'runtime' | 'bytes' | 'once'>): void => {
    lanes.push({ name, ...lane, times: [], embedding: new Float32Array() });
  };
  for (const precision of ['fp32', 'fp16', 'int8'] as const) {
    const files = new MemoryFiles();
    const options = { imageSize, precision, ...said, write: files.write };
    const plan = await planConversion(source(), options).catch((error: unknown) => {
      if (toHuellaError(error).code === 'checkpoint-unsupported') return null;
      throw error;
    });
    if (!plan) continue;
    const { models, files: written } = await plan.convert();
    const external = files.external(written);
    const bytes = written.reduce((sum, file) => sum + file.bytes, models.mha.bytes.byteLength);
    const session = await ort.InferenceSession.create(models.mha.bytes, {
      executionProviders: ['wasm'],
      externalData: external,
      extra: { session: { disable_prepacking: '1' } },
    });
    add({
      precision,
      runtime: 'wasm',
      bytes,
      once: async () => {
        const out = await session.run({ pixels: new ort.Tensor('uint8', pixels, dims) });
        return out['embedding']!.data as Float32Array;
      },
    });
    const native = loadNative();
    if (!native || precision !== 'fp32') continue;
    for (const { path, data } of external) await writeFile(join(folder, path), data);
    await writeFile(join(folder, 'model.onnx'), models.mha.bytes);
    const beside = await native.InferenceSession.create(join(folder, 'model.onnx'), {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
    add({
      precision,
      runtime: 'node',
      bytes,
      once: async () => {
        const out = await beside.run({ pixels: new native.Tensor('uint8', pixels, dims) });
        return out['embedding']!.data as Float32Array;
      },
    });
  }
  return lanes;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
const folder = await mkdtemp(join(tmpdir(), 'bench-architectures-'));
try {
  console.log('| network | runtime | precision | MB | ms, least | ÷ node | ÷ WASM fp32 | cosine |');
  console.log('| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |');
  for (const name of positionals.length > 0 ? positionals : Object.keys(NETWORKS)) {
    const lanes = await lanesOf(name, folder);
    /** The first round warms up. */
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (let i = 0; i < lanes.length; i++) {
        const lane = lanes[(i + round) % lanes.length]!;
        const started = performance.now();
        const embedding = await lane.once();
        if (round > 0) lane.times.push(performance.now() - started);
        lane.embedding = embedding.slice();
      }
    }
    const find = (runtime: Lane['runtime']): Lane | undefined =>
      lanes.find((lane) => lane.runtime === runtime && lane.precision === 'fp32');
    const ratio = (lane: Lane, to: Lane | undefined): string =>
      to ? median(lane.times.map((ms, i) => ms / to.times[i]!)).toFixed(2) : '';
    const whole = find('wasm')!;
    for (const lane of lanes) {
      const cosine = lane.embedding.reduce((sum, x, i) => sum + x * whole.embedding[i]!, 0);
      console.log(
        `| ${name} | ${lane.runtime} | ${lane.precision} | ${(lane.bytes / 1e6).toFixed(1)} ` +
          `| ${Math.min(...lane.times).toFixed(0)} | ${ratio(lane, find('node'))} ` +
          `| ${ratio(lane, whole)} | ${cosine.toFixed(5)} |`,
      );
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
