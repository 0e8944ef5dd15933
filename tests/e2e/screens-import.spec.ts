import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { zipBlob } from '../../src/engine/exchange/zip';
import { added, choose, contents, SLOW } from './importing';
import { test } from './started';

/** Photos in from folders, zips and tables; desktop and phone. */

const SAMPLES = 'public/samples';
const WORKBOOK = 'tests/fixtures/exchange/workbooks/openpyxl.xlsx';

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
    'luna-1.jpg;Rosa;;;;;;0.1 0.1 0.8 0.8',
  ];
  writeFileSync(join(folder, 'campo.csv'), Buffer.from(rows.join('\r\n'), 'latin1'));

  await page.goto('/#/gallery');
  await choose(page, 'A folder', folder);
  const dialog = page.getByRole('dialog', { name: 'Check before adding' });
  await expect(dialog.getByRole('combobox', { name: 'Individual' })).toHaveValue('1');
  await expect(dialog).toContainText('3 photos, 2 with a name, 1 individual');
  const problems = dialog.getByRole('list', { name: '3 rows need a look' });
  await expect(problems.getByRole('listitem')).toHaveText([
    /Row 3: 31\/04\/2024 .*not a date/,
    /Row 5: rosa-9\.jpg .*not among those/,
    /Row 6: luna-1\.jpg .*earlier row/,
  ]);

  // Without its column no animal is named; with it again, each is.
  await dialog
    .getByRole('combobox', { name: 'Individual' })
    .selectOption({ label: 'Not in the table' });
  await expect(dialog).toContainText('3 photos, 0 with a name, 0 individuals');
  await dialog.getByRole('combobox', { name: 'Individual' }).selectOption({ label: 'Individuo' });
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

test('detections beside the photos are cut out, and a workbook names them', async ({
  page,
}, testInfo) => {
  const results = testInfo.outputPath('results.json');
  const photo = testInfo.outputPath('a.jpg');
  copyFileSync(join(SAMPLES, 'luna-1.jpg'), photo);
  const box = (bbox: number[], conf: number): object => ({ category: '1', conf, bbox });
  writeFileSync(
    results,
    JSON.stringify({
      info: { format_version: '1.6' },
      detection_categories: { 1: 'animal', 2: 'person' },
      images: [
        {
          file: 'x/a.jpg',
          detections: [box([0, 0, 0.5, 0.5], 0.9), box([0.5, 0.5, 0.5, 0.5], 0.15)],
        },
      ],
    }),
  );
  await page.goto('/#/gallery');
  await choose(page, 'From a zip or a table', [photo, results, WORKBOOK]);
  const dialog = page.getByRole('dialog', { name: 'Check before adding' });
  await expect(dialog).toContainText('1 animal');
  await expect(dialog).toContainText('openpyxl.xlsx · Fotos, mayo, 3 rows');
  await dialog.getByLabel('Least certainty').selectOption({ label: '10%' });
  await expect(dialog).toContainText('2 animals');
  await dialog.getByRole('button', { name: 'Add 2 photos' }).click();
  await added(page, /2 photos added/);
  const photos = (await contents(page)) as { cropKey: string; takenAt: string }[];
  const crops = photos.map(({ cropKey }) => cropKey);
  expect(crops.sort()).toEqual(['0,0,5000,5000', '5000,5000,5000,5000']);
  expect(photos.map(({ takenAt }) => takenAt)).toEqual(Array(2).fill('2024-05-06T07:08:00'));
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
    [1, 2].map((i) => `${name}-${i}.jpg`),
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
  await question.getByRole('button', { name: 'Add 17 photos' }).click();
  const running = page.getByRole('region', { name: 'Adding photos' });
  await expect(running).toContainText(/[1-9] of 17/, { timeout: SLOW });
  await running.getByRole('button', { name: 'Pause' }).click();
  await expect(running).toContainText('Paused');
  // What was begun is finished; then nothing moves.
  await page.waitForTimeout(3000);
  const before = (await contents(page)).length;
  expect(before).toBeLessThan(16);
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
  expect(runs - runsBefore).toBe(16 - before);
  expect(await contents(page)).toHaveLength(16);

  await bar.getByRole('button', { name: 'See which' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const table = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(table).toHaveLength(18);
  expect(table.find((row) => row.includes('broken.jpg'))).toContain('Not added');
  expect(table.find((row) => row.includes('rosa-2.jpg'))).toBe('herd/rosa/rosa-2.jpg,Added,,rosa');
});
