import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import reference from '../fixtures/onnx-door/reference.json' with { type: 'json' };
import { maxDifference } from '../fixtures/swin/fixture';
import swin from '../fixtures/swin/reference.json' with { type: 'json' };
import { wrappedFile } from '../fixtures/checkpoint/wrapped-file';
import { embed } from './encoder-files';
import { Hub } from './hub';
import { HUB_PORT } from './ports';
import { test } from './started';

/** Encoders that are ONNX files already: asked for what they do not say, and PyTorch's numbers. */

const FOLDER = join(import.meta.dirname, '../fixtures/onnx-door');
const fixture = (name: string): Promise<Buffer> => readFile(join(FOLDER, name));
const file = async (name: string) => ({ name, mimeType: '', buffer: await fixture(name) });

async function openModels(page: Page): Promise<void> {
  await page.goto('/#/encoders');
}

/** From disk: it names a second file, which is asked for. */
async function withSecondFile(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles(await file('vit-external.onnx'));
  await expect(dialog).toContainText('vit-external.onnx.data');
  await dialog.locator('input[type=file]').setInputFiles(await file('vit-external.onnx.data'));
  await dialog.getByRole('radio', { name: /From \u22121 to 1/ }).check();
  await dialog.getByRole('button', { name: 'Install' }).click();
  await page.getByRole('button', { name: 'Use vit-external' }).click({ timeout: 60_000 });
  await expect(page.locator('li', { hasText: 'vit-external' })).toContainText('In use', {
    timeout: 60_000,
  });
  const vit = reference['vit-external.onnx'];
  expect(maxDifference(await embed(page, vit.size), vit.embeddings[0]!)).toBeLessThan(
    vit.tolerance,
  );
}

/** By its address, with its second file and its configuration, no byte twice. */
async function fromHub(page: Page): Promise<void> {
  const hub = new Hub();
  const folder = '/someone/model/resolve/main/onnx';
  const { normalisation, size, embeddings, tolerance } = reference['vit-external.onnx'];
  const config = JSON.stringify({
    image_mean: normalisation.mean,
    image_std: normalisation.std,
    size: { height: size, width: size },
  });
  const [graph, data] = [
    await fixture('vit-external.onnx'),
    await fixture('vit-external.onnx.data'),
  ];
  hub.add(`${folder}/vit-external.onnx`, graph);
  hub.add(`${folder}/vit-external.onnx.data`, data);
  hub.add('/someone/model/resolve/main/preprocessor_config.json', Buffer.from(config));
  const address = `${await hub.listen(HUB_PORT)}${folder}/vit-external.onnx`;
  try {
    // As its page on a hub has it: the file's own address differs by a word.
    await page.getByLabel('Or the address of a model').fill(address.replace('/resolve/', '/blob/'));
    await page.getByRole('button', { name: 'Fetch this model' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(new URL(address).host);
    expect(hub.total).toBe(0);
    await dialog.getByRole('button', { name: 'Fetch and install' }).click();
    await page.getByRole('button', { name: 'Use vit-external' }).waitFor({ timeout: 60_000 });
    const list = await page.evaluate(() => window.huella.encoders.list());
    const info = list.find(({ name, installed }) => installed && name === 'vit-external')!;
    expect(info).toMatchObject({ inputSize: size });
    expect(hub.mostSent(`${folder}/vit-external.onnx.data`)).toBe(1);
    expect(hub.total - config.length).toBeLessThan(1.05 * (graph.length + data.length));
    await page.evaluate((id) => window.huella.encoders.use(id), info.id);
    expect(maxDifference(await embed(page, size), embeddings[0]!)).toBeLessThan(tolerance);
  } finally {
    await hub.close();
  }
}

test('an ONNX encoder is asked for its second file, its size and its colours, and then computes what PyTorch does; from a hub no byte comes twice @phone', async ({
  page,
}) => {
  await openModels(page);
  // The first is for models, the other for detectors.
  const chooser = page.locator('main input[type=file]').first();
  await chooser.setInputFiles(await file('free.onnx'));
  const dialog = page.getByRole('dialog');
  const install = dialog.getByRole('button', { name: 'Install' });
  // Asked and not answered: nothing is left behind.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('li', { hasText: 'free' })).toHaveCount(0);
  await chooser.setInputFiles(await file('free.onnx'));
  await expect(install).toBeDisabled();
  await dialog.getByLabel('Size of its pictures, in pixels').fill('40');
  await expect(install).toBeDisabled();
  await dialog.getByRole('radio', { name: /As ImageNet/ }).check();
  await install.click();
  await page.getByRole('button', { name: 'Use free' }).click({ timeout: 60_000 });
  await expect(page.locator('li', { hasText: 'free' })).toContainText('In use', {
    timeout: 60_000,
  });
  const free = reference['free.onnx'];
  expect(maxDifference(await embed(page, free.size), free.embeddings[0]!)).toBeLessThan(
    free.tolerance,
  );

  await test.step('with a second file', () => withSecondFile(page));
  await page.evaluate(() => window.huella.encoders.remove('vit-external'));
  await test.step('from a hub', () => fromHub(page));
});

test('a checkpoint with a teacher and a student: which one is asked, and computes what timm does @long', async ({
  page,
}) => {
  await openModels(page);
  const buffer = Buffer.from(await wrappedFile('pair'));
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles({ name: 'pair.pth', mimeType: '', buffer });
  const dialog = page.getByRole('dialog');
  const which = dialog.getByLabel('Which of its networks do you want?');
  await expect(which.locator('option')).toHaveText([
    'Choose…',
    'student (96,900 numbers)',
    'teacher (96,900 numbers)',
  ]);
  await which.selectOption('teacher');
  await dialog.getByRole('button', { name: 'Install' }).click();
  await page.getByRole('button', { name: 'Use pair' }).click({ timeout: 60_000 });
  await expect(page.locator('li', { hasText: 'pair' })).toContainText('In use', {
    timeout: 60_000,
  });
  const [expected] = swin.embeddings.fanin;
  expect(maxDifference(await embed(page, 112), expected!)).toBeLessThan(1e-4);
});
