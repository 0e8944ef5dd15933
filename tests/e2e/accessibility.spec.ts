import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { SCREENS } from '../../src/app/state/router.svelte';

/** axe finds nothing to say about any screen, empty or full, in either theme and either language. */

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

async function everyScreen(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const screen of SCREENS) {
    await page.goto(`/#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    for (const violation of await violations(page)) found.push(`${screen}: ${violation}`);
  }
  return found;
}

for (const look of [
  { theme: 'light', locale: 'en-GB' },
  { theme: 'dark', locale: 'es-ES' },
  { theme: 'dark', locale: 'en-GB' },
  { theme: 'light', locale: 'es-ES' },
] as const) {
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
    expect(await everyScreen(page)).toEqual([]);
    await context.close();
  });
}
