import { expect, test, type Page } from '@playwright/test';
import { toJpeg } from '../../tools/samples/generate';
import { renderLandscape, renderPerson } from '../../tools/samples/others';
import { fileIn } from './encoder-files';
import { closed } from './field';
import { WITHOUT_MARKINGS } from './stored';

/** What an answer says of an animal that is known, of one that is new, and of a picture of none. */

test.use({ storageState: WITHOUT_MARKINGS });

interface Sample {
  readonly file: string;
  readonly individual: string;
  readonly species: string;
}

/** Of the sample animals but the zebras; the fourth photo of Luna is left for the question. */
const PHOTOS_EACH = 2;

async function open(page: Page): Promise<void> {
  await page.goto('/');
  await page.evaluate(async (photosEach) => {
    await window.huella.ready;
    const { photos } = (await (await fetch('samples/samples.json')).json()) as { photos: Sample[] };
    const items = await Promise.all(
      photos
        .filter(
          ({ file, species }) => species !== 'zebra' && Number(file.match(/\d+/)![0]) <= photosEach,
        )
        .map(async ({ file, individual }) => {
          const blob = await (await fetch(`samples/${file}`)).blob();
          return { file: new File([blob], file), individual };
        }),
    );
    await window.huella.import(items);
    await window.huella.learning.ready();
  }, PHOTOS_EACH);
}

async function choose(page: Page, file: Parameters<Page['setInputFiles']>[1]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(Choose a|Another) photo$/ }).click();
  await (await chooser).setFiles(file);
}

const SIZE = { width: 320, height: 240, samples: 1 } as const;
const jpegOf = (rgb: Uint8Array): Buffer => Buffer.from(toJpeg(rgb, SIZE.width, SIZE.height));

test('an animal that is known, one that is new, none at all; a decision is taken back @phone', async ({
  page,
}) => {
  await open(page);
  const results = page.getByRole('region', { name: 'Most similar' });
  const none = results.getByText('No animal that I know.');
  const first = results.locator('ol').getByRole('button').first();

  await choose(page, 'public/samples/luna-4.jpg');
  await expect(first).toContainText('Luna');
  await expect(results).toHaveAttribute('aria-busy', 'false');
  await expect(none).toHaveCount(0);
  await first.click();
  const dialog = page.getByRole('dialog', { name: /^Comparing, 1 of/ });
  await dialog.getByRole('button', { name: /^Same animal: add to Luna/ }).click();
  await dialog.getByRole('button', { name: /^Undo/ }).click();
  await expect(dialog.getByRole('button', { name: /^Same animal: add to Luna/ })).toBeVisible();
  // Every button is whole, also where the screen is narrow.
  const { width } = page.viewportSize()!;
  for (const button of await dialog.getByRole('button').all()) {
    const box = await button.boundingBox();
    if (box) expect(box.x + box.width).toBeLessThanOrEqual(width);
  }
  await page.keyboard.press('Escape');
  await closed(page);

  // A zebra, of which there is none: like no animal here, and an animal all the same.
  await choose(page, 'public/samples/zuri-1.jpg');
  const fresh = results.getByRole('button', { name: /not in your gallery/ });
  await expect(fresh).toBeVisible();
  await expect(results).toHaveAttribute('aria-busy', 'false');
  await expect(none).toHaveCount(0);

  const green = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 480);
    const context = canvas.getContext('2d')!;
    context.fillStyle = 'rgb(0 160 0)';
    context.fillRect(0, 0, 640, 480);
    const blob = await canvas.convertToBlob();
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const buffer = Buffer.from(green);
  await choose(page, { name: 'green.png', mimeType: 'image/png', buffer });
  await expect(none).toBeVisible();
  await expect(results.getByRole('button', { name: /not in your gallery/ })).toBeVisible();

  // Landscapes and people, by the hand that drew the animals.
  const pictures = [
    renderLandscape('meadow', 1, SIZE),
    renderLandscape('yard', 2, SIZE),
    renderLandscape('room', 1, SIZE),
    renderPerson('meadow', 1, SIZE),
    renderPerson('forest', 2, SIZE, true),
  ].map(jpegOf);
  const answers = [];
  for (const picture of pictures) {
    const photo = await fileIn(page, picture, 'picture.jpg');
    answers.push(
      await page.evaluate(async (photo) => {
        const { unlike, newProbability, matches } = await window.huella.identify(photo, { k: 1 });
        return { unlike, newProbability, known: matches[0]!.probability };
      }, photo),
    );
  }
  expect(answers.map(({ unlike }) => unlike)).toEqual([true, true, true, true, true]);
  for (const { newProbability, known } of answers) {
    expect(newProbability).toBeGreaterThan(0.9);
    expect(known).toBeLessThan(0.1);
  }

  await choose(page, { name: 'person.jpg', mimeType: 'image/jpeg', buffer: pictures[3]! });
  await expect(results).toContainText('No animal that I know');
});
