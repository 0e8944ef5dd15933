/** `npm run screenshots`: pictures of every screen, phone and desktop, light and dark, for the README and for looking at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { openApp } from './app';

const OUT = join(import.meta.dirname, '../docs/screenshots');
const QUERY = join(import.meta.dirname, '../public/samples/luna-3.jpg');

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} satisfies Record<string, BrowserContextOptions>;

/** Each size in both themes, the languages shared out so that both are seen in both. */
const LOOKS = [
  { theme: 'light', locale: 'es-ES' },
  { theme: 'dark', locale: 'en-GB' },
] as const;

async function take(
  browser: Browser,
  origin: string,
  size: keyof typeof SIZES,
  look: (typeof LOOKS)[number],
): Promise<void> {
  const context = await browser.newContext({
    ...SIZES[size],
    colorScheme: look.theme,
    locale: look.locale,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const shoot = async (name: string): Promise<void> => {
    await page.screenshot({
      path: join(OUT, `${name}-${size}-${look.theme}-${look.locale.slice(0, 2)}.jpg`),
      type: 'jpeg',
      quality: 82,
    });
  };
  await page.goto(origin);
  await page.evaluate(() => window.huella.ready);
  await page.evaluate(() => window.huella.settings.set({ backend: 'wasm' }));
  await dismissNotice(page);
  await shoot('welcome');
  await page.evaluate(async () => {
    const { photos } = (await (await fetch('samples/samples.json')).json()) as {
      photos: { file: string; individual: string }[];
    };
    const items = await Promise.all(
      photos.map(async ({ file, individual }) => {
        const blob = await (await fetch(`samples/${file}`)).blob();
        return { file: new File([blob], file), individual };
      }),
    );
    // The query is a photo the gallery does not have.
    await window.huella.import(items.filter(({ file }) => file.name !== 'luna-3.jpg'));
  });
  await page.goto(`${origin}/#/identify`);
  await page.locator('input[type=file]').first().setInputFiles(QUERY);
  const best = page.getByRole('button', { name: /^(Comparar con|Compare with)/ }).first();
  await best.waitFor();
  await page.waitForTimeout(1500);
  await shoot('identify');
  await page.keyboard.press('Tab');
  await page
    .getByRole('button', { name: /^(Comparar con|Compare with)/ })
    .first()
    .click();
  await page.waitForTimeout(1200);
  await shoot('compare');
  await page.keyboard.press('Escape');
  for (const screen of ['gallery', 'encoders', 'settings', 'diagnostics']) {
    await page.goto(`${origin}/#/${screen}`);
    await page.waitForTimeout(1800);
    await shoot(screen);
  }
  await context.close();
}

/** The line that says why the slower processor is used is for the first visit, not for every picture. */
async function dismissNotice(page: Page): Promise<void> {
  const dismiss = page.getByRole('button', { name: /^(Dismiss|Descartar|Cerrar|Ocultar)/ });
  if (await dismiss.count()) await dismiss.first().click();
}

mkdirSync(OUT, { recursive: true });
const app = await openApp();
try {
  const browser = app.page.context().browser()!;
  for (const size of ['phone', 'desktop'] as const) {
    for (const look of LOOKS) await take(browser, app.origin, size, look);
  }
} finally {
  await app.close();
}
