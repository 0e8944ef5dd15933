import { expect, test, type Page } from '@playwright/test';
import type { Diagnostics } from '../../src/runtime/api';
import { NOTHING_STORED } from './stored';

/**
 * The main job through the scripting door, on both backends: import, search, ten in a row, reload.
 */

/** As a person finds it: markings are compared. */
test.use({ storageState: NOTHING_STORED });

interface Sample {
  readonly file: string;
  readonly individual: string;
}

const LONG = Boolean(process.env['HUELLA_LONG']);

/** Of the samples: five photos of each of fifteen individuals. All of them with HUELLA_LONG=1. */
const INDIVIDUALS = 15;
const PHOTOS_EACH = LONG ? 4 : 2;

/** Imports the first samples of each individual and returns its last, which is not among them. */
async function importSamples(page: Page) {
  return page.evaluate(
    async ([individuals, photosEach]) => {
      const { photos } = (await (await fetch('samples/samples.json')).json()) as {
        photos: Sample[];
      };
      const chosen = [...Map.groupBy(photos, ({ individual }) => individual).values()].slice(
        0,
        individuals,
      );
      const kept = chosen.flatMap((all) => all.slice(0, photosEach));
      const items = await Promise.all(
        kept.map(async ({ file, individual }) => {
          const blob = await (await fetch(`samples/${file}`)).blob();
          return { file: new File([blob], file), individual };
        }),
      );
      const report = await window.huella.import(items);
      if (report.imported !== items.length) throw new Error(JSON.stringify(report));
      return chosen.map((all) => all.at(-1)!);
    },
    [INDIVIDUALS, PHOTOS_EACH] as const,
  );
}

/** Many searches leave as much memory as three: the server this replaces froze after two. */
function expectFlat(after: readonly Diagnostics[]): void {
  const [third, last] = [after[2]!, after.at(-1)!];
  expect(last.maxInFlightSeen).toBeLessThanOrEqual(2);
  expect(last.failedRuns).toBe(0);
  expect([last.gpuBuffers, last.gpuBytes, last.wasmBytes]).toEqual([
    third.gpuBuffers,
    third.gpuBytes,
    third.wasmBytes,
  ]);
}

test('samples are found again on wasm, ten searches leave nothing behind, a reload encodes nothing twice', async ({
  page,
}) => {
  await page.goto('/');
  await page.evaluate(async () => {
    await window.huella.ready;
    await window.huella.settings.set({ backend: 'wasm' });
  });
  expect(await page.evaluate(() => window.huella.diagnostics())).toMatchObject({
    backend: 'wasm',
    backendReason: 'chosen',
    crossOriginIsolated: true,
    photos: 0,
  });

  const leftOut = await importSamples(page);
  const answers = await page.evaluate(async (queries) => {
    const answers = [];
    for (const { file, individual } of queries) {
      const blob = await (await fetch(`samples/${file}`)).blob();
      const [best] = await window.huella.search(blob, { k: 5, by: 'individual' });
      answers.push({
        right: best?.individual === individual,
        after: await window.huella.diagnostics(),
      });
    }
    return answers;
  }, leftOut);
  const right = answers.filter((answer) => answer.right).length;
  expect(right / leftOut.length).toBeGreaterThanOrEqual(0.9);
  expectFlat(answers.map(({ after }) => after));

  await page.reload();
  const again = await page.evaluate(async (query) => {
    await window.huella.ready;
    const before = await window.huella.diagnostics();
    const blob = await (await fetch(`samples/${query.file}`)).blob();
    const [best] = await window.huella.search(blob, { k: 1 });
    const approximate = await window.huella.search(blob, { k: 1, exact: false });
    return { before, best, approximate, after: await window.huella.diagnostics() };
  }, leftOut[0]!);
  expect(again.before.runs).toBe(0);
  expect(again.before.backend).toBe('wasm');
  expect(again.before.indexed).toBe(again.before.photos);
  expect(again.best).toBeDefined();
  expect(again.approximate[0]).toMatchObject({
    photoId: again.best?.photoId,
    similarity: again.best?.similarity,
  });
  expect(again.after.runs).toBe(2);
});

/**
 * The software adapter takes fifteen seconds of a core for each, and more for a start. That nothing
 * stays behind, a small encoder shows in every run (encoder-flat.test.ts).
 */
const SEARCHES = LONG ? 10 : 1;
/** Whose next photo is of the same animal. */
const LEAST_RIGHT = LONG ? 9 : 1;

/** Cosine of two embeddings of one photo, one computed on WebGPU and one on WASM. */
const SAME_PHOTO = 0.9999;

test('samples are found again on webgpu, as they were prepared on wasm @webgpu', async ({
  page,
}) => {
  // The gallery is what was prepared on WASM.
  test.setTimeout(600_000);
  await page.goto('/');
  await page.evaluate(async () => {
    await window.huella.ready;
    // Points of photos made meanwhile take the software adapter as long as all the rest.
    await window.huella.settings.set({ markings: 'never' });
  });
  // What a person gets who has chosen nothing.
  expect(await page.evaluate(() => window.huella.diagnostics())).toMatchObject({
    backend: 'webgpu',
    backendReason: 'self-check-passed',
    crossOriginIsolated: true,
    photos: 0,
  });
  await page.getByRole('button', { name: 'Try it with sample animals' }).click();
  await expect
    .poll(() => page.evaluate(async () => (await window.huella.diagnostics()).photos))
    .toBe(75);

  const answers = await page.evaluate(async (searches) => {
    const { photos } = (await (await fetch('samples/samples.json')).json()) as { photos: Sample[] };
    const firsts = [...Map.groupBy(photos, ({ individual }) => individual).values()];
    const answers = [];
    for (const [{ file, individual } = photos[0]!] of firsts.slice(0, searches)) {
      const blob = await (await fetch(`samples/${file}`)).blob();
      const [itself, next] = await window.huella.search(blob, { k: 2 });
      answers.push({
        ...{ file, found: itself?.name, similarity: itself?.similarity },
        right: next?.individual === individual,
        after: await window.huella.diagnostics(),
      });
    }
    return answers;
  }, SEARCHES);
  for (const { file, found, similarity } of answers) {
    expect(found).toBe(file);
    expect(similarity).toBeGreaterThan(SAME_PHOTO);
  }
  expect(answers.filter(({ right }) => right).length).toBeGreaterThanOrEqual(LEAST_RIGHT);
  if (LONG) expectFlat(answers.map(({ after }) => after));
  expect(answers.at(-1)!.after).toMatchObject({ backend: 'webgpu', runs: SEARCHES });
  expect(answers.at(-1)!.after.gpuBuffers).toBeGreaterThan(0);

  // Another start takes the software adapter a minute of a core; WASM's reload is above.
  if (!LONG) return;
  await page.reload();
  const again = await page.evaluate(async (file) => {
    await window.huella.ready;
    const before = await window.huella.diagnostics();
    const blob = await (await fetch(`samples/${file}`)).blob();
    const [found] = await window.huella.search(blob, { k: 1 });
    return { before, found, after: await window.huella.diagnostics() };
  }, answers[0]!.file);
  expect(again.before).toMatchObject({ backend: 'webgpu', runs: 0, photos: 75, indexed: 75 });
  expect(again.found?.name).toBe(answers[0]!.file);
  expect(again.after.runs).toBe(1);
});

test('four bad files among twenty good photos: twenty imported, each failure named', async ({
  page,
}) => {
  await page.goto('/');
  const report = await page.evaluate(async () => {
    await window.huella.ready;
    const { photos } = (await (await fetch('samples/samples.json')).json()) as { photos: Sample[] };
    const good = await Promise.all(
      photos.slice(0, 20).map(async ({ file }) => {
        const blob = await (await fetch(`samples/${file}`)).blob();
        return new File([blob], file, { type: 'image/jpeg' });
      }),
    );
    const bytes = await good[0]!.arrayBuffer();
    const bad = [
      new File([bytes.slice(0, bytes.byteLength / 2)], 'truncated.jpg', { type: 'image/jpeg' }),
      new File(['this is a text, whatever its name says'], 'text.jpg', { type: 'image/jpeg' }),
      new File([], 'empty.jpg', { type: 'image/jpeg' }),
      new File([], 'folder', { type: '' }),
    ];
    const mixed = good.flatMap((file, i) =>
      i % 5 === 2 ? [bad[Math.floor(i / 5)]!, file] : [file],
    );
    return window.huella.import(mixed);
  });
  expect(report).toMatchObject({ imported: 20, duplicates: 0 });
  const failed = report.failed.map(({ name, reason }) => [name, reason.split(':')[0]]);
  expect(failed.sort()).toEqual([
    ['empty.jpg', 'photo-empty'],
    ['folder', 'photo-empty'],
    ['text.jpg', 'photo-not-an-image'],
    ['truncated.jpg', 'photo-truncated'],
  ]);
  const after = await page.evaluate(() => window.huella.diagnostics());
  expect([after.photos, after.inFlight, after.queued]).toEqual([20, 0, 0]);
});
