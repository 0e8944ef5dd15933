/**
 * The matrix products of Swin-T at 224 pixels one by one: ONNX Runtime's WASM, as the app opens it
 * and with weights packed ahead, beside a kernel written by hand, with and without fused products,
 * and onnxruntime-node. It shows how far WASM itself allows, and what a better kernel would gain.
 *
 *     HUELLA_ORT_NODE=… npm run bench:gemm -- [--rounds N]
 *
 * One thread each, in one process of Node; rounds of one run each, the order turning. Prints
 * Markdown.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import * as ort from 'onnxruntime-web';
import { planConversion } from '../../../../src/engine/onnx/convert';
import { GraphWriter } from '../../../../src/engine/onnx/writer';
import { fixturePixels, MemoryFiles } from '../../../fixtures/swin/fixture';
import { GEOMETRIES } from '../../../fixtures/swin/full-size';
import { seededCheckpoint } from '../checkpoint';
import { loadNative } from '../native';
import { Product, type Sides, type Tile } from './kernel';

// Node 20 has fused products behind a flag; browsers have them since 2023.
setFlagsFromString('--experimental-wasm-relaxed-simd');
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

interface Counted extends Sides {
  /** How many of them a photo needs. */
  readonly count: number;
}

/** timm's `swin_tiny_patch4_window7_224`: attention within windows is not among them. */
function sidesOfSwin(): Counted[] {
  return [2, 2, 6, 2].flatMap((count, stage) => {
    const [m, c] = [3136 / 4 ** stage, 96 * 2 ** stage];
    const merging = stage > 0 ? [{ m, k: 2 * c, n: c, count: 1 }] : [];
    const block = [
      { m, k: c, n: 3 * c, count },
      { m, k: c, n: c, count },
      { m, k: c, n: 4 * c, count },
      { m, k: 4 * c, n: c, count },
    ];
    return [...merging, ...block];
  });
}

const KERNELS: Readonly<Record<string, Tile>> = {
  'by hand, 4 × 12': { rows: 4, vectors: 3, fused: false },
  'by hand, 6 × 8': { rows: 6, vectors: 2, fused: false },
  'by hand, 4 × 12, fused': { rows: 4, vectors: 3, fused: true },
  'by hand, 6 × 8, fused': { rows: 6, vectors: 2, fused: true },
};

type Once = () => Promise<Float32Array> | Float32Array;

function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

async function lanesOf(
  sides: Sides,
  a: Float32Array,
  b: Float32Array,
  folder: string,
): Promise<Map<string, Once>> {
  const { m, k, n } = sides;
  const graph = new GraphWriter('gemm');
  graph.input('a', 'f32', [m, k]);
  graph.output('c', 'f32', [m, n]);
  graph.external('b', 'f32', [k, n], { path: 'b.bin', offset: 0, length: b.byteLength });
  graph.node('MatMul', ['a', 'b'], {}, ['c']);
  const model = graph.finish();
  const externalData = [{ path: 'b.bin', data: new Uint8Array(b.buffer) }];
  const lanes = new Map<string, Once>();
  for (const [name, disabled] of [
    ['ONNX Runtime, WASM', '1'],
    ['ONNX Runtime, WASM, packed ahead', '0'],
  ] as const) {
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ['wasm'],
      externalData,
      extra: { session: { disable_prepacking: disabled } },
    });
    lanes.set(name, async () => {
      const { c } = await session.run({ a: new ort.Tensor('float32', a, [m, k]) });
      return c!.data as Float32Array;
    });
  }
  for (const [name, tile] of Object.entries(KERNELS)) {
    const product = await Product.make(tile, sides, b);
    lanes.set(name, () => product.run(a));
  }
  const native = loadNative();
  if (native) {
    await writeFile(join(folder, 'b.bin'), externalData[0]!.data);
    await writeFile(join(folder, 'gemm.onnx'), model);
    const session = await native.InferenceSession.create(join(folder, 'gemm.onnx'), {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
    lanes.set('onnxruntime-node', async () => {
      const { c } = await session.run({ a: new native.Tensor('float32', a, [m, k]) });
      return c!.data as Float32Array;
    });
  }
  return lanes;
}

/** The least time of a run of the whole network, in milliseconds, as the app opens it and packed. */
async function wholeNetwork(rounds: number): Promise<number[]> {
  const files = new MemoryFiles();
  const options = { imageSize: 224, precision: 'fp32', write: files.write } as const;
  const plan = await planConversion(seededCheckpoint(GEOMETRIES['T-224']), options);
  const { models, files: written } = await plan.convert();
  const sessions = await Promise.all(
    ['1', '0'].map((disabled) =>
      ort.InferenceSession.create(models.mha.bytes, {
        executionProviders: ['wasm'],
        externalData: files.external(written),
        extra: { session: { disable_prepacking: disabled } },
      }),
    ),
  );
  const pixels = fixturePixels(224, 1);
  const least = [Infinity, Infinity];
  const embeddings: string[] = [];
  for (let round = 0; round <= rounds; round++)
    for (const [i, session] of sessions.entries()) {
      const started = performance.now();
      const out = await session.run({ pixels: new ort.Tensor('uint8', pixels, [1, 224, 224, 3]) });
      if (round === 0) embeddings.push(String(out['embedding']!.data));
      else least[i] = Math.min(least[i]!, performance.now() - started);
    }
  if (embeddings[0] !== embeddings[1]) console.log('Packed ahead, the embedding differs.');
  return least;
}

/** The first row against sums in double precision. */
function check(
  name: string,
  c: Float32Array,
  { k, n }: Sides,
  a: Float32Array,
  b: Float32Array,
): void {
  for (let column = 0; column < n; column++) {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[i]! * b[i * n + column]!;
    if (Math.abs(sum - c[column]!) > 1e-3) throw new Error(`${name}: ${c[column]!} is not ${sum}.`);
  }
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);
const folder = await mkdtemp(join(tmpdir(), 'bench-gemm-'));
try {
  const totals = new Map<string, number>();
  let operations = 0;
  const rows: string[] = [];
  for (const sides of sidesOfSwin()) {
    const { m, k, n, count } = sides;
    const [a, b] = [numbers(m * k, 1), numbers(k * n, 2)];
    const lanes = [...(await lanesOf(sides, a, b, folder))];
    const least = new Map(lanes.map(([name]) => [name, Infinity]));
    for (let round = 0; round <= rounds; round++)
      for (let i = 0; i < lanes.length; i++) {
        const [name, once] = lanes[(i + round) % lanes.length]!;
        const started = performance.now();
        const c = await once();
        if (round === 0) check(name, c, sides, a, b);
        else least.set(name, Math.min(least.get(name)!, performance.now() - started));
      }
    operations += 2 * m * k * n * count;
    for (const [name, ms] of least) totals.set(name, (totals.get(name) ?? 0) + ms * count);
    const speeds = [...least.values()].map((ms) => ((2 * m * k * n) / ms / 1e6).toFixed(1));
    rows.push(`| ${m} × ${k} · ${k} × ${n} | ${count} | ${speeds.join(' | ')} |`);
  }
  const names = [...totals.keys()];
  const ours = totals.get('ONNX Runtime, WASM')!;
  console.log(`| GFLOP/s | a photo | ${names.join(' | ')} |`);
  console.log(`| --- |${' ---: |'.repeat(names.length + 1)}`);
  console.log(rows.join('\n'));
  const line = (title: string, of: (ms: number) => string): string =>
    `| ${title} | | ${names.map((name) => of(totals.get(name)!)).join(' | ')} |`;
  console.log(line('all, ms a photo', (ms) => ms.toFixed(1)));
  console.log(line('all, GFLOP/s', (ms) => (operations / ms / 1e6).toFixed(1)));
  console.log(line('÷ ONNX Runtime, WASM', (ms) => (ms / ours).toFixed(2)));
  const [plain, packed] = await wholeNetwork(rounds);
  console.log(
    `\nThe whole network on ONNX Runtime's WASM: ${plain!.toFixed(0)} ms, packed ahead ` +
      `${packed!.toFixed(0)} ms.`,
  );
} finally {
  await rm(folder, { recursive: true });
}
