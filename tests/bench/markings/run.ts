/**
 * `npm run bench:markings -- DIR [--every N] [--searches N]`
 *
 * What comparing markings brings and costs, through the production build on WASM: photos of `train`
 * in DIR's `metadata.csv` are the gallery, every Nth of `test` is asked. Prints top-1 without and
 * with markings, the time of both as a ratio in one run (points of the gallery already made), and
 * what the workers hold before and after many refined searches.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { openApp } from '../../../tools/app';

interface Row {
  readonly identity: string;
  readonly path: string;
  readonly split: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    searches: { type: 'string', default: '0' },
  },
});
const [folder] = positionals;
if (!folder) {
  console.error('Usage: npm run bench:markings -- DIR [--every N] [--searches N]');
  process.exit(2);
}
const root = resolve(folder);
const rows = Papa.parse<Row>(readFileSync(join(root, 'metadata.csv'), 'utf8'), {
  header: true,
  skipEmptyLines: true,
}).data;
const numbers = rows.map((_, number) => number);
const gallery = numbers.filter((number) => rows[number]!.split === 'train');
const queries = numbers
  .filter((number) => rows[number]!.split === 'test')
  .filter((_, i) => i % Number(values.every) === 0);

/** Photos handed to the page in one call. */
const BATCH = 50;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

const app = await openApp({ routed: true });
try {
  const { page, origin } = app;
  await page.route(`${origin}/bench-photo/*`, async (route) => {
    const row = rows[Number(basename(new URL(route.request().url()).pathname))]!;
    const path = resolve(root, row.path);
    if (!path.startsWith(root + sep)) return route.abort();
    return route.fulfill({ body: readFileSync(path), contentType: 'application/octet-stream' });
  });
  await page.goto(origin);
  await page.evaluate(async () => {
    await window.huella.settings.set({ backend: 'wasm', learning: 'off' });
    await window.huella.ready;
  });
  for (let at = 0; at < gallery.length; at += BATCH) {
    const batch = gallery
      .slice(at, at + BATCH)
      .map((number) => ({ number, individual: rows[number]!.identity }));
    await page.evaluate(async (items) => {
      const files = await Promise.all(
        items.map(async ({ number, individual }) => {
          const blob = await (await fetch(`/bench-photo/${number}`)).blob();
          return { file: new File([blob], String(number)), individual };
        }),
      );
      await window.huella.import(files);
    }, batch);
    process.stderr.write(`\rimported ${Math.min(at + BATCH, gallery.length)} of ${gallery.length}`);
  }

  const ask = (number: number, markings: 'never' | 'always') =>
    page.evaluate(
      async ([number, markings]) => {
        const photo = await (await fetch(`/bench-photo/${number}`)).blob();
        const start = performance.now();
        const { matches, basis } = await window.huella.identify(photo, { k: 1, markings });
        const [best] = matches;
        return {
          ms: performance.now() - start,
          compared: basis.compared,
          ...{ individual: best?.individual, agreeing: best?.agreeingPoints ?? null },
        };
      },
      [number, markings] as const,
    );

  // The first round makes the points that were not made ahead; the second one is timed.
  const right = { plain: 0, markings: 0 };
  const times = { plain: [] as number[], markings: [] as number[] };
  for (const [i, number] of queries.entries()) {
    const { identity } = rows[number]!;
    await ask(number, 'always');
    const plain = await ask(number, 'never');
    const refined = await ask(number, 'always');
    right.plain += Number(plain.individual === identity);
    right.markings += Number(refined.individual === identity);
    times.plain.push(plain.ms);
    times.markings.push(refined.ms);
    process.stderr.write(`\rasked ${i + 1} of ${queries.length}     `);
  }
  process.stderr.write('\n');
  const share = (count: number): string => `${((100 * count) / queries.length).toFixed(1)} %`;
  const { threads } = await page.evaluate(() => window.huella.diagnostics());
  console.log(`${basename(root)}: ${gallery.length} photos, ${queries.length} queries, ${threads} threads on WASM
top-1   plain ${share(right.plain)}, with markings ${share(right.markings)}
median  plain ${median(times.plain).toFixed(0)} ms, with markings ${median(times.markings).toFixed(0)} ms: ${(median(times.markings) / median(times.plain)).toFixed(1)} times`);

  const held = () =>
    page.evaluate(async () => {
      const { markings, wasmBytes, openTensors, openBitmaps } = await window.huella.diagnostics();
      return { wasmBytes, openTensors, openBitmaps, markings };
    });
  const searches = Number(values.searches);
  if (searches > 0) {
    console.log('before  ', JSON.stringify(await held()));
    for (let i = 0; i < searches; i++) await ask(queries[i % queries.length]!, 'always');
    console.log(`after ${searches}`, JSON.stringify(await held()));
  }
} finally {
  await app.close();
}
