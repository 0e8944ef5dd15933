/** RESULTS.md of what run.ts measured. */
import type { Graph } from './graphs';

/** One graph on one runtime, and how long each round's run took, in milliseconds. */
export interface Lane {
  readonly runtime: 'wasm' | 'node';
  readonly threads: number;
  readonly graph: Graph;
  readonly times: number[];
}

export interface Dispatches {
  readonly graph: Graph;
  readonly dispatches: number;
  readonly adapter: string;
}

const RUNTIMES = { wasm: 'Chromium, WASM', node: 'onnxruntime-node, CPU' } as const;
const NAMES: Readonly<Record<Graph, string>> = {
  mha: 'Huella',
  manual: 'Huella, manual attention',
  exporter: "exporter's",
};

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** Median of the rounds' own ratios: what slows a round slows both. */
const paired = (a: Lane, b: Lane): number =>
  median(a.times.map((time, round) => time / b.times[round]!));

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function results(made: {
  lanes: readonly Lane[];
  dispatched: readonly Dispatches[];
  worst: number;
  machine: string;
  rounds: number;
}): string {
  const { lanes, dispatched, worst, machine, rounds } = made;
  const find = (runtime: Lane['runtime'], threads: number, graph: Graph): Lane | undefined =>
    lanes.find(
      (lane) => lane.runtime === runtime && lane.threads === threads && lane.graph === graph,
    );
  const least = ({ times }: Lane): number => Math.min(...times);
  const ratio = (lane: Lane, to: Lane | undefined): string => {
    if (!to) return '';
    return lane === to
      ? '1'
      : `${paired(lane, to).toFixed(2)} (${(least(lane) / least(to)).toFixed(2)})`;
  };
  const yardstick = dispatched.find(({ graph }) => graph === 'exporter');
  const rows = [
    ...lanes.map((lane) => {
      const { runtime, threads, graph, times } = lane;
      return row(
        RUNTIMES[runtime],
        String(threads),
        NAMES[graph],
        least(lane).toFixed(0),
        median(times).toFixed(0),
        ratio(lane, find(runtime, threads, 'exporter')),
        ratio(lane, find('node', threads, graph)),
        '',
      );
    }),
    ...dispatched.map(({ graph, dispatches }) =>
      row(
        'Chromium, WebGPU',
        '',
        NAMES[graph],
        '',
        '',
        yardstick ? (dispatches / yardstick.dispatches).toFixed(2) : '',
        '',
        String(dispatches),
      ),
    ),
  ];
  return [
    '# Encoding a photo: Swin-T, 224 pixels, fp32, one photo a run',
    '',
    `Made by \`npm run bench:encode -- --write\` on ${machine}; ${rounds} rounds, every line once a round, directions alternating. ` +
      'Times are of this run alone and depend on the machine and its load: read the ratios. They are medians of the rounds’ own ratios, in brackets ratios of the least times ' +
      '(of dispatches on WebGPU); less than 1 is better.' +
      ' Two threads on cores that other programs also use wait for each other, and can take longer than one: compare such lines with nothing but each other.',
    '',
    row(
      'Runtime',
      'Threads',
      'Graph',
      'ms, least',
      'ms, median',
      '÷ exporter’s',
      '÷ onnxruntime-node',
      'Dispatches',
    ),
    row('---', '---:', '---', '---:', '---:', '---:', '---:', '---:'),
    ...rows,
    '',
    'Huella: the graph of `engine/onnx`, opened as the app opens it; pixels in, preprocessing included. Exporter’s: the same weights as ' +
      '`torch.onnx.export` writes timm’s Swin (`exporter.ts`), on normalised floats whose making is not timed. ' +
      `All agree: embeddings of length 1 differ by at most ${worst.toExponential(0)}. ` +
      'On WebGPU every node of every graph is on the GPU; dispatches are counted, not timed.',
    '',
  ].join('\n');
}
