/**
 * Measures in Chromium: `npm run bench:index -- [kinds] [counts] [dimensions] [shapes]`, each a
 * list separated by commas. Kinds: index (this room), plain (the loop a web developer writes
 * first), published (hnswlib-wasm as it is). Prints a line of JSON for each; the tables of
 * RESULTS.md are made from such lines.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../../tools/chromium';

const [kinds = 'index,plain', counts = '1000,10000', dimensions = '768', shapes = 'clustered'] =
  process.argv.slice(2);

const cacheDir = await mkdtemp(join(tmpdir(), 'bench-index-'));
const server = await createServer({
  cacheDir,
  // The page alone, not the app's own entries.
  optimizeDeps: { entries: ['tests/bench/index/page.html'] },
  // A file saved meanwhile must not reload the page.
  server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  logLevel: 'error',
});
await server.listen();
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
try {
  const page = await browser.newPage();
  page.on('console', (message) => {
    console.error(message.text());
  });
  await page.goto(new URL('tests/bench/index/page.html', address).href);
  await page.waitForFunction('globalThis.measureIndex !== undefined');
  for (const count of counts.split(',').map(Number)) {
    for (const dimension of dimensions.split(',').map(Number)) {
      for (const shape of shapes.split(',')) {
        for (const kind of kinds.split(',')) {
          const job = JSON.stringify({ kind, count, dimension, shape });
          const figures: unknown = await page.evaluate(`measureIndex(${job})`);
          console.log(JSON.stringify(figures));
        }
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
  await rm(cacheDir, { recursive: true });
}
