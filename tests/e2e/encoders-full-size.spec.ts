import {
  chromium,
  expect,
  test,
  type BrowserContext,
  type PlaywrightTestOptions,
  type PlaywrightWorkerOptions,
} from '@playwright/test';
import { planConversion } from '../../src/engine/onnx/convert';
import { GEOMETRIES, trainingParts, VirtualSource } from '../fixtures/swin/full-size';
import { Hub } from './hub';
import { HUB_PORT } from './ports';

/**
 * MegaDescriptor-T's geometry from the stand-in for the hub: 110 MB of a training checkpoint three
 * times as large.
 */

const PATH = '/BVRA/MegaDescriptor-T-224/resolve/main/pytorch_model.bin';

type Launch = Pick<PlaywrightTestOptions, 'baseURL' | 'viewport'> &
  Pick<PlaywrightWorkerOptions, 'launchOptions'>;

/**
 * A private window, which is what a test gets, keeps files in memory (and Chromium's has been seen
 * to hang there); a person has a disk.
 */
function onDisk(
  { launchOptions, baseURL, viewport }: Launch,
  profile: string,
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    ...launchOptions,
    baseURL: baseURL!,
    viewport,
    locale: 'en-GB',
    // It would answer with the app's own catalogue.
    serviceWorkers: 'block',
  });
}

// A small file does the same in hub.spec.ts; tests/unit/engine/install/remote.test.ts asks what is kept.
test('a full-size install goes on after lost connections and a closed tab, and keeps little beside the model @long', async ({
  launchOptions,
  baseURL,
  viewport,
}, testInfo) => {
  test.setTimeout(300_000);
  const source = new VirtualSource(trainingParts(GEOMETRIES['T-224']));
  const plan = await planConversion(source);
  const expected = await plan.convert();
  const hub = new Hub({ chunkBytes: 256 * 1024 });
  hub.add(PATH, source);
  const address = `${await hub.listen(HUB_PORT)}${PATH}`;
  const context = await onDisk(
    { launchOptions, baseURL, viewport },
    testInfo.outputPath('profile'),
  );
  try {
    const page = context.pages()[0]!;
    hub.cuts = [20e6, 50e6];
    hub.stallAt = 80e6;
    await page.goto('/');
    await page.evaluate(() => window.huella.ready);
    page
      .evaluate((address) => window.huella.encoders.install(address), address)
      .catch(() => undefined);
    await expect.poll(() => hub.total, { timeout: 120_000 }).toBe(80e6);
    await page.waitForTimeout(3000);
    // What is kept until it is used is a few pieces, not the download.
    const spooled = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await (
        await root.getDirectoryHandle('encoders')
      ).getDirectoryHandle('pytorch-model');
      let bytes = 0;
      for await (const [name, handle] of folder.entries()) {
        if (name.startsWith('received-'))
          bytes += (await (handle as FileSystemFileHandle).getFile()).size;
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
    await context.close();
    await hub.close();
  }
});

test.describe('the largest', () => {
  test.skip(!process.env['HUELLA_LONG'], 'a gigabyte and minutes: with HUELLA_LONG=1');

  test('MegaDescriptor-L-384 from the Models screen to an embedding', async ({
    launchOptions,
    baseURL,
    viewport,
  }, testInfo) => {
    test.setTimeout(1_800_000);
    const source = new VirtualSource(trainingParts(GEOMETRIES['L-384']));
    const plan = await planConversion(source);
    const path = PATH.replace('T-224', 'L-384');
    const hub = new Hub({ chunkBytes: 1024 * 1024 });
    hub.add(path, source);
    const host = await hub.listen(HUB_PORT);
    const context = await onDisk(
      { launchOptions, baseURL, viewport },
      testInfo.outputPath('profile'),
    );
    try {
      const page = context.pages()[0]!;
      await page.route('**/models/catalogue.json', async (route) => {
        const catalogue = (await (await route.fetch()).json()) as { host: string };
        await route.fulfill({ json: { ...catalogue, host } });
      });
      await page.goto('/');
      await page.evaluate(async () => {
        await window.huella.ready;
        await window.huella.settings.set({ backend: 'wasm' });
        const blob = await (await fetch('samples/luna-1.jpg')).blob();
        await window.huella.import([new File([blob], 'luna-1.jpg')]);
      });
      await page.goto('/#/encoders');
      const started = Date.now();
      await page.getByRole('button', { name: 'Install MegaDescriptor-L-384' }).click();
      await page.getByRole('button', { name: 'Accept and install' }).click();
      const use = page.getByRole('button', { name: 'Use MegaDescriptor-L-384' });
      await expect(use).toBeVisible({ timeout: 1_200_000 });
      const installed = Date.now();
      expect(hub.mostSent(path)).toBe(1);
      expect(hub.total).toBeLessThan(1.05 * plan.modelBytes);
      await use.click();
      // What is said of other models names it too.
      const own = page.locator('li', { hasText: /^\s*MegaDescriptor-L-384/ });
      await expect(own).toContainText('In use', { timeout: 600_000 });
      const used = Date.now();
      const { length, norm, best, ms, wasmBytes, backend } = await page.evaluate(async () => {
        const blob = await (await fetch('samples/luna-1.jpg')).blob();
        await window.huella.encode(blob);
        const before = performance.now();
        const embedding = await window.huella.encode(blob);
        const ms = performance.now() - before;
        const [best] = await window.huella.search(embedding, { k: 1 });
        const { wasmBytes, backend } = await window.huella.diagnostics();
        return {
          length: embedding.length,
          norm: Math.hypot(...embedding),
          best,
          ms,
          wasmBytes,
          backend,
        };
      });
      console.log(
        `L-384: ${(source.size / 1e6).toFixed(0)} MB checkpoint, ${(plan.modelBytes / 1e6).toFixed(0)} MB of model; ` +
          `installed in ${((installed - started) / 1000).toFixed(0)} s, in use ${((used - installed) / 1000).toFixed(0)} s later; ` +
          `fetched ${(hub.total / plan.modelBytes).toFixed(4)} of the model in ${hub.requests} requests; ` +
          `${ms.toFixed(0)} ms a photo on WASM, wasm heap ${(wasmBytes / 2 ** 20).toFixed(0)} MiB`,
      );
      expect([length, backend]).toEqual([GEOMETRIES['L-384'].dimension, 'wasm']);
      expect(norm).toBeCloseTo(1, 5);
      expect(best!.similarity).toBeGreaterThan(0.9999);
    } finally {
      await context.close();
      await hub.close();
    }
  });
});
