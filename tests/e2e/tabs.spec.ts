import { expect, test, type BrowserContext, type Page } from '@playwright/test';

/** Several tabs of one gallery: one leads, the others work through it and take over when it closes, crashes, freezes or hangs. */

interface Sample {
  readonly file: string;
  readonly individual: string;
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
  return page;
}

/** The first tab, on WASM. */
async function openFirst(page: Page): Promise<void> {
  await page.goto('/');
  await page.evaluate(async () => {
    await window.huella.ready;
    await window.huella.settings.set({ backend: 'wasm' });
  });
}

const diagnosticsOf = (page: Page) => page.evaluate(() => window.huella.diagnostics());
const roleOf = async (page: Page): Promise<string> => (await diagnosticsOf(page)).tab;

/** Imports the samples from `first` to before `end` in this tab; resolves with the report. */
function importSamples(page: Page, first: number, end: number) {
  return page.evaluate(
    async ([first, end]) => {
      const { photos } = (await (await fetch('samples/samples.json')).json()) as { photos: Sample[] };
      const items = await Promise.all(
        photos.slice(first, end).map(async ({ file, individual }) => {
          const blob = await (await fetch(`samples/${file}`)).blob();
          return { file: new File([blob], file), individual };
        }),
      );
      return window.huella.import(items);
    },
    [first, end] as const,
  );
}

/** Names of the two photos most like one of the samples. */
function search(page: Page, sample: number) {
  return page.evaluate(async (sample) => {
    const { photos } = (await (await fetch('samples/samples.json')).json()) as { photos: Sample[] };
    const blob = await (await fetch(`samples/${photos[sample]!.file}`)).blob();
    const found = await window.huella.search(blob, { k: 2 });
    return { wanted: photos[sample]!.file, best: found[0]?.name, similarity: found[0]?.similarity };
  }, sample);
}

test('a second tab works through the first, and the device computes for both what it would for one', async ({
  page,
  context,
}) => {
  await openFirst(page);
  const second = await open(context);
  expect([await roleOf(page), await roleOf(second)]).toEqual(['leader', 'follower']);
  // Model and index are in memory once.
  expect(second.workers()).toEqual([]);

  const reports = await Promise.all([importSamples(page, 0, 8), importSamples(second, 4, 12)]);
  expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
  expect(reports.reduce((sum, { imported }) => sum + imported, 0)).toBe(12);
  expect(reports.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(4);
  const after = await diagnosticsOf(second);
  expect(after).toMatchObject({ photos: 12, indexed: 12, queued: 0, inFlight: 0 });
  expect(after.maxInFlightSeen).toBeLessThanOrEqual(2);

  const here = await search(page, 7);
  expect(here.best).toBe(here.wanted);
  expect(await search(second, 7)).toEqual(here);

  // What one tab chooses shows in the other.
  await page.evaluate(() => window.huella.settings.set({ language: 'es', theme: 'dark' }));
  await expect(second.locator('html')).toHaveAttribute('lang', 'es');
  await expect(second.locator('html')).toHaveAttribute('data-theme', 'dark');

  // A job in the queue of the leader ends with the follower's signal.
  const cancelled = await second.evaluate(async () => {
    const photo = await (await fetch('samples/samples.json')).blob();
    return window.huella
      .encode(photo, { signal: AbortSignal.abort() })
      .catch((error: unknown) => (error as Error).name);
  });
  expect(cancelled).toBe('AbortError');
  const refused = await second.evaluate(async () => {
    const noPhoto = await (await fetch('samples/samples.json')).blob();
    return window.huella.encode(noPhoto).catch((error: unknown) => (error as { code: string }).code);
  });
  expect(refused).toBe('photo-not-an-image');
});
