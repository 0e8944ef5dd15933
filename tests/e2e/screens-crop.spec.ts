import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import jpeg from 'jpeg-js';
import { importDrawings } from './drawings';
import { closed } from './field';
import { test } from './started';

/**
 * Boxes on a photo: two animals of one photo, a stored photo cropped anew, everything by keyboard.
 */

test.use({ settings: { boxes: 'suggest' } });

const SAMPLES = 'public/samples';

/** Two drawings side by side in one photo. */
function twoAnimals(
  left: string,
  right: string,
): { name: string; mimeType: string; buffer: Buffer } {
  const [a, b] = [left, right].map((file) => jpeg.decode(readFileSync(join(SAMPLES, file))));
  const width = a!.width + b!.width;
  const height = Math.max(a!.height, b!.height);
  const data = Buffer.alloc(width * height * 4, 255);
  for (const [image, at] of [
    [a!, 0],
    [b!, a!.width],
  ] as const) {
    for (let y = 0; y < image.height; y++) {
      data.set(
        image.data.subarray(y * image.width * 4, (y + 1) * image.width * 4),
        (y * width + at) * 4,
      );
    }
  }
  return {
    name: 'two.jpg',
    mimeType: 'image/jpeg',
    buffer: jpeg.encode({ data, width, height }, 92).data,
  };
}

/** Two animals known, two photos of each; the third photos stay out. */
async function importKnown(page: Page): Promise<void> {
  await importDrawings(page, [
    { file: 'luna-1.jpg', individual: 'Luna' },
    { file: 'luna-2.jpg', individual: 'Luna' },
    { file: 'rosa-1.jpg', individual: 'Rosa' },
    { file: 'rosa-2.jpg', individual: 'Rosa' },
    { file: 'bruno-1.jpg', individual: 'Bruno' },
  ]);
}

async function choose(
  page: Page,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo' }).click();
  await (await chooser).setFiles(file);
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Crop the photo' });

/**
 * Where the photo lies on the screen, once the dialog has risen and the strip of boxes has taken
 * its part of the height.
 */
async function photoBox(page: Page) {
  const image = dialog(page)
    .getByRole('group', { name: /^Photo with the boxes/ })
    .locator('img');
  await expect(image).toBeVisible();
  await expect(dialog(page).getByRole('button', { name: 'Find the animals' })).toBeVisible();
  // By frames and not by the clock: a busy page draws none for a while, and then nothing seems to
  // move.
  await image.evaluate(async (element) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const place = (): string => JSON.stringify(element.getBoundingClientRect());
    for (let still = 0, before = ''; still < 3; before = place()) {
      await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => 0)));
      await frame();
      still = place() === before ? still + 1 : 0;
    }
  });
  return (await image.boundingBox())!;
}

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const { x, y, width, height } = await photoBox(page);
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + ((from[0] + to[0]) / 2) * width, y + ((from[1] + to[1]) / 2) * height);
  await page.mouse.move(x + to[0] * width, y + to[1] * height);
  await page.mouse.up();
}

test('the crop view finds the animals by itself, and one step takes their boxes back @phone', async ({
  page,
}) => {
  await importKnown(page);
  await choose(page, twoAnimals('luna-3.jpg', 'rosa-3.jpg'));
  await page.getByRole('button', { name: 'Crop', exact: true }).click();
  await photoBox(page);
  await dialog(page).getByRole('button', { name: 'Find the animals' }).click();
  await expect(dialog(page).getByText('2 animals found.').first()).toBeVisible({ timeout: 60_000 });
  await expect(dialog(page).getByRole('slider')).toHaveCount(2);
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await expect(dialog(page).getByRole('slider')).toHaveCount(1);
  await page.keyboard.press('f');
  await expect(dialog(page).getByRole('slider')).toHaveCount(2, { timeout: 60_000 });
  await dialog(page).getByRole('button', { name: 'Done, 2 animals' }).click();
  const animals = page.getByRole('group', { name: 'Animals in this photo' });
  await expect(animals.getByRole('button')).toHaveCount(2);
});

test('two animals in one photo are boxed, found each in turn, and added each with its crop @phone', async ({
  page,
}) => {
  await importKnown(page);
  await choose(page, twoAnimals('luna-3.jpg', 'rosa-3.jpg'));
  const first = page.locator('ol').getByRole('button').first();
  await expect(first).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Crop', exact: true }).click();
  // Away from the corners, whose handles pull in the box of the whole photo.
  await drag(page, [0.1, 0.02], [0.49, 0.97]);
  await expect(dialog(page).getByRole('slider', { name: 'Box' })).toHaveCount(1);
  // From the far corner: on a phone the first box's handles reach beyond its edge.
  await drag(page, [0.99, 0.97], [0.53, 0.02]);
  await expect(dialog(page).getByRole('slider')).toHaveCount(2);
  await expect(dialog(page).getByRole('slider', { name: 'Box 2 of 2' })).toBeFocused();
  await dialog(page).getByRole('button', { name: 'Done, 2 animals' }).click();

  await expect(dialog(page)).toHaveCount(0);
  await expect(first).toContainText('Rosa', { timeout: 60_000 });
  const animals = page.getByRole('group', { name: 'Animals in this photo' });
  await expect(animals.getByRole('button', { name: 'Animal 2 of 2' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await first.click();
  await page.getByRole('button', { name: 'Same animal: add to Rosa' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Photo added to Rosa.', {
    timeout: 30_000,
  });
  await page.keyboard.press('Escape');

  await animals.getByRole('button', { name: 'Animal 1 of 2' }).click();
  await expect(first).toContainText('Luna', { timeout: 60_000 });
  await first.click();
  await page.getByRole('button', { name: 'Same animal: add to Luna' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Photo added to Luna.', {
    timeout: 30_000,
  });
  await page.keyboard.press('Escape');

  // The boxes are still there when the dialog is opened again.
  await page.getByRole('button', { name: 'Crop', exact: true }).click();
  await expect(dialog(page).getByRole('slider')).toHaveCount(2);
  await expect(dialog(page).getByRole('slider', { name: 'Box 1 of 2' })).toBeFocused();
  await page.keyboard.press('Escape');

  // Each half is most like its own crop, and the thumbnails are of the crops.
  await page.getByRole('navigation').getByRole('link', { name: 'Gallery' }).click();
  await expect(page.getByText('7 photos, 3 individuals')).toBeVisible();
  const thumb = page.getByRole('button', { name: 'Rosa, two.jpg' }).locator('img');
  await expect(thumb).toBeVisible();
  const shape = await thumb.evaluate(
    (image: HTMLImageElement) => image.naturalWidth / image.naturalHeight,
  );
  const { width, height } = jpeg.decode(readFileSync(join(SAMPLES, 'rosa-3.jpg')));
  expect(shape).toBeCloseTo(((width / height) * 0.92) / 0.95, 1);
});

test('by keyboard alone: move, resize, turn, add, change box, undo', async ({ page }) => {
  await importKnown(page);
  await choose(page, twoAnimals('luna-3.jpg', 'rosa-3.jpg'));
  await expect(page.locator('ol').getByRole('button').first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Crop', exact: true }).focus();
  await page.keyboard.press('Enter');

  const box = dialog(page).getByRole('slider').first();
  await expect(box).toBeFocused();
  await expect(box).toHaveAttribute('aria-valuetext', 'The whole photo');
  // From the whole photo to the left half: the right edge comes in, one hundredth of the longer
  // side a press.
  for (let i = 0; i < 50; i++) await page.keyboard.press('Shift+ArrowLeft');
  await expect(box).toHaveAttribute(
    'aria-valuetext',
    '0% from the left, 0% from the top, 50% wide, 100% high',
  );
  await page.keyboard.press('ArrowRight');
  await expect(box).toHaveAttribute('aria-valuetext', /^1% from the left/);
  await page.keyboard.press('Control+z');
  await expect(box).toHaveAttribute('aria-valuetext', /^0% from the left/);
  await page.keyboard.press('r');
  await expect(box).toHaveAttribute('aria-valuetext', /turned to the right$/);
  await page.keyboard.press('Control+z');

  await page.keyboard.press('a');
  const second = dialog(page).getByRole('slider', { name: 'Box 2 of 2' });
  await expect(second).toBeFocused();
  for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('+');
  await page.keyboard.press('0');
  await page.keyboard.press('Shift+Tab');
  await expect(dialog(page).getByRole('slider', { name: 'Box 1 of 2' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(second).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(dialog(page).getByRole('slider')).toHaveCount(1);
  await page.keyboard.press('Enter');

  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator('ol').getByRole('button').first()).toContainText('Luna', {
    timeout: 60_000,
  });
});

test('a stored photo is cropped anew, remembered after a reload, and another animal cut out of it', async ({
  page,
}) => {
  await importKnown(page);
  const { buffer } = twoAnimals('luna-3.jpg', 'rosa-3.jpg');
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    await window.huella.import([
      { file: new File([bytes], 'two.jpg', { type: 'image/jpeg' }), individual: 'Nube' },
    ]);
  }, buffer.toString('base64'));
  await page.goto('/#/gallery');
  await expect(page.getByText('6 photos, 4 individuals')).toBeVisible();
  const thumb = page.getByRole('button', { name: 'Nube, two.jpg' }).locator('img');
  const shape = () =>
    thumb.evaluate((image: HTMLImageElement) =>
      Math.round((10 * image.naturalWidth) / image.naturalHeight),
    );
  // Two photos of 4:3 side by side.
  await expect.poll(shape).toBe(27);

  await page.getByRole('button', { name: 'Nube, two.jpg' }).click();
  const photo = page.getByRole('dialog').first();
  await photo.getByRole('button', { name: 'Crop', exact: true }).click();
  // Its right edge to the middle: by the keyboard, exact.
  await expect(dialog(page).getByRole('slider')).toBeFocused();
  for (let i = 0; i < 50; i++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toHaveCount(0, { timeout: 60_000 });
  await expect(photo.getByText('Cropped')).toBeVisible();
  await expect.poll(shape).toBe(13);

  // The whole photo can still be seen.
  const large = photo.locator('img').first();
  const width = () => large.evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBe(480);
  await photo.getByRole('button', { name: 'See the whole photo' }).click();
  await expect.poll(width).toBe(960);
  await page.keyboard.press('Escape');
  await closed(page);

  await page.reload();
  await expect.poll(shape).toBe(13);
  const similar = () =>
    page.evaluate(async (base64) => {
      await window.huella.ready;
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const crop = { x: 0, y: 0, width: 0.5, height: 1 };
      const [best] = await window.huella.search(new Blob([bytes], { type: 'image/jpeg' }), {
        k: 1,
        crop,
      });
      return best && [best.name, best.individual, Math.round(best.similarity * 1000)];
    }, buffer.toString('base64'));
  expect(await similar()).toEqual(['two.jpg', 'Nube', 1000]);

  // The history takes it back, at any later time, and does it again.
  await page.goto('/#/history');
  await page.getByRole('button', { name: 'Undo: Crop changed: Nube' }).click();
  const again = page.getByRole('button', { name: 'Do again: Crop changed: Nube' });
  await expect(again).toBeVisible({ timeout: 60_000 });
  expect((await similar())![2]).toBeLessThan(999);
  await again.click();
  await expect(page.getByRole('button', { name: 'Undo: Crop changed: Nube' })).toBeVisible({
    timeout: 60_000,
  });
  await page.goto('/#/gallery');
  await expect.poll(shape).toBe(13);
  expect(await similar()).toEqual(['two.jpg', 'Nube', 1000]);

  // The other cow becomes a photo of its own, which shares the file.
  await page.getByRole('button', { name: 'Nube, two.jpg' }).click();
  await photo.getByRole('button', { name: 'Crop', exact: true }).click();
  await expect(dialog(page).getByRole('slider')).toHaveAttribute(
    'aria-valuetext',
    /50% wide, 100% high$/,
  );
  await drag(page, [0.97, 0.95], [0.55, 0.05]);
  await dialog(page).getByRole('button', { name: 'Done, 2 animals' }).click();
  await expect(page.getByTestId('announcer')).toHaveText(/one more animal/, { timeout: 60_000 });
  await photo
    .getByRole('button', { name: 'Open the other crop of this photo: Unidentified' })
    .click();
  await expect(
    photo.getByRole('button', { name: 'Open the other crop of this photo: Nube' }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('7 photos, 4 individuals')).toBeVisible();
});
