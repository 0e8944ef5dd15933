import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bytesSource } from '../../src/engine/checkpoint/byte-source';
import { planConversion } from '../../src/engine/onnx/convert';
import clip from '../fixtures/clip/reference.json' with { type: 'json' };
import efficientnet from '../fixtures/efficientnet/reference.json' with { type: 'json' };
import { seededSafetensors, seededTraining } from '../fixtures/encoders/seeded';
import { maxDifference, MemoryFiles } from '../fixtures/swin/fixture';
import vit from '../fixtures/vit/reference.json' with { type: 'json' };
import { Hub } from './hub';
import { HUB_PORT } from './ports';

const LONG = Boolean(process.env['HUELLA_LONG']);

/**
 * Installing, switching and removing encoders: small Swin checkpoints, a stand-in for the hub,
 * timm's numbers.
 */

const FIXTURES = join(import.meta.dirname, '../fixtures/swin');
const TRAINING = 'fanin.training.pth';
const PATH = '/BVRA/MegaDescriptor-test/resolve/main/pytorch_model.bin';

const fixture = (name: string): Promise<Buffer> => readFile(join(FIXTURES, name));

async function timm(): Promise<{ size: number; embeddings: Record<'fanin' | 'flat', number[][]> }> {
  return JSON.parse((await fixture('reference.json')).toString()) as Awaited<
    ReturnType<typeof timm>
  >;
}

async function open(page: Page, backend: 'wasm' | 'webgpu' = 'wasm'): Promise<void> {
  await page.goto('/');
  await page.evaluate(async (backend) => {
    await window.huella.ready;
    await window.huella.settings.set({ backend });
  }, backend);
}

/** Installs a fixture as a file from disk and returns its info. */
async function installFile(page: Page, name: string) {
  const bytes = [...(await fixture(name))];
  return page.evaluate(
    ({ bytes, name }) => window.huella.encoders.install(new File([new Uint8Array(bytes)], name)),
    { bytes, name },
  );
}

/** Embedding of the fixtures' first image, given as a lossless file of the encoder's own size. */
async function embed(page: Page, size: number): Promise<number[]> {
  return page.evaluate(async (size) => {
    const canvas = new OffscreenCanvas(size, size);
    const context = canvas.getContext('2d')!;
    const image = context.createImageData(size, size);
    for (let y = 0, at = 0; y < size; y++) {
      for (let x = 0; x < size; x++, at += 4) {
        for (let c = 0; c < 3; c++)
          image.data[at + c] = (x * 7 + y * 13 + c * 29 + ((x * y) % 31) * 5) % 256;
        image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
    return [...(await window.huella.encode(await canvas.convertToBlob({ type: 'image/png' })))];
  }, size);
}

async function importSamples(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    const list = (await (await fetch('samples/samples.json')).json()) as {
      photos: { file: string; individual: string }[];
    };
    const items = await Promise.all(
      list.photos.slice(0, count).map(async ({ file, individual }) => {
        return {
          file: new File([await (await fetch(`samples/${file}`)).blob()], file),
          individual,
        };
      }),
    );
    const report = await window.huella.import(items);
    if (report.imported !== count) throw new Error(JSON.stringify(report));
  }, count);
}

test('an install from the hub survives three lost connections and a closed tab, and fetches no byte twice', async ({
  page,
}) => {
  const bytes = await fixture(TRAINING);
  const expected = await (await planConversion(bytesSource(bytes, 'pytorch_model.bin'))).convert();
  const hub = new Hub();
  const address = `${await hub.listen(HUB_PORT)}${PATH}`;
  hub.add(PATH, bytes);
  try {
    hub.cuts = [60_000, 120_000, 180_000];
    hub.stallAt = 240_000;
    await open(page);
    // Only the installing worker may: the page's own policy forbids it.
    const direct = await page.evaluate(
      (address) =>
        fetch(address).then(
          () => 'reached',
          () => 'refused',
        ),
      address,
    );
    expect([direct, hub.requests]).toEqual(['refused', 0]);
    const first = page.evaluate((address) => window.huella.encoders.install(address), address);
    first.catch(() => undefined);
    await expect.poll(() => hub.total, { timeout: 30_000 }).toBe(240_000);
    expect(hub.cutsMade).toBe(3);
    // What was sent is on disk.
    await page.waitForTimeout(1000);
    await page.reload();
    hub.stallAt = Infinity;
    const info = await page.evaluate(async (address) => {
      await window.huella.ready;
      return window.huella.encoders.install(address);
    }, address);
    expect(info).toMatchObject({ installed: true, dimension: 64, inputSize: 112 });
    expect(info.fingerprint).toBe(expected.fingerprint);
    expect(hub.mostSent(PATH)).toBe(1);
    // The training state (optimizer, random numbers) stays on the hub.
    expect(hub.total).toBeLessThan(
      1.05 * expected.card.externalData.reduce((sum, file) => sum + file.bytes, 0),
    );

    await page.evaluate((id) => window.huella.encoders.use(id), info.id);
    const { size, embeddings } = await timm();
    expect(maxDifference(await embed(page, size), embeddings.fanin[0]!)).toBeLessThan(1e-6);

    // Asked for again, it is there.
    const requests = hub.requests;
    expect(
      await page.evaluate((address) => window.huella.encoders.install(address), address),
    ).toMatchObject({
      id: info.id,
    });
    expect(hub.requests).toBe(requests);
  } finally {
    await hub.close();
  }
});

test('no other host is reached, not even by the installing worker', async ({ page }) => {
  await open(page);
  const failure = await page.evaluate(() =>
    window.huella.encoders
      .install('http://127.0.0.1:9/model.bin')
      .catch((error: unknown) => (error as { code: string }).code),
  );
  expect(failure).toBe('checkpoint-unreachable');
});

// tests/browser/engine/onnx and encoder-wrong-numbers ask the same of the software adapter, without
// the screens.
for (const backend of LONG ? (['wasm', 'webgpu'] as const) : (['wasm'] as const)) {
  test(`a checkpoint from disk gives timm's embeddings on ${backend}${backend === 'webgpu' ? ' @webgpu' : ''}`, async ({
    page,
  }) => {
    await open(page, backend);
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

test('a ResNet, a text model and a photo are refused, each by name', async ({ page }) => {
  await open(page);
  const refusals = await page.evaluate(async () => {
    const safetensors = (names: string[]): File => {
      const header = JSON.stringify(
        Object.fromEntries(
          names.map((name, i) => [
            name,
            { dtype: 'F32', shape: [1], data_offsets: [i * 4, i * 4 + 4] },
          ]),
        ),
      );
      const text = new TextEncoder().encode(header);
      const length = new DataView(new ArrayBuffer(8));
      length.setBigUint64(0, BigInt(text.length), true);
      return new File([length.buffer, text, new Uint8Array(names.length * 4)], 'model.safetensors');
    };
    const photo = await (await fetch('samples/coco-1.jpg')).blob();
    const codes: [string, unknown][] = [];
    for (const file of [
      safetensors(['conv1.weight', 'layer1.0.conv1.weight', 'fc.weight']),
      safetensors([
        'embeddings.word_embeddings.weight',
        'encoder.layer.0.attention.self.query.weight',
      ]),
      photo,
    ]) {
      await window.huella.encoders.install(file).then(
        () => codes.push(['installed', null]),
        (thrown: unknown) => {
          const { code, detail } = thrown as { code: string; detail: { found: string } };
          codes.push([code, detail.found]);
        },
      );
    }
    return codes;
  });
  expect(refusals).toEqual([
    ['checkpoint-wrong-architecture', 'a ResNet'],
    ['checkpoint-wrong-architecture', 'a text model (BERT and relatives)'],
    ['checkpoint-not-recognised', 'a picture'],
  ]);
  const list = await page.evaluate(() => window.huella.encoders.list());
  expect(list.filter(({ installed }) => installed)).toHaveLength(1);
});

test('switching re-encodes the gallery behind the old index, across a reload, and removing goes back', async ({
  page,
}) => {
  await open(page);
  await importSamples(page, 20);
  const { id } = await installFile(page, 'fanin.safetensors');

  // The tab is closed in the middle.
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
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const active = (await window.huella.encoders.list()).find((encoder) => encoder.active)!;
          return active.id;
        }),
      { timeout: 60_000 },
    )
    .toBe(id);
  const after = await page.evaluate(async () => {
    const blob = await (await fetch('samples/luna-2.jpg')).blob();
    const [match] = await window.huella.search(blob, { k: 1 });
    const { photos, indexed } = await window.huella.diagnostics();
    return { match, photos, indexed, dimension: (await window.huella.encode(blob)).length };
  });
  // A photo of the gallery finds itself: its stored embedding is the new encoder's.
  expect(after).toMatchObject({
    photos: 20,
    indexed: 20,
    dimension: 64,
    match: { name: 'luna-2.jpg' },
  });
  expect(after.match!.similarity).toBeGreaterThan(0.9999);

  await page.evaluate((id) => window.huella.encoders.remove(id), id);
  const list = await page.evaluate(() => window.huella.encoders.list());
  expect(list.find((encoder) => encoder.active)?.id).toBe('default');
  expect(list.filter(({ installed }) => installed)).toHaveLength(1);
  expect((await page.evaluate(() => window.huella.diagnostics())).indexed).toBe(20);
});

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

for (const [how, what] of [
  ['bit', 'with a wrong bit'],
  // Cut short while it is in use always, before a start in the long form.
  ...(LONG ? ([['cut', 'cut short']] as const) : []),
] as const) {
  test(`an encoder ${what} in storage gives way to the bundled one, and says so`, async ({
    page,
  }) => {
    await open(page);
    await importSamples(page, 3);
    const { id } = await installFile(page, 'fanin.safetensors');
    await page.evaluate((id) => window.huella.encoders.use(id), id);
    await damage(page, id, how);
    await page.reload();
    await page.evaluate(() => window.huella.ready);
    expect(await searchOnce(page)).toMatchObject({
      active: 'default',
      match: { name: 'luna-1.jpg' },
    });
    await expect(page.getByRole('alert')).toContainText('could not be used');
    await page.getByRole('alert').getByRole('link', { name: 'Models' }).click();
    await expect(page.locator('li', { hasText: 'fanin' })).toContainText('Damaged');
  });
}

test('an encoder cut short while it is in use: the next worker cannot start, and the bundled one answers @long', async ({
  page,
}) => {
  await open(page);
  await importSamples(page, 3);
  const { id } = await installFile(page, 'fanin.safetensors');
  await page.evaluate((id) => window.huella.encoders.use(id), id);
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
    hub.add(PATH, await fixture(TRAINING));
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
      await page.getByRole('button', { name: 'Remove MegaDescriptor-T-224' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await expect(card).toHaveCount(0, { timeout: 30_000 });
      await expect(
        page.getByRole('button', { name: 'Install MegaDescriptor-T-224' }),
      ).toBeVisible();
      await expect(page.locator('li', { hasText: 'Comes with Huella' })).toContainText('In use');
    } finally {
      await hub.close();
    }
  });
});

/** What `npm run convert` makes of a fixture, and its files as a chooser takes them. */
async function convert(name: string, precision: 'fp32' | 'fp16' | 'int8') {
  const files = new MemoryFiles();
  const source = bytesSource(await fixture('flat.safetensors'), 'flat.safetensors');
  const converted = await (
    await planConversion(source, { name, precision, write: files.write })
  ).convert();
  const external = files.external(converted.files);
  const payload = (weights?: Uint8Array) => [
    {
      name: 'card.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(converted.card)),
    },
    ...[converted.models.mha, converted.models.manual].map(({ file, bytes }) => {
      return { name: file, mimeType: '', buffer: Buffer.from(bytes) };
    }),
    ...external.map(({ path, data }) => {
      const bytes = path === 'weights.bin' && weights ? weights : data;
      return { name: path, mimeType: '', buffer: Buffer.from(bytes) };
    }),
  ];
  return { converted, external, payload };
}

test('half size: installed whole where the device does not compute in halves; one made elsewhere runs on the processor', async ({
  page,
}) => {
  await open(page);
  const bytes = [...(await fixture('fanin.safetensors'))];
  const info = await page.evaluate(
    (bytes) =>
      window.huella.encoders.install(new File([new Uint8Array(bytes)], 'fanin.safetensors'), {
        precision: 'fp16',
      }),
    bytes,
  );
  expect(info).toMatchObject({ precision: 'fp32', installed: true });
  await page.goto('/#/encoders');
  await expect(page.getByRole('status').filter({ hasText: 'full size' })).toContainText(info.name);

  const { converted, payload } = await convert('Half', 'fp16');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles(payload());
  await page.getByRole('button', { name: 'Use Half' }).click({ timeout: 30_000 });
  const card = page.locator('li', { hasText: 'Half' });
  await expect(card).toContainText('In use', { timeout: 30_000 });
  await expect(card).toContainText('half size');
  const list = await page.evaluate(() => window.huella.encoders.list());
  expect(list.find((encoder) => encoder.active)).toMatchObject({
    precision: 'fp16',
    fingerprint: converted.fingerprint,
  });
  const { size, embeddings } = await timm();
  expect(maxDifference(await embed(page, size), embeddings.flat[0]!)).toBeLessThan(1e-3);
});

test('a quarter of the size: chosen on the screen, made from the whole one, which goes', async ({
  page,
}) => {
  await open(page);
  await page.goto('/#/encoders');
  await page.getByLabel('At a quarter of the size').check();
  const choose = async (name: string): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    const buffer = Buffer.from(await fixture(name));
    await (await chooser).setFiles([{ name, mimeType: '', buffer }]);
  };
  await choose('flat.safetensors');
  await page.getByRole('button', { name: 'Use flat' }).click({ timeout: 30_000 });
  const card = page.locator('li', { hasText: 'flat' });
  await expect(card).toContainText('In use', { timeout: 30_000 });
  await expect(card).toContainText('a quarter of the size');
  const { converted } = await convert('Flat', 'int8');
  const list = await page.evaluate(() => window.huella.encoders.list());
  const here = list.filter(({ installed, id }) => installed && id !== 'default');
  expect(here).toMatchObject([
    { id: 'flat-int8', precision: 'int8', active: true, fingerprint: converted.fingerprint },
  ]);
  const { size, embeddings } = await timm();
  const found = await embed(page, size);
  const cosine = found.reduce((sum, value, i) => sum + value * embeddings.flat[0]![i]!, 0);
  expect(cosine).toBeGreaterThan(0.99);
  expect(cosine).toBeLessThan(0.9999999);

  // The choice is remembered; what gains nothing stays whole and says so.
  await page.reload();
  await expect(page.getByLabel('At a quarter of the size')).toBeChecked();
  const onnx = await readFile(new URL('../fixtures/onnx-door/cnn.onnx', import.meta.url));
  const kept = await page.evaluate(
    (bytes) =>
      window.huella.encoders.install(new File([new Uint8Array(bytes)], 'cnn.onnx'), {
        precision: 'int8',
        onnx: {
          imageSize: 32,
          normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
        },
      }),
    [...onnx],
  );
  expect(kept.precision).toBe('fp32');
  await expect(page.getByRole('status').filter({ hasText: 'full size' })).toContainText('cnn');
});

test('what npm run convert makes is installed, and refused when a bit of it is wrong', async ({
  page,
}) => {
  const { converted, external, payload } = await convert('Flat', 'fp32');
  const weights = external.find(({ path }) => path === 'weights.bin')!.data;
  const wrong = weights.slice();
  wrong[1000]! ^= 1;

  await open(page);
  await page.goto('/#/encoders');
  const choose = async (weights: Uint8Array): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(payload(weights));
  };
  await choose(wrong);
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 20_000 });
  await choose(weights);
  await page.getByRole('button', { name: 'Use Flat' }).click({ timeout: 30_000 });
  await expect(page.locator('li', { hasText: 'Flat' })).toContainText('In use', {
    timeout: 30_000,
  });
  const list = await page.evaluate(() => window.huella.encoders.list());
  expect(list.find((encoder) => encoder.active)?.fingerprint).toBe(converted.fingerprint);
  const { size, embeddings } = await timm();
  expect(maxDifference(await embed(page, size), embeddings.flat[0]!)).toBeLessThan(1e-6);
});

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
