import { expect, test } from '@playwright/test';
import { planConversion } from '../../src/engine/onnx/convert';
import { GEOMETRIES, trainingParts, VirtualSource } from '../fixtures/swin/fullSize';
import { Hub } from './hub';

/** MegaDescriptor-T's geometry from the stand-in for the hub: 110 MB of a training checkpoint three times as large. */

const HUB_PORT = Number(process.env['HUELLA_TEST_PORT'] ?? 4317) + 1;
const PATH = '/BVRA/MegaDescriptor-T-224/resolve/main/pytorch_model.bin';

test('a full-size install goes on after lost connections and a closed tab, and keeps little beside the model', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const source = new VirtualSource(trainingParts(GEOMETRIES['T-224']));
  const plan = await planConversion(source);
  const expected = await plan.convert();
  const hub = new Hub({ chunkBytes: 256 * 1024 });
  hub.add(PATH, await source.read(0, source.size));
  const address = `${await hub.listen(HUB_PORT)}${PATH}`;
  try {
    hub.cuts = [20e6, 50e6];
    hub.stallAt = 80e6;
    await page.goto('/');
    await page.evaluate(async () => {
      await window.huella.ready;
      await window.huella.settings.set({ backend: 'wasm' });
    });
    page.evaluate((address) => window.huella.encoders.install(address), address).catch(() => undefined);
    await expect.poll(() => hub.total, { timeout: 120_000 }).toBe(80e6);
    await page.waitForTimeout(3000);
    // What is kept until it is used is a few pieces, not the download.
    const spooled = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await (await root.getDirectoryHandle('encoders')).getDirectoryHandle('pytorch-model');
      let bytes = 0;
      for await (const [name, handle] of folder.entries()) {
        if (name.startsWith('received-')) bytes += (await (handle as FileSystemFileHandle).getFile()).size;
      }
      return bytes;
    });
    expect(spooled).toBeLessThan(70e6);
    await page.reload();
    hub.stallAt = Infinity;
    const info = await page.evaluate(async (address) => {
      await window.huella.ready;
      return window.huella.encoders.install(address);
    }, address);
    expect(info.fingerprint).toBe(expected.fingerprint);
    expect(hub.mostSent(PATH)).toBe(1);
    expect(hub.total).toBeLessThan(1.05 * plan.modelBytes);
  } finally {
    await hub.close();
  }
});
