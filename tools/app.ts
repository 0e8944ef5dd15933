/**
 * Opens the production build in a headless Chromium, for the commands that drive the app as a
 * script would.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium, WEBGPU_ARGS } from './chromium';

const ROOT = join(import.meta.dirname, '..');

/** What the build is made from. */
const SOURCES = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'tools/vite-hnswlib.ts',
  'tools/vite-offline.ts',
  'tools/headers.ts',
  'tools/manifest.ts',
  'package-lock.json',
];

function isStale(): boolean {
  const built = join(ROOT, 'dist/index.html');
  if (!existsSync(built)) return true;
  const since = statSync(built).mtimeMs;
  return SOURCES.some((source) => newest(join(ROOT, source)) > since);
}

function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    mtimeMs,
  );
}

export interface OpenApp {
  readonly page: Page;
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Builds first when there is no build or it is older than what it is made from. The profile is
 * fresh: nothing of an earlier run is there.
 */
export async function openApp(
  options: {
    readonly webgpu?: boolean;
    /**
     * The command answers requests of the page itself (photos to import): no service worker comes
     * first.
     */
    readonly routed?: boolean;
  } = {},
): Promise<OpenApp> {
  if (isStale()) await build({ root: ROOT, logLevel: 'warn' });
  const server = await preview({
    root: ROOT,
    logLevel: 'error',
    preview: { port: 0, host: 'localhost' },
  });
  const origin = `http://localhost:${(server.httpServer.address() as AddressInfo).port}`;
  // A profile on disk, as people have: in a private window Chromium forgets the origin's files
  // after ten minutes without use.
  const profile = mkdtempSync(join(tmpdir(), 'huella-profile-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    ...(options.routed ? { serviceWorkers: 'block' as const } : {}),
    args: [...CHROMIUM_ARGS, ...(options.webgpu ? WEBGPU_ARGS : [])],
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  return {
    page,
    origin,
    async close() {
      await browser.close();
      await server.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
