/** RESULTS.md of what run.ts measured. */
import type { LaneName } from './lane';
import type { Loaded } from './site';

/** One way to do it; each list has an entry for every round. */
export interface LaneResult {
  readonly name: LaneName;
  /** Seconds. */
  readonly firstVisits: readonly number[];
  readonly nextVisits: readonly number[];
  readonly loaded: Loaded;
  /** Photos a second, by the kind of photo. */
  readonly imports: Readonly<Record<string, readonly number[]>>;
  /** Milliseconds, medians of the rounds. */
  readonly queries: readonly number[];
  /** Of its embeddings with the app's: the least of all that were compared. */
  readonly cosine: number;
  /** Share of the queries whose first answer is the app's. */
  readonly agreeing: number;
  /** Bytes after 10 queries and after all; null: not measured. */
  readonly memory: { readonly first: number; readonly last: number } | null;
}

export interface Measured {
  readonly lanes: readonly LaneResult[];
  /** Titles by the kind of photo, and how many a round. */
  readonly kinds: readonly {
    readonly name: string;
    readonly title: string;
    readonly count: number;
  }[];
  /** Null: not counted. */
  readonly dispatches: { readonly huella: number; readonly library: number } | null;
  readonly version: string;
  readonly memoryQueries: number;
}

const NAMES: Readonly<Record<LaneName, string>> = {
  huella: 'Huella',
  library: 'transformers.js, as it chooses',
  threads: 'transformers.js, as many threads as Huella',
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const shown = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Median of the rounds' own ratios of `one` to `other`. */
function ratio(one: readonly number[], other: readonly number[]): string {
  const rounds = one.slice(0, Math.min(one.length, other.length));
  return median(rounds.map((value, round) => value / other[round]!)).toFixed(2);
}

interface Line {
  readonly what: string;
  readonly of: (lane: LaneResult) => readonly number[];
  /** How a value is written. */
  readonly write?: (value: number) => string;
}

export function results(
  { lanes, kinds, dispatches, version, memoryQueries }: Measured,
  { machine, rounds }: { readonly machine: string; readonly rounds: number },
): string {
  const [app, ...others] = lanes as [LaneResult, ...LaneResult[]];
  const lines: Line[] = [
    { what: 'first visit to first embedding, s', of: ({ firstVisits }) => firstVisits },
    { what: 'later visit to first embedding, s', of: ({ nextVisits }) => nextVisits },
    ...kinds.map(({ name, title, count }) => ({
      what: `import of ${title} (${count} a round), photos/s`,
      of: ({ imports }: LaneResult) => imports[name] ?? [],
    })),
    { what: 'a query, ms', of: ({ queries }) => queries },
    {
      what: 'loaded without weights, MB',
      of: ({ loaded }) => [loaded.bytes],
      write: megabytes,
    },
    {
      what: 'the same as gzip sends it, MB',
      of: ({ loaded }) => [loaded.gzipped],
      write: megabytes,
    },
    {
      what: 'memory of the browser after 10 queries, MB',
      of: ({ memory }) => (memory ? [memory.first] : []),
      write: megabytes,
    },
    {
      what: `memory after ${memoryQueries} queries, MB`,
      of: ({ memory }) => (memory ? [memory.last] : []),
      write: megabytes,
    },
  ];
  const heads = lanes.map(({ name }) => NAMES[name]);
  return [
    '# Side by side with transformers.js',
    '',
    `Made by \`npm run bench:peers -- --write\` on ${machine}; ${rounds} rounds, every lane once a round, directions alternating. ` +
      'Medians, and medians of the rounds’ own ratios. Times by the clock depend on the machine and its load: read the ratios.',
    '',
    `What a web developer would put together for the same work: transformers.js ${version} (its \`image-feature-extraction\` pipeline, fp32, in a worker) with hnswlib-wasm as it is published ` +
      '(the fastest vector library for browsers of those in `tests/bench/index/RESULTS.md`) and IndexedDB, built by Vite (`peer/`). Huella is the production build. Both have the weights of one Swin-T with 224 pixels ' +
      '(MegaDescriptor-T’s network, seeded): Huella converts the checkpoint, transformers.js has the graph that PyTorch’s exporter makes. Both are in the same Chromium on WASM, isolated, with the same files. ' +
      'Huella also takes the SHA-256 of each photo, makes its thumbnail, reads EXIF and stores with `strict` durability; the other stores file and embedding.',
    '',
    row('', ...heads, ...others.map(({ name }) => `Huella ÷ ${short(name)}`)),
    row('---', ...lanes.map(() => '---:'), ...others.map(() => '---:')),
    ...lines.flatMap(({ what, of, write = shown }) => {
      if (of(app).length === 0) return [];
      return row(
        what,
        ...lanes.map((lane) => (of(lane).length === 0 ? '' : write(median(of(lane))))),
        ...others.map((lane) => (of(lane).length === 0 ? '' : ratio(of(app), of(lane)))),
      );
    }),
    ...(dispatches
      ? [
          row(
            'WebGPU dispatches a photo',
            ...lanes.map(({ name }) =>
              name === 'threads' ? '' : String(dispatches[name === 'huella' ? name : 'library']),
            ),
            ...others.map(({ name }) =>
              name === 'threads' ? '' : (dispatches.huella / dispatches.library).toFixed(2),
            ),
          ),
        ]
      : []),
    '',
    'A first visit begins with an empty profile and a server on the same machine, so the line takes nothing; Huella’s weights come from a file that the person chooses and are converted on the device, ' +
      'the other’s are fetched. Huella’s first visit also loads and starts the encoder that it comes with. A query is the photo’s file to the names of the ten most similar. Memory is that of all of the browser’s processes, with one page open.',
    '',
    ...others.map(
      ({ name, cosine, agreeing }) =>
        `${NAMES[name]}: cosine of its embeddings with Huella’s at least ${cosine.toFixed(4)} (it resizes by the browser’s canvas, Huella as Pillow does); the first answer is the same in ${(agreeing * 100).toFixed(0)} % of the queries.`,
    ),
    '',
  ].join('\n');
}

function short(name: LaneName): string {
  return name === 'threads' ? 'the same threads' : 'as it chooses';
}
