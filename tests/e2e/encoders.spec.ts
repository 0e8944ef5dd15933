import { expect, test, type Page } from '@playwright/test';
import clip from '../fixtures/clip/reference.json' with { type: 'json' };
import efficientnet from '../fixtures/efficientnet/reference.json' with { type: 'json' };
import { seededSafetensors, seededTraining } from '../fixtures/encoders/seeded';
import { maxDifference } from '../fixtures/swin/fixture';
import vit from '../fixtures/vit/reference.json' with { type: 'json' };
import { embed, importSamples, installFile, open, swinFile, timm } from './encoder-files';
import { Hub } from './hub';
import { HUB_PORT } from './ports';
import { test as inStarted } from './started';

/** Enough that a switch is under way when the tab closes. */
const PHOTOS = process.env['HUELLA_LONG'] ? 20 : 10;

/**
 * Switching and removing encoders, and what becomes of one that is damaged: small Swin checkpoints,
 * a stand-in for the hub, timm's numbers.
 */

const PATH = '/BVRA/MegaDescriptor-test/resolve/main/pytorch_model.bin';

/** Damages the weights of an installed encoder where they lie. */
async function damage(page: Page, id: string, how: 'bit' | 'cut'): Promise<void> {
  await page.evaluate(
    async ({ id, how }) => {
      const root = await navigator.storage.getDirectory();
      const folder = await (await root.getDirectoryHandle('encoders')).getDirectoryHandle(id);
      const file = await folder.getFileHandle('weights.bin');
      const middle = Math.floor((await file.getFile()).size / 2);
      const byte = new Uint8Array(
        await (await file.getFile()).slice(middle, middle + 1).arrayBuffer(),
      );
      const writable = await file.createWritable({ keepExistingData: true });
      if (how === 'cut') await writable.truncate(middle);
      else
        await writable.write({
          type: 'write',
          position: middle,
          data: new Uint8Array([byte[0]! ^ 1]),
        });
      await writable.close();
    },
    { id, how },
  );
}

async function searchOnce(page: Page) {
  return page.evaluate(async () => {
    const blob = await (await fetch('samples/luna-1.jpg')).blob();
    const [match] = await window.huella.search(blob, { k: 1 });
    const list = await window.huella.encoders.list();
    return { active: list.find((encoder) => encoder.active)!.id, match };
  });
}

/** Three photos, and an encoder from a file in use; its id. */
async function switched(page: Page): Promise<string> {
  await open(page);
  await importSamples(page, 3);
  const { id } = await installFile(page, 'fanin.safetensors');
  await page.evaluate((id) => window.huella.encoders.use(id), id);
  return id;
}

/** An alert that leads to the Models screen, where it is named. */
async function expectDamageSaid(page: Page): Promise<void> {
  await expect(page.getByRole('alert')).toContainText('could not be used');
  await page.getByRole('alert').getByRole('link', { name: 'Models' }).click();
  await expect(page.locator('li', { hasText: 'fanin' })).toContainText('Damaged');
}

inStarted(
  'switching re-encodes the gallery behind the old index, across a reload; a wrong bit in storage gives way to the included encoder, and says so',
  async ({ page }) => {
    await importSamples(page, PHOTOS);
    const { id } = await installFile(page, 'fanin.safetensors');

    await test.step('the tab is closed in the middle', async () => {
      const before = await page.evaluate(async (id) => {
        void window.huella.encoders.use(id).catch(() => undefined);
        const blob = await (await fetch('samples/luna-1.jpg')).blob();
        const [match] = await window.huella.search(blob, { k: 1 });
        const active = (await window.huella.encoders.list()).find((encoder) => encoder.active)!.id;
        return { match, active };
      }, id);
      expect(before.active).toBe('default');
      expect(before.match?.name).toBe('luna-1.jpg');
      await page.reload();
      await page.evaluate(() => window.huella.ready);
      const activeId = () =>
        page.evaluate(async () => {
          const active = (await window.huella.encoders.list()).find((encoder) => encoder.active)!;
          return active.id;
        });
      await expect.poll(activeId, { timeout: 60_000 }).toBe(id);
    });

    await test.step('its own numbers', async () => {
      const after = await page.evaluate(async () => {
        const blob = await (await fetch('samples/luna-2.jpg')).blob();
        const [match] = await window.huella.search(blob, { k: 1 });
        const { photos, indexed } = await window.huella.diagnostics();
        return { match, photos, indexed, dimension: (await window.huella.encode(blob)).length };
      });
      // A photo of the gallery finds itself: its stored embedding is the new encoder's.
      expect(after).toMatchObject({
        photos: PHOTOS,
        indexed: PHOTOS,
        dimension: 64,
        match: { name: 'luna-2.jpg' },
      });
      expect(after.match!.similarity).toBeGreaterThan(0.9999);
      const { size, embeddings } = await timm();
      expect(maxDifference(await embed(page, size), embeddings.fanin[0]!)).toBeLessThan(1e-6);
    });

    await test.step('a wrong bit', async () => {
      await damage(page, id, 'bit');
      await page.reload();
      await page.evaluate(() => window.huella.ready);
      expect(await searchOnce(page)).toMatchObject({
        active: 'default',
        match: { name: 'luna-1.jpg' },
      });
      expect((await page.evaluate(() => window.huella.diagnostics())).indexed).toBe(PHOTOS);
      await expectDamageSaid(page);
    });
  },
);

test('an encoder cut short in storage gives way to the included one, and says so @long', async ({
  page,
}) => {
  const id = await switched(page);
  await damage(page, id, 'cut');
  await page.reload();
  await page.evaluate(() => window.huella.ready);
  expect(await searchOnce(page)).toMatchObject({
    active: 'default',
    match: { name: 'luna-1.jpg' },
  });
  await expectDamageSaid(page);
});

test('an encoder cut short while it is in use: the next worker cannot start, and the bundled one answers @long', async ({
  page,
}) => {
  const id = await switched(page);
  expect((await searchOnce(page)).active).toBe(id);
  await damage(page, id, 'cut');
  // Another backend is another worker, which reads the files anew.
  await page.evaluate(() => window.huella.settings.set({ backend: 'auto' }));
  expect(await searchOnce(page)).toMatchObject({
    active: 'default',
    match: { name: 'luna-1.jpg', similarity: expect.closeTo(1, 3) as unknown as number },
  });
  await expect(page.getByRole('alert')).toContainText('could not be used');
});

test.describe('with a catalogue of the stand-in', () => {
  // The service worker would answer with the app's own.
  test.use({ serviceWorkers: 'block' });

  test('by the buttons: terms, fetching, stopping, going on, using, removing', async ({ page }) => {
    const hub = new Hub();
    hub.add(PATH, await swinFile('fanin.training.pth'));
    const host = await hub.listen(HUB_PORT);
    try {
      // The catalogue's first model comes from the stand-in.
      await page.route('**/models/catalogue.json', async (route) => {
        const catalogue = (await (await route.fetch()).json()) as {
          host: string;
          variants: { path: string }[];
        };
        catalogue.host = host;
        catalogue.variants[0]!.path = PATH;
        await route.fulfill({ json: catalogue });
      });
      hub.stallAt = 150_000;
      await open(page);
      await importSamples(page, 4);
      await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
      await page.locator('main').getByRole('link', { name: 'Models' }).click();
      // Measured on the spot.
      await expect(page.getByText(/a photo on this device/).first()).toBeVisible();
      // The installation goes on with the precision it began with: the choice changes below.
      await page.getByLabel('At a quarter of the size').check();
      await page.getByRole('button', { name: 'Install MegaDescriptor-T-224' }).click();
      await expect(page.getByRole('dialog')).toContainText('CC BY-NC 4.0');
      expect(hub.requests).toBe(0);
      await page.getByRole('button', { name: 'Accept and install' }).click();
      await expect(page.getByRole('progressbar')).toBeVisible();
      await expect.poll(() => hub.total).toBe(150_000);
      await page.waitForTimeout(500);
      await page.getByRole('button', { name: 'Stop' }).click();
      hub.stallAt = Infinity;
      await page.getByRole('radio', { name: /^As published/ }).check();
      await page.getByRole('button', { name: 'Go on installing MegaDescriptor-T-224' }).click();
      await page
        .getByRole('button', { name: 'Use MegaDescriptor-T-224' })
        .click({ timeout: 30_000 });
      const card = page.locator('li', { hasText: 'MegaDescriptor-T-224' }).filter({
        hasText: 'In use',
      });
      await expect(card).toContainText('a quarter of the size', { timeout: 60_000 });
      expect(hub.mostSent(PATH)).toBe(1);
      // The whole one, which it was made from, is gone.
      const list = await page.evaluate(() => window.huella.encoders.list());
      expect(list.filter(({ installed, id }) => installed && id !== 'default')).toMatchObject([
        { precision: 'int8', active: true },
      ]);
      const { size, embeddings } = await timm();
      const found = await embed(page, size);
      const cosine = found.reduce((sum, value, i) => sum + value * embeddings.fanin[0]![i]!, 0);
      expect(cosine).toBeGreaterThan(0.99);
      expect(cosine).toBeLessThan(0.9999999);
      await page.getByRole('button', { name: 'Remove MegaDescriptor-T-224' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await expect(card).toHaveCount(0, { timeout: 30_000 });
      await expect(
        page.getByRole('button', { name: 'Install MegaDescriptor-T-224' }),
      ).toBeVisible();
      await expect(page.locator('li', { hasText: 'Comes with Huella' })).toContainText('In use');
      expect((await page.evaluate(() => window.huella.diagnostics())).indexed).toBe(4);
    } finally {
      await hub.close();
    }
  });
});

// In short, `fanin` from disk above, the same from the hub in hub.spec.ts, `flat` from files that
// were converted elsewhere in encoders-files.spec.ts; tests/browser/engine/onnx and
// encoder-wrong-numbers ask the same of the software adapter, without the screens.
for (const backend of ['wasm', 'webgpu'] as const) {
  test(`a checkpoint from disk gives timm's embeddings on ${backend} @long${backend === 'webgpu' ? ' @webgpu' : ''}`, async ({
    page,
  }) => {
    await open(page);
    await page.evaluate((backend) => window.huella.settings.set({ backend }), backend);
    const { size, embeddings } = await timm();
    // The software adapter takes half a minute for each; the first has fused attention visibly
    // wrong there.
    for (const scale of backend === 'webgpu'
      ? (['fanin'] as const)
      : (['fanin', 'flat'] as const)) {
      const file = `${scale}.safetensors`;
      const { id } = await installFile(page, file);
      await page.evaluate((id) => window.huella.encoders.use(id), id);
      expect(maxDifference(await embed(page, size), embeddings[scale][0]!)).toBeLessThan(1e-6);
    }
    const { backend: used, wasmBytes } = await page.evaluate(() => window.huella.diagnostics());
    expect(used).toBe(backend);
    if (backend === 'webgpu') expect(wasmBytes).toBeLessThan(100e6);
  });
}

/**
 * Installed through the screen as a file from disk, put in use by its button, and asked for an
 * embedding.
 */
for (const { name, file, size, expected, ...more } of [
  {
    name: 'dinov2-seeded',
    file: seededSafetensors(vit.cases.timm.tensors),
    size: vit.cases.timm.size,
    expected: vit.cases.timm.embeddings[0]!,
  },
  {
    name: 'efficientnet-seeded',
    file: seededTraining(efficientnet.cases.B.tensors),
    size: 288,
    expected: efficientnet.cases.B.embeddingsAt288[0]!,
  },
  {
    name: 'clip-seeded',
    file: seededSafetensors(clip.cases.transformers.tensors),
    size: clip.cases.transformers.size,
    expected: clip.cases.transformers.embeddings[0]!,
    answers: ['As CLIP', 'QuickGELU'],
  },
] as const) {
  test(`${name} is installed by the buttons and gives timm's embedding @long`, async ({ page }) => {
    await open(page);
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    await page.locator('main').getByRole('link', { name: 'Models' }).click();
    const buffer = Buffer.from(file);
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: `${name}.safetensors`, mimeType: '', buffer });
    const dialog = page.getByRole('dialog');
    for (const answer of 'answers' in more ? more.answers : [])
      await dialog.getByRole('radio', { name: answer }).check();
    if ('answers' in more) await dialog.getByRole('button', { name: 'Install' }).click();
    await page.getByRole('button', { name: `Use ${name}` }).click({ timeout: 60_000 });
    await expect(page.locator('li', { hasText: name })).toContainText('In use', {
      timeout: 60_000,
    });
    expect(maxDifference(await embed(page, size), expected)).toBeLessThan(2e-6);
  });
}

test('a paused switch stays paused across a reload, and goes on from there @long', async ({
  page,
}) => {
  await open(page);
  await importSamples(page, 6);
  const { id, name } = await installFile(page, 'flat.safetensors');
  // As a tab leaves it that was paused before the first photo.
  await page.evaluate((id) => {
    localStorage.setItem(
      'huella.encoder',
      JSON.stringify({ active: 'default', target: id, paused: true }),
    );
  }, id);
  await page.goto('/#/encoders');
  await page.reload();
  await page.evaluate(() => window.huella.ready);
  const card = page.getByRole('region', { name: `Preparing the gallery for ${name}` });
  await expect(card).toContainText('0 of 6 photos');
  await expect(card).toContainText('Paused');
  expect(await page.evaluate(async () => (await window.huella.diagnostics()).runs)).toBe(0);
  await card.getByRole('button', { name: 'Go on' }).click();
  await expect(page.locator('li', { hasText: name })).toContainText('In use', { timeout: 60_000 });
  expect((await page.evaluate(() => window.huella.diagnostics())).indexed).toBe(6);
});
