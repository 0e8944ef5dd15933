import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { violations } from './axe';
import { test as inStarted } from './started';
import { stored } from './stored';

/**
 * Markings through the scripting door: a first answer, a refined one, the same in every tab.
 * offline.spec.ts asks without a network.
 */

/** As a person finds it, on the processor: markings are compared. */
test.use({ storageState: stored({ backend: 'wasm' }) });
inStarted.use({ settings: { markings: 'auto', boxes: 'suggest' } });

interface Sample {
  readonly file: string;
  readonly individual: string;
}

/**
 * Two photos of each of the animals from `first` to before `end`; the fourth photo of the first of
 * them is the query.
 */
function importSamples(page: Page, first: number, end: number): Promise<Sample> {
  return page.evaluate(
    async ([first, end]) => {
      const { photos } = (await (await fetch('samples/samples.json')).json()) as {
        photos: Sample[];
      };
      const all = [...Map.groupBy(photos, ({ individual }) => individual).values()];
      const animals = all.slice(first, end);
      const items = await Promise.all(
        animals
          .flatMap((shots) => shots.slice(0, 2))
          .map(async ({ file, individual }) => {
            const blob = await (await fetch(`samples/${file}`)).blob();
            return { file: new File([blob], file), individual };
          }),
      );
      await window.huella.import(items);
      return animals[0]![3]!;
    },
    [first, end] as const,
  );
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

const pointBytesOf = (page: Page) =>
  page.evaluate(async () => (await window.huella.diagnostics()).markings.pointBytes);

/** A first answer at once, a refined one that is the same in another tab. */
async function refine(page: Page, context: BrowserContext, query: Sample) {
  const plain = await identify(page, query.file, 'never');
  expect(plain).toMatchObject({ firsts: [], compared: 0 });
  expect(plain.matches.every(({ agreeingPoints }) => agreeingPoints === null)).toBe(true);

  const refined = await identify(page, query.file, 'auto');
  // Nothing was compared when the first answer came, every individual is when the last one does.
  expect(refined).toMatchObject({ firsts: [0], compared: 3 });
  expect(refined.matches[0]!.individual).toBe(query.individual);
  for (const { agreeingPoints } of refined.matches) {
    expect(agreeingPoints === 0 || agreeingPoints! >= 10).toBe(true);
  }

  const follower = await context.newPage();
  await open(follower);
  expect(await follower.evaluate(() => window.huella.diagnostics())).toMatchObject({
    tab: 'follower',
  });
  expect(await identify(follower, query.file, 'auto')).toEqual(refined);
  await follower.close();

  const { markings, maxInFlightSeen } = await page.evaluate(() => window.huella.diagnostics());
  expect(maxInFlightSeen).toBeLessThanOrEqual(2);
  expect(markings).toMatchObject({ failedRuns: 0, openBitmaps: 0, openTensors: 0 });
  // Six photos of at most 25 kB.
  expect(markings.pointBytes).toBeGreaterThan(0);
  expect(markings.pointBytes).toBeLessThanOrEqual(6 * 25_000);
  return refined;
}

test('the first answer comes at once, the refined one is the same in another tab and after a reload; points are made while nothing else is to do, and go with their photo', async ({
  page,
  context,
}) => {
  await open(page);
  const query = await importSamples(page, 0, 3);
  const refined = await test.step('a first answer, a refined one', () =>
    refine(page, context, query));
  await test.step('after a reload', async () => {
    await page.reload();
    await page.evaluate(() => window.huella.ready);
    expect(await identify(page, query.file, 'always')).toEqual(refined);
  });
  await test.step('an evaluation asks them too', async () => {
    const { markings } = await page.evaluate(() => window.huella.evaluate({ markings: true }));
    // Each photo has another of its animal.
    expect([markings!.markings.queries, markings!.without.queries]).toEqual([6, 6]);
    expect(markings!.markings.top1!.value).toBeGreaterThanOrEqual(markings!.without.top1!.value);
  });
  await test.step('while nothing else is to do', async () => {
    await importSamples(page, 3, 4);
    // Eight photos, whose drawings have points enough; the last two were never compared.
    await expect
      .poll(() => pointBytesOf(page), { timeout: 90_000 })
      .toBeGreaterThan(7 * 20_000 + 10_000);
  });
  await test.step('with their photo', async () => {
    await page.evaluate(() => window.huella.clear());
    await expect.poll(() => pointBytesOf(page), { timeout: 60_000 }).toBe(0);
  });
});

inStarted(
  'lines show which markings agree, off by default, by one key @phone',
  async ({ page }) => {
    const query = await importSamples(page, 0, 2);
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
  },
);
