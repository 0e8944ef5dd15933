import { mkdirSync, readdirSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { importDrawings } from './drawings';
import { chooseFiles, closed, collectErrors, go, withoutFolderPicker } from './field';
import { test } from './started';

/** A person's journeys through the buttons: a folder, the camera, the grid, a drop, settings. */

const SAMPLES = 'public/samples';

/** Five drawings of each of these: more rows than a screen has, more photos than a search shows. */
const ANIMALS = ['luna', 'bruno', 'rosa', 'coco', 'kira', 'nube', 'gris', 'zuri'];
const PHOTOS = 5 * ANIMALS.length;

test('a folder names its animals; what could not be added is listed with the reason @phone', async ({
  page,
}, testInfo) => {
  const folder = testInfo.outputPath('herd');
  for (const name of ['Luna', 'Rosa']) {
    mkdirSync(join(folder, name), { recursive: true });
    for (const file of readdirSync(SAMPLES).filter((file) => file.startsWith(name.toLowerCase()))) {
      copyFileSync(join(SAMPLES, file), join(folder, name, file));
    }
  }
  writeFileSync(join(folder, 'Luna', 'empty.jpg'), '');
  writeFileSync(join(folder, 'Rosa', 'notes.jpg'), 'not a photo at all, only some words\n');
  writeFileSync(join(folder, 'Rosa', '.DS_Store'), 'x');

  await page.goto('/#/gallery');
  await withoutFolderPicker(page);
  await page.locator('summary', { hasText: 'Add photos' }).click();
  await chooseFiles(page, 'A folder', folder);
  const question = page.getByRole('dialog', { name: 'How are your photos sorted?' });
  await expect(question).toContainText('2 individuals: Luna, Rosa');
  await question.getByRole('button', { name: 'Add 12 photos' }).click();

  const bar = page.getByRole('region', { name: '10 photos added, 2 could not be added' });
  await expect(bar).toBeVisible({ timeout: 60_000 });
  await bar.getByRole('button', { name: 'See which' }).click();
  const report = page.getByRole('dialog', { name: 'What could not be added' });
  await expect(report.getByRole('listitem').filter({ hasText: 'empty.jpg' })).toContainText(
    'The file is empty.',
  );
  await expect(report.getByRole('listitem').filter({ hasText: 'notes.jpg' })).toContainText(
    'not a photo',
  );
  const download = page.waitForEvent('download');
  await report.getByRole('button', { name: 'Save as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('huella-import.csv');
  await page.keyboard.press('Escape');
  await expect(page.getByText('10 photos, 2 individuals')).toBeVisible();
});

/** A photo of it is searched; it is off whenever its view is not there. */
async function camera(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tracks: MediaStreamTrack[] = [];
    Object.assign(window, { tracks });
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
  const live = () =>
    page.evaluate(
      () =>
        (window as unknown as { tracks: MediaStreamTrack[] }).tracks.filter(
          (t) => t.readyState === 'live',
        ).length,
    );

  await page.getByRole('button', { name: 'Take a photo' }).click();
  const shutter = page.getByRole('button', { name: 'Take the photo' });
  await expect(shutter).toBeEnabled({ timeout: 20_000 });
  expect(await live()).toBe(1);
  await page.keyboard.press('Escape');
  await expect(shutter).toHaveCount(0);
  expect(await live()).toBe(0);

  // Leaving by the address, as the phone's Back does.
  await page.getByRole('button', { name: 'Take a photo' }).click();
  await expect(shutter).toBeEnabled({ timeout: 20_000 });
  await page.evaluate(() => (location.hash = '#/settings'));
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  expect(await live()).toBe(0);

  await go(page, 'Identify');
  await page.getByRole('button', { name: 'Take a photo' }).click();
  await expect(shutter).toBeEnabled({ timeout: 20_000 });
  await shutter.click();
  await expect(page.locator('ol').getByRole('button').first()).toBeVisible({ timeout: 60_000 });
  expect(await live()).toBe(0);
}

/** Through the photos, several chosen, one opened, by keys. */
async function gridByKeyboard(page: Page): Promise<void> {
  await go(page, 'Gallery');

  const cells = page.getByRole('group', { name: 'Photos' }).getByRole('button');
  await cells.first().focus();
  await page.keyboard.press('End');
  await expect(page.locator(`[data-index="${PHOTOS - 1}"]`)).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.locator('[data-index="0"]')).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Space');
  await expect(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar')).toHaveCount(0);
  await closed(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: `3 of ${PHOTOS}` })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: `4 of ${PHOTOS}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-index="2"]')).toBeFocused();
  // A photo joins in front: the focus stays where it was, on the same photo.
  const focusedLabel = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const label = await focusedLabel();
  await page.evaluate(async () => {
    const blob = await (await fetch('samples/rosa-1.jpg')).blob();
    await window.huella.import([new File([blob, 'again'], 'rosa-again.jpg')]);
  });
  await expect(page.locator('[data-index="3"]')).toBeFocused();
  expect(await focusedLabel()).toBe(label);
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[data-index="2"]')).toBeFocused();
}

/** On any screen: it is searched. */
async function dropped(page: Page): Promise<void> {
  await go(page, 'Identify');
  const transfer = await page.evaluateHandle(async () => {
    const blob = await (await fetch('samples/rosa-2.jpg')).blob();
    const data = new DataTransfer();
    data.items.add(new File([blob], 'dropped.jpg', { type: 'image/jpeg' }));
    return data;
  });
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop here to search')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page.getByText('dropped.jpg')).toBeVisible();
  await expect(page.locator('ol').getByRole('button').first()).toContainText('rosa', {
    timeout: 60_000,
  });
  await page.getByRole('radio', { name: 'By photo' }).check();
  const howMany = page.getByRole('spinbutton', { name: 'How many' });
  await howMany.fill('20');
  await howMany.press('Enter');
  await expect(page.locator('ol').getByRole('button')).toHaveCount(20, { timeout: 60_000 });
}

/** Kept across a reload; then everything is deleted. */
async function settings(page: Page): Promise<void> {
  await go(page, 'Settings');
  await page.getByRole('radio', { name: 'Español' }).check();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ajustes');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await page.getByRole('radio', { name: 'Oscuro' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ajustes');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await page.getByRole('button', { name: 'Borrar todo…' }).click();
  const sure = page.getByRole('dialog', { name: '¿Borrar la galería entera?' });
  await expect(sure.getByRole('button', { name: 'Borrar todo' })).toBeDisabled();
  await sure.getByRole('textbox').fill('borrar');
  await sure.getByRole('button', { name: 'Borrar todo' }).click();
  await expect(sure).toHaveCount(0);
  await go(page, 'Galería');
  await expect(page.getByRole('heading', { name: 'Tu galería está vacía' })).toBeVisible();
}

test('with a gallery: camera, the grid by keyboard, a photo dropped, language, theme and deleting everything', async ({
  page,
}) => {
  const errors = collectErrors(page);
  await importDrawings(
    page,
    ANIMALS.flatMap((individual) =>
      [1, 2, 3, 4, 5].map((i) => ({ file: `${individual}-${i}.jpg`, individual })),
    ),
  );
  await test.step('the camera', () => camera(page));
  await test.step('the grid by keyboard', () => gridByKeyboard(page));
  await test.step('a photo dropped', () => dropped(page));
  await test.step('language, theme, deleting everything', () => settings(page));
  expect(errors).toEqual([]);
});
