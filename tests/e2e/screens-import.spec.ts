import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { zipBlob, ZipArchive } from '../../src/engine/exchange/zip';
import { identifyAndDecide, withoutFolderPicker } from './field';

/** Photos in from folders, zips and tables, and out again; desktop and phone. */

const SAMPLES = 'public/samples';
/** A slow machine takes most of a second for a photo. */
const SLOW = 90_000;

async function choose(page: Page, name: string, files: string | string[]): Promise<void> {
  await withoutFolderPicker(page);
  await page.locator('summary', { hasText: 'Add photos' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name }).click();
  await (await chooser).setFiles(files);
}

async function added(page: Page, name: string | RegExp): Promise<Locator> {
  const bar = page.getByRole('region', { name });
  await expect(bar).toBeVisible({ timeout: SLOW });
  return bar;
}

/** Individual and file name of every photo, with what a table may say of it. */
function contents(page: Page): Promise<unknown[]> {
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

test('a table says who is who; its bad rows are named, the photos it does not name are offered @phone', async ({
  page,
}, testInfo) => {
  const folder = testInfo.outputPath('survey');
  mkdirSync(join(folder, 'fotos'), { recursive: true });
  for (const file of ['luna-1.jpg', 'luna-2.jpg', 'rosa-1.jpg', 'sol-1.jpg']) {
    copyFileSync(join(SAMPLES, file), join(folder, 'fotos', file));
  }
  const rows = [
    'Archivo;Individuo;Fecha;Especie;Lado;Latitud;Longitud;Recuadro',
    'C:\\campo\\luna-1.jpg;Luna;29/02/2024 13:14;Felis catus;izquierda;37,39;-5,99;0.1 0.1 0.8 0.8',
    'luna-2.jpg;Luna;31/04/2024;Felis catus;derecha;;;',
    'rosa-1.jpg;desconocido;;;;;;',
    'rosa-9.jpg;Rosa;;;;;;',
    'luna-1.jpg;Luna;;;;;;0.1 0.1 0.8 0.8',
  ];
  writeFileSync(join(folder, 'campo.csv'), Buffer.from(rows.join('\r\n'), 'latin1'));

  await page.goto('/#/gallery');
  await choose(page, 'A folder', folder);
  const dialog = page.getByRole('dialog', { name: 'Check before adding' });
  await expect(dialog.getByLabel('Individual')).toHaveValue('1');
  await expect(dialog).toContainText('3 photos, 2 with a name, 1 individual');
  const problems = dialog.getByRole('list', { name: '3 rows need a look' });
  await expect(problems.getByRole('listitem')).toHaveText([
    /Row 3: 31\/04\/2024 .*not a date/,
    /Row 5: rosa-9\.jpg .*not among those/,
    /Row 6: luna-1\.jpg .*earlier row/,
  ]);

  // Without its column no animal is named; with it again, each is.
  await dialog.getByLabel('Individual').selectOption({ label: 'Not in the table' });
  await expect(dialog).toContainText('3 photos, 0 with a name, 0 individuals');
  await dialog.getByLabel('Individual').selectOption({ label: 'Individuo' });
  await dialog.getByLabel('Also add the photo the table does not name').check();
  await dialog.getByRole('button', { name: 'Add 4 photos' }).click();
  await added(page, /4 photos added/);

  const photos = (await contents(page)) as Record<string, unknown>[];
  expect(photos.filter(({ individual }) => individual === 'Luna')).toHaveLength(2);
  expect(photos.find(({ cropKey }) => cropKey === '1000,1000,8000,8000')).toMatchObject({
    individual: 'Luna',
    takenAt: '2024-02-29T13:14:00',
    species: 'Felis catus',
    side: 'left',
    place: { latitude: 37.39, longitude: -5.99 },
  });
  // What the table says of the animal, its list can be narrowed by.
  await page.getByRole('navigation').getByRole('link', { name: 'Animals' }).click();
  await page.getByRole('combobox', { name: 'Species' }).selectOption('Felis catus');
  await expect(page.getByRole('list', { name: 'Animals' }).getByRole('link')).toHaveText([/Luna/]);
});

test('detections beside the photos are cut out', async ({ page }, testInfo) => {
  const results = testInfo.outputPath('results.json');
  const box = (bbox: number[], conf: number): object => ({ category: '1', conf, bbox });
  writeFileSync(
    results,
    JSON.stringify({
      info: { format_version: '1.6' },
      detection_categories: { 1: 'animal', 2: 'person' },
      images: [
        {
          file: 'x/luna-1.jpg',
          detections: [box([0, 0, 0.5, 0.5], 0.9), box([0.5, 0.5, 0.5, 0.5], 0.15)],
        },
      ],
    }),
  );
  await page.goto('/#/gallery');
  await choose(page, 'From a zip or a table', [join(SAMPLES, 'luna-1.jpg'), results]);
  const dialog = page.getByRole('dialog', { name: 'Check before adding' });
  await expect(dialog).toContainText('1 animal');
  await dialog.getByLabel('Least certainty').selectOption({ label: '10%' });
  await expect(dialog).toContainText('2 animals');
  await dialog.getByRole('button', { name: 'Add 2 photos' }).click();
  await added(page, /2 photos added/);
  const crops = ((await contents(page)) as { cropKey: string }[]).map(({ cropKey }) => cropKey);
  expect(crops.sort()).toEqual(['0,0,5000,5000', '5000,5000,5000,5000']);
});

test('a smaller copy of a photo is added, and flagged as looking like it', async ({
  page,
}, testInfo) => {
  const folder = testInfo.outputPath('copies');
  mkdirSync(folder, { recursive: true });
  for (const file of ['luna-1.jpg', 'rosa-1.jpg'])
    copyFileSync(join(SAMPLES, file), join(folder, file));
  await page.goto('/#/gallery');
  await choose(page, 'A folder', folder);
  await page.getByRole('button', { name: 'Add 2 photos' }).click();
  await added(page, /2 photos added/);
  await expect(page.locator('[data-index]')).toHaveCount(2);
  // What a messenger makes of a photo.
  const copy = await page.evaluate(async () => {
    const bitmap = await createImageBitmap(await (await fetch('samples/luna-1.jpg')).blob());
    const canvas = new OffscreenCanvas(bitmap.width / 2, bitmap.height / 2);
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.6 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const again = testInfo.outputPath('again');
  mkdirSync(again, { recursive: true });
  writeFileSync(join(again, 'IMG-0001.jpg'), Buffer.from(copy));
  for (const file of ['luna-1.jpg', 'luna-2.jpg'])
    copyFileSync(join(SAMPLES, file), join(again, file));
  await choose(page, 'A folder', again);
  await page.getByRole('button', { name: 'Add 3 photos' }).click();
  const bar = await added(page, /2 photos added/);
  await expect(bar).toContainText('1 looks like another');
  await bar.getByRole('button', { name: 'Report' }).click();
  const report = page.getByRole('dialog');
  await expect(report.getByRole('listitem').filter({ hasText: 'IMG-0001.jpg' })).toContainText(
    'Added. It looks nearly the same as luna-1.jpg.',
  );
  // Another photo of the same animal is no copy.
  await expect(report).not.toContainText('luna-2.jpg');
  expect(await contents(page)).toHaveLength(4);
});

test('a zip goes on where a closed tab left it, and its report is whole', async ({
  page,
}, testInfo) => {
  const files = ['luna', 'rosa', 'sol', 'nube', 'coco', 'gris', 'kira', 'lola'].flatMap((name) =>
    [1, 2, 3].map((i) => `${name}-${i}.jpg`),
  );
  const zip = await zipBlob(async (out) => {
    for (const file of files) {
      await out.add(`herd/${file.split('-')[0]!}/${file}`, readFileSync(join(SAMPLES, file)));
    }
    await out.add('herd/broken.jpg', 'not a photo');
  });
  const path = testInfo.outputPath('herd.zip');
  writeFileSync(path, Buffer.from(await zip.arrayBuffer()));

  await page.goto('/#/gallery');
  await choose(page, 'From a zip or a table', path);
  const question = page.getByRole('dialog', { name: 'How are your photos sorted?' });
  await expect(question).toContainText('8 individuals: coco, gris, kira, lola…');
  await question.getByRole('button', { name: 'Add 25 photos' }).click();
  const running = page.getByRole('region', { name: 'Adding photos' });
  await expect(running).toContainText(/[1-9] of 25/, { timeout: SLOW });
  await running.getByRole('button', { name: 'Pause' }).click();
  await expect(running).toContainText('Paused');
  // What was begun is finished; then nothing moves.
  await page.waitForTimeout(3000);
  const before = (await contents(page)).length;
  expect(before).toBeLessThan(24);
  expect(before).toBeGreaterThan(0);

  await page.reload();
  const offer = page.getByRole('region', { name: 'Adding “herd.zip” was interrupted' });
  await expect(offer).toBeVisible({ timeout: SLOW });
  const runsBefore = await page.evaluate(async () => (await window.huella.diagnostics()).runs);
  const chooser = page.waitForEvent('filechooser');
  await offer.getByRole('button', { name: 'Choose the zip again' }).click();
  await (await chooser).setFiles(path);
  const bar = await added(page, /could not be added/);
  const runs = await page.evaluate(async () => (await window.huella.diagnostics()).runs);
  // Nothing that was stored is encoded again.
  expect(runs - runsBefore).toBe(24 - before);
  expect(await contents(page)).toHaveLength(24);

  await bar.getByRole('button', { name: 'See which' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const table = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(table).toHaveLength(26);
  expect(table.find((row) => row.includes('broken.jpg'))).toContain('Not added');
  expect(table.find((row) => row.includes('rosa-2.jpg'))).toBe('herd/rosa/rosa-2.jpg,Added,,rosa');
});

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
  browser,
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

  const search = (tab: Page): Promise<unknown> =>
    tab.evaluate(async () => {
      const photo = await (await fetch('samples/luna-5.jpg')).blob();
      const found = await window.huella.search(photo, { k: 6, exact: true });
      return found.map(({ name, individual, similarity }) => [
        name,
        individual ?? null,
        similarity.toFixed(4),
      ]);
    });
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(new URL('/#/gallery', page.url()).href);
  await choose(other, 'From a zip or a table', path);
  const before = await told(page);
  expect([before.individuals.length, before.journal.length, before.matches.length]).toEqual([
    3, 4, 2,
  ]);
  const question = other.getByRole('dialog', { name: 'Check before adding' });
  await expect(question).toContainText('is known of 3 individuals and 4 steps of the history');
  await question.getByRole('button', { name: 'Add 6 photos' }).click();
  await added(other, '6 photos added, 4 steps of the history brought in');
  expect(await contents(other)).toEqual(await contents(page));
  expect(await told(other)).toEqual(before);
  expect(await search(other)).toEqual(await search(page));

  // What was decided on the other device is undone on this one.
  const animals = other.getByRole('navigation').getByRole('link', { name: 'Animals' });
  await animals.click();
  await other.getByRole('link', { name: 'History' }).click();
  await other.getByRole('button', { name: 'Undo: Recognised as Luna' }).click();
  await expect(
    other.getByRole('button', { name: 'Do again: The same animal: luna-3.jpg and Luna' }),
  ).toBeVisible();
  await animals.click();
  const luna = other.getByRole('list', { name: 'Animals' }).getByRole('link', { name: 'Luna' });
  await expect(luna).toContainText('2 photos');

  // A second time there is nothing to add.
  await other.getByRole('navigation').getByRole('link', { name: 'Gallery' }).click();
  const again = await told(other);
  await choose(other, 'From a zip or a table', path);
  await question.getByRole('button', { name: 'Add 6 photos' }).click();
  await added(other, '0 photos added, 6 were already there');
  expect(await told(other)).toEqual(again);
  await context.close();
});

test('a Camtrap DP opens in an empty app with the same individuals, boxes, dates and places', async ({
  page,
  browser,
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

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(new URL('/#/gallery', page.url()).href);
  await choose(other, 'From a zip or a table', path);
  const question = other.getByRole('dialog', { name: 'Check before adding' });
  await question.getByRole('button', { name: 'Add 3 photos' }).click();
  await added(other, /^3 photos added/);
  const before = await contents(page);
  expect(before).toHaveLength(3);
  expect(await contents(other)).toEqual(before);
  await context.close();
});
