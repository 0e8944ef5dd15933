import { expect, test, type Page } from '@playwright/test';
import { watchMainThread } from './main-thread';

/**
 * The main job through the scripting door, on both backends: import, search, ten in a row, reload.
 */

/** As a person finds it: markings are compared. */
test.use({ storageState: { cookies: [], origins: [] } });

interface Sample {
  readonly file: string;
  readonly individual: string;
}

/** Of the samples: five photos of each of fifteen individuals. */
interface Part {
  readonly individuals: number;
  readonly photosEach: number;
  readonly queriesEach: number;
}

/**
 * Fewer on the software adapter, which takes seconds for each photo; all of them with
 * HUELLA_LONG=1.
 */
const PARTS: Readonly<Record<'wasm' | 'webgpu', Part>> = process.env['HUELLA_LONG']
  ? {
      wasm: { individuals: 15, photosEach: 4, queriesEach: 1 },
      webgpu: { individuals: 15, photosEach: 2, queriesEach: 1 },
    }
  : {
      wasm: { individuals: 15, photosEach: 2, queriesEach: 1 },
      webgpu: { individuals: 5, photosEach: 1, queriesEach: 2 },
    };

/**
 * Imports the first `photosEach` samples of the first individuals and returns the last samples of
 * each, which are never among them: ten and more in all.
 */
async function importSamples(page: Page, { individuals, photosEach, queriesEach }: Part) {
  return page.evaluate(
    async ([individuals, photosEach, queriesEach]) => {
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
      return chosen.flatMap((all) => all.slice(-queriesEach));
    },
    [individuals, photosEach, queriesEach] as const,
  );
}

for (const backend of ['wasm', 'webgpu'] as const) {
  test(`samples are found again on ${backend}, ten searches leave nothing behind, a reload encodes nothing twice${backend === 'webgpu' ? ' @webgpu' : ''}`, async ({
    page,
  }) => {
    // The software adapter takes a second or two for each photo.
    test.setTimeout(600_000);
    await page.goto('/');
    await page.evaluate(async (backend) => {
      await window.huella.ready;
      // Points of photos made meanwhile take the software adapter as long as all the rest.
      const markings = backend === 'webgpu' ? 'never' : 'auto';
      await window.huella.settings.set({ backend, markings });
    }, backend);
    expect(await page.evaluate(() => window.huella.diagnostics())).toMatchObject({
      backend,
      backendReason: 'chosen',
      crossOriginIsolated: true,
      photos: 0,
    });

    const leftOut = await importSamples(page, PARTS[backend]);
    expect(leftOut.length).toBeGreaterThanOrEqual(10);
    // The server this replaces froze after two or three searches.
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
    const [third, tenth] = [answers[2]!.after, answers[9]!.after];
    expect(tenth.maxInFlightSeen).toBeLessThanOrEqual(2);
    expect(tenth.failedRuns).toBe(0);
    expect([tenth.gpuBuffers, tenth.gpuBytes, tenth.wasmBytes]).toEqual([
      third.gpuBuffers,
      third.gpuBytes,
      third.wasmBytes,
    ]);
    if (backend === 'webgpu') expect(tenth.gpuBuffers).toBeGreaterThan(0);

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
    expect(again.before.backend).toBe(backend);
    expect(again.before.indexed).toBe(again.before.photos);
    expect(again.best).toBeDefined();
    expect(again.approximate[0]).toMatchObject({
      photoId: again.best?.photoId,
      similarity: again.best?.similarity,
    });
    expect(again.after.runs).toBe(2);
  });
}

test('four bad files among twenty good photos: twenty imported, each failure named', async ({
  page,
}) => {
  await page.goto('/');
  const report = await page.evaluate(async () => {
    await window.huella.ready;
    await window.huella.settings.set({ backend: 'wasm' });
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

/**
 * Of the page's thread, from the first line of a warm start until the first screen can be used: 92
 * on a busy machine.
 */
const MOST_START_CPU_MS = 600;

test('the first screen of a warm start comes with little work @alone', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
  const stopped = await watchMainThread(page);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => window.huella.ready);
  const tasks = await stopped();
  const cpu = tasks.reduce((sum, task) => sum + task.cpu, 0);
  console.log(`a warm start: ${cpu.toFixed(0)} ms of the page's thread`);
  expect(tasks.length).toBeGreaterThan(0);
  expect(cpu).toBeLessThan(MOST_START_CPU_MS);
});
