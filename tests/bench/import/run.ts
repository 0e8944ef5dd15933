/**
 * Measures importing: `npm run bench:import -- [--rounds N] [--share N] [--machine TEXT]
 * [--only imports|steps|threads] [--write]`. The production build in Chromium on WASM with the
 * included encoder, and the same work by onnxruntime-node and sharp (see native.ts) on the same
 * cores, in turns, where `HUELLA_BENCH_MODULES` names a folder that has them in its node_modules;
 * then each step of the app's alone; then the encoder alone with one worker and with several.
 * `--share 0.25` takes a quarter of the files. `--write` makes RESULTS.md, on an idle machine.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPage } from '../encode/browser';
import { timeImports } from './imports';
import { KINDS, makePictures } from './photos';
import { timeSteps } from './steps';
import { results } from './table';
import { timeThreads } from './threads';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    share: { type: 'string', default: '1' },
    machine: { type: 'string', default: `${availableParallelism()} cores` },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const wanted = (part: 'imports' | 'steps' | 'threads'): boolean =>
  options.only === undefined || options.only === part;

const rounds = Number(options.rounds);
const folder = await mkdtemp(join(tmpdir(), 'bench-import-'));
try {
  const bench = await openPage(folder, 'tests/bench/import/page.html');
  const sets = [];
  for (const kind of KINDS) {
    const pictures = await makePictures(bench.page, kind);
    const count = Math.ceil(kind.perRound * Number(options.share));
    sets.push({ kind, pictures, count });
  }
  await bench.close();
  const imports = wanted('imports') ? await timeImports(folder, sets, rounds) : [];
  const steps = wanted('steps') ? await timeSteps(folder, sets) : [];
  const threads = wanted('threads') ? await timeThreads(folder, rounds) : [];
  const text = results({ sets, imports, steps, threads }, { machine: options.machine, rounds });
  console.log(text);
  if (options.write) await writeFile(join(import.meta.dirname, 'RESULTS.md'), text);
} finally {
  await rm(folder, { recursive: true, force: true });
}
