import { expect, test, type BrowserContext, type Page } from '@playwright/test';

/**
 * Several tabs of one gallery: one leads, the others work through it and take over when it closes,
 * crashes, freezes or hangs.
 */

interface Sample {
  readonly file: string;
  readonly individual: string;
}

async function start(page: Page): Promise<Page> {
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
  return page;
}

const open = async (context: BrowserContext): Promise<Page> => start(await context.newPage());

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

/** The second tab works through the first, and the device computes for both what it would for one. */
async function share(page: Page, second: Page): Promise<void> {
  expect([await roleOf(page), await roleOf(second)]).toEqual(['leader', 'follower']);
  // Model and index are in memory once.
  expect(second.workers()).toEqual([]);

  const reports = await Promise.all([importSamples(page, 0, 6), importSamples(second, 3, 9)]);
  expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
  expect(reports.reduce((sum, { imported }) => sum + imported, 0)).toBe(9);
  expect(reports.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(3);
  const after = await diagnosticsOf(second);
  expect(after).toMatchObject({ photos: 9, indexed: 9, queued: 0, inFlight: 0 });
  expect(after.maxInFlightSeen).toBeLessThanOrEqual(2);

  const here = await search(page, 4);
  expect(here.best).toBe(here.wanted);
  expect(await search(second, 4)).toEqual(here);

  // What one tab chooses shows in the other.
  await page.evaluate(() => window.huella.settings.set({ language: 'es', theme: 'dark' }));
  await expect(second.locator('html')).toHaveAttribute('lang', 'es');
  await expect(second.locator('html')).toHaveAttribute('data-theme', 'dark');
  await second.evaluate(() => window.huella.settings.set({ language: 'en' }));

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
}

/** A leader that hangs is said to, and the search comes when it answers again. */
async function hang(page: Page, second: Page): Promise<void> {
  let answer = (): void => undefined;
  const wanted = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/hang', async (route) => {
    await wanted;
    await route.fulfill({ body: '' });
  });
  // The leader's page waits: no event reaches it. tests/browser/runtime/tabs has one that never
  // answers again.
  const hanging = page.evaluate(() => {
    const request = new XMLHttpRequest();
    request.open('GET', 'hang', false);
    request.send();
  });
  const found = search(second, 1);
  const word = second.getByText('Your other Huella tab is not answering');
  await expect(word).toBeVisible({ timeout: 15_000 });
  answer();
  await hanging;
  expect((await found).similarity).toBeGreaterThan(0.99);
  await expect(word).toHaveCount(0);
  expect([await roleOf(page), await roleOf(second)]).toEqual(['leader', 'follower']);
}

/**
 * A tab with newer code leads; those with older code write nothing more and ask to be reloaded.
 */
async function openNewer(context: BrowserContext, older: readonly Page[]): Promise<Page> {
  const { photos } = await diagnosticsOf(older[0]!);
  const newer = await context.newPage();
  // The same build under a later version number.
  await newer.route('**/assets/index-*.js', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(JSON.stringify('0.1.0').slice(1, -1), '99.0.0');
    await route.fulfill({ response, body });
  });
  await start(newer);
  expect(await newer.evaluate(() => window.huella.version)).toBe('99.0.0');
  expect(await diagnosticsOf(newer)).toMatchObject({ tab: 'leader', photos });
  for (const old of older) {
    await expect(old.getByText('saved by a newer version of Huella')).toBeVisible();
    const report = importSamples(old, 20, 21);
    await expect(report).rejects.toThrow('a newer version of Huella is open in another tab');
  }
  expect((await diagnosticsOf(newer)).photos).toBe(photos);
  await older[0]!.getByRole('button', { name: 'Reload' }).click();
  return newer;
}

/** The database moved on by code without that courtesy: tabs say so and offer to reload. */
async function moveOn(context: BrowserContext, leader: Page): Promise<void> {
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
  await expect(leader.getByRole('alert')).toContainText('newer version of Huella');
  await expect(leader.getByRole('button', { name: 'Reload' })).toBeVisible();
  await leader.close();
  await other.goto('/');
  await expect(other.getByRole('alert')).toContainText('newer version of Huella');
}

/**
 * In the middle of its import, while another tab imports: nothing is lost or doubled, and no tab
 * shows an empty gallery. Resolves with the tabs that are left, the new leader first.
 */
async function crash(page: Page, context: BrowserContext): Promise<[Page, Page]> {
  await importSamples(page, 0, 4);
  const [second, third] = [await open(context), await open(context)];
  await third.goto('/#/gallery');
  await expect(third.getByText(/^4 photos/)).toBeVisible();
  // Every photo count that the third tab ever hears of, sampled as its screen would read it.
  await third.evaluate(() => {
    const seen: number[] = [];
    const timer = setInterval(() => {
      void window.huella.diagnostics().then(({ photos, indexed }) => {
        if (indexed > 0 || photos > 0) seen.push(photos);
      });
    }, 200);
    const observer = new MutationObserver(() => {
      if (/Your gallery is empty/.test(document.body.innerText)) seen.push(0);
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    const stop = (): number[] => {
      clearInterval(timer);
      observer.disconnect();
      return seen;
    };
    Object.assign(window, { stop });
  });
  const crashing = importSamples(page, 4, 18).catch(() => 'crashed');
  const importing = importSamples(second, 11, 18);
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
  expect(report.imported + report.duplicates).toBe(7);
  const { photos } = await diagnosticsOf(third);
  expect(photos).toBeGreaterThanOrEqual(11);
  // Taken up by another tab: what is there is there once.
  expect(await importSamples(third, 0, 18)).toEqual({
    imported: 18 - photos,
    duplicates: photos,
    failed: [],
  });
  const roles = [await roleOf(second), await roleOf(third)];
  expect(roles.toSorted()).toEqual(['follower', 'leader']);
  const seen = await third.evaluate(() => (window as unknown as { stop(): number[] }).stop());
  expect(seen.length).toBeGreaterThan(0);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(4);
  const answers = await Promise.all([second, third].map((tab) => search(tab, 15)));
  expect(answers[0]!.best).toBe(answers[0]!.wanted);
  expect(answers[1]).toEqual(answers[0]);
  expect(await third.evaluate(() => window.huella.integrityCheck())).toEqual([]);
  return roles[0] === 'leader' ? [second, third] : [third, second];
}

test('tabs share one gallery: the leader crashes, another leads, hangs, and gives way to newer code', async ({
  page,
  context,
}) => {
  await start(page);
  const [leader, follower] = await test.step('the leader crashes', () => crash(page, context));
  await leader.evaluate(() => window.huella.clear());
  await expect.poll(async () => (await diagnosticsOf(follower)).photos).toBe(0);
  await test.step('two tabs, one device', () => share(leader, follower));
  await test.step('the leader hangs', () => hang(leader, follower));
  const newer = await test.step('newer code', () => openNewer(context, [leader, follower]));
  await test.step('a newer database', async () => {
    await Promise.all([leader.close(), follower.close()]);
    await moveOn(context, newer);
  });
});
