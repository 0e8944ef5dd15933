/**
 * Makes the tables of RESULTS.md from the lines that run.ts, native.ts and kernels.ts printed: `npx
 * tsx tests/bench/index/table.ts FILES... > tables.md`. Of several measurements of one thing the
 * fastest counts.
 */
import { readFile } from 'node:fs/promises';
import type { Figures } from './measure';
import type { OtherFigures } from './plain';

interface Sweep {
  readonly name: 'sweep';
  readonly dimension: number;
  readonly count: number;
  readonly shape: string;
  readonly lines: readonly Record<
    'm' | 'efConstruction' | 'efSearch' | 'buildRate' | 'median' | 'recall',
    number
  >[];
}
interface KernelLine {
  readonly name: string;
  readonly bytesPerVector: number;
  readonly ms: number;
  readonly error: number;
}
type Line = Figures | OtherFigures | Sweep | KernelLine;

const lines: Line[] = [];
for (const file of process.argv.slice(2)) {
  for (const line of (await readFile(file, 'utf8')).split('\n'))
    if (line.startsWith('{')) lines.push(JSON.parse(line) as Line);
}

const isIndex = (line: Line): line is Figures => line.name === 'huella';
const isSweep = (line: Line): line is Sweep => line.name === 'sweep';
const isKernel = (line: Line): line is KernelLine => 'bytesPerVector' in line;
const isOther = (line: Line): line is OtherFigures =>
  !isIndex(line) && !isSweep(line) && !isKernel(line);

const number = (value: number, digits = 3) =>
  Number(value.toPrecision(digits)).toLocaleString('en', { maximumFractionDigits: 3 });
/** Never rounded up to a recall that was not reached. */
const share = (value: number) => (Math.floor(value * 10_000) / 10_000).toString();
const ms = (value: number) => number(value, 2);
const mb = (bytes: number) => number(bytes / 1e6);
const row = (...cells: readonly (string | number)[]) => {
  console.log(`| ${cells.join(' | ')} |`);
};
const head = (...cells: readonly string[]) => {
  console.log('');
  row(...cells);
  row(...cells.map((_, i) => (i === 0 ? '---' : '---:')));
};

/** The best of several measurements of the same: other work on the machine only ever adds time. */
function least<T extends { count: number; dimension: number; shape: string }>(
  all: readonly T[],
): T[] {
  const byKey = new Map<string, T>();
  for (const one of all) {
    const key = `${one.count} ${one.dimension} ${one.shape} ${(one as { name?: string }).name}`;
    const before = byKey.get(key);
    const rates = ['buildRate', 'addRate', 'recall'];
    byKey.set(
      key,
      before
        ? (Object.fromEntries(
            Object.entries(one).map(([field, value]) => {
              const other = (before as Record<string, unknown>)[field];
              if (typeof value !== 'number' || typeof other !== 'number') return [field, value];
              return [
                field,
                field === 'recall'
                  ? Math.min(value, other)
                  : rates.includes(field)
                    ? Math.max(value, other)
                    : Math.min(value, other),
              ];
            }),
          ) as unknown as T)
        : one,
    );
  }
  return [...byKey.values()].sort((a, b) => a.count - b.count || a.dimension - b.dimension);
}

const figures = least(lines.filter(isIndex));
const others = least(lines.filter(isOther));
const clustered = figures.filter(({ shape }) => shape === 'clustered');

head('Gallery', 'Index', 'built /s', 'median ms', 'p95 ms', 'recall@10', 'times the plain loop');
for (const one of clustered) {
  const same = others.filter(
    (other) =>
      other.count === one.count && other.dimension === one.dimension && other.shape === 'clustered',
  );
  const plain = same.find(({ name }) => name === 'plain loop')?.median ?? Number.NaN;
  const gallery = `${one.count.toLocaleString('en')} x ${one.dimension}`;
  const speed = (median: number) => (Number.isNaN(plain) ? '' : number(plain / median, 2));
  row(
    gallery,
    '**Huella, exact**',
    number(one.addRate),
    ms(one.exactMedian),
    ms(one.exactP95),
    1,
    speed(one.exactMedian),
  );
  row(
    gallery,
    '**Huella, graph**',
    number(one.buildRate),
    ms(one.graphMedian),
    ms(one.graphP95),
    share(one.recall),
    speed(one.graphMedian),
  );
  for (const other of same) {
    const rate =
      other.name === 'plain loop' || other.name === 'client-vector-search'
        ? ''
        : number(other.buildRate ?? 0);
    row(
      gallery,
      other.name,
      rate,
      ms(other.median),
      ms(other.p95),
      share(other.recall),
      speed(other.median),
    );
  }
}

head(
  'Gallery',
  'shape',
  'load ms',
  'save ms',
  'add one ms',
  'filter 1 in 1,000, ms',
  'snapshot MB',
  'wasm MB',
  'vectors MB',
  'wasm / vectors',
);
for (const one of figures) {
  row(
    `${one.count.toLocaleString('en')} x ${one.dimension}`,
    one.shape,
    ms(one.loadMs),
    ms(one.snapshotMs),
    ms(one.addOneMs),
    ms(one.filteredMedian),
    mb(one.snapshotBytes),
    mb(one.wasmBytes),
    mb(4 * one.count * one.dimension),
    number(one.wasmBytes / (4 * one.count * one.dimension), 2),
  );
}

head('Gallery', 'shape', 'exact ms', 'graph ms', 'recall@10');
for (const one of figures.filter(({ shape }) => shape !== 'clustered')) {
  row(
    `${one.count.toLocaleString('en')} x ${one.dimension}`,
    one.shape,
    ms(one.exactMedian),
    ms(one.graphMedian),
    share(one.recall),
  );
}

head('Gallery', 'm', 'efConstruction', 'efSearch', 'built /s', 'median ms', 'recall@10');
for (const { count, dimension, shape, lines: tried } of lines.filter(isSweep)) {
  for (const one of tried) {
    const gallery = `${count.toLocaleString('en')} x ${dimension}, ${shape}`;
    row(
      gallery,
      one.m,
      one.efConstruction,
      one.efSearch,
      number(one.buildRate),
      ms(one.median),
      share(one.recall),
    );
  }
}

head('Vectors as', 'bytes each', 'scan ms', 'largest error');
for (const one of lines.filter(isKernel))
  row(one.name, one.bytesPerVector.toLocaleString('en'), ms(one.ms), one.error.toExponential(1));
