import { expect, test, type Page } from '@playwright/test';
import { violations } from './axe';
import { stored } from './stored';

/**
 * Markings through the scripting door: a first answer, a refined one, the same in every tab.
 * offline.spec.ts asks without a network.
 */

/** As a person finds it, on the processor: markings are compared. */
test.use({ storageState: stored({ backend: 'wasm' }) });

interface Sample {
  readonly file: string;
  readonly individual: string;
}

/** Three photos of each of four animals; the fourth photo of the first is the query. */
function importSamples(page: Page): Promise<Sample> {
  return page.evaluate(async () => {
    const { photos } = (await (await fetch('samples/samples.json')).json()) as { photos: Sample[] };
    const animals = [...Map.groupBy(photos, ({ individual }) => individual).values()].slice(0, 4);
    const items = await Promise.all(
      animals
        .flatMap((all) => all.slice(0, 3))
        .map(async ({ file, individual }) => {
          const blob = await (await fetch(`samples/${file}`)).blob();
          return { file: new File([blob], file), individual };
        }),
    );
    await window.huella.import(items);
    return animals[0]![3]!;
  });
}

function identify(page: Page, file: string, markings: 'auto' | 'always' | 'never') {
  return page.evaluate(
    async ([file, markings]) => {
      const blob = await (await fetch(`samples/${file}`)).blob();
      const firsts: unknown[] = [];
      const answer = await window.huella.identify(blob, {
        markings,
        onFirst: ({ basis }) => firsts.push(basis.compared),
      });
      const matches = answer.matches.map(({ individual, photoId, agreeingPoints }) => ({
        ...{ individual, photoId, agreeingPoints },
      }));
      return { firsts, compared: answer.basis.compared, matches };
    },
    [file, markings] as const,
  );
}

async function open(page: Page): Promise<void> {
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
}

test('the first answer comes at once, the refined one is the same in another tab and after a reload', async ({
  page,
  context,
}) => {
  await open(page);
  const query = await importSamples(page);
  const plain = await identify(page, query.file, 'never');
  expect(plain).toMatchObject({ firsts: [], compared: 0 });
  expect(plain.matches.every(({ agreeingPoints }) => agreeingPoints === null)).toBe(true);

  const refined = await identify(page, query.file, 'auto');
  // Nothing was compared when the first answer came, every individual is when the last one does.
  expect(refined).toMatchObject({ firsts: [0], compared: 4 });
  expect(refined.matches[0]!.individual).toBe(query.individual);
  for (const { agreeingPoints } of refined.matches) {
    expect(agreeingPoints === 0 || agreeingPoints! >= 10).toBe(true);
  }

  const follower = await context.newPage();
  await follower.goto('/');
  await follower.evaluate(() => window.huella.ready);
  expect(await follower.evaluate(() => window.huella.diagnostics())).toMatchObject({
    tab: 'follower',
  });
  expect(await identify(follower, query.file, 'auto')).toEqual(refined);
  await follower.close();

  const { markings, maxInFlightSeen } = await page.evaluate(() => window.huella.diagnostics());
  expect(maxInFlightSeen).toBeLessThanOrEqual(2);
  expect(markings).toMatchObject({ failedRuns: 0, openBitmaps: 0, openTensors: 0 });
  // Twelve photos of at most 25 kB.
  expect(markings.pointBytes).toBeGreaterThan(0);
  expect(markings.pointBytes).toBeLessThanOrEqual(12 * 25_000);

  await page.reload();
  await page.evaluate(() => window.huella.ready);
  expect(await identify(page, query.file, 'always')).toEqual(refined);
});

test('points are made while nothing else is to do, and a deleted photo takes its own with it', async ({
  page,
}) => {
  await open(page);
  await importSamples(page);
  const pointBytes = () =>
    page.evaluate(async () => (await window.huella.diagnostics()).markings.pointBytes);
  // Twelve photos, whose drawings have points enough.
  await expect.poll(pointBytes, { timeout: 90_000 }).toBeGreaterThan(11 * 20_000);
  await page.evaluate(() => window.huella.clear());
  await expect.poll(pointBytes, { timeout: 60_000 }).toBe(0);
});

test('lines show which markings agree, off by default, by one key @phone', async ({ page }) => {
  await open(page);
  const query = await importSamples(page);
  // A photo that the gallery has: nearly every point agrees with itself.
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo' }).click();
  await (await chooser).setFiles(`public/samples/${query.file.replace('-4', '-1')}`);
  await page
    .getByRole('button', { name: /^Compare with/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: /^Comparing, 1 of/ });
  const lines = dialog.locator('svg .line line');
  await expect(dialog.getByRole('img', { name: 'Your photo' })).toBeVisible();
  await expect(lines).toHaveCount(0);

  await page.keyboard.press('g');
  await expect(dialog.getByRole('status')).toHaveText(/^\d+ places look the same$/);
  const places = Number.parseInt((await dialog.getByRole('status').textContent())!, 10);
  expect(places).toBeGreaterThan(60);
  // No more than can be told apart, each from the left (or upper) photo to the other.
  expect(await lines.count()).toBeLessThanOrEqual(60);
  expect(await lines.count()).toBeGreaterThan(20);
  const boxes = await Promise.all(
    ['Your photo', query.individual].map((name) =>
      dialog.getByRole('group', { name: new RegExp(`^${name}`) }).boundingBox(),
    ),
  );
  const first = (await dialog.locator('svg .line circle').nth(0).boundingBox())!;
  const second = (await dialog.locator('svg .line circle').nth(1).boundingBox())!;
  for (const [i, point] of [first, second].entries()) {
    const { x, y, width, height } = boxes[i]!;
    expect(point.x + 4).toBeGreaterThanOrEqual(x);
    expect(point.x).toBeLessThanOrEqual(x + width);
    expect(point.y + 4).toBeGreaterThanOrEqual(y);
    expect(point.y).toBeLessThanOrEqual(y + height);
  }
  // One photo twice: the same place in both.
  expect(first.x - boxes[0]!.x).toBeCloseTo(second.x - boxes[1]!.x, -1);
  expect(first.y - boxes[0]!.y).toBeCloseTo(second.y - boxes[1]!.y, -1);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('lines.png') });

  await page.keyboard.press('g');
  await expect(lines).toHaveCount(0);
  await expect(dialog.getByRole('status')).toHaveText('');
});
