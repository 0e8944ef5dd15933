/**
 * `npm run browsers [-- firefox|webkit]`: a person's way through the build of `dist` in Firefox and
 * in WebKitGTK, written as one table to docs/browsers.md: what passes, how long it took, which
 * versions. Run it on a machine with nothing else to do: WebKitGTK takes five minutes. A browser
 * that was not asked for keeps its column.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserTable, readTable, type BrowserRun } from './browsers/table';

const ROOT = join(import.meta.dirname, '..');
const FILE = join(ROOT, 'docs/browsers.md');
const ENGINES = ['firefox', 'webkit'] as const;

type Engine = (typeof ENGINES)[number];

/** What Vitest's JSON reporter says, as much as is read. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly duration?: number | null;
    }[];
  }[];
}

/** The journeys print it when they have opened the browser, each as its driver writes it. */
const VERSION = /(firefox|WebKitGTK)[/ ]([\d.]+)/i;

function run(engine: Engine): BrowserRun {
  const folder = mkdtempSync(join(tmpdir(), 'huella-browsers-'));
  const file = join(folder, 'report.json');
  const args = ['vitest', 'run', '--project', engine, '--reporter=default', '--reporter=json'];
  const { stdout } = spawnSync('npx', [...args, `--outputFile.json=${file}`], {
    ...{ cwd: ROOT, encoding: 'utf8' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout);
  const [, name = engine, version = 'of an unknown version'] = VERSION.exec(stdout) ?? [];
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  return {
    engine,
    version: `${name === 'firefox' ? 'Firefox' : name} ${version}`,
    day: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores, load ${loadavg()[2]!.toFixed(0)}`,
    steps: testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ title, status, duration }) => ({
        title,
        passed: status === 'passed',
        seconds: Math.round((duration ?? 0) / 1000),
      })),
  };
}

if (!existsSync(join(ROOT, 'dist/index.html')))
  throw new Error('There is no build: npm run build, first.');
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !ENGINES.some((engine) => engine === name));
if (unknown.length > 0) throw new Error(`No such browser: ${unknown.join(', ')}`);
const before = existsSync(FILE) ? readTable(readFileSync(FILE, 'utf8')) : [];
const runs = ENGINES.flatMap((engine) =>
  asked.length === 0 || asked.includes(engine)
    ? [run(engine)]
    : before.filter((known) => known.engine === engine),
);
writeFileSync(FILE, browserTable(runs));
console.log(`Written: ${FILE}`);
if (runs.some(({ steps }) => steps.some(({ passed }) => !passed))) process.exitCode = 1;
