/**
 * `npm run evaluate -- DIR --answers`: `huella.identify` on labelled photos, in four ways, beside
 * two trivial baselines; then once more with a fifth of the individuals left out of the gallery.
 */
import type { Page } from '@playwright/test';
import {
  bootstrap,
  byIndividual,
  calibrationError,
  calibrationFloor,
  formatted,
  newAuc,
  topK,
  type Figure,
  type Outcome,
} from '../../src/engine/evaluation';

/** A labelled photo, known in the page by its number. */
export interface Labelled {
  readonly number: number;
  readonly identity: string;
}

const WAYS = [
  { name: 'plain', learning: false, markings: 'never' },
  { name: 'learnt', learning: true, markings: 'never' },
  { name: 'markings', learning: false, markings: 'always' },
  { name: 'both', learning: true, markings: 'always' },
] as const;

/** Every fifth individual in order of name. */
const LEFT_OUT = 5;

export interface AnswersOptions {
  readonly gallery: readonly Labelled[];
  readonly queries: readonly Labelled[];
  /** Each fifth of the individuals is new in turn, not only the last of every five by name. */
  readonly everyFifth: boolean;
  /** Whether the app is asked, too, how well it works on the gallery: a minute or more. */
  readonly own: boolean;
  /** Gallery and queries are the same photos: each is left out of its own answer. */
  readonly leaveOneOut: boolean;
  /** Brings photos into an empty gallery. */
  readonly fill: (photos: readonly Labelled[]) => Promise<void>;
}

export async function evaluateAnswers(page: Page, options: AnswersOptions): Promise<void> {
  const { gallery, queries } = options;
  const identities = [...new Set(gallery.map(({ identity }) => identity))].sort();
  const table: Record<string, Record<string, string>> = {};
  for (const name of BASELINES) {
    const outcomes = await baseline(page, name, options);
    table[name] = { 'top-1': intervalOf(outcomes, (some) => topK(some, 1)) };
  }
  await options.fill(gallery);
  for (const way of WAYS) {
    const outcomes = await ask(page, way, queries, new Set(identities), options);
    table[way.name] = {
      'top-1': intervalOf(outcomes, (some) => topK(some, 1)),
      'top-5': intervalOf(outcomes, (some) => topK(some, 5)),
      'calibration error': intervalOf(outcomes, calibrationError),
      'were it perfect': calibrationFloor(outcomes).toFixed(3),
    };
  }
  const report = await page.evaluate(() => window.huella.learning.report());
  const own = options.own ? await ownEvaluation(page) : {};
  const last = LEFT_OUT - 1;
  const fifths = options.everyFifth ? [last, 0, 1, 2, 3] : [last];
  const asked = new Map<string, Outcome[]>(WAYS.map(({ name }) => [name, []]));
  for (const fifth of fifths) {
    const left = new Set(identities.filter((_, i) => i % LEFT_OUT === fifth));
    console.log(`left out: ${[...left].join(', ')}`);
    await page.evaluate(() => window.huella.clear());
    await options.fill(gallery.filter(({ identity }) => !left.has(identity)));
    const known = new Set(identities.filter((identity) => !left.has(identity)));
    for (const way of WAYS) {
      const outcomes = await ask(page, way, queries, known, options);
      asked.get(way.name)!.push(...outcomes);
      const row = table[way.name]!;
      if (fifth !== last) {
        row[`AUC of new, fifth ${fifth + 1}`] = newAuc(outcomes).toFixed(3);
        continue;
      }
      row['AUC of new'] = intervalOf(outcomes, newAuc);
      row['AUC of new above plain'] = abovePlain(outcomes, asked.get('plain')!);
      row['calibration error, a fifth new'] = intervalOf(outcomes, calibrationError);
    }
  }
  if (options.everyFifth) {
    for (const [name, outcomes] of asked) {
      table[name]!['AUC of new, all fifths'] = intervalOf(outcomes, newAuc);
      table[name]!['all fifths above plain'] = abovePlain(outcomes, asked.get('plain')!);
    }
  }
  for (const [name, row] of Object.entries(table)) console.log(name, row);
  for (const [name, row] of Object.entries(own))
    console.log(`the app of its gallery, ${name}`, row);
  console.log(`learning ${JSON.stringify(report)}`);
}

/**
 * What the app itself says of the gallery without the queries ("How well it works here"): each
 * photo asked among those of other encounters, as known and as new. Beside the queries' figures it
 * shows whether a person may believe it.
 */
async function ownEvaluation(page: Page): Promise<Record<string, Record<string, string>>> {
  const { ways, markings } = await page.evaluate(() => window.huella.evaluate({ markings: true }));
  return Object.fromEntries(
    [...ways, ...(markings ? [markings.markings] : [])].map((way) => [
      way.way,
      {
        'top-1': said(way.top1),
        'top-5': said(way.top5),
        'calibration error': said(way.calibrationError),
        'AUC of new': said(way.newAuc),
      },
    ]),
  );
}

function said(figure: Figure | null): string {
  return figure ? formatted(figure) : 'too few photos';
}

/** By how much the AUC of new is above that of plain, both asked the same queries in one order. */
function abovePlain(outcomes: readonly Outcome[], plain: readonly Outcome[]): string {
  const groups = new Map<number, { one: Outcome; other: Outcome }[]>();
  for (const [i, one] of outcomes.entries()) {
    const group = groups.get(one.individual) ?? [];
    group.push({ one, other: plain[i]! });
    groups.set(one.individual, group);
  }
  return formatted(
    bootstrap(
      [...groups.values()],
      (some) => newAuc(some.map(({ one }) => one)) - newAuc(some.map(({ other }) => other)),
    ),
  );
}

/** The statistic with its interval over individuals, whose photos are alike. */
function intervalOf(
  outcomes: readonly Outcome[],
  statistic: (some: readonly Outcome[]) => number,
): string {
  return formatted(bootstrap(byIndividual(outcomes), statistic));
}

/** Identities as numbers, in order of appearance. */
function numbersOf(photos: readonly Labelled[]): Map<string, number> {
  return new Map([...new Set(photos.map(({ identity }) => identity))].map((one, i) => [one, i]));
}

async function ask(
  page: Page,
  { name, learning, markings }: (typeof WAYS)[number],
  queries: readonly Labelled[],
  known: ReadonlySet<string>,
  { leaveOneOut }: AnswersOptions,
): Promise<Outcome[]> {
  await page.evaluate(async (on) => {
    await window.huella.learning.set(on);
    await window.huella.learning.ready();
  }, learning);
  const numberOf = numbersOf(queries);
  const outcomes: Outcome[] = [];
  for (const { number, identity } of queries) {
    const answer = await page
      .evaluate(
        async ([query, how, alone]) => {
          const { huella } = window;
          const blob = await (await fetch(`/evaluate-photo/${query}`)).blob();
          const exclude = alone
            ? (await huella.search(blob, { k: 1 }))
                .filter((match) => match.name === String(query))
                .map(({ photoId }) => photoId)
            : [];
          return huella.identify(blob, { k: 50, markings: how, exclude });
        },
        [number, markings, leaveOneOut] as const,
      )
      .catch((error: unknown) => {
        console.log(`no answer for ${identity}, photo ${number}: ${String(error)}`);
        return null;
      });
    // Wrong in every way: a photo that cannot be read is found by none.
    if (!answer) {
      outcomes.push({
        ...{ individual: numberOf.get(identity)!, averagePrecision: null, rank: 0 },
        ...{ known: known.has(identity), probability: null, newProbability: null },
      });
      continue;
    }
    outcomes.push({
      individual: numberOf.get(identity)!,
      averagePrecision: null,
      known: known.has(identity),
      rank: answer.matches.findIndex(({ individual }) => individual === identity) + 1,
      probability: answer.matches[0]?.probability ?? null,
      newProbability: answer.newProbability,
    });
    process.stderr.write(`\r${name}: ${outcomes.length} of ${queries.length} `);
  }
  process.stderr.write('\n');
  return outcomes;
}

const BASELINES = ['grey 32x32', 'colour histogram 8x8x8'] as const;

/** As `tools/default-encoder/measure.py`, with the browser's own resize. */
async function baseline(
  page: Page,
  kind: (typeof BASELINES)[number],
  { gallery, queries, leaveOneOut }: AnswersOptions,
): Promise<Outcome[]> {
  const vectorsOf = (photos: readonly Labelled[]): Promise<number[][]> =>
    page.evaluate(
      async ([numbers, grey]) => {
        const side = grey ? 32 : 224;
        const context = new OffscreenCanvas(side, side).getContext('2d', {
          willReadFrequently: true,
        })!;
        const vectors: number[][] = [];
        for (const number of numbers) {
          const blob = await (await fetch(`/evaluate-photo/${number}`)).blob();
          const bitmap = await createImageBitmap(blob);
          context.drawImage(bitmap, 0, 0, side, side);
          bitmap.close();
          const { data } = context.getImageData(0, 0, side, side);
          const vector: number[] = Array.from({ length: grey ? side * side : 512 }, () => 0);
          for (let at = 0; at < data.length; at += 4) {
            const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
            if (grey) vector[at / 4] = 0.299 * r + 0.587 * g + 0.114 * b;
            else vector[(r >> 5) * 64 + (g >> 5) * 8 + (b >> 5)]! += 1;
          }
          const mean = vector.reduce((sum, x) => sum + x, 0) / vector.length;
          const tidy = vector.map((x) => (grey ? x - mean : Math.sqrt(x)));
          const norm = Math.hypot(...tidy) || 1;
          vectors.push(tidy.map((x) => x / norm));
        }
        return vectors;
      },
      [photos.map(({ number }) => number), kind === BASELINES[0]] as const,
    );
  const numberOf = numbersOf(queries);
  const stored = await vectorsOf(gallery);
  const asked = leaveOneOut ? stored : await vectorsOf(queries);
  return queries.map(({ number, identity }, i) => {
    let [best, right] = [-Infinity, false];
    for (const [j, other] of gallery.entries()) {
      if (leaveOneOut && other.number === number) continue;
      const similarity = stored[j]!.reduce((sum, x, k) => sum + x * asked[i]![k]!, 0);
      if (similarity > best) [best, right] = [similarity, other.identity === identity];
    }
    return {
      individual: numberOf.get(identity)!,
      known: true,
      rank: Number(right),
      probability: null,
      newProbability: null,
      averagePrecision: null,
    };
  });
}
