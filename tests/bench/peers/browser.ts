/** A Chromium with a profile on disk, as people have, for one of the apps. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium, WEBGPU_ARGS } from '../../../tools/chromium';

export class Browser {
  #page: Page;
  readonly #profile: string;
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, profile: string, page: Page) {
    this.#context = context;
    this.#profile = profile;
    this.#page = page;
  }

  static async open({ webgpu = false } = {}): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'bench-peers-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: findChromium(),
      // It would fetch in the background what the page has not asked for.
      serviceWorkers: 'block',
      args: [...CHROMIUM_ARGS, ...(webgpu ? WEBGPU_ARGS : [])],
    });
    return new Browser(context, profile, context.pages()[0] ?? (await context.newPage()));
  }

  get page(): Page {
    return this.#page;
  }

  /** Another page in the place of the one that is open. */
  async renew(): Promise<Page> {
    const before = this.#page;
    this.#page = await this.#context.newPage();
    await before.close();
    return this.#page;
  }

  async close(): Promise<void> {
    await this.#context.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}
