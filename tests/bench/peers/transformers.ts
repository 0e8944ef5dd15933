/** transformers.js and hnswlib-wasm, put together as `peer/` has them and built by Vite. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { SECURITY_HEADERS } from '../../../tools/headers';
import { Browser } from './browser';
import type { FirstVisit, Found, Lane, Visit } from './lane';
import { Site } from './site';

const PACKAGE = '@huggingface/transformers';
const WEIGHTS = /^\/models\//;
/** Isolated, for threads; without the app's policy, which a library need not stand. */
const HEADERS = Object.fromEntries(
  Object.entries(SECURITY_HEADERS).filter(([name]) => name.startsWith('Cross-Origin')),
);

/** The folder of node_modules that has transformers.js; undefined where none is named or has it. */
export function modulesOfPeers(): string | undefined {
  const named = process.env['HUELLA_BENCH_MODULES'];
  const folder = named && join(named, 'node_modules');
  return folder && existsSync(join(folder, PACKAGE)) ? folder : undefined;
}

/** Builds the page into a folder, and opens a server of it. */
export async function openPeerSite(modules: string, models: string, outDir: string): Promise<Site> {
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'peer'),
    logLevel: 'warn',
    base: './',
    // What a browser is given of the package; Vite would find it by itself in a project of its own.
    resolve: { alias: { [PACKAGE]: join(modules, PACKAGE, 'dist/transformers.web.js') } },
    worker: { format: 'es' },
    build: { target: 'es2023', outDir, emptyOutDir: true, chunkSizeWarningLimit: 10_000 },
  });
  const ort = join(modules, 'onnxruntime-web/dist/');
  return Site.open({
    folders: { '/': outDir, '/models/': models, '/ort/': ort },
    headers: () => HEADERS,
  });
}

export class PeerLane implements Lane {
  #browser: Browser | null = null;
  readonly #site: Site;
  readonly #threads: number | undefined;

  /** @param site stays open: several lanes use it */
  constructor(
    readonly name: 'library' | 'threads',
    site: Site,
    threads?: number,
  ) {
    this.#site = site;
    this.#threads = threads;
  }

  async firstVisit(photo: string): Promise<FirstVisit> {
    await this.#browser?.close();
    this.#browser = await Browser.open();
    await this.#site.loaded(WEIGHTS);
    const visit = await this.#visit(photo);
    return { ...visit, loaded: await this.#site.loaded(WEIGHTS) };
  }

  async nextVisit(photo: string): Promise<Visit> {
    await this.#browser!.renew();
    return this.#visit(photo);
  }

  async importAll(paths: readonly string[]): Promise<number> {
    await this.#choose(...paths);
    return this.#browser!.page.evaluate(() => window.peer.importFiles());
  }

  async query(paths: readonly string[]): Promise<readonly Found[]> {
    await this.#choose(...paths);
    return this.#browser!.page.evaluate(() => window.peer.query());
  }

  clear(): Promise<void> {
    return this.#browser!.page.evaluate(() => window.peer.clear());
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    this.#browser = null;
  }

  async #visit(photo: string): Promise<Visit> {
    const { page } = this.#browser!;
    const from = performance.now();
    await page.goto(this.#site.origin, { waitUntil: 'commit' });
    await page.waitForFunction(() => 'peer' in window, undefined, { polling: 10 });
    await page.evaluate((threads) => window.peer.start('wasm', threads), this.#threads);
    await this.#choose(photo);
    const embedding = await page.evaluate(() => window.peer.embed());
    return { seconds: (performance.now() - from) / 1000, embedding };
  }

  #choose(...paths: readonly string[]): Promise<void> {
    return this.#browser!.page.locator('#files').setInputFiles([...paths]);
  }
}

/** Dispatches of one photo on WebGPU, by its own pipeline; the software adapter takes a minute. */
export async function peerDispatches(site: Site, photo: string): Promise<number> {
  const browser = await Browser.open({ webgpu: true });
  try {
    const { page } = browser;
    await page.goto(site.origin);
    await page.waitForFunction(() => 'peer' in window);
    await page.locator('#files').setInputFiles(photo);
    return await page.evaluate(async () => {
      await window.peer.start('webgpu');
      // The first run may prepare weights on the graphics processor.
      await window.peer.embed();
      const before = await window.peer.dispatches();
      await window.peer.embed();
      return (await window.peer.dispatches()) - before;
    });
  } finally {
    await browser.close();
  }
}
