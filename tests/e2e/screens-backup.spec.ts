import { expect, test, type Page } from '@playwright/test';
import { importDrawings } from './drawings';
import { test as inStarted } from './started';

/**
 * Backing up and restoring as a person does it, and a disk that runs full. At desktop and phone
 * size.
 */

const MARKUP = '<img src=x onerror="window.hacked=1">';
const ANIMALS = ['Luna', 'Rosa', 'Bruno', MARKUP];

/** Room for some twelve photos of `photographs`. */
const FULL_BYTES = 5_000_000;
/** Of them: those that do not all fit, those deleted to make room, and those added then. */
const [MANY, DELETED, LAST] = [24, 6, 3];

/** Some of the samples, two of each animal. */
async function importSome(page: Page): Promise<void> {
  await page.goto('/#/settings');
  const stems = ['luna', 'rosa', 'bruno', 'sol'];
  await importDrawings(
    page,
    stems.flatMap((stem, i) =>
      [1, 2].map((number) => ({ file: `${stem}-${number}.jpg`, individual: ANIMALS[i]! })),
    ),
  );
}

/** The answers to two queries, to the last bit. */
function answers(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found = [];
    for (const name of ['luna-3.jpg', 'rosa-2.jpg']) {
      const photo = await (await fetch(`samples/${name}`)).blob();
      const query = await window.huella.encode(photo);
      found.push(await window.huella.search(query, { k: 10 }));
      found.push(await window.huella.search(query, { k: 5, by: 'individual' }));
    }
    return JSON.stringify(found);
  });
}

/** The chooser cannot be operated from here; what it gives is a real file of the browser. */
function chooseInStorage(): void {
  Object.assign(window, {
    showSaveFilePicker: async () =>
      (await navigator.storage.getDirectory()).getFileHandle('chosen.zip', { create: true }),
  });
}

/** Bytes of the file that was chosen. */
async function sizeOfChosen(): Promise<number> {
  const root = await navigator.storage.getDirectory();
  return (await (await root.getFileHandle('chosen.zip')).getFile()).size;
}

async function restore(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Restore from a file' }).click();
  await (await chooser).setFiles(path);
}

inStarted(
  'a backup is made, everything is lost, and all of it comes back @phone',
  async ({ page }, testInfo) => {
    await importSome(page);
    await expect(page.getByText('There has been no backup yet.')).toBeVisible();
    const before = await answers(page);
    const photos = (JSON.parse(before) as unknown[][])[0]!.length;

    await page.evaluate(chooseInStorage);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expect(page.getByText('Every photo is in it.')).toBeVisible();
    expect(await page.evaluate(sizeOfChosen)).toBeGreaterThan(100_000);

    // A browser that cannot ask where to save: the file comes as a download.
    await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Back up now' }).click();
    const path = testInfo.outputPath('backup.zip');
    await (await download).saveAs(path);
    await expect(page.getByText(/^Last backup: /)).toBeVisible();
    await expect(page.getByText('Every photo is in it.')).toBeVisible();

    await page.evaluate(() => window.huella.clear());
    await expect(page.getByText('There is nothing to back up yet.')).toBeVisible();
    await restore(page, path);
    const offer = page.getByRole('dialog', { name: 'Restore this backup?' });
    await expect(offer).toContainText(`${photos} photos are new here`);
    await offer.getByRole('button', { name: 'Restore' }).click();
    const report = page.getByRole('dialog', { name: 'Restored' });
    await expect(report).toContainText(`${photos} photos added`);
    await report.getByRole('button', { name: 'Done' }).click();
    expect(await answers(page)).toBe(before);

    await page.getByRole('navigation').getByRole('link', { name: 'Gallery' }).click();
    await expect(page.getByText(`${photos} photos, 4 individuals`)).toBeVisible();
    // A name may hold any characters.
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();

    // After a reload it is all there, and a second time there is nothing to add.
    await page.reload();
    await expect(page.getByText(`${photos} photos, 4 individuals`)).toBeVisible();
    await page.goto('/#/settings');
    await restore(page, path);
    await expect(offer).toContainText(`No photo is new here, ${photos} are here already`);
    await offer.getByRole('button', { name: 'Cancel' }).click();

    // Another file is refused with words.
    await restore(page, 'public/samples/luna-1.jpg');
    await expect(page.getByRole('alert')).toContainText(
      'This file is not a backup made by Huella.',
    );
  },
);

// A page that dies with its browser is killed in kills-moving.spec.ts.
test('a page reloaded in the middle of a restore changes nothing @long', async ({ page }) => {
  await page.addInitScript(chooseInStorage);
  await importSome(page);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText('Every photo is in it.')).toBeVisible({ timeout: 30_000 });
  const before = await answers(page);

  // Its worker dies with bytes of a larger gallery staged: what was there is there, and nothing
  // else.
  const contents = (): Promise<string> =>
    page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('huella');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
      const counts: Record<string, unknown> = {};
      for (const store of [
        'photos',
        'originals',
        'thumbnails',
        'embeddings',
        'vectors',
        'individuals',
      ]) {
        counts[store] = await new Promise((resolve) => {
          const request = database.transaction(store).objectStore(store).getAllKeys();
          request.onsuccess = () => resolve(request.result);
        });
      }
      database.close();
      return JSON.stringify(counts);
    });
  const whole = await contents();
  await page.evaluate(() => window.huella.clear());
  const empty = await contents();
  for (const stage of ['checking', 'restoring']) {
    await page.evaluate(async (stage) => {
      const root = await navigator.storage.getDirectory();
      const file = await (await root.getFileHandle('chosen.zip')).getFile();
      await new Promise<void>((resolve) => {
        void window.huella
          .restore(file, {
            onProgress: ({ label, done }) => {
              if (label === stage && done > 0) resolve();
            },
          })
          .catch(() => undefined);
      });
    }, stage);
    // The page and its workers are killed at work.
    await page.reload();
    await page.waitForFunction(() => 'huella' in window);
    await page.evaluate(() => window.huella.ready);
    const now = await contents();
    // All of it or nothing: the last bytes may have been in before the page was gone.
    expect([empty, whole].map(withoutSeqs)).toContain(withoutSeqs(now));
    await page.evaluate(() => window.huella.clear());
  }
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await window.huella.restore(await (await root.getFileHandle('chosen.zip')).getFile());
  });
  expect(await answers(page)).toBe(before);
});

/** Seqs are given once: those of a restored photo are new. */
function withoutSeqs(contents: string): string {
  const { photos, originals, thumbnails, embeddings, vectors, individuals } = JSON.parse(
    contents,
  ) as Record<string, unknown[]>;
  return JSON.stringify([
    photos,
    originals,
    thumbnails,
    embeddings!.length,
    vectors!.length,
    individuals,
  ]);
}

test('a full disk: the import stops with words, what was added is safe, and it goes on after freeing', async ({
  page,
  context,
  baseURL,
}) => {
  const session = await context.newCDPSession(page);
  const origin = new URL(baseURL!).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: FULL_BYTES });
  await page.goto('/');
  const files = await photographs(page, MANY + LAST);
  const last = files.slice(MANY);
  const choose = (some: typeof files) =>
    page.locator('main input[type=file]').first().setInputFiles(some);
  await page.getByRole('navigation').getByRole('link', { name: 'Gallery' }).click();
  await choose(files.slice(0, MANY));
  const full = page.getByText(
    /There is no space left\. \d+ photos? (was|were) added, and your gallery is safe\./,
  );
  await expect(full).toBeVisible({ timeout: 120_000 });
  const added = Number(/left\. (\d+)/.exec((await full.textContent())!)![1]);
  expect(added).toBeGreaterThan(DELETED);

  const go = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click();
  const count = (photos: number) => page.getByText(new RegExp(`^${photos} photos`)).first();
  const held = () =>
    page.evaluate(async () => {
      const { photos, indexed } = await window.huella.diagnostics();
      return { photos, indexed, findings: await window.huella.integrityCheck() };
    });
  await page.getByRole('link', { name: 'Free space' }).click();
  await expect(page.getByRole('heading', { name: 'Storage' })).toBeFocused();
  await go('Gallery');
  await expect(count(added)).toBeVisible();
  // What is there is found, by itself.
  expect(await held()).toEqual({ photos: added, indexed: added, findings: [] });

  // Full is full: one more says so again.
  await choose(last);
  await expect(page.getByText('There is no space left. No photo was added')).toBeVisible();
  expect(await held()).toEqual({ photos: added, indexed: added, findings: [] });

  // Room is made by the screens, on the full disk.
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  for (let i = 0; i < DELETED; i++) await page.locator('main [data-index]').nth(i).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Delete ${DELETED} photos` })
    .click();
  await expect(count(added - DELETED)).toBeVisible();
  await page.getByRole('link', { name: 'Free space' }).click();
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Empty the trash' }).click();
  await expect(page.getByTestId('announcer')).toHaveText(`${DELETED} photos deleted for good.`);
  await go('Gallery');
  await choose(last);
  await expect(page.getByRole('region', { name: `${LAST} photos added` })).toBeVisible();
  const now = added - DELETED + LAST;
  expect(await held()).toEqual({ photos: now, indexed: now, findings: [] });
  await page.reload();
  await expect(count(now)).toBeVisible();
  await session.send('Storage.overrideQuotaForOrigin', { origin });
});

/** Noise at a size that a camera's photo has at least; no two alike. */
async function photographs(
  page: Page,
  count: number,
): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const pictures = await page.evaluate((count) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const context = canvas.getContext('2d')!;
    const data = context.createImageData(canvas.width, canvas.height);
    const pictures: string[] = [];
    for (let i = 0; i < count; i++) {
      for (let at = 0; at < data.data.length; at++)
        data.data[at] = at % 4 === 3 ? 255 : Math.random() * 255;
      context.putImageData(data, 0, 0);
      pictures.push(canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!);
    }
    return pictures;
  }, count);
  return pictures.map((base64, i) => ({
    name: `photo-${i}.jpg`,
    mimeType: 'image/jpeg',
    buffer: Buffer.from(base64, 'base64'),
  }));
}
