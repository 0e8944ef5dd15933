/**
 * What recording a graph's GPU commands gains: `npx tsx tests/bench/encode/capture/run.ts [--runs
 * N]` prints the lines of CAPTURED.md. The software adapter computes in another process, so the
 * time until a run's commands are handed over is the worker's own, also where there is no GPU.
 */
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { INPUT } from '../../../../src/engine/onnx/architectures/architecture';
import { fixturePixels } from '../../../fixtures/swin/fixture';
import { GEOMETRIES } from '../../../fixtures/swin/full-size';
import { openPage } from '../browser';
import { seededCheckpoint } from '../checkpoint';
import type { GraphFiles } from '../graphs';
import { makeModels } from '../models';
import type { Way, WayResult } from './capture.worker';

const MODELS = join(import.meta.dirname, '../../../../public/models');
const WAYS: readonly Way[] = ['plain', 'bound', 'captured'];
/** The first compiles shaders, the second records. */
const WARM_UP = 2;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const runs = Number(values.runs);
const folder = await mkdtemp(join(tmpdir(), 'bench-capture-'));
const bench = await openPage(folder, 'tests/bench/encode/capture/page.html');
try {
  const { inputSize, dimension } = JSON.parse(
    await readFile(join(MODELS, 'default.json'), 'utf8'),
  ) as { inputSize: number; dimension: number };
  await copyFile(join(MODELS, 'default.onnx'), join(folder, 'default.onnx'));
  await compare('included', { model: 'default.onnx', external: [] }, inputSize, dimension);
  const swin = GEOMETRIES['T-224'];
  const models = await makeModels(seededCheckpoint(swin), folder);
  await compare('Swin-T 224', models.mha, swin.imageSize, 768);
} finally {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
}

async function compare(
  name: string,
  files: GraphFiles,
  size: number,
  dimension: number,
): Promise<void> {
  const pixels = Buffer.from(fixturePixels(size, 1)).toString('base64');
  let reference: readonly number[] = [];
  for (const way of WAYS) {
    const result = await bench.page.evaluate<WayResult>(
      `callCapture(${JSON.stringify({ files, pixels, size, dimension, way, runs, input: INPUT })})`,
    );
    if (way === 'plain') reference = result.embeddings[0]!;
    const same = result.embeddings.every((each) =>
      each.every((value, i) => value === reference[i]),
    );
    const given = result.given.slice(WARM_UP).sort((a, b) => a - b);
    const cells = [
      name,
      way,
      result.dispatches.at(-1)!,
      result.buffers.at(-1)!,
      (result.bytes.at(-1)! / 1e6).toFixed(1),
      way === 'plain' ? '' : given[given.length >> 1]!.toFixed(1),
      same ? 'yes' : 'NO',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
