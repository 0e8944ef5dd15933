import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { violations } from './axe';
import { closed } from './field';
import { test } from './started';

/**
 * One person reports a lost dog, another a found one: on a phone, in Spanish, until the dog is
 * home.
 */

const SAMPLES = join(import.meta.dirname, '../../public/samples');
/** A slow machine takes most of a minute to start and to compare. */
const SLOW = 90_000;

test.use({ settings: { language: 'es' } });

async function report(
  page: Page,
  side: 'He perdido un animal' | 'He encontrado un animal',
  photo: string,
  fill: () => Promise<void>,
  reloaded = false,
): Promise<void> {
  await page.goto('/#/lost');
  await page.getByRole('link', { name: side }).click();
  await expect(page.getByRole('heading', { level: 1, name: side })).toBeVisible();
  await fill();
  if (reloaded) {
    // A call, or a page that the phone has thrown away: what was written is still there.
    await page.reload();
    await expect(page.getByLabel('Tu contacto')).toHaveValue('600 123 456');
    await expect(page.getByLabel('Qué animal')).toHaveValue('vaca');
    await expect(page.getByRole('textbox', { name: 'Coordenadas' })).toHaveValue(/37[.,]38/);
  }
  await page.locator('main input[type=file]').setInputFiles(join(SAMPLES, photo));
  await page.getByRole('button', { name: 'Buscar ahora' }).click();
  await expect(page).toHaveURL(/of=/, { timeout: SLOW });
}

async function luna(page: Page): Promise<void> {
  await page.getByLabel('Dónde, con palabras').fill('Triana, calle Betis');
  await page.getByRole('textbox', { name: 'Coordenadas' }).fill('37.3836, -6.0020');
  await page.getByLabel('¿Qué día?').fill('2026-05-01');
  await page.getByRole('radio', { name: 'Otro' }).check();
  await page.getByLabel('Qué animal').fill('vaca');
  await page.getByLabel('Su nombre, si lo tiene').fill('Luna');
  await page.getByLabel('Número de microchip').fill('724 0981.0012');
  await page.getByLabel('Tu contacto').fill('600 123 456');
  await expect(page.getByText('Un microchip tiene 15 cifras')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Buscar ahora' })).toBeDisabled();
  await page.getByLabel('Número de microchip').fill('724 098 100 123 456');
  await expect(page.getByText('Registrado en España.')).toBeVisible();
}

async function stray(page: Page): Promise<void> {
  await page.getByLabel('Dónde, con palabras').fill('Camas, la estación');
  await page
    .getByRole('textbox', { name: 'Coordenadas' })
    .fill('https://www.openstreetmap.org/?mlat=37.4020&mlon=-6.0330#map=16/37.4020/-6.0330');
  await page.getByLabel('¿Qué día?').fill('2026-05-03');
}

/** The place that the phone says; and a photo of the camera, which the person does not keep. */
async function here(page: Page): Promise<void> {
  await page.context().grantPermissions(['geolocation', 'camera']);
  await page.context().setGeolocation({ latitude: 37.402, longitude: -6.033, accuracy: 12 });
  await page.getByRole('button', { name: 'Donde estoy ahora' }).click();
  const place = page.getByRole('textbox', { name: 'Coordenadas' });
  await expect(place).toHaveValue(/37[.,]402\d*, -6[.,]033/);
  await page.getByLabel('¿Qué día?').fill('2026-05-03');
  await page.getByRole('button', { name: 'Hacer una foto' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Hacer la foto' }).click();
  await page.getByRole('button', { name: 'Quitar esta foto: Foto 1' }).click();
  await expect(page.getByRole('list', { name: 'Tus fotos' })).toHaveCount(0);
}

test('lost first, then found: the pair is confirmed without inventing a name, undone, done again, and she is home @phone', async ({
  page,
}) => {
  await page.goto('/#/lost');
  await report(page, 'He perdido un animal', 'luna-1.jpg', () => luna(page), true);
  await expect(page.getByRole('heading', { name: 'Nada que se le parezca' })).toBeVisible({
    timeout: SLOW,
  });
  await report(page, 'He encontrado un animal', 'luna-3.jpg', () => stray(page));

  // The search ran by itself, and knows how sure it is.
  const pair = page.getByRole('article');
  await expect(pair).toHaveCount(1, { timeout: SLOW });
  await expect(pair).toContainText('Luna');
  await expect(pair).toContainText(/de cada \d+/);
  await expect(pair).toContainText('a 3,4 km · 2 días');
  expect(await violations(page)).toEqual([]);

  await pair.getByRole('button', { name: 'Es el mismo' }).click();
  await expect(pair).toContainText('Confirmada');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Se parecen a Luna');
  const places = page.locator('main dl').first();
  await expect(places).toContainText('Se perdió en Triana, calle Betis');
  await expect(places).toContainText('Apareció en Camas, la estación');

  const tab = page.getByRole('navigation').getByRole('link', { name: 'Perdidos y encontrados' });
  await tab.click();
  const card = page.getByRole('article').filter({ hasText: 'Luna' });
  await expect(card).toContainText('Ya ha aparecido');
  await page.getByRole('radio', { name: 'Encontrados 1' }).check();
  await expect(card).toContainText('¿Ya está en casa?');

  // Undone, and done again, in the History.
  await page.goto('/#/history');
  await page.getByRole('button', { name: /^Deshacer: Reconocido: es Luna/ }).click();
  await page.goto('/#/lost');
  await page.getByRole('radio', { name: 'Encontrados 1' }).check();
  await expect(page.getByRole('article')).toContainText('Animal que apareció el');
  await page.goto('/#/history');
  await page.getByRole('button', { name: /^Rehacer: .*mismo animal/ }).click();
  await page.goto('/#/lost');
  await card.getByRole('button', { name: 'Sí, ya está en casa' }).click();
  await expect(page.getByRole('article')).toHaveCount(0);
  await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
  await expect(card).toContainText('Ya ha aparecido');
  await page.goto('/#/individuals');
  await page.getByRole('searchbox').fill('724098100');
  await expect(page.getByRole('list', { name: 'Animales' }).getByRole('link')).toHaveCount(1);
  await expect(page.getByRole('list', { name: 'Animales' })).toContainText('2 fotos');

  // Her own page has both places, the number and the contact, and asks whether she is at home.
  await page.getByRole('list', { name: 'Animales' }).getByRole('link').click();
  const animal = page.getByRole('main');
  await expect(animal).toContainText('Se perdió en Triana, calle Betis');
  await expect(animal).toContainText('Apareció en Camas, la estación');
  await expect(animal).toContainText('Microchip 724098100123456');
  await expect(animal).toContainText('¿Ya está en casa?');
  await animal.getByRole('button', { name: 'Editar' }).click();
  const edit = page.getByRole('dialog');
  await edit.getByLabel('Tu contacto').fill('600 999 999');
  await edit.getByLabel('Número de microchip').fill('724098100123457');
  await edit.getByRole('button', { name: 'Guardar' }).click();
  await expect(animal).toContainText('Tu contacto 600 999 999');
  await expect(animal).toContainText('724098100123457');
  // In the gallery and beside a photo that is compared, her status is said too.
  await page.goto('/#/gallery');
  await expect(page.getByRole('button', { name: /^Luna, .*Perdido$/ })).toHaveCount(2);
  await page
    .getByRole('button', { name: /^Luna, .*Perdido$/ })
    .first()
    .click();
  await expect(page.getByRole('dialog').getByText('Perdido', { exact: true })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Buscar a quién se parece' }).click();
  const result = page.getByRole('button', { name: /^Comparar con Luna.*Perdido/ });
  // The whole of a tall photo is seen: it is neither cropped to fill its frame nor cut off by it.
  const picture = result.locator('img');
  await expect(picture).toHaveCSS('object-fit', 'contain', { timeout: SLOW });
  const within = await picture.evaluate((img) => {
    const [inner, outer] = [img, img.parentElement!].map((one) => one.getBoundingClientRect());
    return inner!.top >= outer!.top - 1 && inner!.bottom <= outer!.bottom + 1;
  });
  expect(within).toBe(true);
  await result.click({ timeout: SLOW });
  await expect(page.getByRole('dialog').getByText('Perdido', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await closed(page);
  await page.goto('/#/individuals');
  await page.getByRole('list', { name: 'Animales' }).getByRole('link').click();
  await animal.getByRole('button', { name: 'Sí, ya está en casa' }).click();
  await expect(animal.getByText('En casa', { exact: true })).toBeVisible();
});

test('found first, then lost: the finder’s animal is the first answer @phone', async ({ page }) => {
  await page.goto('/#/lost');
  await report(page, 'He encontrado un animal', 'luna-3.jpg', () => stray(page));
  await report(page, 'He encontrado un animal', 'bruno-1.jpg', () => here(page));
  await report(page, 'He perdido un animal', 'luna-1.jpg', () => luna(page));
  await expect(page.getByRole('article')).toHaveCount(2, { timeout: SLOW });
  await page.getByRole('article').first().getByRole('button', { name: 'Es el mismo' }).click();
  await expect(page.getByRole('article').filter({ hasText: 'Confirmada' })).toContainText('Luna');

  // Her poster: the contact only when it is ticked, the words findable, the link one that can be
  // tapped.
  await page.getByRole('button', { name: 'Cartel' }).click();
  const poster = page.getByRole('dialog', { name: 'Un cartel para imprimir o compartir' });
  await poster.getByLabel('Enlace o texto del código QR').fill('https://example.org/luna');
  const pdf = await saved(page);
  expect(pdf.name).toBe('Cartel Luna.pdf');
  const text = pdf.bytes.toString('latin1');
  expect(text).toContain('(SE BUSCA) Tj');
  expect(text).toContain('(Triana, calle Betis \xb7 1 may 2026) Tj');
  expect(text).toContain('/URI (https://example.org/luna)');
  expect(text).not.toContain('600 123 456');
  await poster.getByRole('checkbox', { name: 'Mostrar mi contacto' }).check();
  expect((await saved(page)).bytes.toString('latin1')).toContain('(600 123 456) Tj');
  await poster.getByRole('radio', { name: 'Cuadrado, para redes' }).check();
  const picture = await saved(page);
  expect(picture.name).toBe('Cartel Luna.jpg');
  // SOF0 of a JPEG: 1080 by 1080.
  expect(picture.bytes.includes(Buffer.from([0xff, 0xc0, 0x00, 0x11, 8, 4, 0x38, 4, 0x38]))).toBe(
    true,
  );
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await closed(page);

  // What comes in later is compared with who is out, and said wherever the person is.
  await page.goto('/#/gallery');
  await page
    .locator('input[type=file][multiple]')
    .first()
    .setInputFiles(join(SAMPLES, 'bruno-2.jpg'));
  const news = /^Una foto nueva se parece a Animal que apareció el 3 may 2026/;
  await expect(page.getByRole('link', { name: news })).toBeVisible({ timeout: SLOW });
  const tab = page.getByRole('navigation').getByRole('link', { name: /^Perdidos y encontrados/ });
  await page.reload();
  await expect(tab).toHaveAccessibleName('Perdidos y encontrados, 1 pareja por decidir', {
    timeout: SLOW,
  });
  await tab.click();
  await page.getByRole('radio', { name: /^Parejas/ }).check();
  await page.getByRole('button', { name: 'Es otro' }).first().click();
  await expect(tab).toHaveAccessibleName('Perdidos y encontrados');
});

async function saved(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Descargar' }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}
