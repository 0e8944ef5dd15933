import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { importDrawings } from './drawings';
import { test } from './started';

/**
 * Deciding: a query with its filters, ten unidentified photos by keyboard, and everything taken
 * back after a reload.
 */

const SAMPLES = 'public/samples';

/**
 * Five animals of two photos each under their names, and `unnamed` of their other photos without.
 */
async function importSome(page: Page, unnamed: number): Promise<void> {
  const animals = ['luna', 'bruno', 'malik', 'tigre', 'zuri'];
  const shots = (animal: string, ...numbers: number[]): string[] =>
    numbers.map((i) => `${animal}-${String(i)}.jpg`);
  const known = animals.flatMap((individual) =>
    shots(individual, 1, 2).map((file) => ({ file, individual })),
  );
  const rest = animals.flatMap((animal) => shots(animal, 3, 4).map((file) => ({ file })));
  await importDrawings(page, [...known, ...rest.slice(0, unnamed)]);
}

const counts = (page: Page, photos: number, individuals: number) =>
  page.getByText(`${String(photos)} photos, ${String(individuals)} individuals`);

test('ten unidentified photos by keyboard: same, different, new, skip, undo, and back after a reload', async ({
  page,
}) => {
  await importSome(page, 10);
  await page.goto('/#/gallery?unidentified=1');
  await page.getByRole('link', { name: 'Review 10 unidentified photos' }).click();
  const stage = page.getByRole('region', { name: 'Unidentified photo' });
  const first = page.getByRole('group', { name: 'Candidates' }).getByRole('button').first();
  await expect(first).toBeVisible();
  await expect(page.getByText('10 photos to go')).toBeVisible();

  // Each drawing's likeliest candidate is its own animal or another photo of it that has no name
  // yet.
  await page.getByRole('heading', { level: 1 }).focus();
  const before = await first.getAttribute('aria-label');
  await page.keyboard.press('d');
  await expect(first).not.toHaveAttribute('aria-label', before!);
  await page.keyboard.press('u');
  await expect(first).toHaveAttribute('aria-label', before!);

  await page.keyboard.press('n');
  await page.getByRole('combobox', { name: 'Name' }).fill('luna');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Another individual already has this name.');
  await page.getByRole('combobox', { name: 'Name' }).fill('Nube');
  await page.keyboard.press('Enter');
  await expect(page.getByText('9 photos to go')).toBeVisible();

  await page.keyboard.press('k');
  await expect(page.getByText('8 photos to go')).toBeVisible();
  for (let left = 7; left >= 1; left--) {
    await expect(first).toBeVisible();
    await page.keyboard.press('s');
    const naming = page.getByRole('combobox', { name: 'Name' });
    const word = left === 1 ? '1 photo to go' : `${String(left)} photos to go`;
    await expect(naming.or(page.getByText(word))).toBeVisible();
    if (await naming.isVisible()) {
      await naming.fill(`Pair ${String(left)}`);
      await page.keyboard.press('Enter');
    }
    await expect(page.getByText(word)).toBeVisible();
  }
  await page.keyboard.press('k');
  await expect(page.getByText('You skipped 2 photos.')).toBeVisible();
  await expect(stage).toHaveCount(0);

  // The naming of Nube was not the last decision: it is undone all the same, after a reload.
  await page.reload();
  await page.evaluate(() => window.huella.ready);
  const names = () =>
    page.evaluate(async () => {
      const photo = await (await fetch('samples/luna-1.jpg')).blob();
      const found = await window.huella.search(photo, { k: 50, by: 'photo', exact: true });
      return found.map(({ individual }) => individual ?? null);
    });
  expect((await names()).filter((name) => name === 'Nube')).toHaveLength(1);
  await page.goto('/#/history');
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Nube' })
    .getByRole('button', { name: /^Undo/ })
    .last()
    .click();
  await expect.poll(async () => (await names()).includes('Nube')).toBe(false);
});

test('a query: filters narrow it and are always in view; decided, undone, decided again @phone', async ({
  page,
}) => {
  await importSome(page, 0);
  await page.goto('/#/gallery');
  await expect(counts(page, 10, 5)).toBeVisible();
  await page.goto('/#/identify');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo' }).click();
  await (await chooser).setFiles(join(SAMPLES, 'luna-3.jpg'));
  const results = page.getByRole('button', { name: /^Compare with/ });
  await expect(results.first()).toHaveAccessibleName(/^Compare with luna\./);
  await expect(results).toHaveCount(5);

  const inUse = page.getByRole('list', { name: 'Filters in use' });
  await expect(inUse.getByRole('button')).toHaveCount(1);
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Search among' });
  await dialog.getByLabel('Species').fill('horse');
  await dialog.getByRole('button', { name: 'Show results' }).click();
  await expect(
    page.getByRole('main').getByText('No photo of your gallery passes these filters.'),
  ).toBeVisible();
  await inUse.getByRole('button', { name: 'Remove the filter: horse' }).click();
  await expect(results).toHaveCount(5);
  await page.getByRole('spinbutton', { name: 'How many' }).fill('2');
  await page.keyboard.press('Enter');
  await expect(results).toHaveCount(2);

  await results.first().click();
  const compare = page.getByRole('dialog', { name: /^Comparing, 1 of 2/ });
  await compare.getByRole('button', { name: 'Light' }).click();
  await page.getByRole('slider', { name: 'Brightness' }).fill('1.5');
  await expect(compare.getByRole('img', { name: 'Your photo' })).toHaveCSS(
    'filter',
    /brightness\(1\.5\)/,
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await expect(compare.getByRole('button', { name: 'Plain view' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  const gallery = () =>
    page.evaluate(async () => {
      const { photos } = await window.huella.diagnostics();
      const photo = await (await fetch('samples/luna-3.jpg')).blob();
      const [best] = await window.huella.search(photo, { k: 1 });
      return { photos, name: best!.name, individual: best!.individual ?? null };
    });
  await compare.getByRole('button', { name: 'Same animal: add to luna' }).click();
  await expect(compare.getByText('Marked as luna')).toBeVisible();
  expect(await gallery()).toEqual({ photos: 11, name: 'luna-3.jpg', individual: 'luna' });
  await page.keyboard.press('u');
  await expect(compare.getByText('Marked as luna')).toHaveCount(0);
  expect(await gallery()).toEqual({ photos: 11, name: 'luna-3.jpg', individual: null });
  await page.keyboard.press('s');
  await expect(compare.getByText('Marked as luna')).toBeVisible();
  expect(await gallery()).toEqual({ photos: 11, name: 'luna-3.jpg', individual: 'luna' });
});

// On a desktop screens.spec.ts takes a photo and identifies it.
test('a photo is taken with the camera and identified @phone @long', async ({ page }) => {
  await importSome(page, 0);
  await page.goto('/#/identify');
  await page.getByRole('button', { name: 'Take a photo' }).click();
  const camera = page.getByRole('dialog', { name: 'Camera' });
  await camera.getByRole('button', { name: 'Take the photo' }).click();
  await expect(page.getByRole('button', { name: /^Compare with/ }).first()).toBeVisible();
});
