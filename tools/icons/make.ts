/**
 * `tsx tools/icons/make.ts`: the installed app's icons from the project's own mark
 * (`public/icons/huella.svg`), and the small screenshots that the manifest shows before installing,
 * from `docs/screenshots`. Run it when either changes; the files are committed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { LANGUAGE_CODES } from '../../src/runtime/languages';
import { CHROMIUM_ARGS, findChromium } from '../chromium';

const ROOT = join(import.meta.dirname, '../..');
const ICONS = join(ROOT, 'public/icons');
const SCREENSHOTS = join(ROOT, 'public/screenshots');

/**
 * A maskable icon may be cut to a circle of 80 % of its width: the mark, 52 of 64 wide with its
 * ground, shrinks into it.
 */
const SAFE_SCALE = 0.8;

/** The manifest's pictures of each language. Widths that every browser accepts: 320 to 3840. */
const SHOTS = LANGUAGE_CODES.flatMap((language) => [
  { view: 'identify-phone', to: 'identify-narrow', language, width: 390, height: 844 },
  { view: 'gallery-phone', to: 'gallery-narrow', language, width: 390, height: 844 },
  { view: 'identify-desktop', to: 'identify-wide', language, width: 960, height: 600 },
]);

/** The one of both looks that `npm run screenshots` takes in that language. */
function pictureOf(view: string, language: string): string {
  const found = ['light', 'dark']
    .map((theme) => join(ROOT, `docs/screenshots/${view}-${theme}-${language}.webp`))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`docs/screenshots has no ${view} in ${language}.`);
  return readFileSync(found).toString('base64');
}

async function draw(page: Page, markup: string, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.setContent(
    `<style>*{margin:0}svg,img{display:block;width:${width}px;height:${height}px}</style>${markup}`,
  );
  await page.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode())));
}

const svg = readFileSync(join(ICONS, 'huella.svg'), 'utf8');
/**
 * The ground to the edges, for systems that cut their own shape, and the mark inside what they
 * leave.
 */
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
  for (const { view, to, language, width, height } of SHOTS) {
    const picture = pictureOf(view, language);
    await draw(page, `<img src="data:image/webp;base64,${picture}">`, width, height);
    writeFileSync(
      join(SCREENSHOTS, `${to}-${language}.jpg`),
      await page.screenshot({ type: 'jpeg', quality: 80 }),
    );
  }
} finally {
  await browser.close();
}
