/**
 * Photos to import: the app's sample drawings at the sizes measured, with the noise of a camera,
 * written by Chromium's own JPEG encoder (4:2:0, as cameras write).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export interface PhotoKind {
  readonly name: 'crops' | 'photos';
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Different pictures; more files than that differ in their bytes alone. */
  readonly pictures: number;
  /** Files of one round. */
  readonly perRound: number;
}

export const KINDS: readonly PhotoKind[] = [
  {
    name: 'crops',
    title: 'Crops of 320 px',
    width: 320,
    height: 320,
    pictures: 40,
    perRound: 120,
  },
  {
    name: 'photos',
    title: 'Photos of 12 megapixels',
    width: 4000,
    height: 3000,
    pictures: 6,
    perRound: 24,
  },
];

/** Pictures of one kind, and how many files of them a round takes. */
export interface PhotoSet {
  readonly kind: PhotoKind;
  /** JPEGs. */
  readonly pictures: readonly Buffer[];
  readonly count: number;
}

/** Largest step of the noise, in grey levels: a 12 megapixel photo comes to 4 or 5 MB. */
const NOISE = 9;
const QUALITY = 0.92;

/** Pictures of one kind, as JPEGs. `page` is of a server that has the app's samples. */
export async function makePictures(page: Page, kind: PhotoKind): Promise<readonly Buffer[]> {
  const { pictures, width, height } = kind;
  const written = await page.evaluate(
    async ({ pictures, width, height, noise, quality }) => {
      const { photos } = (await (await fetch('/samples/samples.json')).json()) as {
        photos: { file: string }[];
      };
      const made: string[] = [];
      let state = 1;
      for (const { file } of photos.slice(0, pictures)) {
        const bitmap = await createImageBitmap(await (await fetch(`/samples/${file}`)).blob());
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext('2d', { willReadFrequently: true })!;
        context.drawImage(bitmap, 0, 0, width, height);
        bitmap.close();
        const pixels = context.getImageData(0, 0, width, height);
        const { data } = pixels;
        for (let at = 0; at < data.length; at += 4) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          const step = ((state >>> 16) % (2 * noise + 1)) - noise;
          for (let c = 0; c < 3; c++) data[at + c]! += step;
        }
        context.putImageData(pixels, 0, 0);
        const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
        const address = await new Promise<string>((resolve) => {
          const reader = new FileReader();
          reader.onload = () => resolve(reader.result as string);
          reader.readAsDataURL(blob);
        });
        made.push(address.slice(address.indexOf(',') + 1));
      }
      return made;
    },
    { pictures, width, height, noise: NOISE, quality: QUALITY },
  );
  return written.map((base64) => Buffer.from(base64, 'base64'));
}

let written = 0;

/** Writes `count` files, none with the bytes of another ever written; their paths. */
export async function writeFiles(
  folder: string,
  pictures: readonly Buffer[],
  count: number,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const number = String(written++);
      const path = join(folder, `${number}.jpg`);
      await writeFile(path, withComment(pictures[i % pictures.length]!, number));
      return path;
    }),
  );
}

/** The JPEG with a comment (COM of ITU-T T.81) after its first marker. */
function withComment(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment, 'latin1');
  const segment = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]);
}
