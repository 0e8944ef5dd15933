import { appendFileSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { writeServiceWorker } from '../../tools/vite-offline.ts';
import { backUp, go, identifyAndDecide, importFolder, makeHerd, untilOffline } from './field';
import { StaticHost, type HostOptions } from './static-host';

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

const hosts: StaticHost[] = [];

async function serve(options: Partial<HostOptions> = {}): Promise<StaticHost> {
  const host = new StaticHost({ folder: `${process.cwd()}/dist`, ...options });
  hosts.push(host);
  await host.start();
  return host;
}

test.afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.kill()));
});

/** Every request of the context that is not to this origin. */
function foreign(context: BrowserContext, host: StaticHost): string[] {
  const { origin } = new URL(host.url);
  const found: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith(`blob:${origin}`)) found.push(url);
  });
  return found;
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

test('the server is gone after the first visit: a new tab, a reload, import, identify, decide and back up', async ({
  context,
  page,
}, testInfo) => {
  const host = await serve({ headers: true });
  const outside = foreign(context, host);
  await page.goto(host.url);
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
  const errors: string[] = [];
  tab.on('pageerror', (error) => errors.push(error.message));
  await tab.goto(host.url);
  await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Find the same animal again');
  expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
  await importFolder(tab, makeHerd(testInfo.outputPath('herd')), 6);
  await identifyAndDecide(tab);
  await tab.reload();
  await go(tab, 'Gallery');
  await expect(tab.getByText('7 photos, 2 individuals')).toBeVisible();
  await identifyAndDecide(tab, 'luna-5.jpg');
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

  // A worker that the device fetched when it was idle may have come after the list was made.
  const listed = served.map(([path]) => String(path));
  expect(await keptPaths(tab)).toEqual(expect.arrayContaining(listed));
  expect(await headersHere(tab, listed)).toEqual(served);
  // One worker, and no other file, may reach the model host.
  const wider = served.filter(([, policy]) => policy?.includes('huggingface.co'));
  expect(wider.map(([path]) => path)).toEqual([expect.stringContaining('install.worker')]);
  expect(outside).toEqual([]);
  expect(errors).toEqual([]);
});

test('from a sub-path of a host that sends no header: isolated once the service worker has taken over, by one reload', async ({
  context,
  page,
}, testInfo) => {
  const host = await serve({ path: '/somebody/huella/' });
  const outside = foreign(context, host);
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(host.url);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await page.evaluate(() => window.huella.ready);
  // Everything works before, on one thread.
  await importFolder(page, makeHerd(testInfo.outputPath('herd')), 6);
  expect(await page.evaluate(() => window.huella.diagnostics())).toMatchObject({
    threads: 1,
    photos: 6,
  });
  // Asking fails while the page reloads.
  const isolated = () => page.evaluate(() => crossOriginIsolated).catch(() => false);
  await expect.poll(isolated, { timeout: 60_000 }).toBe(true);
  await untilOffline(page);
  expect(loads).toBe(2);
  const asked = host.asked.filter((path) => !path.startsWith('/somebody/huella/'));
  expect(asked).toEqual([]);

  await host.kill();
  await page.close();
  const tab = await context.newPage();
  await tab.goto(host.url);
  expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
  await importFolder(tab, makeHerd(testInfo.outputPath('second'), [5]), 2);
  await identifyAndDecide(tab);
  await tab.reload();
  await backUp(tab, testInfo.outputPath('backup.zip'), 9);
  await tab.evaluate(() => window.huella.ready);
  const { threads } = await tab.evaluate(() => window.huella.diagnostics());
  expect(threads).toBeGreaterThan(1);
  const [page_, worker] = await Promise.all(
    ['', 'service-worker.js'].map((path) =>
      tab.evaluate(
        (path) =>
          fetch(path).then(
            ({ headers }) => headers.get('Content-Security-Policy'),
            () => 'not kept',
          ),
        path,
      ),
    ),
  );
  expect(page_).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(worker).toBe('not kept');
  expect(outside).toEqual([]);
});

test('a page that cannot be isolated reloads once and never again @long', async ({ page }) => {
  // A browser that takes no such headers from a service worker.
  await page.addInitScript(() =>
    Object.defineProperty(window, 'crossOriginIsolated', { value: false }),
  );
  const host = await serve();
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(host.url);
  await expect.poll(() => loads, { timeout: 60_000 }).toBe(2);
  await untilOffline(page);
  await page.reload();
  await untilOffline(page);
  await page.waitForTimeout(3000);
  expect(loads).toBe(3);
});

test('a new version says so, waits for the import, and takes over when it is wanted', async ({
  context,
  page,
}, testInfo) => {
  const host = await serve({ headers: true });
  await page.goto(host.url);
  await untilOffline(page);
  const next = testInfo.outputPath('next');
  cpSync('dist', next, { recursive: true });
  const script = readdirSync(join(next, 'assets')).find((name) => /^index-.*\.js$/.test(name))!;
  appendFileSync(join(next, 'assets', script), '\nwindow.huellaTestVersion = 2;\n');
  await writeServiceWorker(next);
  host.folder = next;
  host.asked.length = 0;

  const version = (): Promise<unknown> =>
    page
      .evaluate(() => (window as unknown as { huellaTestVersion?: number }).huellaTestVersion)
      // It is just being loaded.
      .catch(() => 'loading');
  await page.reload();
  expect(await version()).toBeUndefined();
  const bar = page.getByRole('region', { name: 'A new version is ready' });
  await expect(bar).toBeVisible({ timeout: 60_000 });
  // Only what changed was fetched.
  expect(host.asked.filter((path) => !path.endsWith('service-worker.js'))).toEqual([
    `/assets/${script}`,
  ]);

  // The button in one tab, an import in the other.
  const other = await context.newPage();
  await other.goto(host.url);
  await other.evaluate(() => window.huella.ready);
  const importing = other.evaluate(async () => {
    const { photos } = (await (await fetch('samples/samples.json')).json()) as {
      photos: { file: string }[];
    };
    const files = await Promise.all(
      photos
        .slice(0, 30)
        .map(async ({ file }) => new File([await (await fetch(`samples/${file}`)).blob()], file)),
    );
    return window.huella.import(files, {
      onProgress: ({ done }) => (document.title = `done ${done}`),
    });
  });
  await expect.poll(() => other.title()).toMatch(/^done [1-9]/);
  await bar.getByRole('button', { name: 'Use it' }).click();
  await expect(bar).toContainText('as soon as the work under way is done');
  expect(await version()).toBeUndefined();
  expect((await importing).imported).toBe(30);
  await expect.poll(version, { timeout: 30_000 }).toBe(2);
  await expect(bar).toHaveCount(0);
  await expect
    .poll(() => other.evaluate(() => 'huellaTestVersion' in window).catch(() => false))
    .toBe(true);
  expect(
    await page.evaluate(() => window.huella.ready.then(() => window.huella.diagnostics())),
  ).toMatchObject({
    photos: 30,
  });
  // Nothing of the version before is left.
  await untilOffline(page);
  const kept = await page.evaluate(async () => {
    const [name = ''] = (await caches.keys()).filter((name) => name.startsWith('huella-files'));
    return (await (await caches.open(name)).keys()).map(({ url }) => url);
  });
  expect(kept.filter((url) => url.includes(script))).toHaveLength(1);
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

test('a photo opened with Huella from the system’s files is identified', async ({ page }) => {
  // Only an installed app gets launches: the queue is stood in for, the file handle is a real one.
  await page.addInitScript(() => {
    const setConsumer = (consumer: unknown): void =>
      void Object.assign(window, { launch: consumer });
    Object.defineProperty(window, 'launchQueue', { value: { setConsumer } });
  });
  await page.goto('/#/settings');
  // The app takes the queue once it is there.
  await page.waitForFunction(() => 'launch' in window);
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('opened.jpg', { create: true });
    const photo = await (await fetch('samples/luna-3.jpg')).blob();
    await photo.stream().pipeTo(await handle.createWritable());
    (window as unknown as { launch(params: unknown): void }).launch({ files: [handle] });
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who is this?');
  await expect(page.getByText('opened.jpg')).toBeVisible();
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
