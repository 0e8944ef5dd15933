import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { BUCKET, READER, Seaweed, seaweedfs, WRITER } from '../seaweedfs/server.ts';
import { violations } from './axe';
import { go, importFolder, makeHerd, untilOffline } from './field';
import { PORT } from './ports';

/** A team shares a gallery through a real store: by form, by link, for reading, and leaving again. */

test.use({ serviceWorkers: 'allow' });

const SLOW = 120_000;

let store: Seaweed;
let program: string | null = null;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  program = seaweedfs();
  if (program !== null) store = await Seaweed.start(program);
});

test.afterAll(() => (program === null ? undefined : store.end()));

/** Addresses outside the app that were asked, by any page or worker of a profile. */
function foreign(context: BrowserContext): Set<string> {
  const found = new Set<string>();
  context.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== `http://localhost:${PORT}` && origin !== 'null') found.add(origin);
  });
  return found;
}

async function openShare(page: Page): Promise<void> {
  await untilOffline(page);
  await page.locator('main').getByRole('link', { name: 'Share with your team' }).click();
  await expect(page.getByRole('heading', { name: 'Begin a shared gallery' })).toBeVisible({
    timeout: SLOW,
  });
}

async function check(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(new RegExp(`^${label}`)).fill(value);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'May Huella reach this store?' });
  await expect(dialog).toContainText(fields['Address of the store'] ?? store.endpoint);
  await dialog.getByRole('button', { name: 'Allow and check' }).click();
}

async function invited(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  await page.getByRole('button', { name: 'Hide the link' }).click();
  return link;
}

/** Another profile opens the link and agrees. */
async function join(page: Page, link: string, says: string): Promise<void> {
  await page.goto(`http://localhost:${PORT}/`);
  await untilOffline(page);
  await page.goto(link);
  const dialog = page.getByRole('dialog', { name: 'May Huella reach this store?' });
  await expect(dialog).toContainText(store.endpoint, { timeout: SLOW });
  await expect(dialog).toContainText(says);
  // Who looks over a shoulder, or into the history, finds no keys.
  expect(page.url()).not.toContain('join=');
  await dialog.getByRole('button', { name: 'Allow and join' }).click();
  await inStep(page);
}

async function inStep(page: Page): Promise<void> {
  await expect(page.getByText('Everything is in step.')).toBeVisible({ timeout: SLOW });
}

async function syncNow(page: Page): Promise<void> {
  const before = await page.evaluate(
    async () => (await window.huella.catalogue.status()).lastSyncedAt ?? 0,
  );
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect
    .poll(
      () => page.evaluate(async () => (await window.huella.catalogue.status()).lastSyncedAt ?? 0),
      { timeout: SLOW },
    )
    .toBeGreaterThan(before);
}

test('one begins a gallery, one joins it to add, one to read; nothing else is reached', async ({
  browser,
}, testInfo) => {
  // SeaweedFS comes from PyPI: without Python the long form says so and leaves this journey out.
  test.skip(program === null, 'No Python: SeaweedFS cannot be had.');
  test.setTimeout(600_000);
  const profiles = await Promise.all([1, 2, 3].map(() => browser.newContext()));
  const asked = profiles.map(foreign);
  const [ana, ben, eva] = (await Promise.all(profiles.map((one) => one.newPage()))) as [
    Page,
    Page,
    Page,
  ];
  await ana.goto(`http://localhost:${PORT}/`);
  await importFolder(ana, makeHerd(testInfo.outputPath('herd')), 6);
  await openShare(ana);
  expect(await violations(ana)).toEqual([]);
  expect([...asked[0]!]).toEqual([]);

  // What goes wrong is told on the spot, and closes the way again.
  const form = {
    'Address of the store': store.endpoint,
    Bucket: BUCKET,
    'Access key': WRITER.accessKey,
    'Secret key': WRITER.secretKey,
  };
  await check(ana, { ...form, 'Secret key': 'wrong' });
  await expect(ana.getByRole('alert')).toContainText('does not know this key', { timeout: SLOW });
  await check(ana, { ...form, Bucket: 'elsewhere' });
  await expect(ana.getByRole('alert')).toContainText('no bucket of that name', { timeout: SLOW });
  await check(ana, { ...form, 'Address of the store': 'http://127.0.0.1:9' });
  await expect(ana.getByRole('alert')).toContainText('does not allow', { timeout: SLOW });
  await expect(ana.locator('pre')).toContainText(`"http://localhost:${PORT}"`);
  expect(await ana.evaluate(() => caches.keys())).not.toContain(
    `huella-consent http://localhost:${PORT}/`,
  );

  await check(ana, form);
  await ana.getByRole('button', { name: 'Begin with this gallery' }).click({ timeout: SLOW });
  await inStep(ana);
  expect(await violations(ana)).toEqual([]);

  await join(ben, await invited(ana), 'photos, names, places');
  await go(ben, 'Gallery');
  await expect(ben.getByText('6 photos, 2 individuals')).toBeVisible({ timeout: SLOW });

  // What one names reaches the other.
  await ben.evaluate(async () => {
    const photo = new Blob([await (await fetch('samples/luna-5.jpg')).arrayBuffer()], {
      type: 'image/jpeg',
    });
    await window.huella.import([
      { file: new File([photo], 'luna-5.jpg'), individual: 'Luna of the river' },
    ]);
  });
  await ben.evaluate(() => window.huella.catalogue.sync());
  // One run for that photo, and none for the six that another device had embedded.
  expect(await ben.evaluate(async () => (await window.huella.diagnostics()).runs)).toBe(1);
  await syncNow(ana);
  await go(ana, 'Gallery');
  await expect(ana.getByText('7 photos, 3 individuals')).toBeVisible({ timeout: SLOW });

  // A reader's key is the store's, not this app's, to hold.
  await go(ana, 'Settings');
  await ana.locator('main').getByRole('link', { name: 'Share with your team' }).click();
  await ana.getByRole('radio', { name: 'Only read' }).check({ force: true });
  await ana.getByLabel('Access key').fill(READER.accessKey);
  await ana.getByLabel('Secret key').fill(READER.secretKey);
  await join(eva, await invited(ana), 'This link is for reading');
  await expect(eva.getByText('This device only reads')).toBeVisible();
  await go(eva, 'Gallery');
  await expect(eva.getByText('7 photos, 3 individuals')).toBeVisible({ timeout: SLOW });

  // Leaving keeps everything, and closes the way.
  await go(ben, 'Settings');
  await ben.locator('main').getByRole('link', { name: 'Share with your team' }).click();
  await ben.getByRole('button', { name: 'Leave the shared gallery' }).click();
  await ben.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(ben.getByText('You have left.')).toBeVisible({ timeout: SLOW });
  expect(await ben.evaluate(() => caches.keys())).not.toContain(
    `huella-consent http://localhost:${PORT}/`,
  );
  await go(ben, 'Gallery');
  await expect(ben.getByText('7 photos, 3 individuals')).toBeVisible();

  const allowed = new Set([store.endpoint, 'http://127.0.0.1:9']);
  expect(asked.flatMap((origins) => [...origins]).filter((one) => !allowed.has(one))).toEqual([]);
  await Promise.all(profiles.map((one) => one.close()));
});
