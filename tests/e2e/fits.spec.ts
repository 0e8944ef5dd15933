import { expect, test, type Page } from '@playwright/test';
import { hrefOf } from '../../src/app/state/router.svelte';
import { SCREEN_NAMES, type ScreenName } from '../../src/app/screens';
import { tell } from '../../tools/screens/story';
import { misfits } from './fits';
import { NOTHING_STORED } from './stored';

/**
 * Every screen and the dialogs of photos and animals, at every size in every language, in one load.
 */

test.use({ serviceWorkers: 'block' });

async function go(page: Page, screen: ScreenName): Promise<void> {
  // What was closed a moment ago still goes back in the history, also from the next screen.
  await page.waitForFunction(() => !(history.state as { layers?: number } | null)?.layers);
  await page.evaluate((hash) => (location.hash = hash), hrefOf(screen));
  await page.locator('main h1').first().waitFor();
}

/** The export's dialog with a format that leaves choices. */
async function exporting(page: Page, kind: string): Promise<void> {
  await page
    .locator('main')
    .getByRole('button', { name: /^Export/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.locator(`input[type=radio][value=${kind}]`).check({ force: true });
}

/** Opened on the gallery or an animal's page with English words; closed with Escape. */
const DIALOGS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async 'export of histories'(page) {
    await exporting(page, 'histories');
    await page.getByLabel('Occasions').selectOption('dates');
    await page.getByRole('button', { name: 'Add an occasion' }).click();
  },
  'export of Camtrap DP': (page) => exporting(page, 'camtrap'),
  viewer: (page) => page.locator('[data-index="0"]').click(),
  export: (page) =>
    page
      .locator('main')
      .getByRole('button', { name: /^Export/ })
      .click(),
  async selection(page) {
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.locator('[data-index="0"]').click();
  },
  details: (page) => page.getByRole('toolbar').getByRole('button', { name: 'Details' }).click(),
};

test('every control fits and can be reached at every size and in every language', async ({
  page,
}) => {
  // A slow machine draws each screen at every size in every language.
  test.setTimeout(300_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
  await tell(page, 'en', 1);
  const found: string[] = [];
  const look = async (what: string): Promise<void> => {
    found.push(...(await misfits(page, 'en')).map((fault) => `${what}: ${fault}`));
  };
  for (const screen of SCREEN_NAMES) {
    await go(page, screen);
    await look(screen);
  }
  // A person's own dates divide the curve.
  await go(page, 'surveys');
  await page.getByLabel('Occasions of the discovery curve').selectOption('dates');
  await page.getByText('Say the first and the last day of each occasion above.').waitFor();
  await look('surveys with own dates');
  await go(page, 'gallery');
  for (const [name, open] of Object.entries(DIALOGS)) {
    await open(page);
    await look(name);
    // The selection stays: its details are looked at next.
    if (name !== 'selection') await page.keyboard.press('Escape');
  }
  await page.keyboard.press('Escape');
  await go(page, 'individuals');
  await page.locator('main li a').first().click();
  await page.getByRole('button', { name: /^Edit/ }).waitFor();
  await look('animal');
  await page.getByRole('button', { name: 'Select photos' }).click();
  await page.locator('main ol button').first().click();
  await look('selection of an animal');
  expect(found).toEqual([]);
});

test('keys, Back, and what stands where', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto('/');
  await page.getByRole('button', { name: 'Try it with sample animals' }).click();
  await expect(page.getByRole('region', { name: '75 photos added' })).toBeVisible();

  // Back closes the photo, then leaves; and the list is where it was.
  await go(page, 'gallery');
  await page.locator('[data-index="0"] img').waitFor();
  await page.evaluate(() => scrollTo(0, 400));
  await page.locator('[data-index="9"]').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  // The entry is made in a task of its own.
  await expect
    .poll(() => page.evaluate(() => history.state as unknown))
    .toMatchObject({ layers: 1 });
  await page.goBack();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
  await go(page, 'settings');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Gallery' })).toBeVisible();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(300);

  // A selection ends with Back as well.
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await page.locator('[data-index="0"]').click();
  await expect
    .poll(() => page.evaluate(() => history.state as unknown))
    .toMatchObject({ layers: 1 });
  await page.goBack();
  await expect(page.getByRole('toolbar')).toHaveCount(0);

  // Several photos are described at once, what is said lies below no heading, and is undone.
  const told = () =>
    page.evaluate(() => {
      const toast = document.querySelector('.toast')!.getBoundingClientRect();
      const heading = document.querySelector('main h1')!.getBoundingClientRect();
      return toast.top > heading.bottom || toast.bottom < heading.top;
    });
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  for (const index of [0, 1]) await page.locator(`[data-index="${index}"]`).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Details' }).click();
  const details = page.getByRole('dialog');
  await details.getByLabel('Species', { exact: true }).fill('lynx');
  await details.getByLabel('When', { exact: true }).fill('2026-05-01');
  await details.getByLabel('Where, in words').fill('The bridge');
  await details.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.toast')).toBeVisible();
  expect(await told()).toBe(true);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Undone.');

  // "?" shows the keys.
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Ctrl + Z');
  // A link that is followed while the history goes back over a closed dialog still leads on.
  const arrived = page.evaluate(async () => {
    await new Promise<void>((follow) => {
      const go = history.go.bind(history);
      history.go = (by) => {
        go(by);
        follow();
        document.querySelector<HTMLElement>('nav a[href="#/individuals"]')!.click();
      };
    });
    await new Promise((back) => addEventListener('popstate', back, { once: true }));
  });
  await page.keyboard.press('Escape');
  await arrived;
  await expect.poll(() => new URL(page.url()).hash).toBe('#/individuals');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a browser that lacks something is told so before anything is opened', async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined }),
  );
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('lacks what Huella needs to run (Web Locks)');
  expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({
    ...{ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } },
    // The notice is for those who have not chosen the processor.
    storageState: NOTHING_STORED,
  });

  test('a finger is not told to drop a folder, and a notice leaves the first button where it was', async ({
    page,
  }) => {
    await page.goto('/');
    const add = page.getByRole('button', { name: 'Add your photos' });
    await expect(add).toBeVisible();
    await expect(page.getByText('drop a folder')).toBeHidden();
    const before = await add.boundingBox();
    await expect(page.getByText('Searches may be a little slower here')).toBeVisible();
    expect(await add.boundingBox()).toEqual(before);
    // On its side, both ways to begin are seen at once.
    await page.setViewportSize({ width: 844, height: 390 });
    await expect(page.getByRole('button', { name: 'Try it with sample animals' })).toBeInViewport({
      ratio: 1,
    });
    await expect(add).toBeInViewport({ ratio: 1 });
  });
});
