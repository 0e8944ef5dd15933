import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { consentCacheName } from '../../src/offline/consent.ts';
import { writeServiceWorker } from '../../tools/vite-offline.ts';
import { StaticHost } from './static-host';

/**
 * The policy that Huella's own service worker serves to the worker of a shared catalogue, in a site
 * of two files, so that what runs in that worker can be an intruder: with consent it reaches one
 * origin, and nothing else ever does.
 */

test.use({ serviceWorkers: 'allow' });

const WORKER = 'assets/catalogue.worker-AbCd1234.js';
const OTHER_WORKER = 'assets/library.worker-AbCd1234.js';
/** Asks each address that it is told, and says which of them answered. */
const ASKING = `onmessage = async ({ data }) => {
  const outcomes = await Promise.all(
    data.map((url) => fetch(url).then(({ status }) => status, (error) => error.name)));
  postMessage(outcomes);
};`;

const servers: Server[] = [];

/** A store that would answer every page. */
async function store(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('here');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** What a new worker of that file is answered by each address. */
function asked(page: Page, worker: string, urls: readonly string[]): Promise<unknown> {
  return page.evaluate(
    ([worker, urls]) =>
      new Promise((resolve, reject) => {
        // What Trusted Types asks of an address, as `workers/trusted-urls.ts` does in the app.
        const script = window.trusted.createScriptURL(worker) as string;
        const started = new Worker(script, { type: 'module' });
        started.onerror = () => reject(new Error('The worker did not start.'));
        started.onmessage = ({ data }) => {
          started.terminate();
          resolve(data);
        };
        started.postMessage(urls);
      }),
    [worker, urls] as const,
  );
}

declare global {
  interface Window {
    readonly trusted: { createScriptURL(url: string): unknown };
  }
}

/** What the service worker of that host lets through, before consent, with it and after it. */
async function openAfterConsent(context: BrowserContext, host: StaticHost): Promise<void> {
  const page = await context.newPage();
  const [chosen, other] = [await store(), await store()];
  await host.start();
  const scope = host.url;
  try {
    await page.goto(scope);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    // From now on the page's own policy comes from the service worker.
    await page.reload();

    const all = [`${chosen}/herd?list-type=2`, other, chosen.replace('127.0.0.1', 'localhost')];
    const refused = ['TypeError', 'TypeError', 'TypeError'];
    const consent = (text: string) =>
      page.evaluate(
        async ([name, url, text]) => (await caches.open(name)).put(url, new Response(text)),
        [consentCacheName(scope), `${scope}consent/store`, text] as const,
      );
    expect(await asked(page, WORKER, all)).toEqual(refused);

    await consent(chosen);
    const one = [200, 'TypeError', 'TypeError'];
    expect(await asked(page, WORKER, all)).toEqual(one);
    expect(await asked(page, OTHER_WORKER, all)).toEqual(refused);
    const here = await page.evaluate(
      (urls) =>
        Promise.all(
          urls.map((url) =>
            fetch(url).then(
              ({ status }) => status,
              (error: unknown) => (error as Error).name,
            ),
          ),
        ),
      all,
    );
    expect(here).toEqual(refused);

    // A consent that is no single origin opens nothing.
    for (const text of ['*', 'http:', `${chosen} ${other}`, `${chosen}; default-src *`]) {
      await consent(text);
      expect(await asked(page, WORKER, all)).toEqual(refused);
    }

    // From the cache, when the app's own server is gone, as from the server.
    await consent(chosen);
    await host.kill();
    const tab = await context.newPage();
    await tab.goto(scope);
    expect(await asked(tab, WORKER, all)).toEqual(one);

    await tab.evaluate((name) => caches.delete(name), consentCacheName(scope));
    expect(await asked(tab, WORKER, all)).toEqual(refused);
  } finally {
    await host.kill();
  }
}

test('one origin is open after consent, to one worker, until it is withdrawn, whatever headers the host sends', async ({
  context,
}, testInfo) => {
  const folder = testInfo.outputPath('site');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script src="page.js"></script>');
  writeFileSync(
    join(folder, 'page.js'),
    `window.trusted = trustedTypes.createPolicy('default', { createScriptURL: (url) => url });
     navigator.serviceWorker.register(trusted.createScriptURL('service-worker.js'));`,
  );
  for (const name of [WORKER, OTHER_WORKER]) writeFileSync(join(folder, name), ASKING);
  await writeServiceWorker(folder);
  // Each is an origin of its own: nothing is shared but the browser.
  for (const headers of [true, false]) {
    await test.step(`a host that sends ${headers ? 'its' : 'no'} headers`, () =>
      openAfterConsent(context, new StaticHost({ folder, headers })));
  }
});
