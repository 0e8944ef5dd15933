/** What the journeys about photos in and out share. */
import { expect, type Locator, type Page } from '@playwright/test';
import { withoutFolderPicker } from './field';

/** A slow machine takes most of a second for a photo. */
export const SLOW = 90_000;

/** Through "Add photos": the browser's own pickers cannot be answered by a test. */
export async function choose(page: Page, name: string, files: string | string[]): Promise<void> {
  await withoutFolderPicker(page);
  await page.locator('summary', { hasText: 'Add photos' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name }).click();
  await (await chooser).setFiles(files);
}

/** The report of that name, once it is there. */
export async function added(page: Page, name: string | RegExp): Promise<Locator> {
  const bar = page.getByRole('region', { name });
  await expect(bar).toBeVisible({ timeout: SLOW });
  return bar;
}

/** Individual and file name of every photo, with what a table may say of it. */
export function contents(page: Page): Promise<unknown[]> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('huella');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
    const all = (store: string): Promise<Record<string, unknown>[]> =>
      new Promise((resolve) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result as Record<string, unknown>[]);
      });
    const [photos, individuals] = [await all('photos'), await all('individuals')];
    database.close();
    const names = new Map(individuals.map(({ id, name }) => [id, name]));
    return photos
      .map(({ sha256, cropKey, individualId, takenAt, species, side, place }) => ({
        ...{ sha256, cropKey, individual: names.get(individualId) ?? null },
        ...{ takenAt, species: species ?? null, side: side ?? null, place },
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  });
}
