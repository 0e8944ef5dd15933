import { mkdirSync, readdirSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { closed, withoutFolderPicker } from './field';
import { NOTHING_STORED } from './stored';

/** A person's journeys through the buttons, at desktop and phone size, in both languages. */

const SAMPLES = 'public/samples';

const WORDS = {
  en: {
    locale: 'en-GB',
    welcome: 'Find the same animal again',
    sample: 'Try it with sample animals',
    added: (n: number) => `${n} photos added`,
    identify: 'Identify',
    gallery: 'Gallery',
    settings: 'Settings',
    whoIsThis: 'Who is this?',
    choose: 'Choose a photo',
    unidentified: 'Unidentified',
    counts: (photos: number, individuals: number) => `${photos} photos, ${individuals} individuals`,
    comparing: (i: number) => new RegExp(`^Comparing, ${i} of`),
    sameAs: (name: string) => `Same animal: add to ${name}`,
    addedTo: (name: string) => `Photo added to ${name}.`,
    search: 'Search by name',
    byAnimal: 'By animal',
    select: 'Select',
    assign: 'Who is it?',
    name: 'Name',
    create: (name: string) => `New animal: ${name}`,
    delete: 'Delete',
    deletePhotos: (n: number) => (n === 1 ? 'Delete 1 photo' : `Delete ${n} photos`),
    deleteTitle: (n: number) => (n === 1 ? 'Delete this photo?' : `Delete ${n} photos?`),
  },
  es: {
    locale: 'es-ES',
    welcome: 'Encuentra al mismo animal otra vez',
    sample: 'Probar con animales de muestra',
    added: (n: number) => `${n} fotos añadidas`,
    identify: 'Identificar',
    gallery: 'Galería',
    settings: 'Ajustes',
    whoIsThis: '¿Quién es?',
    choose: 'Elegir una foto',
    unidentified: 'Sin identificar',
    counts: (photos: number, individuals: number) => `${photos} fotos, ${individuals} animales`,
    comparing: (i: number) => new RegExp(`^Comparando, ${i} de`),
    sameAs: (name: string) => `Es el mismo: añadir a ${name}`,
    addedTo: (name: string) => `Foto añadida a ${name}.`,
    search: 'Buscar por nombre',
    byAnimal: 'Por animal',
    select: 'Seleccionar',
    assign: '¿Quién es?',
    name: 'Nombre',
    create: (name: string) => `Animal nuevo: ${name}`,
    delete: 'Borrar',
    deletePhotos: (n: number) => (n === 1 ? 'Borrar 1 foto' : `Borrar ${n} fotos`),
    deleteTitle: (n: number) => (n === 1 ? '¿Borrar esta foto?' : `¿Borrar ${n} fotos?`),
  },
} as const;

/**
 * Fails the test that follows on any error the page reports: the policy forbids what the screens
 * must not need.
 */
function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

async function go(page: Page, section: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: section }).click();
}

async function choose(page: Page, button: string, files: string | string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(files);
}

async function importSamples(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: WORDS.en.sample }).click();
  await expect(page.getByRole('region', { name: '75 photos added' })).toBeVisible({
    timeout: 120_000,
  });
}

/** The other language, at desktop size, in the long form: every other journey speaks English. */
const LANGUAGES = process.env['HUELLA_LONG'] ? (['en', 'es'] as const) : (['es'] as const);

for (const language of LANGUAGES) {
  const w = WORDS[language];

  test.describe(language, () => {
    // A person's first visit as it is, the service worker's work included.
    test.use({
      ...{ locale: w.locale, serviceWorkers: 'allow' },
      // As a person finds it: markings are compared.
      storageState: NOTHING_STORED,
    });

    // One language at either size.
    const where = { en: '', es: ' @phone' }[language];
    test(`first visit, samples, delete one, find its animal with it, add it back, name and delete${where}`, async ({
      page,
    }) => {
      const errors = collectErrors(page);
      await page.goto('/');
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(w.welcome);
      await page.getByRole('button', { name: w.sample }).click();
      await expect(page.getByRole('region', { name: w.added(75) })).toBeVisible({
        timeout: 120_000,
      });
      // The drawings bring their embeddings and points, so neither network had anything to do for
      // them.
      const { runs, markings } = await page.evaluate(() => window.huella.diagnostics());
      expect(runs).toBe(0);
      expect(markings).toMatchObject({ wasmBytes: 0 });
      expect(markings.pointBytes).toBeGreaterThan(75 * 20_000);

      // One photo leaves the gallery, so that the search has to know the animal and not the file.
      await go(page, w.gallery);
      await expect(page.getByRole('heading', { level: 1, name: w.gallery })).toBeFocused();
      await expect(page.getByText(w.counts(75, 15))).toBeVisible();
      await page.getByRole('searchbox', { name: w.search }).fill('luna-3');
      await page.getByRole('button', { name: 'Luna, luna-3.jpg' }).click();
      const photo = page.getByRole('dialog');
      await photo.getByRole('button', { name: w.delete }).click();
      await page
        .getByRole('dialog', { name: w.deleteTitle(1) })
        .getByRole('button', { name: w.deletePhotos(1) })
        .click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await page.getByRole('searchbox', { name: w.search }).fill('');
      await expect(page.getByText(w.counts(74, 15))).toBeVisible();

      await go(page, w.identify);
      await choose(page, w.choose, join(SAMPLES, 'luna-3.jpg'));
      const first = page.locator('ol').getByRole('button').first();
      await expect(first).toContainText('Luna', { timeout: 60_000 });
      await expect(first).not.toContainText('luna-3.jpg');

      // Side by side, with the keyboard.
      await first.click();
      await expect(page.getByRole('dialog', { name: w.comparing(1) })).toBeVisible();
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('dialog', { name: w.comparing(2) })).toBeVisible();
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('button', { name: w.sameAs('Luna') }).click();
      await expect(page.getByTestId('announcer')).toHaveText(w.addedTo('Luna'), {
        timeout: 30_000,
      });
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(first).toBeFocused();

      // Two photos get a new name and go.
      await go(page, w.gallery);
      await expect(page.getByText(w.counts(75, 15))).toBeVisible();
      await page.getByRole('radio', { name: w.byAnimal }).check();
      await page.getByRole('button', { name: w.select, exact: true }).click();
      // The bar moves the photos as it comes: a click that begins before ends beside its photo.
      const chosen = page.getByRole('toolbar').getByRole('status');
      await expect(chosen).toContainText('0');
      await page.getByRole('button', { name: 'Bruno, bruno-1.jpg' }).click();
      await expect(chosen).toContainText('1');
      await page.getByRole('button', { name: 'Bruno, bruno-2.jpg' }).click();
      await page.getByRole('toolbar').getByRole('button', { name: w.assign }).click();
      await page.getByRole('combobox', { name: w.name }).fill('Abril');
      await page.getByRole('button', { name: w.create('Abril') }).click();
      await expect(page.getByRole('heading', { level: 2, name: 'Abril' })).toBeVisible();
      await expect(page.getByText(w.counts(75, 16))).toBeVisible();

      await page.getByRole('button', { name: w.select, exact: true }).click();
      await page.getByRole('button', { name: 'Abril, bruno-1.jpg' }).click();
      await page.getByRole('button', { name: 'Abril, bruno-2.jpg' }).click();
      await page.getByRole('toolbar').getByRole('button', { name: w.delete }).click();
      await page.getByRole('button', { name: w.deletePhotos(2) }).click();
      await expect(page.getByText(w.counts(73, 15))).toBeVisible();

      // The selection's entry in the history is taken back, which would cut a reload off.
      await closed(page);
      await page.reload();
      await expect(page.getByText(w.counts(73, 15))).toBeVisible();
      expect(errors).toEqual([]);
    });
  });
}

test('a folder names its animals; what could not be added is listed with the reason @phone', async ({
  page,
}, testInfo) => {
  const folder = testInfo.outputPath('herd');
  for (const name of ['Luna', 'Rosa']) {
    mkdirSync(join(folder, name), { recursive: true });
    for (const file of readdirSync(SAMPLES).filter((file) => file.startsWith(name.toLowerCase()))) {
      copyFileSync(join(SAMPLES, file), join(folder, name, file));
    }
  }
  writeFileSync(join(folder, 'Luna', 'empty.jpg'), '');
  writeFileSync(join(folder, 'Rosa', 'notes.jpg'), 'not a photo at all, only some words\n');
  writeFileSync(join(folder, 'Rosa', '.DS_Store'), 'x');

  await page.goto('/#/gallery');
  await withoutFolderPicker(page);
  await page.locator('summary', { hasText: 'Add photos' }).click();
  await choose(page, 'A folder', folder);
  const question = page.getByRole('dialog', { name: 'How are your photos sorted?' });
  await expect(question).toContainText('2 individuals: Luna, Rosa');
  await question.getByRole('button', { name: 'Add 12 photos' }).click();

  const bar = page.getByRole('region', { name: '10 photos added, 2 could not be added' });
  await expect(bar).toBeVisible({ timeout: 60_000 });
  await bar.getByRole('button', { name: 'See which' }).click();
  const report = page.getByRole('dialog', { name: 'What could not be added' });
  await expect(report.getByRole('listitem').filter({ hasText: 'empty.jpg' })).toContainText(
    'The file is empty.',
  );
  await expect(report.getByRole('listitem').filter({ hasText: 'notes.jpg' })).toContainText(
    'not a photo',
  );
  const download = page.waitForEvent('download');
  await report.getByRole('button', { name: 'Save as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('huella-import.csv');
  await page.keyboard.press('Escape');
  await expect(page.getByText('10 photos, 2 individuals')).toBeVisible();
});

test('a photo taken with the camera is searched; the camera is off whenever its view is not there', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    Object.assign(window, { tracks });
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
  const live = () =>
    page.evaluate(
      () =>
        (window as unknown as { tracks: MediaStreamTrack[] }).tracks.filter(
          (t) => t.readyState === 'live',
        ).length,
    );
  await importSamples(page);

  await page.getByRole('button', { name: 'Take a photo' }).click();
  const shutter = page.getByRole('button', { name: 'Take the photo' });
  await expect(shutter).toBeEnabled({ timeout: 20_000 });
  expect(await live()).toBe(1);
  await page.keyboard.press('Escape');
  await expect(shutter).toHaveCount(0);
  expect(await live()).toBe(0);

  // Leaving by the address, as the phone's Back does.
  await page.getByRole('button', { name: 'Take a photo' }).click();
  await expect(shutter).toBeEnabled({ timeout: 20_000 });
  await page.evaluate(() => (location.hash = '#/settings'));
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  expect(await live()).toBe(0);

  await go(page, 'Identify');
  await page.getByRole('button', { name: 'Take a photo' }).click();
  await expect(shutter).toBeEnabled({ timeout: 20_000 });
  await shutter.click();
  await expect(page.locator('ol').getByRole('button').first()).toBeVisible({ timeout: 60_000 });
  expect(await live()).toBe(0);
});

test('the grid by keyboard, a photo dropped, language, theme and deleting everything', async ({
  page,
}) => {
  const errors = collectErrors(page);
  await importSamples(page);
  await go(page, 'Gallery');

  const cells = page.getByRole('group', { name: 'Photos' }).getByRole('button');
  await cells.first().focus();
  await page.keyboard.press('End');
  await expect(page.locator('[data-index="74"]')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.locator('[data-index="0"]')).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Space');
  await expect(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: '3 of 75' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: '4 of 75' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-index="2"]')).toBeFocused();
  // A photo joins in front: the focus stays where it was, on the same photo.
  const focusedLabel = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const label = await focusedLabel();
  await page.evaluate(async () => {
    const blob = await (await fetch('samples/rosa-1.jpg')).blob();
    await window.huella.import([new File([blob, 'again'], 'rosa-again.jpg')]);
  });
  await expect(page.locator('[data-index="3"]')).toBeFocused();
  expect(await focusedLabel()).toBe(label);
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[data-index="2"]')).toBeFocused();

  await go(page, 'Identify');
  const transfer = await page.evaluateHandle(async () => {
    const blob = await (await fetch('samples/rosa-2.jpg')).blob();
    const data = new DataTransfer();
    data.items.add(new File([blob], 'dropped.jpg', { type: 'image/jpeg' }));
    return data;
  });
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop here to search')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page.getByText('dropped.jpg')).toBeVisible();
  await expect(page.locator('ol').getByRole('button').first()).toContainText('Rosa', {
    timeout: 60_000,
  });
  await page.getByRole('radio', { name: 'By photo' }).check();
  const howMany = page.getByRole('spinbutton', { name: 'How many' });
  await howMany.fill('20');
  await howMany.press('Enter');
  await expect(page.locator('ol').getByRole('button')).toHaveCount(20, { timeout: 60_000 });

  await go(page, 'Settings');
  await page.getByRole('radio', { name: 'Español' }).check();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ajustes');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await page.getByRole('radio', { name: 'Oscuro' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ajustes');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await page.getByRole('button', { name: 'Borrar todo…' }).click();
  const sure = page.getByRole('dialog', { name: '¿Borrar la galería entera?' });
  await expect(sure.getByRole('button', { name: 'Borrar todo' })).toBeDisabled();
  await sure.getByRole('textbox').fill('borrar');
  await sure.getByRole('button', { name: 'Borrar todo' }).click();
  await expect(sure).toHaveCount(0);
  await go(page, 'Galería');
  await expect(page.getByRole('heading', { name: 'Tu galería está vacía' })).toBeVisible();
  expect(errors).toEqual([]);
});
