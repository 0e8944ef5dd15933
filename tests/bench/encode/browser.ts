/** Chromium with the measuring page, and the folder of models beside it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { CHROMIUM_ARGS, findChromium, WEBGPU_ARGS } from '../../../tools/chromium';
import { MODELS_PATH } from './fetch';

export interface BenchPage {
  readonly page: Page;
  /**
   * Calls a method of the worker of that name (`wasm1`, `wasm2`, `gpu`); it is started on its first
   * call.
   */
  call<T>(worker: string, method: string, ...args: unknown[]): Promise<T>;
  close(): Promise<void>;
}

/** @param html the measuring page, from the repository's root; it has a `callWorker` */
export async function openPage(
  folder: string,
  html = 'tests/bench/encode/page.html',
): Promise<BenchPage> {
  const server = await createServer({
    cacheDir: join(folder, 'vite'),
    optimizeDeps: { entries: [html], exclude: ['onnxruntime-web'] },
    // A file saved meanwhile must not reload the page.
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    logLevel: 'error',
    plugins: [
      {
        name: 'bench-models',
        configureServer({ middlewares }) {
          middlewares.use(MODELS_PATH, (request, response, next) => {
            const path = join(folder, basename(request.url ?? ''));
            stat(path).then(({ size }) => {
              response.setHeader('Content-Length', size);
              createReadStream(path).pipe(response);
            }, next);
          });
        },
      },
    ],
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, ...WEBGPU_ARGS],
  });
  const page = await browser.newPage();
  page.on('console', (message) => {
    console.error(message.text());
  });
  await page.goto(new URL(html, server.resolvedUrls?.local[0] ?? '').href);
  await page.waitForFunction('globalThis.callWorker !== undefined');
  return {
    page,
    call: (worker, method, ...args) =>
      page.evaluate(
        `callWorker(${JSON.stringify(worker)}, ${JSON.stringify(method)}, ${JSON.stringify(args)})`,
      ),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
