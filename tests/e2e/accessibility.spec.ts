import { expect, test, type Page } from '@playwright/test';
import { SCREEN_NAMES } from '../../src/app/screens';
import { violations } from './axe';

/**
 * axe finds nothing to say about any screen of an empty gallery in the light; of a full one in the
 * dark, accessibility-dialogs.spec.ts asks. Either theme with either language, empty and full, with
 * HUELLA_LONG=1.
 */
const LONG = Boolean(process.env['HUELLA_LONG']);

const LOOKS = [
  { theme: 'light', locale: 'en-GB' },
  ...(LONG
    ? ([
        { theme: 'dark', locale: 'es-ES' },
        { theme: 'dark', locale: 'en-GB' },
        { theme: 'light', locale: 'es-ES' },
      ] as const)
    : []),
] as const;

async function everyScreen(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const screen of SCREEN_NAMES) {
    await page.goto(`/#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    for (const violation of await violations(page)) found.push(`${screen}: ${violation}`);
  }
  return found;
}

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
  test(`${look.theme}, ${look.locale}`, async ({ browser }) => {
    const context = await browser.newContext({
      colorScheme: look.theme,
      locale: look.locale,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto('/');
    await page.evaluate(() => window.huella.ready);
    expect(await everyScreen(page)).toEqual([]);
    if (LONG) await fill(page);
    if (LONG) expect(await everyScreen(page)).toEqual([]);
    await context.close();
  });
}
