import { expect, test, type BrowserContext, type Page } from '@playwright/test';

/**
 * Several tabs of one gallery: one leads, the others work through it and take over when it closes,
 * crashes, freezes or hangs.
 */

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
      const { photos } = (await (await fetch('samples/samples.json')).json()) as {
        photos: Sample[];
      };
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
    return window.huella
      .encode(noPhoto)
      .catch((error: unknown) => (error as { code: string }).code);
  });
  expect(refused).toBe('photo-not-an-image');
});

test('the leader crashes in the middle of its import while another tab imports: nothing is lost or doubled, and no tab shows an empty gallery', async ({
  page,
  context,
}) => {
  await openFirst(page);
  await importSamples(page, 0, 4);
  const [second, third] = [await open(context), await open(context)];
  await third.goto('/#/gallery');
  await expect(third.getByText(/^4 photos/)).toBeVisible();
  // Every photo count that the third tab ever hears of, sampled as its screen would read it.
  await third.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { seen });
    setInterval(() => {
      void window.huella.diagnostics().then(({ photos, indexed }) => {
        if (indexed > 0 || photos > 0) seen.push(photos);
      });
    }, 50);
    new MutationObserver(() => {
      if (/Your gallery is empty/.test(document.body.innerText)) seen.push(0);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const crashing = importSamples(page, 4, 24).catch(() => 'crashed');
  const importing = importSamples(second, 14, 24);
  await expect
    .poll(async () => (await diagnosticsOf(second)).photos, { timeout: 60_000 })
    .toBeGreaterThan(8);
  const session = await context.newCDPSession(page);
  session.send('Page.crash').catch(() => undefined);
  expect(await crashing).toBe('crashed');
  const found = await search(third, 1);
  expect(found.best).toBe(found.wanted);

  const report = await importing;
  expect(report.failed).toEqual([]);
  expect(report.imported + report.duplicates).toBe(10);
  const { photos } = await diagnosticsOf(third);
  expect(photos).toBeGreaterThanOrEqual(14);
  // Taken up by another tab: what is there is there once.
  expect(await importSamples(third, 0, 24)).toEqual({
    imported: 24 - photos,
    duplicates: photos,
    failed: [],
  });
  expect([await roleOf(second), await roleOf(third)].sort()).toEqual(['follower', 'leader']);
  const seen = await third.evaluate(() => (window as unknown as { seen: number[] }).seen);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(4);
  const answers = await Promise.all([second, third].map((tab) => search(tab, 20)));
  expect(answers[0]!.best).toBe(answers[0]!.wanted);
  expect(answers[1]).toEqual(answers[0]);
  expect(await third.evaluate(() => window.huella.integrityCheck())).toEqual([]);
});

test('a leader that hangs is said to, and the search comes when it answers again', async ({
  page,
  context,
}) => {
  await openFirst(page);
  await importSamples(page, 0, 3);
  const second = await open(context);
  // The leader's page computes for a while: no event reaches it. tests/browser/runtime/tabs has one
  // that never ends.
  const hang = page.evaluate(() => {
    const until = performance.now() + 8000;
    while (performance.now() < until);
  });
  const found = search(second, 1);
  const word = second.getByText('Your other Huella tab is not answering');
  await expect(word).toBeVisible({ timeout: 15_000 });
  await hang;
  expect((await found).similarity).toBeGreaterThan(0.99);
  await expect(word).toHaveCount(0);
  expect([await roleOf(page), await roleOf(second)]).toEqual(['leader', 'follower']);
});

test.describe('two versions', () => {
  // Through a service worker the files could not be changed on the way.
  test.use({ serviceWorkers: 'block' });

  test('a tab with newer code leads; the one with older code writes nothing more and asks to be reloaded', async ({
    page,
    context,
  }) => {
    await openFirst(page);
    await importSamples(page, 0, 3);
    const third = await open(context);
    const newer = await context.newPage();
    // The same build under a later version number.
    await newer.route('**/assets/index-*.js', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll(
        JSON.stringify('0.1.0').slice(1, -1),
        '99.0.0',
      );
      await route.fulfill({ response, body });
    });
    await newer.goto('/');
    await newer.evaluate(() => window.huella.ready);
    expect(await newer.evaluate(() => window.huella.version)).toBe('99.0.0');
    expect(await diagnosticsOf(newer)).toMatchObject({ tab: 'leader', photos: 3 });
    for (const old of [page, third]) {
      await expect(old.getByText('saved by a newer version of Huella')).toBeVisible();
      const report = importSamples(old, 3, 4);
      await expect(report).rejects.toThrow('a newer version of Huella is open in another tab');
    }
    expect((await diagnosticsOf(newer)).photos).toBe(3);
    await page.getByRole('button', { name: 'Reload' }).click();
  });
});

test('a database moved on by code without that courtesy: the tab says so and offers to reload', async ({
  page,
  context,
}) => {
  await openFirst(page);
  const other = await context.newPage();
  // Any page of the origin: no Huella runs in it.
  await other.goto('/samples/samples.json');
  await other.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('huella', 99);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
        request.onerror = () => reject(request.error!);
      }),
  );
  await expect(page.getByRole('alert')).toContainText('newer version of Huella');
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
  const second = await context.newPage();
  await second.goto('/');
  await expect(second.getByRole('alert')).toContainText('newer version of Huella');
});
