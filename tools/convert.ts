/**
 * Prepares a checkpoint once for many devices: the same conversion as in the page, to files.
 *
 *     npm run convert -- CHECKPOINT OUT_DIR [--name NAME] [--id ID] [--licence TEXT] [--precision fp16|int8]
 *                        [--mean r,g,b --std r,g,b] [--image-size PIXELS]
 *                        [--activation gelu|quick-gelu] [--no-self-check]
 *
 * CHECKPOINT is a .safetensors, .bin, .pth or .pt file, or an https address of one. OUT_DIR gets
 * the two graphs, their external data and, last, `card.json`: a folder without a card is an
 * unfinished conversion.
 */
import { mkdir, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-web';
import { httpSource } from '../src/engine/checkpoint/http-source';
import { nodeFileSource } from '../src/engine/checkpoint/node-file';
import { PRECISIONS, selfCheckInput, type Precision } from '../src/engine/encoder/card';
import { HuellaError } from '../src/engine/errors';
import { ACTIVATIONS } from '../src/engine/onnx/architectures/architecture';
import { planConversion, type Converted, type ConvertOptions } from '../src/engine/onnx/convert';

const USAGE =
  'npm run convert -- CHECKPOINT OUT_DIR [--name NAME] [--id ID] [--licence TEXT] [--precision fp32|fp16|int8]\n' +
  '                   [--mean r,g,b --std r,g,b] [--image-size PIXELS]\n' +
  '                   [--activation gelu|quick-gelu] [--no-self-check]';

interface Arguments {
  readonly checkpoint: string;
  readonly outDir: string;
  readonly selfCheck: boolean;
  readonly options: ConvertOptions;
}

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      id: { type: 'string' },
      licence: { type: 'string' },
      precision: { type: 'string' },
      mean: { type: 'string' },
      std: { type: 'string' },
      'image-size': { type: 'string' },
      activation: { type: 'string' },
      'no-self-check': { type: 'boolean' },
    },
  });
  const [checkpoint, outDir, ...rest] = positionals;
  const { name, id, licence, precision, mean, std, 'image-size': imageSize } = values;
  const activation = ACTIVATIONS.find((each) => each === values.activation);
  if (!checkpoint || !outDir || rest.length > 0)
    throw new TypeError('A checkpoint and a folder are needed.');
  if (precision !== undefined && !isPrecision(precision))
    throw new TypeError(`--precision is one of ${PRECISIONS.join(', ')}, not ${precision}.`);
  if (values.activation !== undefined && activation === undefined)
    throw new TypeError(`--activation is one of ${ACTIVATIONS.join(', ')}.`);
  if ((mean === undefined) !== (std === undefined))
    throw new TypeError('--mean and --std come together.');
  return {
    checkpoint,
    outDir,
    selfCheck: values['no-self-check'] !== true,
    options: {
      ...(name === undefined ? {} : { name }),
      ...(id === undefined ? {} : { id }),
      ...(licence === undefined ? {} : { licence }),
      ...(precision === undefined ? {} : { precision }),
      ...(mean === undefined || std === undefined
        ? {}
        : { normalisation: { mean: triple(mean), std: triple(std) } }),
      ...(imageSize === undefined ? {} : { imageSize: Number(imageSize) }),
      ...(activation === undefined ? {} : { activation }),
    },
  };
}

function isPrecision(text: string): text is Precision {
  return (PRECISIONS as readonly string[]).includes(text);
}

function triple(text: string): [number, number, number] {
  const [r, g, b, ...rest] = text.split(',').map(Number);
  if (rest.length > 0 || ![r, g, b].every((value) => Number.isFinite(value))) {
    throw new TypeError(`Three numbers with commas are needed, not ${text}.`);
  }
  return [r!, g!, b!];
}

/** Writes at any offset of any file of the folder. */
class OutputFiles {
  readonly #open = new Map<string, FileHandle>();
  constructor(readonly folder: string) {}

  write = async (path: string, offset: number, bytes: Uint8Array): Promise<void> => {
    let file = this.#open.get(path);
    if (!file) {
      file = await open(join(this.folder, path), 'w');
      this.#open.set(path, file);
    }
    await file.write(bytes, 0, bytes.byteLength, offset);
  };

  async close(): Promise<void> {
    for (const file of this.#open.values()) await file.close();
  }
}

/**
 * The embedding other backends are held to: the manual graph on one WASM thread, the way the tests
 * hold to timm.
 */
async function selfCheckOf(
  converted: Converted,
  folder: string,
): Promise<{ pattern: 'pattern-1'; computedBy: string; embedding: string }> {
  const { card, models, files } = converted;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(models.manual.bytes, {
    executionProviders: ['wasm'],
    externalData: await Promise.all(
      files.map(async ({ path }) => ({
        path,
        data: new Uint8Array(await readFile(join(folder, path))),
      })),
    ),
  });
  const { data } = selfCheckInput(card.inputSize);
  const pixels = new ort.Tensor('uint8', data, [1, card.inputSize, card.inputSize, 3]);
  const { [card.output]: output } = await session.run({ [card.input]: pixels });
  const embedding = output!.data as Float32Array;
  await session.release();
  return {
    pattern: 'pattern-1',
    computedBy: 'ONNX Runtime on WASM, manual attention',
    embedding: Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength).toString(
      'base64',
    ),
  };
}

async function main({ checkpoint, outDir, selfCheck, options }: Arguments): Promise<void> {
  const local = /^https?:/.test(checkpoint) ? null : await nodeFileSource(checkpoint);
  const source = local ?? (await httpSource(checkpoint));
  const out = new OutputFiles(outDir);
  try {
    let shown = -1;
    const plan = await planConversion(source, {
      ...options,
      write: out.write,
      onProgress({ done, total }) {
        const percent = Math.floor((100 * done) / total);
        if (percent > shown) process.stderr.write(`\r${percent} %`);
        shown = percent;
      },
    });
    const { imageSize, dimension } = plan.config;
    console.error(
      `${plan.architecture.name}, input ${imageSize}, dimension ${dimension}, ` +
        `${(plan.modelBytes / 1e6).toFixed(1)} MB of weights in a file of ${(source.size / 1e6).toFixed(1)} MB.`,
    );
    const { opaqueGlobals } = plan.checkpoint;
    if (opaqueGlobals.length > 0) console.error(`Left alone: ${opaqueGlobals.join(', ')}.`);
    await mkdir(outDir, { recursive: true });
    await rm(join(outDir, 'card.json'), { force: true });
    const converted = await plan.convert();
    process.stderr.write('\n');
    for (const { file, bytes } of Object.values(converted.models))
      await writeFile(join(outDir, file), bytes);
    const card = selfCheck
      ? { ...converted.card, selfCheck: await selfCheckOf(converted, outDir) }
      : converted.card;
    await writeFile(join(outDir, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
    console.log(converted.fingerprint);
  } finally {
    await out.close();
    await local?.close();
  }
}

try {
  await main(readArguments(process.argv.slice(2)));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof HuellaError) console.error(`${error.message} (${error.code})`);
  else if (error instanceof TypeError) console.error(`${error.message}\n\n${USAGE}`);
  else throw error;
}
