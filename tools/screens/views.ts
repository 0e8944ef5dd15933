/**
 * Every screen and dialog and how a person comes to it, in either language: `npm run screenshots`
 * takes a picture of each, the accessibility test looks at each. In this order: what a view
 * changes, the next ones show.
 */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { Messages } from '../../src/app/i18n/messages';
import type { ScreenName } from '../../src/app/screens';
import { hrefOf } from '../../src/app/state/router.svelte';
import type { Language } from '../../src/runtime/languages';
import { SAMPLES, table, tablesThatAsk, zip } from './files';
import { LATER, QUERY } from './story';
import { STORY_WORDS } from './words';

/** A slow machine takes most of a second for a photo. */
const SLOW = 120_000;

export interface Stage {
  readonly page: Page;
  readonly t: Messages;
  readonly language: Language;
  /** A folder of this run, for the files that are chosen. */
  readonly folder: string;
}

export interface View {
  readonly name: string;
  /** Part of another picture, or as good as: looked at by the test, not shown. */
  readonly unseen?: true;
  open(stage: Stage): Promise<void>;
  /** How it is left, where not with Escape. */
  leave?(stage: Stage): Promise<void>;
}

export const VIEWS: readonly View[] = [
  {
    name: 'identify-empty',
    async open({ page }) {
      await go(page, 'identify');
      await page.locator('.try img').last().waitFor();
    },
  },
  {
    name: 'identify',
    async open({ page, t }) {
      await go(page, 'identify');
      await page.locator('main input[type=file]').first().setInputFiles(join(SAMPLES, QUERY));
      await button(page, starting(t.identify.compareWith('')))
        .first()
        .waitFor({ timeout: SLOW });
      // The answer with markings, which is the one that stays.
      await page
        .locator('main [aria-busy=true]')
        .first()
        .waitFor({ state: 'detached', timeout: SLOW });
    },
  },
  {
    name: 'filters',
    async open({ page, t }) {
      await button(page, t.filters.open).click();
    },
  },
  {
    name: 'compare',
    async open({ page, t }) {
      await button(page, starting(t.identify.compareWith('')))
        .first()
        .click();
    },
  },
  {
    name: 'crop',
    async open({ page, t }) {
      await button(page, t.crop.open).first().click();
      const stage = page
        .getByRole('dialog')
        .getByRole('group', { name: starting(t.crop.stage) })
        .locator('img');
      await stage.waitFor();
      await settled(stage);
      const { x, y, width, height } = (await stage.boundingBox())!;
      await page.mouse.move(x + 0.16 * width, y + 0.14 * height);
      await page.mouse.down();
      await page.mouse.move(x + 0.5 * width, y + 0.5 * height);
      await page.mouse.move(x + 0.87 * width, y + 0.9 * height);
      await page.mouse.up();
    },
  },
  {
    name: 'gallery',
    async open({ page }) {
      await go(page, 'gallery');
      await page.locator('main [data-index] img').first().waitFor();
    },
  },
  {
    name: 'gallery-by-animal',
    async open({ page, t }) {
      await go(page, 'gallery');
      await page.getByRole('radio', { name: t.gallery.byIndividual }).check({ force: true });
    },
  },
  {
    name: 'selection',
    async open({ page, t }) {
      await go(page, 'gallery');
      await page.getByRole('radio', { name: t.gallery.byIndividual }).check({ force: true });
      await button(page, t.gallery.select).click();
      const cells = page.locator('main [data-index]');
      for (const index of [0, 1, 3]) await cells.nth(index).click();
    },
    // What is selected is named in the next one.
    leave: () => Promise.resolve(),
  },
  {
    name: 'name',
    async open({ page, t }) {
      await page.getByRole('toolbar').getByRole('button', { name: t.gallery.assign }).click();
    },
    async leave({ page }) {
      await closeDialogs(page);
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'photo',
    async open({ page, t }) {
      await go(page, 'gallery');
      await page.getByRole('radio', { name: t.gallery.newest }).check({ force: true });
      await page
        .getByRole('button', { name: starting('Malik, ') })
        .first()
        .click();
      await page.getByRole('dialog').locator('img').first().waitFor();
    },
  },
  {
    name: 'photo-details',
    async open({ page, t }) {
      await page
        .getByRole('button', { name: starting('Malik, ') })
        .first()
        .click();
      await page.getByRole('dialog').getByRole('button', { name: t.lost.details }).click();
    },
  },
  {
    name: 'animals',
    async open({ page }) {
      await go(page, 'individuals');
      await page.locator('main li img').first().waitFor();
    },
  },
  {
    name: 'edit-animal',
    async open({ page, t, language }) {
      await openAnimal(page, 'Luna');
      await button(page, t.individuals.edit).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t.individuals.sex).selectOption('female');
      await dialog.getByLabel(t.individuals.lifeStage).selectOption('adult');
      await dialog
        .getByRole('radio', { name: t.lost.statuses.lost, exact: true })
        .check({ force: true });
      const { species, lost } = STORY_WORDS[language];
      await dialog.getByLabel(t.lost.species).fill(species.cow);
      await dialog.getByLabel(t.lost.colour).fill(lost.colour);
      await dialog.getByLabel(t.lost.labels).fill(lost.labels);
      await dialog.getByLabel(t.lost.when, { exact: true }).fill('2026-08-14');
      await dialog.getByLabel(t.lost.hour).fill('19:30');
      await dialog.getByLabel(t.lost.where).fill(lost.where);
      await dialog.getByLabel(t.place.label).fill('37.9187, -6.0655');
      await dialog.getByLabel(t.lost.notes).fill(lost.notes);
      await dialog.getByLabel(t.individuals.name).focus();
      await dialog.locator('.body').evaluate((body) => body.scrollTo(0, 0));
    },
    async leave({ page, t }) {
      await page.getByRole('dialog').getByRole('button', { name: t.common.save }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'animal',
    async open({ page }) {
      await openAnimal(page, 'Luna');
      await page.locator('main figure img').waitFor();
    },
  },
  {
    name: 'merge-animals',
    async open({ page, t }) {
      await button(page, t.individuals.merge).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(t.individuals.mergeSearching).waitFor({ state: 'detached' });
      await dialog.getByRole('listitem').first().waitFor();
    },
  },
  {
    name: 'delete-animal',
    unseen: true,
    async open({ page, t }) {
      await openAnimal(page, 'Luna');
      await button(page, t.common.delete).click();
    },
  },
  {
    name: 'lost',
    async open({ page }) {
      await go(page, 'lost');
      await page.locator('main li img').first().waitFor();
    },
  },
  {
    name: 'lost-matches',
    async open({ page, t }) {
      await page.getByRole('link', { name: t.lost.lookFound }).click();
      await page.getByRole('article').first().waitFor({ timeout: SLOW });
    },
  },
  {
    name: 'poster',
    async open({ page, t }) {
      await button(page, t.reporting.poster).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t.reporting.posterQr).fill('https://example.org/luna');
      await dialog.getByText(t.reporting.posterDrawing).waitFor({ state: 'detached' });
    },
  },
  {
    name: 'report',
    async open({ page, t }) {
      await go(page, 'lost');
      await page.getByRole('link', { name: t.reporting.foundButton }).click();
      await page.locator('main input[type=file]').setInputFiles(join(SAMPLES, QUERY));
      await page.getByLabel(t.reporting.microchip).fill('724 098 100 123 456');
      await page.locator('main .photos img').first().waitFor();
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
  {
    name: 'review',
    async open({ page, t }) {
      await go(page, 'review');
      await page
        .getByRole('group', { name: t.review.candidates })
        .getByRole('button')
        .first()
        .waitFor({ timeout: SLOW });
      await page
        .getByText(starting(t.review.ranking(0, 0).split(':')[0]!))
        .waitFor({ state: 'detached', timeout: SLOW });
    },
    async leave({ page, t }) {
      for (const choice of [t.review.same, t.review.different]) {
        await page.locator('main').getByRole('button', { name: choice }).first().click();
        await page.waitForTimeout(700);
      }
    },
  },
  {
    name: 'backup',
    async open({ page, t, folder }) {
      await go(page, 'settings');
      await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
      const saved = page.waitForEvent('download');
      await button(page, t.backup.now).click();
      await (await saved).saveAs(backupIn(folder));
      await page.getByText(t.backup.allSaved).waitFor({ timeout: SLOW });
      await page
        .locator('#backup')
        .evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
      await page.evaluate(() => scrollBy(0, -24));
    },
  },
  {
    name: 'trash',
    async open({ page, t }) {
      await go(page, 'gallery');
      await button(page, t.gallery.select).click();
      const cells = page.locator('main [data-index]');
      for (const index of [2, 6, 9]) await cells.nth(index).click();
      await page.getByRole('toolbar').getByRole('button', { name: t.common.delete }).click();
      await button(page, t.gallery.deleteButton(3)).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await go(page, 'trash');
      await page.locator('main li img').first().waitFor();
    },
  },
  {
    name: 'history',
    async open({ page }) {
      await go(page, 'history');
      await page.locator('main li').first().waitFor();
    },
  },
  {
    name: 'export',
    async open({ page, t }) {
      await go(page, 'gallery');
      await button(page, t.exporting.open).click();
    },
  },
  {
    name: 'export-histories',
    async open({ page, t }) {
      await go(page, 'gallery');
      await button(page, t.exporting.open).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('input[type=radio][value=histories]').check({ force: true });
      await dialog.getByLabel(t.exporting.occasions).selectOption('dates');
      await button(page, t.exporting.addDates).click();
    },
  },
  {
    name: 'export-camtrap',
    async open({ page, t }) {
      await go(page, 'gallery');
      await button(page, t.exporting.open).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('input[type=radio][value=camtrap]').check({ force: true });
    },
  },
  {
    name: 'import-columns',
    async open({ page, language, folder }) {
      await go(page, 'gallery');
      const files = LATER.map((file) => join(SAMPLES, file));
      await chooseFiles(page, [...files, table(folder, language)]);
      await page.getByRole('dialog').locator('select').first().waitFor();
    },
  },
  {
    name: 'import-asks',
    async open({ page, folder }) {
      await go(page, 'gallery');
      const files = LATER.slice(0, 2).map((file) => join(SAMPLES, file));
      await chooseFiles(page, [...files, ...tablesThatAsk(folder)]);
      await page.getByRole('dialog').locator('select').first().waitFor();
    },
  },
  {
    name: 'import-plan',
    async open({ page, folder }) {
      await go(page, 'gallery');
      await chooseFiles(page, await zip(folder));
      await page.getByRole('dialog').waitFor();
    },
    async leave({ page, t }) {
      await pauseAtOnce(page, t.adding.pause);
      await page.getByRole('dialog').getByRole('button').last().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'import-running',
    async open({ page, t }) {
      const bar = page.getByRole('region', { name: t.import.running });
      await bar.getByRole('button', { name: t.adding.goOn }).waitFor();
    },
    async leave({ page, t }) {
      await button(page, t.adding.goOn).click();
    },
  },
  {
    name: 'import-report',
    async open({ page, t }) {
      await button(page, t.import.see).click({ timeout: SLOW });
    },
  },
  {
    name: 'settings',
    async open({ page, t }) {
      const dismiss = page.locator('.floating').getByRole('button', { name: t.common.dismiss });
      if (await dismiss.count()) await dismiss.click();
      await go(page, 'settings');
    },
  },
  {
    name: 'share',
    async open({ page, t }) {
      await go(page, 'share');
      await page.getByRole('heading', { name: t.share.beginTitle }).waitFor({ timeout: SLOW });
    },
  },
  {
    name: 'restore',
    async open({ page, folder, t }) {
      await go(page, 'settings');
      const chooser = page.waitForEvent('filechooser');
      await button(page, t.backup.fromFile).click();
      await (await chooser).setFiles(backupIn(folder));
      await page.getByRole('dialog').waitFor({ timeout: SLOW });
    },
  },
  {
    name: 'clear',
    unseen: true,
    async open({ page, t }) {
      await go(page, 'settings');
      await button(page, t.settings.dangerButton).click();
    },
  },
  {
    name: 'evaluate',
    async open({ page, t }) {
      await go(page, 'evaluate');
      await button(page, t.evaluate.start).click();
      await page.getByRole('heading', { name: t.evaluate.headline }).waitFor({ timeout: SLOW });
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
  {
    name: 'groups',
    async open({ page, t }) {
      await go(page, 'groups');
      await button(page, t.groups.start).click();
      await page.locator('main h2').first().waitFor({ timeout: SLOW });
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
  {
    name: 'mistakes',
    async open({ page, t }) {
      await go(page, 'mistakes');
      await button(page, t.mistakes.start).click();
      await page.locator('main article, main h2').first().waitFor({ timeout: SLOW });
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
  {
    name: 'boxes',
    unseen: true,
    async open({ page, t }) {
      await go(page, 'boxes');
      await button(page, t.boxes.start).waitFor();
    },
  },
  {
    name: 'surveys',
    async open({ page, t }) {
      await go(page, 'surveys');
      await page.getByRole('heading', { name: t.surveys.summary }).waitFor({ timeout: SLOW });
      await page.locator('main canvas').first().waitFor({ timeout: SLOW });
    },
  },
  {
    name: 'surveys-own-dates',
    async open({ page, t }) {
      await page.getByLabel(t.surveys.occasion).selectOption('dates');
      await page.getByText(t.surveys.chooseDates).waitFor({ timeout: SLOW });
      for (const summary of await page.locator('main figure summary').all()) await summary.click();
    },
    async leave({ page, t }) {
      await page.getByLabel(t.surveys.occasion).selectOption('1');
    },
  },
  {
    name: 'station',
    async open({ page, t }) {
      await page
        .getByRole('button', { name: starting(t.surveys.edit('')) })
        .first()
        .click();
      await button(page, t.surveys.addEffort).click();
    },
  },
  {
    name: 'models',
    async open({ page }) {
      await go(page, 'encoders');
      await page.locator('main li').first().waitFor();
    },
  },
  {
    name: 'model-terms',
    async open({ page, t }) {
      await page
        .getByRole('button', { name: starting(t.encoders.installOf('')) })
        .first()
        .click();
    },
  },
  {
    name: 'diagnostics',
    async open({ page, t }) {
      await go(page, 'diagnostics');
      await button(page, t.diagnostics.run).click();
      await page
        .getByText(t.diagnostics.verdict(10, 0, 0).split(';')[0]!)
        .first()
        .waitFor({ timeout: SLOW });
      await page.evaluate(() => scrollTo(0, 0));
    },
  },
];

const backupIn = (folder: string): string => join(folder, 'backup.zip');

/** Presses the button as soon as the page shows it: six photos may be added before a test could. */
async function pauseAtOnce(page: Page, label: string): Promise<void> {
  await page.evaluate((label) => {
    const observer = new MutationObserver(() => {
      const pause = document.querySelector<HTMLElement>(`button[aria-label="${label}"]`);
      if (!pause) return;
      observer.disconnect();
      pause.click();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  }, label);
}

async function chooseFiles(page: Page, files: string | string[]): Promise<void> {
  await page.locator('main summary').click();
  await page.locator('main details input[type=file]').last().setInputFiles(files);
}

/** What a closed dialog leaves to be gone back over in the history; a selection keeps its entry. */
const SETTLE_MS = 2_000;

async function go(page: Page, screen: ScreenName): Promise<void> {
  // Otherwise the history goes back from the next screen.
  await page
    .waitForFunction(() => !(history.state as { layers?: number } | null)?.layers, undefined, {
      timeout: SETTLE_MS,
    })
    .catch(() => undefined);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, hrefOf(screen));
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
}

async function openAnimal(page: Page, name: string): Promise<void> {
  await go(page, 'individuals');
  const link = page.locator('main li').getByRole('link').filter({ hasText: name }).first();
  // Only what is near the window is drawn.
  for (let step = 1; step < 20 && (await link.count()) === 0; step++) {
    await page.evaluate((part) => scrollTo(0, part * 0.6 * innerHeight), step);
    await page.waitForTimeout(150);
  }
  await link.click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Ends what a view opened, as a person does. */
export async function closeDialogs(page: Page): Promise<void> {
  const dialogs = page.getByRole('dialog');
  for (let left = await dialogs.count(); left > 0; left--) {
    await page.keyboard.press('Escape');
    await dialogs.nth(left - 1).waitFor({ state: 'detached' });
  }
  // The dialog's entry of the history is taken back, or the next address would be left again by it.
  await page.waitForTimeout(200);
}

function button(page: Page, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: true });
}

function starting(words: string): RegExp {
  return new RegExp(`^${words.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

/** It rises into its place. */
async function settled(one: Locator): Promise<void> {
  let before = '';
  for (;;) {
    const now = JSON.stringify(await one.boundingBox());
    if (now === before) return;
    before = now;
    await one.page().waitForTimeout(60);
  }
}
