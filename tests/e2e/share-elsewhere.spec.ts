import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { formatJoinLink, type JoinLink } from '../../src/engine/catalogue/join-link.ts';
import { newSecret } from '../../src/engine/catalogue/sealing.ts';
import { messagesOf } from '../../src/app/i18n/languages';
import type { Messages } from '../../src/app/i18n/messages';
import type { Language } from '../../src/runtime/languages';
import { seededSafetensors } from '../fixtures/encoders/seeded';
import vit from '../fixtures/vit/reference.json' with { type: 'json' };
import { BUCKET, Seaweed, seaweedfs, WRITER } from '../seaweedfs/server.ts';
import { violations } from './axe';
import { closed, go, untilOffline } from './field';
import { PORT } from './ports';

/** Photos whose files are in a team's real store, and not on this device. */

test.use({ serviceWorkers: 'allow' });

const SLOW = 120_000;
const APP = `http://localhost:${PORT}/`;
/** Where pictures of what is said are put, for a person to look at; undefined: none are taken. */
const SHOTS = process.env['HUELLA_SHOTS'];
/** Small and large, in the languages with the longest words, light and dark. */
const LOOKS: readonly {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly language: Language;
  readonly theme: 'light' | 'dark';
}[] = [
  { name: 'phone-es', size: { width: 412, height: 839 }, language: 'es', theme: 'light' },
  { name: 'narrow-pt', size: { width: 320, height: 640 }, language: 'pt-BR', theme: 'light' },
  { name: 'desktop-dark', size: { width: 1280, height: 800 }, language: 'en', theme: 'dark' },
];

let store: Seaweed;
let program: string | null = null;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  program = seaweedfs();
  if (program !== null) store = await Seaweed.start(program);
});

test.afterAll(() => (program === null ? undefined : store.end()));

function linkTo(prefix: string): string {
  const link: JoinLink = {
    ...{ endpoint: store.endpoint, bucket: BUCKET, region: 'us-east-1', prefix },
    ...{ ...WRITER, secret: newSecret(), role: 'write' },
  };
  return formatJoinLink(link, APP);
}

/** The app is there, with the service worker that lets it reach a store. */
async function opened(page: Page): Promise<void> {
  await page.goto(APP);
  await untilOffline(page);
}

/** By a script, which is what a page of a shelter's own would do. */
async function bring(page: Page, animals: Readonly<Record<string, string>>): Promise<void> {
  const items = Object.entries(animals).map(([file, individual]) => ({
    ...{ file, individual },
    bytes: readFileSync(join('public/samples', file)).toString('base64'),
  }));
  const report = await page.evaluate(
    (given) =>
      window.huella.import(
        given.map(({ file, individual, bytes }) => {
          const data = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
          return { file: new File([data], file, { type: 'image/jpeg' }), individual };
        }),
      ),
    items,
  );
  expect(report).toMatchObject({ imported: items.length, failed: [] });
}

/** Of what comes to this device from now on. */
async function keepNoFiles(page: Page): Promise<void> {
  await go(page, 'Settings');
  await page.locator('main').getByRole('link', { name: 'Share with your team' }).click();
  await page.getByRole('radio', { name: 'None' }).check({ force: true });
  await page.getByRole('button', { name: 'Use this' }).click();
  await expect(page.getByText('Saved. It holds from the next sync on.').first()).toBeVisible();
}

async function openPhoto(page: Page, name: string): Promise<void> {
  await go(page, 'Gallery');
  await page.locator('main').getByRole('button', { name }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

async function shut(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await closed(page);
}

/** Pixels of the large photo's longer side; a thumbnail has fewer. */
function sideShown(page: Page): Promise<number> {
  const picture = page.getByRole('dialog').locator('img').first();
  return picture.evaluate((img: HTMLImageElement) => Math.max(img.naturalWidth, img.naturalHeight));
}

/** Each look at what is said, and back to the first. */
async function takePictures(page: Page, of: string, says: (t: Messages) => string): Promise<void> {
  if (SHOTS === undefined) return;
  const before = page.viewportSize()!;
  for (const { name, size, language, theme } of LOOKS) {
    await page.setViewportSize(size);
    await page.evaluate((change) => window.huella.settings.set(change), { language, theme });
    const words = page.getByText(says(await messagesOf(language)));
    await words.scrollIntoViewIfNeeded();
    await expect(words).toBeInViewport();
    await page.screenshot({ path: join(SHOTS, `${of}-${name}.png`) });
  }
  await page.setViewportSize(before);
  await page.evaluate(() => window.huella.settings.set({ language: 'en', theme: 'light' }));
  await page.getByText(says(await messagesOf('en'))).waitFor();
}

test('photos whose files are in the store are found, opened, and left out of a backup with a word', async ({
  browser,
}) => {
  // SeaweedFS comes from PyPI: without Python there is no store, and `server.ts` says so aloud.
  test.skip(program === null, 'No Python: SeaweedFS cannot be had.');
  test.setTimeout(600_000);
  const link = linkTo('elsewhere');
  const [first, second] = [await browser.newContext(), await browser.newContext()];
  const [ana, ben] = [await first.newPage(), await second.newPage()];
  await opened(ana);
  await bring(ana, { 'luna-1.jpg': 'Luna', 'bruno-1.jpg': 'Bruno', 'coco-1.jpg': 'Coco' });
  await ana.evaluate(async (address) => {
    await window.huella.catalogue.join(address);
    await window.huella.catalogue.sync();
  }, link);
  const whole = await ana.evaluate(
    async () => (await createImageBitmap(await (await fetch('samples/luna-1.jpg')).blob())).width,
  );
  await first.close();

  await opened(ben);
  await ben.evaluate((address) => window.huella.catalogue.join(address), link);
  await keepNoFiles(ben);
  const report = await ben.evaluate(() => window.huella.catalogue.sync());
  expect(report).toMatchObject({ received: 1, filesReceived: 0, filesMissing: 0, damaged: [] });

  // A search covers what has no file here, without a run of the encoder for any of it.
  const photo = readFileSync('public/samples/luna-2.jpg').toString('base64');
  const found = await ben.evaluate(async (bytes) => {
    const data = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
    const matches = await window.huella.search(new Blob([data], { type: 'image/jpeg' }), {
      exact: true,
    });
    return { matches, runs: (await window.huella.diagnostics()).runs };
  }, photo);
  expect(found.matches).toHaveLength(3);
  expect(found.matches.every(({ exact }) => exact)).toBe(true);
  expect(found.matches[0]!.individual).toBe('Luna');
  expect(found.runs).toBe(1);
  // Nothing is missing that is kept elsewhere on purpose.
  expect(await ben.evaluate(() => window.huella.integrityCheck())).toEqual([]);

  await openPhoto(ben, 'Luna');
  await expect.poll(() => sideShown(ben), { timeout: SLOW }).toBe(whole);
  await shut(ben);

  // What is neither here nor asked for is left out of a backup, and that is said.
  await go(ben, 'Settings');
  await ben.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  const download = ben.waitForEvent('download');
  await ben.getByRole('button', { name: 'Back up now' }).click();
  await download;
  const said = ben.getByRole('status').filter({ hasText: '2 photos are not in the backup' });
  await expect(said).toBeVisible({ timeout: SLOW });
  // Tomorrow as well.
  await ben.reload();
  await go(ben, 'Settings');
  await expect(said).toBeVisible({ timeout: SLOW });
  await expect(ben.getByText('Every photo is in it.')).toHaveCount(0);
  expect(await violations(ben)).toEqual([]);
  await takePictures(ben, 'backup', (t) => t.backup.elsewhere(2));

  // The store is away: its thumbnail stays, with the reason, and the way to try again.
  await store.kill();
  await openPhoto(ben, 'Bruno');
  const dialog = ben.getByRole('dialog');
  await expect(dialog).toContainText('The whole photo is coming: 0');
  if (SHOTS !== undefined) await ben.screenshot({ path: join(SHOTS, 'viewer-coming.png') });
  await expect(dialog).toContainText('This is its small picture.', { timeout: SLOW });
  await expect(dialog).toContainText('The store did not answer');
  expect(await sideShown(ben)).toBeLessThan(whole);
  expect(await violations(ben)).toEqual([]);
  if (SHOTS !== undefined) await ben.screenshot({ path: join(SHOTS, 'viewer-unreachable.png') });
  await second.setOffline(true);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog).toContainText('there is no network now');
  await takePictures(ben, 'viewer', (t) => t.share.original.offline);
  await second.setOffline(false);
  await store.restart();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => sideShown(ben), { timeout: SLOW }).toBe(whole);
  await expect(dialog).not.toContainText('small picture');
  await shut(ben);
  await second.close();
});

test('what no model in use here has seen is counted, until its files come and are prepared', async ({
  browser,
}) => {
  // SeaweedFS comes from PyPI: without Python there is no store, and `server.ts` says so aloud.
  test.skip(program === null, 'No Python: SeaweedFS cannot be had.');
  test.setTimeout(600_000);
  const link = linkTo('unprepared');
  const [first, second] = [await browser.newContext(), await browser.newContext()];
  const [ana, ben] = [await first.newPage(), await second.newPage()];
  await opened(ana);
  // Ana's device computes with another model than Ben's.
  const model = Buffer.from(seededSafetensors(vit.cases.timm.tensors)).toString('base64');
  await ana.evaluate(async (base64) => {
    await window.huella.ready;
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const { id } = await window.huella.encoders.install(new File([bytes], 'vit.safetensors'));
    await window.huella.encoders.use(id);
  }, model);
  await bring(ana, { 'luna-1.jpg': 'Luna', 'bruno-1.jpg': 'Bruno', 'coco-1.jpg': 'Coco' });
  await ana.evaluate(async (address) => {
    await window.huella.catalogue.join(address);
    await window.huella.catalogue.sync();
  }, link);
  await first.close();

  await opened(ben);
  await ben.evaluate((address) => window.huella.catalogue.join(address), link);
  await keepNoFiles(ben);
  await ben.evaluate(() => window.huella.catalogue.sync());
  const { share } = await messagesOf('en');
  await expect(ben.getByText(share.unpreparedAway(3))).toBeVisible({ timeout: SLOW });
  await expect(ben.getByText(share.unprepared(3))).toHaveCount(0);
  expect(await violations(ben)).toEqual([]);
  await takePictures(ben, 'unprepared', (t) => t.share.unpreparedAway(3));

  await ben.getByRole('radio', { name: 'All', exact: true }).check({ force: true });
  await ben.getByRole('button', { name: 'Use this' }).click();
  await ben.evaluate(() => window.huella.catalogue.sync());
  await expect(ben.getByText(share.unpreparedAway(3))).toHaveCount(0, { timeout: SLOW });
  await expect
    .poll(() => ben.evaluate(async () => (await window.huella.diagnostics()).indexed), {
      timeout: SLOW,
    })
    .toBe(3);
  await second.close();
});
