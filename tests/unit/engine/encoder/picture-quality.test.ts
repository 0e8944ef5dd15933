import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'jpeg-js';
import { expect, test } from 'vitest';
import { pictureQuality } from '../../../../src/engine/encoder/picture-quality';
import type { RgbImage } from '../../../../src/engine/types';

const LARGE = 1_000_000;

function drawing(): RgbImage {
  const file = readFileSync(join(import.meta.dirname, '../../../../public/samples/luna-1.jpg'));
  const { width, height, data } = decode(file, { useTArray: true });
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(data.subarray(i * 4, i * 4 + 3), i * 3);
  return { data: rgb, width, height };
}

const image = drawing();

/** Each pixel the mean of a square around it. */
function blurred({ data, width, height }: RgbImage, radius: number): RgbImage {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        let [sum, count] = [0, 0];
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++)
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
            sum += data[(v * width + u) * 3 + c]!;
            count += 1;
          }
        out[(y * width + x) * 3 + c] = sum / count;
      }
  return { data: out, width, height };
}

const mapped = (change: (value: number) => number): RgbImage => ({
  ...image,
  data: Uint8Array.from(image.data, change),
});

test('a sharp, light and large picture is better than a blurred, dark, burnt or small one', () => {
  const best = pictureQuality(image, LARGE);
  expect(best).toBeGreaterThan(0.2);
  expect(best).toBeLessThanOrEqual(1);
  expect(pictureQuality(blurred(image, 2), LARGE)).toBeLessThan(best * 0.8);
  expect(
    pictureQuality(
      mapped((value) => value * 0.2),
      LARGE,
    ),
  ).toBeLessThan(best * 0.8);
  expect(
    pictureQuality(
      mapped((value) => 200 + value * 0.2),
      LARGE,
    ),
  ).toBeLessThan(best * 0.8);
  expect(pictureQuality(image, 100 * 100)).toBeLessThan(best * 0.5);
});

test.each([
  [0, 0],
  [255, 0],
  [128, 0],
])('a flat picture of grey %d has none', (grey, quality) => {
  const data = new Uint8Array(30).fill(grey);
  expect(pictureQuality({ data, width: 5, height: 2 }, LARGE)).toBe(quality);
});
