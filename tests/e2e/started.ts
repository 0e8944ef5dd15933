/**
 * One start of the app for all journeys of a worker that import `test` from here: a start costs
 * 3.7 s of a core, and to empty the app a tenth of that. Each begins with an empty gallery, at its
 * settings, with no query, report, dialog, second tab or second model left of the one before; where
 * that cannot be reached, it fails. After a failure Playwright takes a new worker, so a new page.
 *
 * What is about a start, a first visit, another browser context or the life of a tab takes its
 * page from `@playwright/test`.
 */
import { expect, test as base, type Page } from '@playwright/test';
import type { Settings } from '../../src/runtime/api';

/** What Playwright's own `context` takes from the project. */
const OF_A_CONTEXT = [
  ...(['baseURL', 'locale', 'serviceWorkers', 'storageState', 'viewport', 'userAgent'] as const),
  ...(['deviceScaleFactor', 'isMobile', 'hasTouch'] as const),
] as const;

/** As `stored.ts` has it for journeys that are about neither markings nor boxes. */
const SETTINGS: Settings = {
  ...{ backend: 'wasm', markings: 'never', boxes: 'off', concurrency: 2, learning: 'on' },
  ...{ language: 'auto', theme: 'auto', encounterSeconds: 60, observer: '' },
};

interface Journey {
  /** What the person has chosen before the journey, beside `SETTINGS`. */
  readonly settings: Partial<Settings>;
}

export const test = base.extend<Journey, { readonly started: Page }>({
  settings: [{}, { option: true }],
  started: [
    async ({ browser }, use, { project }) => {
      const options = OF_A_CONTEXT.map((name) => [name, project.use[name]] as const);
      const context = await browser.newContext({
        ...project.use.contextOptions,
        ...Object.fromEntries(options.filter(([, value]) => value !== undefined)),
      });
      const page = await context.newPage();
      await page.goto('/#/settings');
      await page.evaluate(() => window.huella.ready);
      await use(page);
      await context.close();
    },
    { scope: 'worker' },
  ],
  context: async ({ started }, use) => use(started.context()),
  page: async ({ started, settings }, use, testInfo) => {
    await begin(started, { ...SETTINGS, ...settings });
    await use(started);
    if (testInfo.status !== testInfo.expectedStatus) return;
    // So that nothing goes on behind a journey that has a page of its own.
    await started.evaluate(() => window.huella.clear());
    started.removeAllListeners();
    await started.unrouteAll({ behavior: 'ignoreErrors' });
    await started.context().clearPermissions();
    for (const other of started.context().pages()) if (other !== started) await other.close();
  },
});

/** Nothing in the gallery, no other model, these settings, and the welcome to who has no photos. */
async function begin(page: Page, settings: Settings): Promise<void> {
  await page.evaluate(async (settings) => {
    const { huella } = window;
    await huella.ready;
    location.hash = '#/identify';
    sessionStorage.clear();
    await huella.settings.set(settings);
    await huella.clear();
    const others = (await huella.encoders.list()).filter(
      ({ installed, id }) => installed && id !== 'default',
    );
    for (const { id } of others) await huella.encoders.remove(id);
    // What was begun and refused, and what was damaged on the disk.
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('encoders', { recursive: true }).catch(() => undefined);
    // What was said before is not taken for what will be said; the same words are written anew.
    const said = document.querySelector('[data-testid=announcer]')!.firstChild as Text | null;
    if (said) said.data = '';
    const isLeft = (): boolean =>
      document.querySelector('dialog, section.import, .query-photo') !== null ||
      document.querySelector('main .welcome') === null;
    while (isLeft()) {
      for (const close of document.querySelectorAll<HTMLElement>(
        'section.import .icon-button:last-child, .query-photo .clear',
      ))
        close.click();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, settings);
  // A photo that the encoder had begun is let go of once it is done.
  await expect
    .poll(() => page.evaluate(() => window.huella.diagnostics()))
    .toMatchObject({ photos: 0, indexed: 0, queued: 0, inFlight: 0, tab: 'leader' });
}
