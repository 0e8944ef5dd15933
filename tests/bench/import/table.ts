/** RESULTS.md of what run.ts measured. */
import type { Timed } from './app';
import type { ImportLane } from './imports';
import type { PhotoSet } from './photos';
import type { StepTime } from './steps';
import type { Step } from './step-names';
import type { ThreadsTime } from './threads';

/** What was measured; what was not is empty. */
export interface Measured {
  readonly sets: readonly PhotoSet[];
  readonly imports: readonly (readonly ImportLane[])[];
  readonly steps: readonly (readonly StepTime[])[];
  readonly threads: readonly ThreadsTime[];
}

const NAMES: Readonly<Record<ImportLane['name'], string>> = {
  app: 'Huella, Chromium, WASM',
  whole: 'onnxruntime-node and sharp, every pixel decoded',
  reduced: 'onnxruntime-node and sharp, decoded at a part of the size',
};
const STEP_NAMES: Readonly<Record<Step, string>> = {
  hash: 'SHA-256',
  decode: 'check, decode and resize, for the encoder and the thumbnail',
  whole: '… where the browser decodes every pixel (not in the sum)',
  thumbnail: 'thumbnail as JPEG, look and quality',
  encode: 'encode (ONNX Runtime, all its threads)',
  store: 'EXIF and transaction (`strict`)',
};

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const shown = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

export function results(
  { sets, imports, steps, threads }: Measured,
  { machine, rounds }: { readonly machine: string; readonly rounds: number },
): string {
  return [
    '# Importing photos with the included encoder',
    '',
    `Made by \`npm run bench:import -- --write\` on ${machine}; ${rounds} rounds after one to warm up, every line once a round, directions alternating. ` +
      'Medians; ratios are medians of the rounds’ own, less than 1: the app takes less. Times by the clock depend on the machine and its load, processor time depends on them less.',
    '',
    'The app is the production build in a browser of its own, its import called as a script would, from the call to the report: SHA-256, check, decoding, resizing, encoding, thumbnail, ' +
      'and photo, file, thumbnail and embedding in a strict transaction. The other is `native.ts`: the same network and the same work, four photos at a time, every record on the disk ' +
      '(`fdatasync`) before the next.',
    ...sets.flatMap((set, i) => ['', ...setLines(set, imports[i] ?? [], steps[i] ?? [])]),
    ...(threads.length === 0 ? [] : ['', ...threadLines(threads)]),
    '',
  ].join('\n');
}

function setLines(
  { kind, pictures, count }: PhotoSet,
  lanes: readonly ImportLane[],
  steps: readonly StepTime[],
): string[] {
  const megabytes = pictures.reduce((sum, { length }) => sum + length, 0) / pictures.length / 1e6;
  return [
    `## ${kind.title}`,
    '',
    `JPEGs of ${megabytes.toFixed(megabytes < 1 ? 2 : 1)} MB, ${count} a round.`,
    ...(lanes.length === 0 ? [] : ['', ...laneLines(lanes, count)]),
    ...(steps.length === 0 ? [] : ['', ...stepLines(steps)]),
  ];
}

function laneLines(lanes: readonly ImportLane[], count: number): string[] {
  const [app] = lanes;
  const ratio = (lane: ImportLane, of: (run: Timed) => number): string =>
    lane === app
      ? ''
      : median(app!.runs.map((run, round) => of(run) / of(lane.runs[round]!))).toFixed(2);
  const hasProcessor = lanes.every(({ runs }) => runs.every((run) => run.processorSeconds));
  return [
    row(
      '',
      'photos/s',
      'processor ms a photo',
      'app’s time ÷ this',
      'app’s processor ÷ this',
      'cosine',
    ),
    row('---', '---:', '---:', '---:', '---:', '---:'),
    ...lanes.map((lane) =>
      row(
        NAMES[lane.name],
        shown(median(lane.runs.map(({ seconds }) => count / seconds))),
        hasProcessor
          ? shown(median(lane.runs.map((run) => (run.processorSeconds! * 1000) / count)))
          : '',
        ratio(lane, ({ seconds }) => seconds),
        hasProcessor ? ratio(lane, (run) => run.processorSeconds!) : '',
        lane === app ? '' : lane.cosine.toFixed(4),
      ),
    ),
  ];
}

function threadLines(threads: readonly ThreadsTime[]): string[] {
  return [
    '## Threads',
    '',
    'The network alone, without pause, on pixels that are there. All give the same embedding, to the bit.',
    '',
    row('Workers', 'threads each', 'waiting threads', 'photos a run', 'photos/s', 'processor ms'),
    row('---:', '---:', '---', '---:', '---:', '---:'),
    ...threads.map((lane) =>
      row(
        String(lane.workers),
        String(lane.threads),
        lane.threads === 1 ? '' : lane.spinning ? 'spin' : 'sleep',
        String(lane.batch),
        shown(median(lane.perSecond)),
        lane.processorMs.length === 0 ? '' : shown(median(lane.processorMs)),
      ),
    ),
  ];
}

function stepLines(steps: readonly StepTime[]): string[] {
  const sum = (of: (step: StepTime) => number): string =>
    shown(steps.reduce((total, one) => total + (one.step === 'whole' ? 0 : of(one)), 0));
  return [
    row('Step alone', 'ms', 'processor ms'),
    row('---', '---:', '---:'),
    ...steps.map(({ step, ms, processorMs }) =>
      row(STEP_NAMES[step], shown(ms), processorMs === null ? '' : shown(processorMs)),
    ),
    row(
      'all',
      sum(({ ms }) => ms),
      sum(({ processorMs }) => processorMs ?? NaN),
    ),
  ];
}
