import { appendFileSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { writeServiceWorker } from '../../tools/vite-offline.ts';
import { identifyAndDecide, importFolder, makeHerd, untilOffline } from './field';
import { expectOnly, listen, serve } from './offline-hosts';

/** What the service worker takes over: the headers of a host without any, and a new version. */

test.use({ serviceWorkers: 'allow' });

const PATH = '/somebody/huella/';
/** Enough that a button is pressed meanwhile. */
const IMPORTED = 10;

/** The app as it is built, with a line more in its main script; resolves with that script. */
async function makeNext(folder: string): Promise<string> {
  cpSync('dist', folder, { recursive: true });
  const script = readdirSync(join(folder, 'assets')).find((name) => /^index-.*\.js$/.test(name))!;
  appendFileSync(join(folder, 'assets', script), '\nwindow.huellaTestVersion = 2;\n');
  await writeServiceWorker(folder);
  return script;
}

/** 2: the next one; undefined: the one before. */
function versionOf(page: Page): Promise<unknown> {
  return (
    page
      .evaluate(() => (window as unknown as { huellaTestVersion?: number }).huellaTestVersion)
      // It is just being loaded.
      .catch(() => 'loading')
  );
}

/** Samples of other animals than the herd's; the title says how many are done. */
function importSamples(page: Page, count: number) {
  return page.evaluate(async (count) => {
    const { photos } = (await (await fetch('samples/samples.json')).json()) as {
      photos: { file: string }[];
    };
    const files = await Promise.all(
      photos
        .filter(({ file }) => !/^(luna|rosa)-/.test(file))
        .slice(0, count)
        .map(async ({ file }) => new File([await (await fetch(`samples/${file}`)).blob()], file)),
    );
    return window.huella.import(files, {
      onProgress: ({ done }) => (document.title = `done ${done}`),
    });
  }, count);
}

test('from a sub-path of a host that sends no header: isolated by one reload; a new version waits for the import, takes over when it is wanted, and works without the host', async ({
  context,
  page,
}, testInfo) => {
  const host = await serve({ path: PATH });
  const heard = listen(context);
  await test.step('isolated by one reload', async () => {
    let loads = 0;
    page.on('load', () => (loads += 1));
    await page.goto(host.url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.evaluate(() => window.huella.ready);
    // Everything works before, on one thread.
    await importFolder(page, makeHerd(testInfo.outputPath('herd'), [1]), 2);
    expect(await page.evaluate(() => window.huella.diagnostics())).toMatchObject({
      threads: 1,
      photos: 2,
    });
    // Asking fails while the page reloads.
    const isolated = () => page.evaluate(() => crossOriginIsolated).catch(() => false);
    await expect.poll(isolated, { timeout: 60_000 }).toBe(true);
    await untilOffline(page);
    expect(loads).toBe(2);
    const asked = host.asked.filter((path) => !path.startsWith(PATH));
    expect(asked).toEqual([]);
  });

  await test.step('a new version', async () => {
    const next = testInfo.outputPath('next');
    const script = await makeNext(next);
    host.folder = next;
    host.asked.length = 0;

    await page.reload();
    expect(await versionOf(page)).toBeUndefined();
    const bar = page.getByRole('region', { name: 'A new version is ready' });
    await expect(bar).toBeVisible({ timeout: 60_000 });
    // Only what changed was fetched.
    expect(host.asked.filter((path) => !path.endsWith('service-worker.js'))).toEqual([
      `${PATH}assets/${script}`,
    ]);

    // The button in one tab, an import in the other.
    const other = await context.newPage();
    await other.goto(host.url);
    await other.evaluate(() => window.huella.ready);
    const importing = importSamples(other, IMPORTED);
    await expect.poll(() => other.title(), { intervals: [50] }).toMatch(/^done [1-9]/);
    await bar.getByRole('button', { name: 'Use it' }).click();
    await expect(bar).toContainText('as soon as the work under way is done');
    expect(await versionOf(page)).toBeUndefined();
    expect((await importing).imported).toBe(IMPORTED);
    await expect.poll(() => versionOf(page), { timeout: 30_000 }).toBe(2);
    await expect(bar).toHaveCount(0);
    await expect
      .poll(() => other.evaluate(() => 'huellaTestVersion' in window).catch(() => false))
      .toBe(true);
    expect(
      await page.evaluate(() => window.huella.ready.then(() => window.huella.diagnostics())),
    ).toMatchObject({
      photos: 2 + IMPORTED,
    });
    // Nothing of the version before is left.
    await untilOffline(page);
    const kept = await page.evaluate(async () => {
      const [name = ''] = (await caches.keys()).filter((name) => name.startsWith('huella-files'));
      return (await (await caches.open(name)).keys()).map(({ url }) => url);
    });
    expect(kept.filter((url) => url.includes(script))).toHaveLength(1);
  });

  await test.step('without the host', async () => {
    await host.kill();
    await Promise.all(context.pages().map((each) => each.close()));
    const tab = await context.newPage();
    await tab.goto(host.url);
    await expect.poll(() => versionOf(tab)).toBe(2);
    expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
    await identifyAndDecide(tab);
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
    await expectOnly(tab, host, heard);
  });
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
