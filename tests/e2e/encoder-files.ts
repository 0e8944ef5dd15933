/** What the journeys about encoders share: files handed to the page, and its embeddings. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type JSHandle, type Page } from '@playwright/test';
import type { EncoderInfo } from '../../src/runtime/api';
import { fixturePixels } from '../fixtures/swin/fixture';

const SWIN = join(import.meta.dirname, '../fixtures/swin');

/** One of the small Swin checkpoints. */
export const swinFile = (name: string): Promise<Buffer> => readFile(join(SWIN, name));

/** What timm computes with them for the fixtures' images. */
export async function timm(): Promise<{
  readonly size: number;
  readonly embeddings: Readonly<Record<'fanin' | 'flat', readonly (readonly number[])[]>>;
}> {
  return JSON.parse((await swinFile('reference.json')).toString()) as Awaited<
    ReturnType<typeof timm>
  >;
}

/** The app, started. */
export async function open(page: Page): Promise<void> {
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
}

/** A file in the page. As text, because Playwright takes seconds for an array of so many numbers. */
export function fileIn(page: Page, bytes: Uint8Array, name: string): Promise<JSHandle<File>> {
  return page.evaluateHandle(
    ({ text, name }) =>
      new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name),
    { text: Buffer.from(bytes).toString('base64'), name },
  );
}

/** Installs a fixture as a file from disk. */
export async function installFile(page: Page, name: string): Promise<EncoderInfo> {
  const file = await fileIn(page, await swinFile(name), name);
  return page.evaluate((file) => window.huella.encoders.install(file), file);
}

/** Embedding of the fixtures' first image, given as a lossless file of the encoder's own size. */
export async function embed(page: Page, size: number): Promise<number[]> {
  const picture = await page.evaluateHandle(
    async ({ text, size }) => {
      const rgb = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const canvas = new OffscreenCanvas(size, size);
      const context = canvas.getContext('2d')!;
      const image = context.createImageData(size, size);
      for (let i = 0; i < size * size; i++)
        image.data.set([...rgb.subarray(3 * i, 3 * i + 3), 255], 4 * i);
      context.putImageData(image, 0, 0);
      return canvas.convertToBlob({ type: 'image/png' });
    },
    { text: Buffer.from(fixturePixels(size, 1)).toString('base64'), size },
  );
  return page.evaluate(async (picture) => [...(await window.huella.encode(picture))], picture);
}

/** Samples with the names of their animals. */
export async function importSamples(page: Page, count: number): Promise<void> {
  const imported = await page.evaluate(async (count) => {
    const list = (await (await fetch('samples/samples.json')).json()) as {
      photos: { file: string; individual: string }[];
    };
    const items = await Promise.all(
      list.photos.slice(0, count).map(async ({ file, individual }) => {
        const blob = await (await fetch(`samples/${file}`)).blob();
        return { file: new File([blob], file), individual };
      }),
    );
    return window.huella.import(items);
  }, count);
  expect(imported).toEqual({ imported: count, duplicates: 0, failed: [] });
}

/** No encoder but the included one is installed. */
export async function expectOnlyIncluded(page: Page): Promise<void> {
  const list = await page.evaluate(() => window.huella.encoders.list());
  expect(list.filter(({ installed }) => installed)).toMatchObject([{ id: 'default' }]);
}

/** Nor is any file of another on the disk, begun or whole. */
export async function expectNothingLeft(page: Page): Promise<void> {
  await expectOnlyIncluded(page);
  const files = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('encoders', { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  });
  expect(files).toEqual([]);
}
