/** Opens the production build in a headless Chromium, for the commands that drive the app as a script would. */
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium, WEBGPU_ARGS } from './chromium';

const ROOT = join(import.meta.dirname, '..');

export interface OpenApp {
  readonly page: Page;
  readonly origin: string;
  close(): Promise<void>;
}

/** Builds first when there is no build yet. The profile is fresh: nothing of an earlier run is there. */
export async function openApp(options: { readonly webgpu?: boolean } = {}): Promise<OpenApp> {
  if (!existsSync(join(ROOT, 'dist/index.html'))) await build({ root: ROOT, logLevel: 'warn' });
  const server = await preview({ root: ROOT, logLevel: 'error', preview: { port: 0, host: 'localhost' } });
  const origin = `http://localhost:${(server.httpServer.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, ...(options.webgpu ? WEBGPU_ARGS : [])],
  });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  return {
    page,
    origin,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
