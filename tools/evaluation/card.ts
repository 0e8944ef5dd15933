/**
 * `npx tsx tools/evaluation/card.ts DIR...`: what the active encoder's similarities mean in a small
 * gallery, for the `calibration` of its card. Each DIR is as for `npm run evaluate`. From each,
 * galleries of a few individuals with a few photos each are drawn; every photo of them is asked,
 * and the sets count alike.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Papa from 'papaparse';
import { fitCalibration, type AskedPhoto } from '../../src/engine/matching';
import { openApp } from '../app';

/**
 * Galleries too small to be their own measure: this many individuals, with this many photos each.
 */
const SIZES = [
  [6, 2],
  [9, 3],
] as const;
/** Photos asked per set and size. */
const ASKED = 300;

interface Photo {
  readonly identity: string;
  readonly vector: readonly number[];
}

const app = await openApp({ routed: true });
try {
  const asked: AskedPhoto[] = [];
  let sameAnimal = 1;
  for (const folder of process.argv.slice(2)) {
    const photos = await read(folder);
    sameAnimal = Math.min(sameAnimal, leastAlike(photos));
    for (const [individuals, each] of SIZES) asked.push(...draw(photos, individuals, each));
    console.error(`${basename(folder)}: ${photos.length} photos`);
  }
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  console.log(JSON.stringify({ ...fitCalibration(asked, 'encoder'), sameAnimal }, rounded, 2));
} finally {
  await app.close();
}

async function read(folder: string): Promise<Photo[]> {
  const text = readFileSync(join(folder, 'metadata.csv'), 'utf8');
  const { data } = Papa.parse<{ identity: string; path: string }>(text, {
    header: true,
    skipEmptyLines: true,
  });
  const { page, origin } = app;
  await page.route(`${origin}/evaluate-photo/*`, (route) => {
    const row = data[Number(basename(new URL(route.request().url()).pathname))]!;
    return route.fulfill({
      body: readFileSync(join(folder, row.path)),
      contentType: 'application/octet-stream',
    });
  });
  await page.goto(origin);
  await page.evaluate(() => window.huella.ready);
  const photos: Photo[] = [];
  for (const [number, { identity }] of data.entries()) {
    const vector = await page.evaluate(async (query) => {
      const blob = await (await fetch(`/evaluate-photo/${query}`)).blob();
      return [...(await window.huella.encode(blob))];
    }, number);
    photos.push({ identity, vector });
  }
  await page.unrouteAll();
  return photos;
}

/** Galleries one after another until enough photos of them were asked; the same on every run. */
function draw(photos: readonly Photo[], individuals: number, each: number): AskedPhoto[] {
  let state = 1;
  const below = (n: number): number => {
    state = (state * 16_807) % 2_147_483_647;
    return state % n;
  };
  const shuffled = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, at: below(1e9) }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const identities = [...new Set(photos.map(({ identity }) => identity))];
  const asked: AskedPhoto[] = [];
  while (asked.length < ASKED) {
    const gallery = shuffled(identities)
      .slice(0, individuals)
      .map((identity) =>
        shuffled(photos.filter((photo) => photo.identity === identity)).slice(0, each),
      );
    for (const [own, some] of gallery.entries()) {
      for (const query of some) {
        const best = gallery.map((others) =>
          Math.max(...others.map((other) => (other === query ? -Infinity : dot(other, query)))),
        );
        const others = Float64Array.from(best.filter((_, i) => i !== own));
        asked.push({
          ...{ own: best[own]!, others, othersAsNew: others },
          ...{ ownPlain: best[own]!, othersPlain: others, weight: 1 },
        });
      }
    }
  }
  return asked.slice(0, ASKED);
}

/** Of a photo and the nearest other of its individual, the least. */
function leastAlike(photos: readonly Photo[]): number {
  const nearest = photos.map((photo) =>
    Math.max(
      ...photos
        .filter((other) => other !== photo && other.identity === photo.identity)
        .map((other) => dot(photo, other)),
    ),
  );
  return Math.min(...nearest.filter(Number.isFinite));
}

function dot(a: Photo, b: Photo): number {
  return a.vector.reduce((sum, x, k) => sum + x * b.vector[k]!, 0);
}
