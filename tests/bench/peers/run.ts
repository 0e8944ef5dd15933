/**
 * Huella beside what a web developer would put together: `npm run bench:peers -- [--rounds N]
 * [--share N] [--queries N] [--machine TEXT] [--no-gpu] [--no-memory] [--write]`. transformers.js is
 * no dependency of this project: `HUELLA_BENCH_MODULES` names a folder with it in its node_modules
 * (`npm install --ignore-scripts @huggingface/transformers` in an empty one). `--share 0.25` takes a
 * quarter of the files. `--write` makes RESULTS.md, on an idle machine.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openApp } from '../../../tools/app';
import { GEOMETRIES } from '../../fixtures/swin/full-size';
import { openPage } from '../encode/browser';
import { seededCheckpoint } from '../encode/checkpoint';
import type { GpuRun } from '../encode/gpu.worker';
import { makeModels } from '../encode/models';
import { KINDS, makePictures, writeFiles, type PhotoSet } from '../import/photos';
import { HuellaLane } from './huella';
import type { Lane } from './lane';
import { browserBytes, HAS_MEMORY } from './memory';
import { median, results, type LaneResult } from './table';
import { modulesOfPeers, openPeerSite, peerDispatches, PeerLane } from './transformers';
import { makeWeights } from './weights';

/** Between two measurements: what one leaves to do is not counted to the other. */
const PAUSE_MS = 1000;
/** Before memory is read: what can be given back has been. */
const SETTLED_MS = 5000;
/** Queries of one round. */
const QUERIES = 20;
/** First visits of a lane, each with a new profile. */
const FIRST_VISITS = 3;
/** Of two embeddings of one photo, resized in two ways. */
const LEAST_COSINE = 0.98;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    share: { type: 'string', default: '1' },
    queries: { type: 'string', default: '1000' },
    machine: { type: 'string', default: `${availableParallelism()} cores` },
    'no-gpu': { type: 'boolean', default: false },
    'no-memory': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const memoryQueries = Number(options.queries);

type Mutable<Fields> = { -readonly [Key in keyof Fields]: Fields[Key] };
interface Running extends Mutable<LaneResult> {
  readonly lane: Lane;
  readonly firstVisits: number[];
  readonly nextVisits: number[];
  readonly imports: Record<string, number[]>;
  readonly queries: number[];
}

const modules = modulesOfPeers();
if (!modules)
  throw new Error('HUELLA_BENCH_MODULES names no folder with @huggingface/transformers.');
const { version } = JSON.parse(
  await readFile(join(modules, '@huggingface/transformers/package.json'), 'utf8'),
) as { version: string };

const folder = await mkdtemp(join(tmpdir(), 'bench-peers-'));
const files = join(folder, 'files');
// Builds the app if it is older than what it is made from.
await (await openApp()).close();
const weights = await makeWeights(folder);
const site = await openPeerSite(modules, weights.models, join(folder, 'peer'));
const lanes: Running[] = [
  await HuellaLane.open(weights.checkpoint),
  new PeerLane('library', site),
  new PeerLane('threads', site, availableParallelism()),
].map((lane) => ({
  ...{ lane, name: lane.name, firstVisits: [], nextVisits: [], imports: {}, queries: [] },
  ...{ loaded: { bytes: 0, gzipped: 0 }, cosine: 1, agreeing: 1, memory: null },
}));
try {
  const sets = await makeSets();
  const [crops] = sets as [PhotoSet, ...PhotoSet[]];
  const [photo] = (await writeFiles(join(folder, 'one'), crops.pictures, 1)) as [string];

  await timeVisits(photo);
  for (const set of sets) await timeImports(set);
  await timeQueries(crops);
  for (const { lane } of lanes) await lane.close();
  if (!options['no-memory'] && HAS_MEMORY) await measureMemory(crops, photo);
  const dispatches = options['no-gpu'] ? null : await countDispatches(photo);

  const kinds = sets.map(({ kind: { name, title }, count }) => ({
    ...{ name, count, title: title.toLowerCase() },
  }));
  const text = results(
    { lanes, kinds, dispatches, version, memoryQueries },
    { machine: options.machine, rounds },
  );
  console.log(text);
  if (options.write) await writeFile(join(import.meta.dirname, 'RESULTS.md'), text);
} finally {
  for (const { lane } of lanes) await lane.close();
  await site.close();
  await rm(folder, { recursive: true, force: true });
}

/** What is being done, for the person who waits; the table alone goes to the standard output. */
function say(text: string): void {
  console.error(`${(performance.now() / 1000).toFixed(0)} s: ${text}`);
}

/** Every lane, the other way round every other time. */
function inTurns(round: number): readonly Running[] {
  return round % 2 === 0 ? lanes : [...lanes].reverse();
}

async function makeSets(): Promise<readonly PhotoSet[]> {
  const bench = await openPage(folder, 'tests/bench/import/page.html');
  try {
    const sets = [];
    for (const kind of KINDS) {
      const count = Math.ceil(kind.perRound * Number(options.share));
      sets.push({ kind, pictures: await makePictures(bench.page, kind), count });
    }
    return sets;
  } finally {
    await bench.close();
  }
}

async function timeVisits(photo: string): Promise<void> {
  let reference: readonly number[] = [];
  for (let round = 0; round < FIRST_VISITS; round++) {
    for (const running of inTurns(round)) {
      await sleep(PAUSE_MS);
      say(`first visit, ${running.name}`);
      const { seconds, embedding, loaded } = await running.lane.firstVisit(photo);
      if (round === 0 && running.name === 'huella') reference = embedding;
      const cosine = dot(embedding, reference);
      if (!(cosine > LEAST_COSINE)) throw new Error(`${running.name}: cosine ${cosine}`);
      running.cosine = Math.min(running.cosine, cosine);
      running.firstVisits.push(seconds);
      running.loaded = loaded;
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const running of inTurns(round)) {
      await sleep(PAUSE_MS);
      say(`next visit, ${running.name}`);
      running.nextVisits.push((await running.lane.nextVisit(photo)).seconds);
    }
  }
}

async function timeImports({ kind, pictures, count }: PhotoSet): Promise<void> {
  for (const running of lanes) running.imports[kind.name] = [];
  // The first round warms up: Chromium compiles hot WebAssembly a second time.
  for (let round = -1; round < rounds; round++) {
    const paths = await writeFiles(files, pictures, count);
    for (const running of inTurns(round + 1)) {
      await sleep(PAUSE_MS);
      say(`import of ${count} (${kind.name}), ${running.name}`);
      const seconds = await running.lane.importAll(paths);
      if (round >= 0) running.imports[kind.name]!.push(count / seconds);
      await running.lane.clear();
    }
    await rm(files, { recursive: true });
  }
}

async function timeQueries({ pictures, count }: PhotoSet): Promise<void> {
  const paths = await writeFiles(files, pictures, count);
  // One photo of each picture: others have the same pixels, and any of them may come first.
  const asked = paths.slice(0, Math.min(QUERIES, pictures.length));
  const pictureOf = (name: string): number =>
    paths.findIndex((path) => basename(path) === name) % pictures.length;
  for (const { lane } of lanes) await lane.importAll(paths);
  const agreed = new Map<Running, number>();
  for (let round = 0; round < rounds; round++) {
    const answers = new Map<Running, readonly number[]>();
    for (const running of inTurns(round)) {
      await sleep(PAUSE_MS);
      say(`${asked.length} queries, ${running.name}`);
      const found = await running.lane.query(asked);
      running.queries.push(median(found.map(({ ms }) => ms)));
      answers.set(
        running,
        found.map(({ name }) => pictureOf(name)),
      );
    }
    const ours = answers.get(lanes[0]!)!;
    for (const [running, theirs] of answers) {
      const same = theirs.filter((picture, i) => picture === ours[i]).length;
      agreed.set(running, (agreed.get(running) ?? 0) + same);
    }
  }
  for (const running of lanes) running.agreeing = agreed.get(running)! / (rounds * asked.length);
  await rm(files, { recursive: true });
}

/** One after the other, each in a browser of its own that is the only one. */
async function measureMemory({ pictures, count }: PhotoSet, photo: string): Promise<void> {
  const paths = await writeFiles(files, pictures, count);
  for (const running of lanes) {
    if (running.name === 'threads') continue;
    say(`memory after ${memoryQueries} queries, ${running.name}`);
    const lane =
      running.name === 'huella'
        ? await HuellaLane.open(weights.checkpoint)
        : new PeerLane('library', site);
    try {
      await lane.firstVisit(photo);
      await lane.importAll(paths);
      const ask = async (queries: number): Promise<number> => {
        for (let done = 0; done < queries; done += QUERIES)
          await lane.query(paths.slice(0, Math.min(QUERIES, queries - done)));
        await sleep(SETTLED_MS);
        return browserBytes();
      };
      const first = await ask(10);
      running.memory = { first, last: await ask(memoryQueries - 10) };
    } finally {
      await lane.close();
    }
  }
}

async function countDispatches(photo: string): Promise<{ huella: number; library: number }> {
  say('dispatches');
  const models = await makeModels(seededCheckpoint(GEOMETRIES['T-224']), folder);
  const bench = await openPage(folder);
  try {
    // The app's graph and its session's options, as `npm run bench:encode` counts it.
    const { dispatches } = await bench.call<GpuRun>(
      ...(['gpu', 'run', models, 'mha', GEOMETRIES['T-224'].imageSize] as const),
    );
    return { huella: dispatches, library: await peerDispatches(site, photo) };
  } finally {
    await bench.close();
  }
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
