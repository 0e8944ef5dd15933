import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';

/**
 * Boxes through the scripting door: TF.js's own, the same in every tab. offline.spec.ts asks
 * without a network.
 */

interface Expected {
  readonly drawings: readonly {
    readonly drawing: string;
    readonly boxes: readonly { readonly corners: readonly [number, number, number, number] }[];
  }[];
}

const EXPECTED = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/detector/expected.json'), 'utf8'),
) as Expected;

async function open(page: Page): Promise<void> {
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
}

function detect(page: Page, drawing: string) {
  return page.evaluate(
    async (file) => window.huella.detect(await (await fetch(`samples/${file}`)).blob()),
    drawing,
  );
}

test('draws the boxes that TF.js draws, in every tab, and gives its memory back', async ({
  page,
  context,
}) => {
  await open(page);
  for (const { drawing, boxes } of EXPECTED.drawings) {
    const found = await detect(page, drawing);
    expect(found).toHaveLength(boxes.length);
    boxes.forEach(({ corners: [left, top, right, bottom] }, i) => {
      const { x, y, width, height } = found[i]!.crop;
      const across = Math.min(right, x + width) - Math.max(left, x);
      const down = Math.min(bottom, y + height) - Math.max(top, y);
      const both = Math.max(0, across) * Math.max(0, down);
      const union = width * height + (right - left) * (bottom - top) - both;
      expect(both / union).toBeGreaterThanOrEqual(0.95);
    });
  }
  const [first] = EXPECTED.drawings;
  const follower = await context.newPage();
  await open(follower);
  expect(await detect(follower, first!.drawing)).toEqual(await detect(page, first!.drawing));
  await follower.close();

  const blank = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(300, 200);
    canvas.getContext('2d')!.fillRect(0, 0, 300, 200);
    return window.huella.detect(await canvas.convertToBlob());
  });
  expect(blank).toEqual([]);
  const refused = page.evaluate(() => window.huella.detect(new Blob(['no picture'])));
  await expect(refused).rejects.toThrow('no known image format');

  const many = await page.evaluate(async (file) => {
    const blob = await (await fetch(`samples/${file}`)).blob();
    const calls = Array.from({ length: 8 }, (_, i) =>
      i % 2 ? window.huella.detect(blob) : window.huella.encode(blob),
    );
    await Promise.all(calls);
    return window.huella.diagnostics();
  }, first!.drawing);
  expect(many.maxInFlightSeen).toBeLessThanOrEqual(2);
  expect(many.detector).toMatchObject({ failedRuns: 0, openBitmaps: 0, openTensors: 0 });
});

test('photos of the gallery are boxed at one go, and taken back; a query is compared by its animal alone', async ({
  page,
}) => {
  const [first, second] = EXPECTED.drawings.map(({ drawing }) => drawing);
  const onDisk = (drawing: string): string =>
    join(import.meta.dirname, '../../public/samples', drawing);
  await open(page);
  await page.evaluate(
    async (files) => {
      const photos = files.map(async (file) => {
        const blob = await (await fetch(`samples/${file}`)).blob();
        return new File([blob], file, { type: blob.type });
      });
      await window.huella.import(await Promise.all(photos));
    },
    [first!, second!],
  );
  const cropped = (): Promise<number> =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const opened = indexedDB.open('huella');
          opened.onsuccess = () => {
            const all = opened.result.transaction('photos').objectStore('photos').getAll();
            all.onsuccess = () => {
              opened.result.close();
              const photos = all.result as { readonly crop: unknown }[];
              resolve(photos.filter(({ crop }) => crop !== null).length);
            };
          };
        }),
    );

  await page.goto('/#/boxes');
  await page.getByRole('button', { name: 'Look for animals' }).click();
  await page.getByRole('button', { name: `${first!}, 1 animal`, pressed: true }).click();
  await page.getByRole('button', { name: 'Crop 1 photo' }).click();
  await expect.poll(cropped).toBe(1);
  await page.getByRole('button', { name: 'Undo the crops' }).click();
  await expect.poll(cropped).toBe(0);

  await page.goto('/#/identify');
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles(onDisk(EXPECTED.drawings[2]!.drawing));
  await page.getByRole('button', { name: 'Compare only the animal' }).click();
  await expect(page.getByRole('button', { name: 'See the whole photo' })).toBeVisible();

  // Where the setting says so, sure boxes are used at once, in Identify and when photos are added.
  await page.evaluate(() => window.huella.settings.set({ boxes: 'surest' }));
  await page.locator('main input[type=file]').first().setInputFiles(onDisk(first!));
  await page.getByRole('button', { name: 'Use the whole photo' }).click();
  await expect(page.getByRole('button', { name: 'See the whole photo' })).toBeHidden();
  await page.goto('/#/gallery');
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles(onDisk(EXPECTED.drawings[2]!.drawing));
  await expect.poll(cropped).toBe(1);
});
