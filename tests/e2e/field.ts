/** What a person does in the field, by the screens: shared by the journeys without a network. */
import { copyFileSync, mkdirSync, openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { BlobReader, ZipReader } from '@zip.js/zip.js';
import { checkBackup } from '../../src/engine/backup';

const SAMPLES = 'public/samples';
/** With the software adapter a photo takes seconds. */
const SLOW = 90_000;

export async function go(page: Page, section: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: section }).click();
}

export async function goToModels(page: Page): Promise<void> {
  await go(page, 'Settings');
  await page.locator('main').getByRole('link', { name: 'Models' }).click();
}

/**
 * Errors that the page reports, for the end of a test: the policy forbids what the screens must not
 * need.
 */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

/** Through a button that opens the file picker. */
export async function chooseFiles(
  page: Page,
  button: string,
  files: string | string[],
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(files);
}

/** A folder with these photos of two animals. */
export function makeHerd(folder: string, numbers = [1, 2, 4]): string {
  for (const name of ['Luna', 'Rosa']) {
    mkdirSync(join(folder, name), { recursive: true });
    for (const i of numbers) {
      const file = `${name.toLowerCase()}-${i}.jpg`;
      copyFileSync(join(SAMPLES, file), join(folder, name, file));
    }
  }
  return folder;
}

/**
 * The browser's own folder picker cannot be answered by a test; browsers without it open the file
 * chooser instead.
 */
export async function withoutFolderPicker(page: Page): Promise<void> {
  await page.evaluate(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
}

export async function importFolder(page: Page, folder: string, photos: number): Promise<void> {
  await go(page, 'Gallery');
  await withoutFolderPicker(page);
  await page.locator('summary', { hasText: 'Add photos' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'A folder' }).click();
  await (await chooser).setFiles(folder);
  await page.getByRole('button', { name: `Add ${photos} photos` }).click();
  await expect(page.getByRole('region', { name: `${photos} photos added` })).toBeVisible({
    timeout: SLOW,
  });
}

/** A photo of Luna that the gallery does not have is recognised, and joins her. */
export async function identifyAndDecide(page: Page, file = 'luna-3.jpg'): Promise<void> {
  await go(page, 'Identify');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo' }).click();
  await (await chooser).setFiles(join(SAMPLES, file));
  await decideLuna(page);
}

/** The photo that was asked about is found to be Luna's, and joins her. */
export async function decideLuna(page: Page): Promise<void> {
  const first = page.locator('ol').getByRole('button').first();
  await expect(first).toContainText('Luna', { timeout: SLOW });
  await first.click();
  await page.getByRole('button', { name: 'Same animal: add to Luna' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Photo added to Luna.', { timeout: SLOW });
  await page.keyboard.press('Escape');
  await closed(page);
}

/** The gallery leaves the device as a file, read back and found whole. */
export async function backUp(page: Page, path: string, photos: number): Promise<void> {
  await go(page, 'Settings');
  // A browser that cannot ask where to save: the file comes as a download.
  await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await (await download).saveAs(path);
  await expect(page.getByText('Every photo is in it.')).toBeVisible({ timeout: SLOW });
  const { damage } = await checkBackup(await openAsBlob(path));
  expect(damage).toEqual([]);
  const entries = await new ZipReader(new BlobReader(await openAsBlob(path))).getEntries();
  expect(entries.filter(({ filename }) => filename.startsWith('originals/'))).toHaveLength(photos);
}

/**
 * Once dialogs are closed and their entries of the history taken back: an address asked for before
 * that would be left again by that step.
 */
export async function closed(page: Page): Promise<void> {
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect
    .poll(() => page.evaluate(() => JSON.stringify(history.state)))
    .not.toMatch(/"layers":[1-9]/);
}

/** Settings says that the app works without a network. */
export async function untilOffline(page: Page): Promise<void> {
  await go(page, 'Settings');
  await expect(page.getByText('Huella works without a network on this device')).toBeVisible({
    timeout: SLOW,
  });
}
