/** The app's import and the same work outside the browser, in turns, on the same files' pictures. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppImport, type Timed } from './app';
import { DECODINGS, loadNative, NativeImport, type Decoding } from './native';
import { writeFiles, type PhotoSet } from './photos';

/** Between two imports: what one leaves to do (thumbnails on screen) is not counted to the other. */
const PAUSE_MS = 1000;
/** Of the app's embedding and the other's: another resizing of the same pixels. */
const LEAST_COSINE = 0.98;
const MODELS = join(import.meta.dirname, '../../../public/models');

/** One way to import, and each round's import. */
export interface ImportLane {
  readonly name: 'app' | Decoding;
  readonly runs: Timed[];
  /** Of its embedding with the app's. */
  readonly cosine: number;
}

/** For each set of pictures its lanes, the app's first. */
export async function timeImports(
  folder: string,
  sets: readonly PhotoSet[],
  rounds: number,
): Promise<readonly (readonly ImportLane[])[]> {
  const native = await openNative(join(folder, 'store'));
  const app = await AppImport.open();
  try {
    const all: ImportLane[][] = [];
    for (const set of sets)
      all.push(await timeSet(app, native, join(folder, 'files'), set, rounds));
    return all;
  } finally {
    await app.close();
  }
}

async function openNative(store: string): Promise<NativeImport | null> {
  const modules = loadNative();
  if (!modules) {
    console.error('onnxruntime-node and sharp are not installed: no ratios.');
    return null;
  }
  const card = JSON.parse(await readFile(join(MODELS, 'default.json'), 'utf8')) as {
    file: string;
    inputSize: number;
  };
  return NativeImport.open(modules, join(MODELS, card.file), card.inputSize, store);
}

async function timeSet(
  app: AppImport,
  native: NativeImport | null,
  folder: string,
  { pictures, count }: PhotoSet,
  rounds: number,
): Promise<ImportLane[]> {
  const [first] = await writeFiles(folder, pictures, 1);
  const ours = await app.encode(first!);
  const lanes: (ImportLane & { readonly once: (paths: readonly string[]) => Promise<Timed> })[] = [
    { name: 'app', runs: [], cosine: 1, once: (paths) => app.all(paths) },
  ];
  for (const decoding of native ? DECODINGS : []) {
    const cosine = dot(ours, await native!.encode(await readFile(first!), decoding));
    if (!(cosine > LEAST_COSINE)) throw new Error(`${decoding}: cosine ${cosine} with the app`);
    const once = (paths: readonly string[]): Promise<Timed> =>
      timed(() => native!.all(paths, decoding));
    lanes.push({ name: decoding, runs: [], cosine, once });
  }
  // The first round warms up: Chromium compiles hot WebAssembly a second time.
  for (let round = -1; round < rounds; round++) {
    for (const lane of round % 2 === 0 ? lanes : [...lanes].reverse()) {
      const paths = await writeFiles(folder, pictures, count);
      await sleep(PAUSE_MS);
      const run = await lane.once(paths);
      if (round >= 0) lane.runs.push(run);
      await rm(folder, { recursive: true });
    }
  }
  return lanes;
}

async function timed(work: () => Promise<void>): Promise<Timed> {
  const started = process.cpuUsage();
  const from = performance.now();
  await work();
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(started);
  return { seconds, processorSeconds: (user + system) / 1e6 };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
}
