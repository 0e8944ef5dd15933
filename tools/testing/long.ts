/**
 * `npm run test:long [-- STAGE…]`: the long forms, one after the other, for a machine with nothing
 * else to do: many kills, many photos, full-size encoders, a thousand searches in a row, every look
 * at every screen, either size, every fault on WebGPU. An hour and more. Writes what came out to
 * tests/bench/long/RESULTS.md; of stages that were not asked for, that file keeps its lines.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { findChromium } from '../chromium';
import { mergeResults, type LongResult } from './long-results';
import { journeys, ROOT, vitest } from './plan';
import { freeBlock } from './ports';
import { report, runStages, type Stage } from './stages';

const RESULTS = join(ROOT, 'tests/bench/long/RESULTS.md');
const port = Number(process.env['HUELLA_TEST_PORT'] ?? (await freeBlock()));

const BUILD: Stage = { name: 'build', command: ['npx', 'vite', 'build', '--logLevel', 'warn'] };
const named = (name: string, stage: Stage): Stage => ({
  ...stage,
  name,
  env: { ...stage.env, HUELLA_LONG: '1' },
});
const journey = (name: string, projects: readonly string[], ...files: string[]): Stage =>
  named(name, { ...journeys(`long-${name}`, port, projects, ...files), after: ['build'] });

const STAGES: readonly Stage[] = [
  named('lint', { name: 'lint', command: ['npx', 'eslint', '.'] }),
  named(
    'unit',
    vitest(
      'unit',
      'tests/unit/tools/samples.test.ts',
      'tests/unit/engine/catalogue/converge.test.ts',
      'tests/unit/engine/checkpoint/checkpoint-malformed-damage.test.ts',
      'tests/unit/engine/exchange/exif.test.ts',
      'tests/unit/engine/exchange/fuzz.test.ts',
      'tests/unit/engine/exchange/tables.test.ts',
      'tests/unit/engine/encoder/sniff.test.ts',
      'tests/unit/engine/index/index-exact.test.ts',
      'tests/unit/engine/onnx/door/onnx-door-hostile.test.ts',
      'tests/unit/tools/catalogue/compact.test.ts',
    ),
  ),
  named('conversion', vitest('unit', 'tests/unit/engine/onnx/onnx-full-size.test.ts')),
  named('gallery-life', vitest('browser', 'tests/browser/engine/gallery/gallery-life.test.ts')),
  named('backup', vitest('browser', 'tests/browser/engine/backup/backup.test.ts')),
  named('galleries', vitest('browser', 'gallery/gallery.', 'gallery-rebuild', 'library/library.')),
  named('desk', vitest('browser', 'tests/browser/engine/catalogue/desk.test.ts')),
  named('index', vitest('browser', 'tests/browser/engine/index/index-graph.test.ts')),
  named('gpu', vitest('gpu', 'encoder/encoder-', 'onnx/swin-mha', 'onnx/swin-timm')),
  named('full-size', vitest('gpu', 'tests/browser/engine/onnx/swin-full-size.test.ts')),
  named('architectures', vitest('gpu', 'tests/browser/engine/onnx/architectures.test.ts')),
  journey('install-full-size', ['desktop'], 'encoders-full-size'),
  journey('kills', ['desktop'], 'kills'),
  journey('many-searches', ['desktop'], 'soak.spec', 'turns.spec'),
  journey('accessibility', ['desktop'], 'accessibility'),
  // What `npm test` leaves out, because it has tests of its parts.
  journey('journeys', ['desktop'], '--grep=@long'),
  journey('phone', ['phone']),
  // On a real object store: without a browser, then with one for each of a team.
  named('catalogue', vitest('seaweedfs')),
  journey('catalogue-browsers', ['catalogue']),
  // Firefox's is part of `npm test`; here its time is written down beside WebKit's.
  named('firefox', { ...vitest('firefox'), after: ['build'] }),
  named('webkit', { ...vitest('webkit'), after: ['build'] }),
  // What `npm test` does on a phone only.
  journey('desktop', ['desktop'], '--grep=@phone'),
  journey('first-visit', ['desktop'], 'screens-first-visit'),
  journey('encoders', ['desktop'], 'main-job.spec', 'encoders.spec'),
  journey('webgpu', ['webgpu']),
  journey('stopwatch', ['alone'], 'many-photos', 'responsiveness'),
  named('soak', { name: 'soak', command: ['npm', 'run', '--silent', 'soak'] }),
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0)
  throw new Error(
    `No such stage: ${unknown.join(', ')}. Stages: ${STAGES.map(({ name }) => name).join(', ')}`,
  );

const text = (program: string, ...args: string[]): string => {
  try {
    return execFileSync(program, args, { cwd: ROOT, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

const chosen = STAGES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
// One at a time: what is measured by the clock has the machine to itself.
const built = chosen.some(({ after }) => after?.includes(BUILD.name)) ? [BUILD] : [];
const results = await runStages([...built, ...chosen], { cwd: ROOT, slots: 1 });
const changed = text('git', 'status', '--porcelain', '--untracked-files=no') !== '';
const cores = cpus();
const run = {
  date: new Date().toISOString().slice(0, 10),
  commit: text('git', 'rev-parse', '--short', 'HEAD') + (changed ? ' with changes' : ''),
  machine:
    `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `Node ${process.versions.node}, ${text(findChromium(), '--version')}`,
};
const rows: LongResult[] = results
  .filter(({ name }) => name !== BUILD.name)
  .map((result) => ({ ...run, ...result }));
const before = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
mkdirSync(dirname(RESULTS), { recursive: true });
writeFileSync(
  RESULTS,
  mergeResults(
    before,
    rows,
    STAGES.map(({ name }) => name),
  ),
);
console.log(`\nWritten to ${RESULTS}`);
process.exitCode = report(results) ? 0 : 1;
