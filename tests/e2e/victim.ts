/**
 * What the tests of kills share: a browser of their own with a profile on disk, and the ways it is
 * killed.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, COMPILE_HOT_ARGS, findChromium } from '../../tools/chromium';

export const WEAPONS = ['browser', 'worker', 'tab'] as const;
export type Weapon = (typeof WEAPONS)[number];

const LONG = Boolean(process.env['HUELLA_LONG']);
/** As in other journeys: in the long form markings are made beside everything else. */
const SETTINGS = LONG ? { backend: 'wasm' } : { backend: 'wasm', markings: 'never' };

/** The same kills for the same seed. */
export function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** As a machine that loses its power: nothing is closed. */
export async function killBrowser(profile: string): Promise<void> {
  for (const pid of await processesOf(profile)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with its parent.
    }
  }
}

/** The processes of one browser profile, found by its folder. */
async function processesOf(profile: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(`--user-data-dir=${profile}`)) found.push(Number(pid));
  }
  return found;
}

export class Victim {
  context: BrowserContext | null = null;
  page: Page | null = null;
  /** Names of the photos an import has reported as dealt with. */
  readonly reported = new Set<string>();

  private constructor(
    private readonly profile: string,
    private readonly address: string,
  ) {}

  static async arm(address: string): Promise<Victim> {
    return new Victim(await mkdtemp(join(tmpdir(), 'huella-kills-')), address);
  }

  /** A page of the app's origin without the app. */
  async neutral(): Promise<Page> {
    const page = await (await this.#launched()).newPage();
    await page.goto(new URL('samples/samples.json', this.address).href);
    return page;
  }

  /** The app, which may not have started yet. */
  async begin(): Promise<Page> {
    const page = await (await this.#launched()).newPage();
    this.page = page;
    // Chosen before the start, which would otherwise be made twice.
    await page.addInitScript(
      (settings) => localStorage.setItem('huella.settings', settings),
      JSON.stringify(SETTINGS),
    );
    await page.goto(this.address, { waitUntil: 'commit' });
    return page;
  }

  /** The app, started. */
  async open(): Promise<Page> {
    const page = this.page ?? (await this.begin());
    await page.evaluate(async () => {
      while (!('huella' in window)) await new Promise((resolve) => setTimeout(resolve, 10));
      await window.huella.ready;
    });
    return page;
  }

  async end(): Promise<void> {
    await this.context?.close().catch(() => undefined);
    await rm(this.profile, { recursive: true, force: true });
  }

  async #launched(): Promise<BrowserContext> {
    if (!this.context) {
      this.context = await chromium.launchPersistentContext(this.profile, {
        executablePath: findChromium(),
        args: [...CHROMIUM_ARGS, ...(LONG ? [] : COMPILE_HOT_ARGS)],
      });
      await this.context.exposeFunction('reported', (name: string) => void this.reported.add(name));
    }
    return this.context;
  }

  async kill(weapon: Weapon, random: () => number): Promise<void> {
    if (weapon === 'worker') {
      // Not the threads of one: they sleep in a lock and hear nothing.
      const workers = this.page!.workers().filter((worker) =>
        /(library|encoder)\.worker/.test(worker.url()),
      );
      const chosen = workers[Math.floor(random() * workers.length)];
      // One that ends at once gives no answer.
      const ended = chosen?.evaluate(() => close()).catch(() => undefined);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2000))]);
    } else if (weapon === 'tab') {
      await this.page!.close();
      this.page = null;
    } else {
      await killBrowser(this.profile);
      await this.context!.close().catch(() => undefined);
      this.context = this.page = null;
    }
  }
}
