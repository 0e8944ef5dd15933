import { expect, test, type Page } from '@playwright/test';

/** A tab that dies while it learns: nothing is lost, and the next tab learns by itself. */

/** Enough named photos to be judged by (`matching/calibration.ts`, LEAST_QUERIES). */
const PHOTOS = 32;

/** In use, not computed for the question. */
const inUse = (page: Page) => page.evaluate(() => window.huella.learning.report());

test('the tab crashes while it learns: every name is there, and it is learnt later unasked @long', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await page.evaluate(async (count) => {
    const { huella } = window;
    await huella.ready;
    // So that nothing is learnt from a part of them on a slow machine.
    await huella.learning.set(false);
    const { photos } = (await (await fetch('samples/samples.json')).json()) as {
      photos: { file: string; individual: string }[];
    };
    const items = photos.slice(0, count).map(async ({ file, individual }) => {
      const blob = await (await fetch(`samples/${file}`)).blob();
      return { file: new File([blob], file), individual };
    });
    await huella.import(await Promise.all(items));
  }, PHOTOS);

  const learning = page.waitForEvent('worker', (worker) => worker.url().includes('learning'));
  const asked = page
    .evaluate(async () => {
      await window.huella.learning.set(true);
      await window.huella.learning.ready();
      return 'learnt';
    })
    .catch(() => 'crashed');
  await learning;
  const session = await context.newCDPSession(page);
  session.send('Page.crash').catch(() => undefined);
  expect(await asked).toBe('crashed');

  const next = await context.newPage();
  await next.goto('/');
  await next.evaluate(() => window.huella.ready);
  // Nothing half made is in use, and no photo has lost its name.
  expect(await inUse(next)).toMatchObject({ used: false, photos: PHOTOS, top1Before: null });
  expect(await next.evaluate(() => window.huella.integrityCheck())).toEqual([]);

  await expect.poll(async () => (await inUse(next)).top1Before, { timeout: 90_000 }).not.toBeNull();
  const report = await inUse(next);
  expect(report.photos).toBe(PHOTOS);
  // Asked for, it is what was learnt unasked.
  expect(await next.evaluate(() => window.huella.learning.ready())).toEqual(report);
});
