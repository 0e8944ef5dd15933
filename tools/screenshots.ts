/**
 * `npm run screenshots [-- PART...]`: pictures of every screen and dialog into docs/screenshots,
 * phone and desktop, light and dark, the languages shared out so that both are seen. With words
 * after it only the pictures whose names have one of them (`phone-dark`, `lost`).
 * HUELLA_SCREENSHOTS names another folder.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { openApp } from './app';
import { CHROMIUM_ARGS, findChromium } from './chromium';
import { messagesOf } from '../src/app/i18n/languages';
import { LANGUAGE_CODES, type Language } from '../src/runtime/languages';
import { tell } from './screens/story';
import { STORY_WORDS } from './screens/words';
import { closeDialogs, VIEWS } from './screens/views';

const OUT = process.env['HUELLA_SCREENSHOTS'] ?? join(import.meta.dirname, '../docs/screenshots');
const wanted = process.argv.slice(2);
if (wanted.some((word) => word.startsWith('-'))) {
  console.error('Usage: npm run screenshots [-- PART...]   (parts of names: phone-dark, lost)');
  process.exit(2);
}
/** WebP's: text stays sharp, and the folder small. */
const QUALITY = 0.72;
/** Fonts, pictures and what floats in are where they stay. */
const SETTLE_MS = 900;

const SIZES = {
  phone: {
    viewport: { width: 412, height: 915 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
  desktop: { viewport: { width: 1280, height: 800 } },
} satisfies Record<string, BrowserContextOptions>;

type Size = keyof typeof SIZES;

/** Languages of which every view is shown. */
const WHOLE: readonly Language[] = ['en', 'es'];
/** The views of the other languages. */
const FEW = [
  ...['welcome', 'identify', 'gallery', 'animal', 'lost'],
  ...['import-columns', 'import-asks', 'import-plan', 'import-report'],
];

const LOOKS: readonly {
  readonly size: Size;
  readonly theme: 'light' | 'dark';
  readonly language: Language;
  /** Left out: every view. */
  readonly views?: readonly string[];
}[] = [
  { size: 'phone', theme: 'light', language: 'es' },
  { size: 'phone', theme: 'dark', language: 'en' },
  { size: 'desktop', theme: 'light', language: 'en' },
  { size: 'desktop', theme: 'dark', language: 'es' },
  ...LANGUAGE_CODES.filter((language) => !WHOLE.includes(language)).flatMap((language) => [
    { size: 'phone', theme: 'light', language, views: FEW } as const,
    { size: 'desktop', theme: 'light', language, views: FEW } as const,
  ]),
];

type Look = (typeof LOOKS)[number];

const nameOf = (view: string, { size, theme, language }: Look): string =>
  `${view}-${size}-${theme}-${language}`;
const isWanted = (name: string): boolean =>
  wanted.length === 0 || wanted.some((part) => name.includes(part));

async function take(browser: Browser, origin: string, look: Look): Promise<void> {
  const context = await browser.newContext({
    ...SIZES[look.size],
    colorScheme: look.theme,
    locale: STORY_WORDS[look.language].locale,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  page.setDefaultTimeout(30_000);
  const press = await pressOf(browser);
  const folder = mkdtempSync(join(tmpdir(), 'huella-screens-'));
  const stage = { page, t: await messagesOf(look.language), language: look.language, folder };
  const shoot = async (view: string): Promise<void> => {
    const name = nameOf(view, look);
    const unseen = VIEWS.find((one) => one.name === view)?.unseen === true;
    if (look.views && !look.views.includes(view)) return;
    if (!isWanted(name) || (unseen && wanted.length === 0)) return;
    // What was just said, and where the mouse happens to be, are not part of the picture.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(SETTLE_MS);
    await page.locator('.toast').evaluateAll((toasts) => {
      for (const toast of toasts) (toast as HTMLElement).hidePopover();
    });
    writeFileSync(join(OUT, `${name}.webp`), await press(await page.screenshot()));
  };
  await page.goto(origin);
  await page.evaluate(() => window.huella.ready);
  await page.evaluate(() => window.huella.settings.set({ backend: 'wasm' }));
  await shoot('welcome');
  await tell(page, look.language);
  const last = VIEWS.findLastIndex(({ name }) => !look.views || look.views.includes(name));
  for (const view of VIEWS.slice(0, last + 1)) {
    try {
      await view.open(stage);
      await shoot(view.name);
      await (view.leave ? view.leave(stage) : closeDialogs(page));
    } catch (error) {
      console.error(`${nameOf(view.name, look)}: ${String(error)}`);
      process.exitCode = 1;
      await page.screenshot({ path: join(tmpdir(), `${nameOf(view.name, look)}-failed.png`) });
      await page.reload();
    }
  }
  await context.close();
  rmSync(folder, { recursive: true, force: true });
}

/** PNG in, WebP out: the browser at hand writes it. */
async function pressOf(browser: Browser): Promise<(png: Buffer) => Promise<Buffer>> {
  const page: Page = await browser.newPage();
  return async (png) => {
    const base64 = await page.evaluate(
      async ([png, quality]) => {
        const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes]));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
        const webp = new Uint8Array(
          await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer(),
        );
        return btoa(Array.from(webp, (byte) => String.fromCharCode(byte)).join(''));
      },
      [png.toString('base64'), QUALITY] as const,
    );
    return Buffer.from(base64, 'base64');
  };
}

mkdirSync(OUT, { recursive: true });
const app = await openApp();
try {
  for (const look of LOOKS) {
    const any = ['welcome', ...VIEWS.map(({ name }) => name)].some((view) =>
      isWanted(nameOf(view, look)),
    );
    if (!any) continue;
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: [...CHROMIUM_ARGS],
      // Chromium's own fields, for dates, speak the language of the system.
      env: { ...process.env, LANGUAGE: STORY_WORDS[look.language].locale.replace('-', '_') },
    });
    await take(browser, app.origin, look);
    await browser.close();
  }
} finally {
  await app.close();
}
