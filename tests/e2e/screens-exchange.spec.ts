import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { ZipArchive } from '../../src/engine/exchange/zip';
import { closed, identifyAndDecide } from './field';
import { added, choose, contents, SLOW } from './importing';
import { test } from './started';

/** A gallery leaves as a file and opens where nothing is known. */

/** As on another device, where nothing is known. */
async function empty(page: Page): Promise<void> {
  await page.evaluate(() => window.huella.clear());
  await expect(page.getByRole('heading', { name: 'Your gallery is empty' })).toBeVisible();
  expect(await contents(page)).toEqual([]);
}

/** What is known and was decided, with the names of photos and animals in place of their ids. */
function told(
  page: Page,
): Promise<{ individuals: unknown[]; journal: unknown[]; matches: unknown[] }> {
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
    const [journal, matches] = [await all('journal'), await all('matches')];
    database.close();
    const labels: [string, string][] = [
      ...photos.map(
        ({ id, name, cropKey }) =>
          [id as string, `${name as string} ${cropKey as string}`] as [string, string],
      ),
      ...individuals.map(({ id, name }) => [id as string, name as string] as [string, string]),
    ];
    // A pair's id has the lesser of its photos' first, so it goes first and by name.
    const names = new Map(labels);
    for (const { id, photoIds } of matches) {
      const pair = (photoIds as string[]).map((photo) => names.get(photo) ?? photo);
      labels.unshift([id as string, pair.sort().join('+')]);
    }
    const named = <T>(value: T): T =>
      JSON.parse(
        labels.reduce((text, [id, label]) => text.replaceAll(id, label), JSON.stringify(value)),
      ) as T;
    const sorted = <T>(values: T[]): T[] =>
      values.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    // Ids and the day an animal was entered are of the device.
    const without = (record: Record<string, unknown>, ...keys: string[]): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(record)
          .filter(([key]) => !keys.includes(key))
          .sort(),
      );
    return {
      individuals: sorted(named(individuals.map((record) => without(record, 'id', 'createdAt')))),
      journal: sorted(named(journal.map((record) => without(record)))),
      matches: sorted(named(matches.map((record) => without(record, 'id')))),
    };
  });
}

/**
 * Luna is lost, and described; the found photo is taken for her, that is undone, and it is said to
 * be another.
 */
async function decideMore(page: Page): Promise<void> {
  const section = (name: string): Promise<void> =>
    page.getByRole('navigation').getByRole('link', { name }).click();
  await section('Animals');
  await page.getByRole('list', { name: 'Animals' }).getByRole('link', { name: /^Luna/ }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('radio', { name: 'Lost', exact: true }).check();
  await page.getByRole('textbox', { name: 'Notes' }).fill('Una mancha blanca en la pata');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await section('Animals');
  await page.getByRole('link', { name: 'Lost and found' }).click();
  await page.getByRole('link', { name: 'Found photos that look like this' }).click();
  const first = page.getByRole('article').first();
  await first.getByRole('button', { name: 'It is the same' }).click({ timeout: SLOW });
  // Until then the button would undo what was done before.
  await expect(page.getByTestId('announcer')).toHaveText('Confirmed: it is the same animal.');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await first.getByRole('button', { name: 'It is another' }).click();
  await expect(page.getByTestId('announcer')).toHaveText(/^Rejected/);
  await section('Gallery');
}

test('an exported gallery opens in an empty app with the same individuals, decisions and search results', async ({
  page,
}, testInfo) => {
  await page.goto('/#/gallery');
  await page.evaluate(async () => {
    await window.huella.ready;
    const file = async (name: string): Promise<File> =>
      new File([await (await fetch(`samples/${name}`)).blob()], name, { type: 'image/jpeg' });
    const fields = {
      takenAt: '2024-02-29T13:14:16.5+01:00',
      species: 'Felis catus',
      side: 'left',
    } as const;
    await window.huella.import([
      { file: await file('luna-1.jpg'), individual: 'Luna', fields },
      {
        file: await file('luna-2.jpg'),
        individual: 'Luna',
        crop: { x: 0.12, y: 0.07, width: 0.61, height: 0.83 },
      },
      { file: await file('rosa-1.jpg'), individual: 'Rosa: la vaca' },
      {
        file: await file('rosa-1.jpg'),
        individual: '=Rosa',
        crop: { x: 0, y: 0, width: 0.5, height: 1, turns: 1 },
      },
      { file: await file('sol-1.jpg'), fields: { status: 'found' } },
    ]);
  });
  await identifyAndDecide(page);
  await decideMore(page);
  await expect(page.getByText('6 photos, 3 individuals')).toBeVisible();
  // The browser's own save dialog cannot be answered by a test; browsers without it download.
  await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('huella-gallery.zip');
  const path = testInfo.outputPath('huella-gallery.zip');
  await download.saveAs(path);

  const archive = await ZipArchive.open(new Blob([readFileSync(path)]));
  const paths = archive.items.map((item) => item.path).sort();
  // The photo of two animals is there once, in the folder of either.
  expect(paths.filter((path) => !path.includes('rosa-1.jpg'))).toEqual([
    ...[
      'decisions.csv',
      'huella.json',
      'individuals.csv',
      'metadata.csv',
      'photos/Luna/luna-1.jpg',
      'photos/Luna/luna-2.jpg',
      'photos/Luna/luna-3.jpg',
    ],
    'unidentified/sol-1.jpg',
  ]);
  expect(paths).toHaveLength(9);
  execFileSync('unzip', ['-tq', path]);

  const search = (): Promise<unknown> =>
    page.evaluate(async () => {
      const photo = await (await fetch('samples/luna-5.jpg')).blob();
      const found = await window.huella.search(photo, { k: 6, exact: true });
      return found.map(({ name, individual, similarity }) => [
        name,
        individual ?? null,
        similarity.toFixed(4),
      ]);
    });
  const before = { told: await told(page), contents: await contents(page), found: await search() };
  expect([
    before.told.individuals.length,
    before.told.journal.length,
    before.told.matches.length,
  ]).toEqual([3, 4, 2]);
  await empty(page);
  await choose(page, 'From a zip or a table', path);
  const question = page.getByRole('dialog', { name: 'Check before adding' });
  await expect(question).toContainText('is known of 3 individuals and 4 steps of the history');
  await question.getByRole('button', { name: 'Add 6 photos' }).click();
  await added(page, '6 photos added, 4 steps of the history brought in');
  expect(await contents(page)).toEqual(before.contents);
  expect(await told(page)).toEqual(before.told);
  expect(await search()).toEqual(before.found);

  // What was decided on the other device is undone on this one.
  const animals = page.getByRole('navigation').getByRole('link', { name: 'Animals' });
  await animals.click();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('button', { name: 'Undo: Recognised as Luna' }).click();
  await expect(
    page.getByRole('button', { name: 'Do again: The same animal: luna-3.jpg and Luna' }),
  ).toBeVisible();
  await animals.click();
  const luna = page.getByRole('list', { name: 'Animals' }).getByRole('link', { name: 'Luna' });
  await expect(luna).toContainText('2 photos');

  // A second time there is nothing to add.
  await page.getByRole('navigation').getByRole('link', { name: 'Gallery' }).click();
  const again = await told(page);
  await choose(page, 'From a zip or a table', path);
  await question.getByRole('button', { name: 'Add 6 photos' }).click();
  await added(page, '0 photos added, 6 were already there');
  expect(await told(page)).toEqual(again);
});

// tests/unit/engine/exchange/export/round-trip.test.ts asks the same of the format, without the screens.
test('a Camtrap DP opens in an empty app with the same individuals, boxes, dates and places @long', async ({
  page,
}, testInfo) => {
  await page.goto('/#/gallery');
  await page.evaluate(async () => {
    await window.huella.ready;
    const file = async (name: string): Promise<File> =>
      new File([await (await fetch(`samples/${name}`)).blob()], name, { type: 'image/jpeg' });
    const at = (day: number, individual: string): object => ({
      individual,
      fields: {
        takenAt: `2024-05-0${day}T06:07:08+00:00`,
        species: 'Bos taurus',
        side: 'left',
        place: { latitude: 40.4168, longitude: -3.7038 },
        placeName: 'Charca',
      },
    });
    await window.huella.import([
      { file: await file('rosa-1.jpg'), ...at(1, 'Rosa') },
      {
        file: await file('rosa-2.jpg'),
        crop: { x: 0.125, y: 0.0625, width: 0.625, height: 0.8125 },
        ...at(2, 'Rosa'),
      },
      { file: await file('nube-1.jpg'), ...at(3, 'Nube, la de Ana') },
    ]);
  });
  await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: /^Camtrap DP/ }).check({ force: true });
  await dialog.getByRole('checkbox', { name: 'Exact coordinates' }).check();
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const path = testInfo.outputPath('huella-camtrap-dp.zip');
  await (await saved).saveAs(path);

  const before = await contents(page);
  expect(before).toHaveLength(3);
  // It stays open where something could not be taken along.
  await page.keyboard.press('Escape');
  await closed(page);
  await empty(page);
  await choose(page, 'From a zip or a table', path);
  const question = page.getByRole('dialog', { name: 'Check before adding' });
  await question.getByRole('button', { name: 'Add 3 photos' }).click();
  await added(page, /^3 photos added/);
  expect(await contents(page)).toEqual(before);
});
