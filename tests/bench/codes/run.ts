/**
 * Search in a gallery that is larger than the device: codes in memory, the best of them scored again
 * from vectors fetched by range. `npm run bench:codes -- FOLDER [COUNT]` measures in Chromium what
 * `prepare.py` has put into FOLDER (3.7 GB for a million), and prints a line of JSON for each form.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../../tools/chromium';
import type { Job } from './scan.worker';

const [folder, count = '1000000'] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: npm run bench:codes -- FOLDER [COUNT]');
/** MegaDescriptor-T's and DINOv2-B's. */
const DIMENSION = 768;
const CANDIDATES = [100, 200, 500, 1000];

const NEAREST = 10;

const all = { count: Number(count), dimension: DIMENSION };
await measure(folder);

async function measure(folder: string): Promise<void> {
  const store = createHttpServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'Range');
    response.setHeader('Access-Control-Max-Age', '3600');
    if (request.method === 'OPTIONS') {
      response.end();
      return;
    }
    const path = join(folder, (request.url ?? '').slice(1));
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const [start, end] = [
      Number(from ?? 0),
      to === undefined ? statSync(path).size - 1 : Number(to),
    ];
    response.writeHead(from === undefined ? 200 : 206, { 'Content-Length': end - start + 1 });
    createReadStream(path, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  const { port } = store.address() as { port: number };
  const server = await createServer({
    optimizeDeps: { entries: ['tests/bench/codes/page.html'] },
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    logLevel: 'error',
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS],
  });
  try {
    const page = await browser.newPage();
    await page.goto(
      new URL('tests/bench/codes/page.html', server.resolvedUrls?.local[0] ?? '').href,
    );
    await page.waitForFunction('globalThis.measureCodes !== undefined');
    const jobs: Job[] = (
      [
        ['exact', 1],
        ['hamming', 1],
        ['table', 1],
        ['table', 2],
        ['table', 4],
      ] as const
    ).map(([form, bits]) => ({
      ...all,
      form,
      bits,
      candidates: CANDIDATES,
      k: NEAREST,
      store: `http://127.0.0.1:${port}/`,
    }));
    for (const job of jobs) {
      const figures: unknown = await page.evaluate(`measureCodes(${JSON.stringify(job)})`);
      console.log(JSON.stringify({ form: job.form, bits: job.bits, figures }));
    }
  } finally {
    await browser.close();
    await server.close();
    store.close();
  }
}
