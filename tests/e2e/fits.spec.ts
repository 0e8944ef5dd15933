import { expect, test, type Page } from '@playwright/test';
import { hrefOf } from '../../src/app/state/router.svelte';
import type { ScreenName } from '../../src/app/screens';
import { NOTHING_STORED } from './stored';

/**
 * Keys, Back and the places things stand at; what a browser lacks; a finger's first screen. Whether
 * every control fits, accessibility-dialogs.spec.ts measures.
 */

test.use({ serviceWorkers: 'block' });

async function go(page: Page, screen: ScreenName): Promise<void> {
  // What was closed a moment ago still goes back in the history, also from the next screen.
  await page.waitForFunction(() => !(history.state as { layers?: number } | null)?.layers);
  await page.evaluate((hash) => (location.hash = hash), hrefOf(screen));
  await page.locator('main h1').first().waitFor();
}

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
