import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import CASES from '../fixtures/detectors/reference.json' with { type: 'json' };
import { WITHOUT_MARKINGS } from './stored';

/**
 * Boxes through the scripting door: TF.js's own, the same in every tab. offline.spec.ts asks
 * without a network.
 */

test.use({ storageState: WITHOUT_MARKINGS });

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

/** TF.js's own boxes, in every tab; what is no picture has none; memory is given back. */
async function draw(page: Page, context: BrowserContext): Promise<void> {
  for (const { drawing, boxes } of EXPECTED.drawings) {
    const found = await detect(page, drawing);
    expect(found).toHaveLength(boxes.length);
    boxes.forEach(({ corners: [left, top, right, bottom] }, i) => {
      const { x, y, width, height } = found[i]!.crop;
      const across = Math.min(right, x + width) - Math.max(left, x);
      const down = Math.min(bottom, y + height) - Math.max(top, y);
      const both = Math.max(0, across) * Math.max(0, down);
      const union = width * height + (right - left) * (bottom - top) - both;
      expect(both / union).toBeGreaterThanOrEqual(0.8);
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
    const calls = Array.from({ length: 4 }, (_, i) =>
      i % 2 ? window.huella.detect(blob) : window.huella.encode(blob),
    );
    await Promise.all(calls);
    return window.huella.diagnostics();
  }, first!.drawing);
  expect(many.maxInFlightSeen).toBeLessThanOrEqual(2);
  expect(many.detector).toMatchObject({ failedRuns: 0, openBitmaps: 0, openTensors: 0 });
}

/**
 * Photos of the gallery are boxed at one go, and taken back; a query is compared by its animal
 * alone.
 */
async function boxGallery(page: Page): Promise<void> {
  const [first, second] = EXPECTED.drawings.map(({ drawing }) => drawing);
  const onDisk = (drawing: string): string =>
    join(import.meta.dirname, '../../public/samples', drawing);
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
}

/** Boxed photos are crops to near-duplicates, learning and evaluation. */
async function useCrops(page: Page): Promise<void> {
  const told = await page.evaluate(async () => {
    const { huella } = window;
    const picture = async (file: string): Promise<ImageBitmap> =>
      createImageBitmap(await (await fetch(`samples/${file}`)).blob());
    /** An animal on the left quarter of a picture of another one, which fills the rest. */
    const scene = async (animal: string, around: string, darker = 0): Promise<File> => {
      const canvas = new OffscreenCanvas(480, 180);
      const context = canvas.getContext('2d')!;
      context.drawImage(await picture(around), 0, 0, 480, 180);
      context.drawImage(await picture(animal), 0, 0, 120, 180);
      context.fillStyle = `rgb(0 0 0 / ${darker})`;
      context.fillRect(0, 0, 120, 180);
      const drawn = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
      return new File([drawn], animal);
    };
    const crop = { x: 0, y: 0, width: 0.25, height: 1 };
    // Learning wants 30 photos that can be asked.
    const animals = ['luna', 'rosa', 'nube', 'tigre', 'miel', 'gris'];
    const shots = 5;
    const items: { file: File; individual: string; crop: typeof crop }[] = [];
    for (const [i, animal] of animals.entries()) {
      // What is around an animal is around the next one, too: whole, photos find that one.
      for (let shot = 1; shot <= shots; shot++) {
        const around = `kira-${1 + ((i + shot) % shots)}.jpg`;
        const file = await scene(`${animal}-${shot}.jpg`, around);
        items.push({ file, individual: animal, crop });
      }
    }
    // The first animal's first photo a little darker, elsewhere: a near-duplicate of its crop.
    const again = await scene('luna-1.jpg', 'zuri-1.jpg', 0.05);
    const first = await huella.import(items);
    const second = await huella.import([{ file: again, individual: 'luna', crop }]);
    const learnt = await huella.learning.ready();
    const { ways, encounters, photos } = await huella.evaluate();
    return { first, second, learnt, encounters, photos, top1: ways[0]!.top1!.value };
  });
  expect(told.first).toMatchObject({ imported: 30 });
  expect(told.second).toMatchObject({ imported: 1 });
  expect(told).toMatchObject({ photos: 31, encounters: 30 });
  expect(told.learnt).toMatchObject({ photos: 31, individuals: 6 });
  // Whole, most of these photos find the animal that their surroundings show beside them.
  expect(told.top1).toBeGreaterThan(0.9);
  expect(told.learnt.top1Before).toBe(told.top1);
}

test('boxes: those that TF.js draws, in every tab; a gallery is boxed at one go; boxed photos are crops to all that comes after', async ({
  page,
  context,
}) => {
  await open(page);
  await test.step('those that TF.js draws', () => draw(page, context));
  await test.step('a gallery at one go', () => boxGallery(page));
  await page.evaluate(() => window.huella.clear());
  await test.step('crops', () => useCrops(page));
});

test('a detector from a file is asked what it does not say, draws the boxes that NumPy draws, and gives way to the included one @phone', async ({
  page,
}) => {
  const folder = join(import.meta.dirname, '../fixtures/detectors');
  const { detr } = { detr: CASES.cases['detr.onnx'] };
  await open(page);
  await page.goto('/#/encoders');
  const section = page.getByRole('region', { name: 'Finding animals in photos' });
  const chooser = section.locator('input[type=file]');
  const choose = async (name: string): Promise<void> =>
    chooser.setInputFiles({ name, mimeType: '', buffer: readFileSync(join(folder, name)) });
  await expect(section).toContainText('The detector that comes with Huella');
  await choose('photo.png');
  await expect(section.getByRole('alert')).toContainText('no ONNX model');

  await choose('detr.onnx');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It works like RT-DETR');
  await expect(dialog.getByRole('radio', { name: /Stretched/ })).toBeChecked();
  await dialog.getByRole('radio', { name: /As ImageNet/ }).check();
  await dialog.getByRole('button', { name: 'Install' }).click();
  await expect(section).toContainText('looks at 64 × 64 pixels', { timeout: 30_000 });

  const found = await page.evaluate(
    async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      return window.huella.detect(new Blob([bytes]));
    },
    readFileSync(join(folder, 'photo.png')).toString('base64'),
  );
  expect(found).toHaveLength(detr.boxes.length);
  detr.boxes.forEach(({ corners, score }, i) => {
    const { x, y, width, height } = found[i]!.crop;
    expect(found[i]!.score).toBeCloseTo(score, 3);
    [x, y, x + width, y + height].forEach((value, side) =>
      expect(value * CASES.side).toBeCloseTo(corners[side]!, 2),
    );
  });

  await section.getByRole('button', { name: 'Use the included one again' }).click();
  await expect(section).toContainText('The detector that comes with Huella');
  const [first] = EXPECTED.drawings;
  expect(await detect(page, first!.drawing)).toHaveLength(first!.boxes.length);
});
