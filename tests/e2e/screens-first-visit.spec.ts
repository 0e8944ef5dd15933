import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { chooseFiles, closed, collectErrors, go } from './field';
import { NOTHING_STORED, stored } from './stored';

/** The first visit of a person, by the buttons: samples, a search, a decision, names. */

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

const LONG = Boolean(process.env['HUELLA_LONG']);

/** The other language, at desktop size, in the long form: every other journey speaks English. */
const LANGUAGES = LONG ? (['en', 'es'] as const) : (['es'] as const);

/**
 * Markings are compared, as a person finds it; in the long form the service worker's work is
 * included, the detector looks at the photo, and the backend is tried. offline.spec.ts has a first
 * visit with the service worker, answers.spec.ts one with the detector.
 */
const AS_FOUND = LONG
  ? ({ serviceWorkers: 'allow', storageState: NOTHING_STORED } as const)
  : { storageState: stored({ backend: 'wasm', boxes: 'off' }) };

for (const language of LANGUAGES) {
  const w = WORDS[language];

  test.describe(language, () => {
    test.use({ locale: w.locale, ...AS_FOUND });

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
      await chooseFiles(page, w.choose, join(SAMPLES, 'luna-3.jpg'));
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
