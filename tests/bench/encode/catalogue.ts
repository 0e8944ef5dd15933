/**
 * How long each model of the catalogue takes for a photo, as a multiple of the included encoder:
 * what `cost` in public/models/catalogue.json is. One thread of ONNX Runtime's WASM in Node, seeded
 * weights of the published geometry, fp32.
 *
 *     npm run bench:catalogue            (prints; -- --write puts the figures into the catalogue)
 */
import { readFile, writeFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import type { ByteSource } from '../../../src/engine/checkpoint/byte-source';
import { parseCard } from '../../../src/engine/encoder/card';
import type { Catalogue } from '../../../src/engine/install';
import type { Said } from '../../../src/engine/onnx/architectures/architecture';
import { planConversion, type ConvertOptions } from '../../../src/engine/onnx/convert';
import { FULL_SIZE, safetensorsParts } from '../../fixtures/encoders/full-size';
import { fixturePixels, MemoryFiles } from '../../fixtures/swin/fixture';
import { GEOMETRIES, trainingParts, VirtualSource } from '../../fixtures/swin/full-size';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const MODELS = new URL('../../../public/models/', import.meta.url);
/** The least of so many runs; what else the machine does only adds. */
const RUNS = 3;
/**
 * The included encoder is measured before and after each model: this far apart, both are done anew.
 */
const MAX_DRIFT = 1.15;
const MAX_ATTEMPTS = 2;

const swin = (name: keyof typeof GEOMETRIES): ByteSource =>
  new VirtualSource(trainingParts(GEOMETRIES[name]));
const other = (name: keyof typeof FULL_SIZE): ByteSource =>
  new VirtualSource(safetensorsParts(FULL_SIZE[name].shapes));

/** By the catalogue's ids. */
const SOURCES: Readonly<Record<string, () => ByteSource>> = {
  'megadescriptor-t-224': () => swin('T-224'),
  'megadescriptor-s-224': () => swin('S-224'),
  'megadescriptor-b-224': () => swin('B-224'),
  'megadescriptor-l-224': () => swin('L-224'),
  'megadescriptor-l-384': () => swin('L-384'),
  'megadescriptor-t-cnn-288': () => other('EfficientNet-B3'),
  'megadescriptor-clip-336': () => other('CLIP-L at 336'),
  'megadescriptor-dinov2-518': () => other('DINOv2-L at 518'),
  'miewid-msv3': () => other('MiewID'),
  'dinov2-s-224': () => other('DINOv2-S at 224'),
  'dinov2-b-224': () => other('DINOv2-B at 224'),
};

type Run = () => Promise<void>;

async function open(
  graph: Uint8Array,
  externalData: { path: string; data: Uint8Array }[],
  names: { input: string; size: number },
): Promise<{ run: Run; release: () => Promise<void> }> {
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: ['wasm'],
    externalData,
  });
  const { input, size } = names;
  const pixels = new ort.Tensor('uint8', fixturePixels(size, 1), [1, size, size, 3]);
  return {
    run: async () => {
      await session.run({ [input]: pixels });
    },
    release: () => session.release(),
  };
}

async function least(run: Run, runs = RUNS): Promise<number> {
  let ms = Infinity;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await run();
    ms = Math.min(ms, performance.now() - started);
  }
  return ms;
}

async function included(): Promise<Run> {
  const card = parseCard(JSON.parse(await readFile(new URL('default.json', MODELS), 'utf8')));
  const graph = await readFile(new URL(card.file, MODELS));
  const { run } = await open(graph, [], { input: card.input, size: card.inputSize });
  await run();
  return run;
}

async function costOf(
  source: ByteSource,
  said: Pick<ConvertOptions, 'imageSize' | keyof Said>,
  standard: Run,
): Promise<number> {
  const files = new MemoryFiles();
  const plan = await planConversion(source, { ...said, write: files.write });
  const { models, card, files: written } = await plan.convert();
  const encoder = await open(models.mha.bytes, files.external(written), {
    input: card.input,
    size: card.inputSize,
  });
  await encoder.run();
  try {
    for (let attempt = 1; ; attempt++) {
      const before = await least(standard, 5);
      const ms = await least(encoder.run);
      const after = await least(standard, 5);
      const drift = Math.max(before, after) / Math.min(before, after);
      if (drift < MAX_DRIFT || attempt === MAX_ATTEMPTS) return (2 * ms) / (before + after);
    }
  } finally {
    await encoder.release();
  }
}

const file = new URL('catalogue.json', MODELS);
const catalogue = JSON.parse(await readFile(file, 'utf8')) as Catalogue;
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const costs = new Map<string, number>();
const standard = await included();
for (const { id, inputSize: imageSize, facts } of catalogue.variants) {
  if (only.length > 0 && !only.includes(id)) continue;
  const source = SOURCES[id];
  if (!source) throw new Error(`No geometry of ${id} is known here.`);
  const cost = Number((await costOf(source(), { imageSize, ...facts }, standard)).toPrecision(2));
  costs.set(id, cost);
  console.log(`${id}: ${cost} times the included encoder`);
}
if (process.argv.includes('--write')) {
  const variants = catalogue.variants.map((variant) => ({
    ...variant,
    cost: costs.get(variant.id) ?? variant.cost,
  }));
  await writeFile(file, `${JSON.stringify({ ...catalogue, variants }, null, 2)}\n`);
}
