import { describe, expect, it } from 'vitest';
import { decodePhoto, openBitmaps } from '../../src/engine/encoder/decode';
import type { RgbImage } from '../../src/engine/types';
import expected from '../fixtures/images/expected.json';

const files = import.meta.glob<string>('../fixtures/images/*.{jpg,png,webp,gif,bmp,avif}', {
  query: '?url',
  import: 'default',
  eager: true,
});

const size = { width: expected.size, height: expected.size };
const [x, y, width, height] = expected.crop as [number, number, number, number];
const crop = { x, y, width, height };

async function fixture(name: string): Promise<Blob> {
  const url = files[`../fixtures/images/${name}`];
  if (!url) throw new Error(`no fixture ${name}`);
  const response = await fetch(url);
  expect(response.ok).toBe(true);
  // Without a type, as a file of unknown extension arrives.
  return new Blob([await response.arrayBuffer()]);
}

async function digest(image: RgbImage): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', image.data.slice());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('a photo decoded, cropped and resized equals Pillow byte for byte', () => {
  for (const [name, answer] of Object.entries(expected.pictures)) {
    it(name, async () => {
      const file = await fixture(name);
      const whole = await decodePhoto(file, { size });
      expect([whole.width, whole.height]).toEqual([answer.width, answer.height]);
      expect(await digest(whole.pixels)).toBe(answer.full);
      expect(await digest(whole.thumbnail)).toBe(answer.thumbnail);
      if (answer.width > 100) {
        const part = await decodePhoto(file, { size, crop });
        expect(await digest(part.pixels)).toBe(answer.crop);
        expect(await digest(part.thumbnail)).toBe(answer.cropThumbnail);
      }
      expect(openBitmaps()).toBe(0);
    });
  }
});
