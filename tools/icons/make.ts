/**
 * `tsx tools/icons/make.ts`: the installed app's icons from the project's own mark (`public/icons/huella.svg`), and the small
 * screenshots that the manifest shows before installing, from `docs/screenshots`. Run it when either changes; the files are committed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../chromium';

const ROOT = join(import.meta.dirname, '../..');
const ICONS = join(ROOT, 'public/icons');
const SCREENSHOTS = join(ROOT, 'public/screenshots');

/** A maskable icon may be cut to a circle of 80 % of its width: the mark, 52 of 64 wide with its ground, shrinks into it. */
const SAFE_SCALE = 0.8;

/** Widths that every browser accepts are between 320 and 3840. */
const SHOTS = [
  { from: 'identify-phone-light-es', to: 'identify-narrow-es', width: 390, height: 844 },
  { from: 'gallery-phone-light-es', to: 'gallery-narrow-es', width: 390, height: 844 },
  { from: 'identify-phone-dark-en', to: 'identify-narrow-en', width: 390, height: 844 },
  { from: 'gallery-phone-dark-en', to: 'gallery-narrow-en', width: 390, height: 844 },
  { from: 'identify-desktop-light-es', to: 'identify-wide-es', width: 960, height: 600 },
  { from: 'identify-desktop-dark-en', to: 'identify-wide-en', width: 960, height: 600 },
] as const;

async function draw(page: Page, markup: string, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.setContent(
    `<style>*{margin:0}svg,img{display:block;width:${width}px;height:${height}px}</style>${markup}`,
  );
  await page.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode())));
}

const svg = readFileSync(join(ICONS, 'huella.svg'), 'utf8');
/** The ground to the edges, for systems that cut their own shape, and the mark inside what they leave. */
const maskable = svg
  .replace(/ rx="\d+"/, '')
  .replace(
    /(<rect[^>]*\/>)/,
    `$1<g transform="translate(32 32) scale(${SAFE_SCALE}) translate(-32 -32)">`,
  )
  .replace('</svg>', '</g></svg>');

mkdirSync(SCREENSHOTS, { recursive: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
try {
  const page = await browser.newPage();
  for (const size of [192, 512]) {
    await draw(page, svg, size, size);
    writeFileSync(
      join(ICONS, `huella-${size}.png`),
      await page.screenshot({ omitBackground: true }),
    );
    await draw(page, maskable, size, size);
    writeFileSync(join(ICONS, `huella-maskable-${size}.png`), await page.screenshot());
  }
  for (const { from, to, width, height } of SHOTS) {
    const picture = readFileSync(join(ROOT, `docs/screenshots/${from}.jpg`)).toString('base64');
    await draw(page, `<img src="data:image/jpeg;base64,${picture}">`, width, height);
    writeFileSync(
      join(SCREENSHOTS, `${to}.jpg`),
      await page.screenshot({ type: 'jpeg', quality: 80 }),
    );
  }
} finally {
  await browser.close();
}
