/**
 * `npm run evaluate -- DIR [--answers [--fifths] [--own]] [--backend wasm|webgpu] [--limit N]`
 *
 * Imports a folder of labelled photos into the production build through `window.huella` and prints
 * how often the same individual comes first. DIR holds `metadata.csv` with the wildlife-datasets
 * columns `image_id, identity, path` and, when there is one, `split`: photos of `train` are the
 * gallery and those of `test` the queries. Without a split every photo is a query against all
 * others (leave-one-out). `--answers`: `huella.identify` instead of `search`, plain, learnt, with
 * markings and both, with intervals, beside two trivial baselines (`evaluation/answers.ts`).
 * `--fifths`: each fifth of the individuals is new in turn, not the last one alone. `--own`: what the
 * app's own evaluation says of the gallery, beside it.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { scoreQuery, type QueryOutcome } from '../src/engine/matching';
import type { Page } from '@playwright/test';
import { openApp } from './app';
import { evaluateAnswers } from './evaluation/answers';

interface Row {
  readonly image_id: string;
  readonly identity: string;
  readonly path: string;
  readonly split?: string;
}

/**
 * The word wildlife-datasets uses for a photo without identity: in the gallery such a photo is no
 * match.
 */
const UNKNOWN = 'unknown';

/**
 * Photos handed to the page in one call: enough to keep it busy, few enough for a progress line
 * every few seconds.
 */
const BATCH = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'wasm' },
    answers: { type: 'boolean', default: false },
    fifths: { type: 'boolean', default: false },
    own: { type: 'boolean', default: false },
    limit: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [folder] = positionals;
if (!folder || values.help) {
  console.error(
    'Usage: npm run evaluate -- DIR [--answers [--fifths] [--own]] [--backend wasm|webgpu] [--limit N]',
  );
  process.exit(2);
}

const rows = readMetadata(folder).slice(0, values.limit ? Number(values.limit) : undefined);
const hasSplit =
  rows.some((row) => row.split === 'test') && rows.some((row) => row.split === 'train');
const gallery = hasSplit ? rows.filter((row) => row.split === 'train') : rows;
const queries = hasSplit ? rows.filter((row) => row.split === 'test') : rows;

function readMetadata(dir: string): Row[] {
  const text = readFileSync(join(dir, 'metadata.csv'), 'utf8');
  const { data, errors } = Papa.parse<Row>(text, { header: true, skipEmptyLines: true });
  if (errors[0]) throw new Error(`metadata.csv, row ${errors[0].row ?? '?'}: ${errors[0].message}`);
  const first = data[0] as Partial<Row> | undefined;
  for (const column of ['image_id', 'identity', 'path'] as const) {
    if (first?.[column] === undefined) throw new Error(`metadata.csv has no column "${column}".`);
  }
  return data;
}

/**
 * Each row is known in the page by its number: file names need not be unique, image ids need not be
 * short.
 */
const numbered = new Map(rows.map((row, number) => [row, number]));

const app = await openApp({ webgpu: values.backend === 'webgpu', routed: true });
try {
  const { page, origin } = app;
  const root = resolve(folder);
  await page.route(`${origin}/evaluate-photo/*`, async (route) => {
    const row = rows[Number(basename(new URL(route.request().url()).pathname))]!;
    const path = resolve(root, row.path);
    if (!path.startsWith(root + sep)) return route.abort();
    return route.fulfill({ body: readFileSync(path), contentType: 'application/octet-stream' });
  });
  await page.goto(origin);
  await page.evaluate(async (backend) => {
    await window.huella.settings.set({ backend: backend as 'wasm' | 'webgpu' });
    await window.huella.ready;
  }, values.backend);

  /** Into the gallery; answers how many became photos of it. */
  const fill = async (photos: readonly Row[]): Promise<number> => {
    let imported = 0;
    for (let at = 0; at < photos.length; at += BATCH) {
      const batch = photos.slice(at, at + BATCH);
      const report = await page.evaluate(
        async (items) => {
          const files = await Promise.all(
            items.map(async ({ number, individual }) => {
              const blob = await (await fetch(`/evaluate-photo/${number}`)).blob();
              return { file: new File([blob], String(number)), individual };
            }),
          );
          return window.huella.import(files);
        },
        batch.map((row) => ({
          number: numbered.get(row)!,
          individual: row.identity === UNKNOWN ? '' : row.identity,
        })),
      );
      imported += report.imported;
      for (const { name, reason } of report.failed)
        console.log(`not imported: ${rows[Number(name)]!.path}: ${reason}`);
      if (report.duplicates > 0)
        console.log(`${report.duplicates} photos are copies of others and were skipped`);
      process.stderr.write(`\rimported ${imported} of ${photos.length}`);
    }
    process.stderr.write('\n');
    return imported;
  };
  if (values.answers) {
    const labelled = (some: readonly Row[]) =>
      some
        .filter(({ identity }) => identity !== UNKNOWN)
        .map((row) => ({ number: numbered.get(row)!, identity: row.identity }));
    await evaluateAnswers(page, {
      gallery: labelled(gallery),
      queries: labelled(queries),
      leaveOneOut: !hasSplit,
      everyFifth: values.fifths,
      own: values.own,
      fill: async (photos) => {
        await fill(photos.map(({ number }) => rows[number]!));
      },
    });
  } else {
    await evaluateSearch(page, fill);
  }
} finally {
  await app.close();
}

async function evaluateSearch(
  page: Page,
  fill: (photos: readonly Row[]) => Promise<number>,
): Promise<void> {
  const started = performance.now();
  const imported = await fill(gallery);
  const seconds = (performance.now() - started) / 1000;

  const outcomes: QueryOutcome[] = [];
  let failedQueries = 0;
  let unanswerable = 0;
  let searched = 0;
  for (const row of queries) {
    const number = numbered.get(row)!;
    const matches = await page
      .evaluate(
        async ([query, k]) => {
          const blob = await (await fetch(`/evaluate-photo/${query}`)).blob();
          return window.huella.search(blob, { k, exact: true });
        },
        [number, gallery.length] as const,
      )
      .catch((error: unknown) => {
        console.log(`no answer for ${row.path}: ${String(error)}`);
        failedQueries += 1;
        return null;
      });
    if (!matches) continue;
    // In leave-one-out the query is in the gallery too: its own photo is no answer.
    const candidates = matches
      .filter((match) => hasSplit || match.name !== String(number))
      .map(({ photoId, individual, similarity }) => ({
        photoId,
        individualId: individual ?? null,
        similarity,
      }));
    const outcome =
      row.identity === UNKNOWN ? null : scoreQuery(String(number), row.identity, candidates);
    if (outcome) outcomes.push(outcome);
    else unanswerable += 1;
    searched += 1;
    process.stderr.write(`\rsearched ${searched} of ${queries.length}`);
  }
  process.stderr.write('\n');

  const mean = (value: (outcome: QueryOutcome) => number): string =>
    `${((100 * outcomes.reduce((sum, outcome) => sum + value(outcome), 0)) / outcomes.length).toFixed(1)} %`;
  const { backend, threads } = await page.evaluate(() => window.huella.diagnostics());
  const [encoder] = await page.evaluate(() => window.huella.encoders.list());
  const individuals = new Set(rows.map((row) => row.identity)).size;
  console.log(`
${basename(resolve(folder!))}: ${rows.length} photos of ${individuals} individuals, ${hasSplit ? `split ${gallery.length} / ${queries.length}` : 'leave-one-out'}
encoder   ${encoder?.name ?? '?'} on ${backend ?? '?'} (${threads} threads)
top-1     ${mean(({ photoRank }) => Number(photoRank <= 1))}
top-5     ${mean(({ photoRank }) => Number(photoRank <= 5))} of photos, ${mean(({ individualRank }) => Number(individualRank <= 5))} of individuals
mAP       ${mean(({ averagePrecision }) => averagePrecision)}
queries   ${outcomes.length} with an answer in the gallery, ${unanswerable} without, ${failedQueries} failed
import    ${(imported / seconds).toFixed(1)} photos per second`);
}
