/**
 * `npm run bench:learning [-- --photos N --each N --runs N]`
 *
 * What learning costs in the production build on WASM: how long `huella.learning.ready()` takes for
 * a gallery of N named photos, the page's longest task meanwhile, and the time as a ratio to that
 * of encoding a photo in the same run. The photos' embeddings are made up, of the included
 * encoder's 1,760 numbers, and written into the library past the app: encoding 2,000 photos would
 * take minutes and say nothing of learning.
 */
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { learn } from '../../../src/engine/learning';
import { openApp } from '../../../tools/app';

const { values } = parseArgs({
  options: {
    photos: { type: 'string', default: '2000' },
    each: { type: 'string', default: '10' },
    runs: { type: 'string', default: '3' },
  },
});
const photos = Number(values.photos);
const each = Number(values.each);

/** Photos encoded to compare with. */
const ENCODED = 40;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/**
 * Photos of individuals around centres of their own, which differ along half of the axes, while
 * photos of one differ mostly along the others: `photos * dimension` numbers.
 */
function made(dimension: number): Float32Array {
  // Lehmer's generator: the same photos on every run.
  let state = 1;
  const next = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5;
  const vectors = new Float32Array(photos * dimension);
  let centre: number[] = [];
  for (let i = 0; i < photos; i++) {
    if (i % each === 0)
      centre = Array.from({ length: dimension }, (_, k) => (k % 2 ? 0 : 0.6 * next()));
    const row = centre.map((c, k) => c + (k % 2 ? 2 : 0.5) * next());
    const norm = Math.hypot(...row);
    vectors.set(
      row.map((value) => value / norm),
      i * dimension,
    );
  }
  return vectors;
}

/** Seconds of one processor, by the same code in Node: other programs' share is not in it. */
function processorSeconds(vectors: Float32Array, dimension: number): number {
  const rows = Array.from({ length: photos }, (_, i) => i);
  const before = process.cpuUsage();
  learn({
    ...{ vectors, dimension, encounters: Int32Array.from(rows) },
    individuals: Int32Array.from(rows, (row) => Math.floor(row / each)),
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Writes the photos into the library, past the app: it must not be open. */
async function fill(page: Page, fingerprint: string, dimension: number): Promise<void> {
  await page.evaluate(
    async ([fingerprint, dimension, photos, each]) => {
      const vectors = new Float32Array(await (await fetch('/bench-vectors')).arrayBuffer());
      const open = indexedDB.open('huella');
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error ?? new Error('The library does not open.'));
      });
      const names = ['photos', 'originals', 'thumbnails', 'individuals', 'embeddings'];
      const transaction = database.transaction([...names, 'vectors', 'counters'], 'readwrite');
      const to = Object.fromEntries(
        [...transaction.objectStoreNames].map((name) => [name, transaction.objectStore(name)]),
      ) as Record<string, IDBObjectStore>;
      for (let i = 0; i < photos; i++) {
        const own = `c${Math.floor(i / each)}`;
        to['individuals']!.put({ id: own, name: own, nameKey: own, createdAt: 0 });
        const id = `photo-${String(i).padStart(6, '0')}`;
        const sha256 = i.toString(16).padStart(64, '0');
        to['photos']!.put({
          ...{ id, name: `${i}.jpg`, sha256, cropKey: 'whole', crop: null, mime: '' },
          ...{ byteLength: 1, width: 1, height: 1, importedAt: i, takenAt: null, place: null },
          individualId: own,
        });
        to['originals']!.put({ bytes: new ArrayBuffer(1), mime: '' }, sha256);
        to['thumbnails']!.put({ bytes: new ArrayBuffer(1), mime: '' }, id);
        to['embeddings']!.put({ seq: i + 1, photoId: id, fingerprint });
        to['vectors']!.put(vectors.slice(i * dimension, (i + 1) * dimension).buffer, i + 1);
      }
      to['counters']!.put(1, 'revision');
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onerror = () => reject(transaction.error ?? new Error('Not written.'));
      });
      database.close();
    },
    [fingerprint, dimension, photos, each] as const,
  );
}

async function measure(): Promise<{ seconds: number; longest: number; ratio: number }> {
  const app = await openApp({ routed: true });
  try {
    const { page, origin } = app;
    await page.goto(origin);
    const [encoder, encoding] = await page.evaluate(async (count) => {
      const { huella } = window;
      await huella.ready;
      await huella.settings.set({ backend: 'wasm', learning: 'off', markings: 'never' });
      const photo = await (await fetch('samples/luna-1.jpg')).blob();
      await huella.encode(photo);
      const start = performance.now();
      for (let i = 0; i < count; i++) await huella.encode(photo);
      const each = (performance.now() - start) / count;
      const { fingerprint, dimension } = (await huella.encoders.list()).find(
        ({ active }) => active,
      )!;
      return [{ fingerprint, dimension }, each] as const;
    }, ENCODED);
    // A page of the same origin that is not the app.
    await page.goto(`${origin}/samples/samples.json`);
    const vectors = made(encoder.dimension);
    await page.route(`${origin}/bench-vectors`, (route) =>
      route.fulfill({ body: Buffer.from(vectors.buffer), contentType: 'application/octet-stream' }),
    );
    await fill(page, encoder.fingerprint, encoder.dimension);
    await page.goto(origin);
    const learning = await page.evaluate(async () => {
      const { huella } = window;
      await huella.ready;
      // Its first answer waits until the gallery is read.
      await huella.search(await (await fetch('samples/luna-1.jpg')).blob(), { k: 1 });
      const tasks: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      });
      observer.observe({ type: 'longtask' });
      const start = performance.now();
      await huella.learning.ready();
      const ms = performance.now() - start;
      await new Promise((resolve) => setTimeout(resolve, 200));
      observer.disconnect();
      await huella.learning.set(true);
      const report = await huella.learning.report();
      return { ms, report, longest: Math.max(0, ...tasks) };
    });
    const { ms, longest, report } = learning;
    console.log(
      `${report.photos} photos of ${report.individuals} individuals: ${(ms / 1000).toFixed(1)} s, ${processorSeconds(vectors, encoder.dimension).toFixed(1)} s of one processor, as long as encoding ${(ms / encoding).toFixed(0)} photos (${encoding.toFixed(0)} ms each); ` +
        `${longest === 0 ? 'no task of the page over 50 ms' : `longest task of the page ${longest.toFixed(0)} ms`}; right first time ${report.top1Before?.toFixed(3)} to ${report.top1After?.toFixed(3)}${report.used ? '' : ', NOT used: less to do'}`,
    );
    return { seconds: ms / 1000, longest, ratio: ms / encoding };
  } finally {
    await app.close();
  }
}

const runs: Awaited<ReturnType<typeof measure>>[] = [];
for (let run = 0; run < Number(values.runs); run++) runs.push(await measure());
console.log(
  `median of ${runs.length}: ${median(runs.map(({ seconds }) => seconds)).toFixed(1)} s, ${median(runs.map(({ ratio }) => ratio)).toFixed(0)} photos' encoding`,
);
