import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import {
  backUp,
  decideLuna,
  go,
  goToModels,
  identifyAndDecide,
  importFolder,
  makeHerd,
  untilOffline,
} from './field';
import { expectOnly, listen, serve } from './offline-hosts';

/** The network goes away, as it does in the field: everything goes on, with the same safety. */

test.use({ serviceWorkers: 'allow' });

const SAFETY = [
  'Content-Security-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Embedder-Policy',
  'Cross-Origin-Resource-Policy',
  'X-Content-Type-Options',
  'Referrer-Policy',
  'Permissions-Policy',
];

interface ShareTarget {
  readonly action: string;
  readonly method: string;
  readonly enctype: string;
  readonly params: { readonly files: readonly { readonly name: string }[] };
}

/** Of the page, each script and each runtime that is kept. */
function keptPaths(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const [name = ''] = (await caches.keys()).filter((name) => name.startsWith('huella-files'));
    const kept = await (await caches.open(name)).keys();
    return kept
      .map(({ url }) => new URL(url).pathname)
      .filter((path) => /\.(js|mjs|wasm)$|\/$/.test(path))
      .sort();
  });
}

/** What the page is answered with. */
function headersHere(page: Page, paths: readonly string[]): Promise<unknown> {
  return page.evaluate(
    ([paths, names]) =>
      Promise.all(
        paths.map(async (path) => {
          const { headers } = await fetch(path);
          return [path, ...names.map((name) => headers.get(name))];
        }),
      ),
    [paths, SAFETY] as const,
  );
}

/** Opened with Huella from the system's files, once `takeLaunches` has been called. */
async function openFromSystem(page: Page, file: string): Promise<void> {
  const text = readFileSync(join('public/samples', file)).toString('base64');
  // The app takes the queue once it is there.
  await page.waitForFunction(() => 'launch' in window);
  await page.evaluate(async (text) => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('opened.jpg', { create: true });
    const photo = new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]);
    await photo.stream().pipeTo(await handle.createWritable());
    (window as unknown as { launch(params: unknown): void }).launch({ files: [handle] });
  }, text);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is this?');
  await expect(page.getByText('opened.jpg')).toBeVisible();
}

/**
 * Only an installed app gets launches: the queue is stood in for, the file handle is a real one.
 */
async function takeLaunches(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const setConsumer = (consumer: unknown): void =>
      void Object.assign(window, { launch: consumer });
    Object.defineProperty(window, 'launchQueue', { value: { setConsumer } });
  });
}

test('the server is gone after the first visit: a new tab, a reload, import, identify, open from the system, decide and back up; nobody else is ever asked', async ({
  context,
  page,
}, testInfo) => {
  const host = await serve({ headers: true });
  const heard = listen(context);
  await page.goto(host.url);
  await goToModels(page);
  await go(page, 'Gallery');
  await untilOffline(page);
  // By the server, not by the service worker.
  const served = await Promise.all(
    (await keptPaths(page)).map(async (path) => {
      const { headers } = await fetch(new URL(path, host.url));
      return [path, ...SAFETY.map((name) => headers.get(name))];
    }),
  );
  await host.kill();
  await page.close();

  const tab = await context.newPage();
  await takeLaunches(tab);
  await tab.goto(host.url);
  await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Find the same animal again');
  expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
  await importFolder(tab, makeHerd(testInfo.outputPath('herd')), 6);
  await identifyAndDecide(tab);
  await tab.reload();
  await go(tab, 'Gallery');
  await expect(tab.getByText('7 photos, 2 individuals')).toBeVisible();
  await openFromSystem(tab, 'luna-5.jpg');
  await decideLuna(tab);
  await backUp(tab, testInfo.outputPath('backup.zip'), 8);
  expect(await tab.evaluate(() => window.huella.diagnostics())).toMatchObject({
    crossOriginIsolated: true,
  });
  // The drawings were not used before, so they are not here, and the screen says why.
  await tab.evaluate(() => window.huella.clear());
  await go(tab, 'Identify');
  await tab.getByRole('button', { name: 'Remove this photo' }).click();
  await tab.getByRole('button', { name: 'Try it with sample animals' }).click();
  await expect(tab.getByRole('alert')).toContainText('This needs a network');
  await context.setOffline(true);
  await goToModels(tab);
  await expect(tab.getByText('There is no network: models can be fetched again')).toBeVisible();

  // A worker that the device fetched when it was idle may have come after the list was made.
  const listed = served.map(([path]) => String(path));
  expect(await keptPaths(tab)).toEqual(expect.arrayContaining(listed));
  expect(await headersHere(tab, listed)).toEqual(served);
  // One worker, and no other file, may reach another host, and that is the models'.
  const wider = served.filter(([, policy]) => !policy?.includes("connect-src 'self' blob:;"));
  expect(wider.map(([path, policy]) => [path, policy])).toEqual([
    [expect.stringContaining('install.worker'), expect.stringContaining('huggingface.co')],
  ]);
  await expectOnly(tab, host, heard);
});

test('photos shared from another app: one is identified, several join the gallery, also without a network @long', async ({
  page,
}, testInfo) => {
  const host = await serve({ headers: true });
  await page.goto(host.url);
  await page.evaluate(() => window.huella.ready);
  await importFolder(page, makeHerd(testInfo.outputPath('herd')), 6);
  await untilOffline(page);
  const { share_target: target } = await page.evaluate(
    async () =>
      (await (await fetch('manifest.webmanifest')).json()) as { share_target: ShareTarget },
  );
  await host.kill();
  /** The system posts a form to the address that the manifest names. */
  const share = async (...files: string[]): Promise<void> => {
    const action = new URL(target.action, host.url).href;
    await page.goto('about:blank');
    await page.setContent(
      `<form method="${target.method}" enctype="${target.enctype}" action="${action}">
         <input type="file" multiple name="${target.params.files[0]!.name}"><button>Share</button></form>`,
    );
    await page.locator('input').setInputFiles(files.map((file) => join('public/samples', file)));
    await page.getByRole('button', { name: 'Share' }).click();
  };
  await share('luna-3.jpg');
  await expect(page.locator('ol').getByRole('button').first()).toContainText('Luna', {
    timeout: 60_000,
  });
  await expect(page.getByText('luna-3.jpg')).toBeVisible();
  // Taken once.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Choose a photo' })).toBeVisible();

  // Any site could send them: the person says whether they are wanted.
  await share('rosa-3.jpg', 'rosa-5.jpg');
  const question = page.getByRole('dialog', { name: '2 photos arrived' });
  await question.getByRole('button', { name: 'Add 2 photos' }).click();
  await expect(page.getByRole('region', { name: '2 photos added' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('8 photos, 2 individuals')).toBeVisible();
  expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(2);
});

/** In the page: the boxes of one sample, and who another is with markings compared. */
async function boxesAndMarkings() {
  const sample = async (file: string): Promise<Blob> => (await fetch(`samples/${file}`)).blob();
  const answer = await window.huella.identify(await sample('luna-4.jpg'), { markings: 'always' });
  return {
    boxes: await window.huella.detect(await sample('rosa-1.jpg')),
    compared: answer.basis.compared,
    matches: answer.matches.map(({ individual, agreeingPoints }) => [individual, agreeingPoints]),
  };
}

test('what was used once works without a network: animals are found, markings are compared @long', async ({
  context,
  page,
}) => {
  await page.goto('/');
  await page.evaluate(async () => {
    await window.huella.ready;
    const items = ['luna', 'rosa'].flatMap((name) => [1, 2].map((i) => [name, i] as const));
    await window.huella.import(
      await Promise.all(
        items.map(async ([individual, i]) => {
          const blob = await (await fetch(`samples/${individual}-${i}.jpg`)).blob();
          return { file: new File([blob], `${individual}-${i}.jpg`), individual };
        }),
      ),
    );
    await navigator.serviceWorker.ready;
  });
  // The second visit is the service worker's: what it serves is kept.
  await page.reload();
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await page.evaluate(() => window.huella.ready);
  const before = await page.evaluate(boxesAndMarkings);
  expect(before.boxes.length).toBeGreaterThan(0);
  expect(before.compared).toBeGreaterThan(0);
  expect(before.matches[0]![0]).toBe('luna');
  const kept = () =>
    page.evaluate(async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith('huella-files'));
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      const paths = keys.flat().map(({ url }) => new URL(url).pathname);
      return ['/models/detector.onnx', '/models/xfeat.onnx'].map((path) => paths.includes(path));
    });
  await expect.poll(kept).toEqual([true, true]);
  await context.setOffline(true);
  await page.reload();
  await page.evaluate(() => window.huella.ready);
  expect(await page.evaluate(boxesAndMarkings)).toEqual(before);
});

test('on WebGPU the server is gone after the first visit @webgpu @long', async ({
  context,
  page,
}, testInfo) => {
  test.setTimeout(400_000);
  const host = await serve({ headers: true });
  await page.goto(host.url);
  await page.evaluate(() => window.huella.ready);
  await page.evaluate(() => window.huella.settings.set({ backend: 'webgpu' }));
  await untilOffline(page);
  await host.kill();
  await page.close();
  const tab = await context.newPage();
  await tab.goto(host.url);
  await tab.evaluate(() => window.huella.ready);
  expect(await tab.evaluate(() => window.huella.diagnostics())).toMatchObject({
    backend: 'webgpu',
  });
  // Few: the software adapter takes a second or more for each.
  await importFolder(tab, makeHerd(testInfo.outputPath('herd'), [1]), 2);
  await identifyAndDecide(tab);
  await backUp(tab, testInfo.outputPath('backup.zip'), 3);
});
