import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devices, expect, test, type BrowserContextOptions, type Page } from '@playwright/test';
import { messagesOf } from '../../src/app/i18n/languages';
import { SCREEN_NAMES } from '../../src/app/screens';
import { parseRoute } from '../../src/app/state/router.svelte';
import type { Language } from '../../src/runtime/languages';
import { tell } from '../../tools/screens/story';
import { STORY_WORDS } from '../../tools/screens/words';
import { closeDialogs, VIEWS } from '../../tools/screens/views';
import { settle, violations, violationsOfScreens } from './axe';
import { misfits } from './fits';

/**
 * Every screen of an empty gallery, every screen and dialog of one that is lived in: axe has
 * nothing to say, every control fits at every size in every language, the keyboard is inside an
 * open dialog, stays there, and is back where it was when the dialog has gone. One look of four,
 * the narrow and dark one; all with HUELLA_LONG=1, and then it is accessibility.spec.ts that looks
 * at an empty gallery.
 */

const LONG = Boolean(process.env['HUELLA_LONG']);

const LOOKS: readonly {
  size: BrowserContextOptions;
  theme: 'light' | 'dark';
  language: Language;
}[] = [
  { size: devices['Pixel 7'], theme: 'dark', language: 'es' },
  ...(LONG
    ? ([
        { size: { viewport: { width: 1280, height: 800 } }, theme: 'light', language: 'en' },
        { size: { viewport: { width: 1280, height: 800 } }, theme: 'dark', language: 'es' },
        { size: devices['Pixel 7'], theme: 'light', language: 'en' },
      ] as const)
    : []),
];

/**
 * Measured at every size in every language, which takes a second of a core each. In the long form
 * every view is.
 */
const MEASURED: ReadonlySet<string> = new Set([
  ...['identify-empty', 'lost', 'gallery', 'animals', 'settings', 'models', 'share', 'review'],
  ...['evaluate', 'groups', 'mistakes', 'surveys', 'surveys-own-dates', 'boxes', 'history'],
  ...['trash', 'diagnostics', 'selection', 'photo', 'photo-details', 'animal'],
  ...['export', 'export-histories', 'export-camtrap'],
]);
/** Photos of each animal: fewer leave nothing to group. */
const PHOTOS_EACH = 3;
/** Of a step: a view that does not open is named at once. */
const STEP_MS = 120_000;

/** More presses of Tab than any dialog has controls would go round twice. */
const TABS = 60;

/** What lies outside the window: the page's width, an open dialog's edges. */
async function sticksOut(page: Page): Promise<string[]> {
  await page.evaluate(settle);
  return page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth)
      found.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
    for (const dialog of document.querySelectorAll('dialog[open]')) {
      const { left, top, right, bottom } = dialog.getBoundingClientRect();
      if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)
        found.push(`a dialog reaches from ${left}, ${top} to ${right}, ${bottom}`);
      if (dialog.scrollWidth > dialog.clientWidth + 1) found.push('a dialog scrolls sideways');
    }
    return found;
  });
}

/** Where the keyboard is. */
function focus(
  page: Page,
): Promise<{ inDialog: boolean; nowhere: boolean; visible: boolean; what: string }> {
  return page.evaluate(() => {
    const at = document.activeElement ?? document.body;
    const dialogs = document.querySelectorAll('dialog[open]');
    return {
      inDialog: dialogs[dialogs.length - 1]?.contains(at) ?? false,
      nowhere: at === document.body,
      visible: at.getClientRects().length > 0,
      what: at.outerHTML.slice(0, 120),
    };
  });
}

/** Round the open dialog with Tab: on nothing invisible, and on nothing behind it. */
async function tabsAround(page: Page): Promise<string[]> {
  const found = new Set<string>();
  if (!(await focus(page)).inDialog)
    found.add(`the focus is not in the dialog: ${(await focus(page)).what}`);
  for (let press = 0; press < TABS; press++) {
    await page.keyboard.press('Tab');
    const { inDialog, nowhere, visible, what } = await focus(page);
    // After the last control comes the browser's own bar.
    if (nowhere) break;
    if (!inDialog) found.add(`behind the dialog: ${what}`);
    else if (!visible) found.add(`not to be seen: ${what}`);
  }
  return [...found];
}

for (const { size, theme, language } of LOOKS) {
  const name = `${size.isMobile ? 'phone' : 'desktop'}, ${theme}, ${language}`;
  test(`${name}: every view`, async ({ browser }) => {
    test.setTimeout(LONG ? 1_500_000 : 600_000);
    const { locale } = STORY_WORDS[language];
    const context = await browser.newContext({
      ...size,
      colorScheme: theme,
      locale,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    const folder = mkdtempSync(join(tmpdir(), 'huella-views-'));
    const stage = { page, t: await messagesOf(language), language, folder };
    await page.goto('/');
    await page.evaluate(() => window.huella.ready);
    const found: string[] = [];
    // Such as a value that no longer follows what it is derived from.
    page.on('console', (message) => {
      if (message.text().includes('svelte.dev/e/')) found.push(message.text());
    });
    if (!LONG)
      await test.step('an empty gallery, in the light', async () => {
        await page.emulateMedia({ colorScheme: 'light' });
        found.push(...(await violationsOfScreens(page)).map((one) => `empty, ${one}`));
        await page.emulateMedia({ colorScheme: theme });
      });
    await tell(page, language, PHOTOS_EACH);
    const seen = new Set<string>();
    for (const view of VIEWS) {
      await test.step(view.name, async () => {
        const began = performance.now();
        await view.open(stage);
        seen.add(parseRoute(new URL(page.url()).hash).screen);
        // What lies behind a dialog cannot be reached, and was looked at before it was opened.
        const opened = (await page.getByRole('dialog').count()) > 0;
        const within = opened && !LONG ? 'dialog[open]' : undefined;
        const here = [...(await violations(page, within)), ...(await sticksOut(page))];
        // Every look would measure the same sizes.
        if (LONG ? size === LOOKS[0]!.size : MEASURED.has(view.name))
          here.push(...(await misfits(page, language)));
        if (opened) here.push(...(await tabsAround(page)));
        await (view.leave ? view.leave(stage) : closeDialogs(page));
        const { nowhere } = await focus(page);
        if (opened && nowhere) here.push('the focus is lost when the dialog has gone');
        found.push(...here.map((one) => `${view.name}: ${one}`));
        // A run of many minutes says where it is.
        const seconds = ((performance.now() - began) / 1000).toFixed(1);
        if (LONG) console.log([`${view.name}: ${seconds} s`, ...here].join('\n  '));
      });
    }
    expect(found).toEqual([]);
    expect(SCREEN_NAMES.filter((name) => !seen.has(name))).toEqual([]);
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  });
}
