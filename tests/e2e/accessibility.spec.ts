import { expect, test, type Page } from '@playwright/test';
import { violationsOfScreens } from './axe';

/**
 * axe finds nothing to say about any screen in either theme with either language, empty and full.
 * In `npm test` accessibility-dialogs.spec.ts asks of an empty gallery in the light and a full one
 * in the dark.
 */
const LOOKS = [
  { theme: 'light', locale: 'en-GB' },
  { theme: 'dark', locale: 'es-ES' },
  { theme: 'dark', locale: 'en-GB' },
  { theme: 'light', locale: 'es-ES' },
] as const;

async function fill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const items = await Promise.all(
      ['luna-1', 'luna-2', 'rosa-1', 'bruno-1', 'bruno-2'].map(async (name) => {
        const blob = await (await fetch(`samples/${name}.jpg`)).blob();
        const individual = name.endsWith('2') ? {} : { individual: name.split('-')[0]! };
        return { file: new File([blob], `${name}.jpg`, { type: 'image/jpeg' }), ...individual };
      }),
    );
    await window.huella.import(items);
  });
}

for (const look of LOOKS) {
  test(`${look.theme}, ${look.locale} @long`, async ({ browser }) => {
    const context = await browser.newContext({
      colorScheme: look.theme,
      locale: look.locale,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto('/');
    await page.evaluate(() => window.huella.ready);
    expect(await violationsOfScreens(page)).toEqual([]);
    await fill(page);
    expect(await violationsOfScreens(page)).toEqual([]);
    await context.close();
  });
}
