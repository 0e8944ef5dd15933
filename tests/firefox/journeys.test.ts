import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/app/i18n/languages/en';
import { encoders } from '../../src/app/i18n/languages/en/encoders';
import { hrefOf } from '../../src/app/state/router.svelte';
import { SCREEN_NAMES } from '../../src/app/screens';
import type { Huella } from '../../src/runtime/api';
import { findFirefox, FIREFOX_PREFERENCES } from '../../tools/firefox';
import { StaticHost } from '../e2e/static-host';
import clip from '../fixtures/clip/reference.json';
import { seededSafetensors } from '../fixtures/encoders/seeded';
import { fixturePixels, maxDifference } from '../fixtures/swin/fixture';

/** A person's way through the production build in Firefox, over WebDriver BiDi, in this order. */

const ROOT = join(import.meta.dirname, '../..');
const SAMPLES = join(ROOT, 'public/samples');
const CHECKPOINT = 'fanin.training.pth';
const LONG = Boolean(process.env['HUELLA_LONG']);

/** The pages' own `window`, which this file has no types of the DOM's for. */
declare const window: { readonly huella: Huella };

const host = new StaticHost({ folder: join(ROOT, 'dist'), headers: true });
let browser: Browser;
let page: Page;

async function open(): Promise<Page> {
  const opened = await browser.newPage();
  opened.setDefaultTimeout(120_000);
  await opened.goto(host.url);
  return opened;
}

/** Resolves once the heading of a screen is there; fails when its code did not load. */
async function visit(name: (typeof SCREEN_NAMES)[number]): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, hrefOf(name));
  await page.waitForFunction(
    (title) => document.title === title && document.querySelector('main h1') !== null,
    {},
    `${messages.shell[name]} · Huella`,
  );
}

const photosOf = (tab: Page): Promise<number> =>
  tab.evaluate(async () => {
    await window.huella.ready;
    return (await window.huella.diagnostics()).photos;
  });

/** The likeliest animal of a photo of the samples that the gallery has. */
const likeliest = (tab: Page, file: string): Promise<string | undefined> =>
  tab.evaluate(async (file) => {
    await window.huella.ready;
    const photo = await (await fetch(`samples/${file}`)).blob();
    return (await window.huella.search(photo, { k: 1, by: 'individual' }))[0]?.individual;
  }, file);

beforeAll(async () => {
  await host.start();
  browser = await launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    extraPrefsFirefox: FIREFOX_PREFERENCES,
  });
  console.log(await browser.version());
  page = await open();
});

afterAll(async () => {
  await browser.close();
  await host.kill();
});

test('the first visit can be reloaded within seconds, and every screen comes up', async () => {
  await page.waitForSelector('h1');
  await page.reload();
  await page.waitForSelector('h1');
  for (const name of SCREEN_NAMES) await visit(name);
  expect(await page.$('main > p[role=alert]')).toBeNull();
});

// The next one installs from a file, uses and removes as well; what a training checkpoint is read
// by has unit tests and Chromium's journeys.
test.runIf(LONG)('a training checkpoint is installed, used, and removed', async () => {
  const bytes = [...(await readFile(join(ROOT, 'tests/fixtures/swin', CHECKPOINT)))];
  const dimensions = await page.evaluate(
    async (bytes, name) => {
      const { huella } = window;
      const [before] = (await huella.encoders.list()).filter(({ active }) => active);
      const installed = await huella.encoders.install(new File([new Uint8Array(bytes)], name));
      await huella.encoders.use(installed.id);
      const photo = await (await fetch('samples/rosa-1.jpg')).blob();
      const { length } = await huella.encode(photo);
      await huella.encoders.use(before!.id);
      await huella.encoders.remove(installed.id);
      return { promised: installed.dimension, length };
    },
    bytes,
    CHECKPOINT,
  );
  expect(dimensions.length).toBe(dimensions.promised);
});

test('a CLIP is installed by the buttons, says what its file does not, and answers as timm does', async () => {
  const { tensors, size, embeddings } = clip.cases['timm, GELU'];
  const folder = await mkdtemp(join(tmpdir(), 'huella-firefox-'));
  const path = join(folder, 'clip-seeded.safetensors');
  const t = encoders;
  try {
    await writeFile(path, seededSafetensors(tensors));
    await visit('encoders');
    const input = (await page.waitForSelector(
      'main input[type=file]',
    )) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(path);
    for (const answer of [t.ask.normalisations.clip.text, t.ask.activations.gelu.text]) {
      const label = await page.waitForSelector(`dialog label::-p-text(${answer})`);
      await label!.click();
    }
    await (await page.waitForSelector(`dialog button::-p-text(${t.install})`))!.click();
    const use = await page.waitForSelector(`button[aria-label="${t.useOf('clip-seeded')}"]`);
    await use!.click();
    await page.waitForFunction(async () =>
      (await window.huella.encoders.list()).some(
        ({ id, active }) => active && id === 'clip-seeded',
      ),
    );
    const found = await page.evaluate(
      async (pixels, size) => {
        const canvas = new OffscreenCanvas(size, size);
        const context = canvas.getContext('2d')!;
        const image = context.createImageData(size, size);
        for (let at = 0; at < size * size; at++) {
          for (let c = 0; c < 3; c++) image.data[at * 4 + c] = pixels[at * 3 + c]!;
          image.data[at * 4 + 3] = 255;
        }
        context.putImageData(image, 0, 0);
        return [...(await window.huella.encode(await canvas.convertToBlob({ type: 'image/png' })))];
      },
      [...fixturePixels(size, 1)],
      size,
    );
    expect(maxDifference(found, embeddings[0]!)).toBeLessThan(2e-6);
    await page.evaluate(async () => {
      await window.huella.encoders.use('default');
      await window.huella.encoders.remove('clip-seeded');
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('samples are imported, and a photo finds its animal', async () => {
  await visit('identify');
  const sample = await page.waitForSelector(`::-p-text(${messages.welcome.sample})`);
  await sample!.click();
  await page.waitForSelector(`section[aria-label^="${messages.import.finished(75)}"]`);
  expect(await photosOf(page)).toBe(75);

  const input = (await page.waitForSelector(
    'main input[type=file]',
  )) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(join(SAMPLES, 'rosa-2.jpg'));
  const best = await page.waitForSelector('main ol button');
  expect(await best!.evaluate((button) => button.textContent)).toContain('Rosa');
});

test('an import of a file is kept over a reload', async () => {
  const report = await page.evaluate(async () => {
    const photo = await (await fetch('samples/luna-1.jpg')).blob();
    // Other bytes of the same picture: a file of its own.
    return window.huella.import([
      { file: new File([photo, 'again'], 'luna-again.jpg'), individual: 'Luna' },
    ]);
  });
  expect(report).toMatchObject({ imported: 1, failed: [] });
  await page.reload();
  expect(await photosOf(page)).toBe(76);
});

test('a second tab works through the first, and takes over when it closes', async () => {
  const second = await open();
  expect(await likeliest(second, 'bruno-2.jpg')).toBe('Bruno');
  const roles = await Promise.all(
    [page, second].map((tab) => tab.evaluate(async () => (await window.huella.diagnostics()).tab)),
  );
  expect(new Set(roles).size).toBe(2);
  await page.close();
  page = second;
  expect(await likeliest(page, 'bruno-2.jpg')).toBe('Bruno');
});

test('without a network it starts and answers', async () => {
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated',
  );
  await host.kill();
  await page.reload();
  expect(await photosOf(page)).toBe(76);
  // The samples are no part of what is kept: the photo comes from the gallery's own drawing.
  const best = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(96, 96);
    canvas.getContext('2d')!.fillRect(10, 10, 40, 60);
    const drawing = await canvas.convertToBlob();
    return (await window.huella.search(drawing, { k: 3 })).length;
  });
  expect(best).toBe(3);
});
