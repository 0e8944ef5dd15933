import { readFile } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { bytesSource } from '../../src/engine/checkpoint/byte-source';
import { planConversion } from '../../src/engine/onnx/convert';
import { maxDifference, MemoryFiles } from '../fixtures/swin/fixture';
import { embed, expectOnlyIncluded, fileIn, open, swinFile, timm } from './encoder-files';
import { test as inStarted } from './started';

/**
 * Encoders from files: what is none is refused, what `npm run convert` made is taken if every bit
 * of it is right, and both precisions that take less space.
 */

type ChosenFiles = readonly { name: string; mimeType: string; buffer: Buffer }[];

/** By the button of the Models screen. */
async function choose(page: Page, files: ChosenFiles): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles([...files]);
}

/** Puts it in use by its button; resolves with its card once it is. */
async function use(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: `Use ${name}` }).click({ timeout: 30_000 });
  const card = page.locator('li', { hasText: name });
  await expect(card).toContainText('In use', { timeout: 30_000 });
  return card;
}

const activeOf = (page: Page) =>
  page.evaluate(async () => (await window.huella.encoders.list()).find(({ active }) => active)!);

/** A ResNet, a text model and a photo are refused, each by name. */
async function refusals(page: Page): Promise<void> {
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
  await expectOnlyIncluded(page);
}

/** What `npm run convert` makes of a fixture, and its files as a chooser takes them. */
async function convert(name: string, precision: 'fp32' | 'fp16' | 'int8') {
  const files = new MemoryFiles();
  const source = bytesSource(await swinFile('flat.safetensors'), 'flat.safetensors');
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

/** What gains nothing in 8 bits stays whole and says so. */
async function keptWhole(page: Page): Promise<void> {
  const bytes = await readFile(new URL('../fixtures/onnx-door/cnn.onnx', import.meta.url));
  const kept = await page.evaluate(
    (file) =>
      window.huella.encoders.install(file, {
        precision: 'int8',
        onnx: {
          imageSize: 32,
          normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
        },
      }),
    await fileIn(page, bytes, 'cnn.onnx'),
  );
  expect(kept.precision).toBe('fp32');
  await expect(page.getByRole('status').filter({ hasText: 'full size' })).toContainText('cnn');
}

/** Another bit in the middle of the weights. */
function withWrongBit(external: readonly { path: string; data: Uint8Array }[]): Uint8Array {
  const wrong = external.find(({ path }) => path === 'weights.bin')!.data.slice();
  wrong[1000]! ^= 1;
  return wrong;
}

inStarted(
  'what is no encoder is refused, what npm run convert made in half size runs on the processor, and small ones that gain nothing stay whole',
  async ({ page }) => {
    await page.goto('/#/encoders');
    await test.step('what is no encoder, by name', () => refusals(page));

    const { converted, external, payload } = await convert('Half', 'fp16');
    await test.step('a wrong bit', async () => {
      await choose(page, payload(withWrongBit(external)));
      await expect(page.getByRole('alert')).toBeVisible({ timeout: 20_000 });
      await expectOnlyIncluded(page);
    });

    await test.step('half size', async () => {
      await choose(page, payload());
      await expect(await use(page, 'Half')).toContainText('half size');
      expect(await activeOf(page)).toMatchObject({
        precision: 'fp16',
        fingerprint: converted.fingerprint,
      });
      const { size, embeddings } = await timm();
      expect(maxDifference(await embed(page, size), embeddings.flat[0]!)).toBeLessThan(1e-3);
    });

    await test.step('without layers that 8 bits make smaller', () => keptWhole(page));
  },
);

// tests/unit/runtime/encoders/halves.test.ts asks when an encoder is installed whole.
test('half size is installed whole where the device does not compute in halves @long', async ({
  page,
}) => {
  await open(page);
  const info = await page.evaluate(
    (file) => window.huella.encoders.install(file, { precision: 'fp16' }),
    await fileIn(page, await swinFile('fanin.safetensors'), 'fanin.safetensors'),
  );
  expect(info).toMatchObject({ precision: 'fp32', installed: true });
  await page.goto('/#/encoders');
  await expect(page.getByRole('status').filter({ hasText: 'full size' })).toContainText(info.name);
});

// The journey by the buttons in encoders.spec.ts has a quarter of the size from the hub.
test('a quarter of the size: chosen on the screen, made from the whole one, which goes @long', async ({
  page,
}) => {
  await open(page);
  await page.goto('/#/encoders');
  await page.getByLabel('At a quarter of the size').check();
  const name = 'flat.safetensors';
  await choose(page, [{ name, mimeType: '', buffer: await swinFile(name) }]);
  await expect(await use(page, 'flat')).toContainText('a quarter of the size');
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
  await keptWhole(page);
});

test('what npm run convert makes in full size is installed, and refused when a bit of it is wrong @long', async ({
  page,
}) => {
  const { converted, external, payload } = await convert('Flat', 'fp32');
  await open(page);
  await page.goto('/#/encoders');
  await choose(page, payload(withWrongBit(external)));
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 20_000 });
  await choose(page, payload());
  await use(page, 'Flat');
  expect((await activeOf(page)).fingerprint).toBe(converted.fingerprint);
  const { size, embeddings } = await timm();
  expect(maxDifference(await embed(page, size), embeddings.flat[0]!)).toBeLessThan(1e-6);
});
