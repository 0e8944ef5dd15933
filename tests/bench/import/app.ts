/** The app's own import, in the production build, timed from its call to its report. */
import type { Page } from '@playwright/test';
import { openApp, type OpenApp } from '../../../tools/app';
import { HAS_PROC, secondsBelow } from './processor';

/** One import: how long it took by the clock and, where the system tells, of the processor. */
export interface Timed {
  readonly seconds: number;
  readonly processorSeconds: number | null;
}

const INPUT = 'bench-import-files';

export class AppImport {
  #closed: Promise<void> | undefined;

  private constructor(private readonly app: OpenApp) {}

  static async open(): Promise<AppImport> {
    const app = await openApp({ routed: true });
    await app.page.goto(app.origin);
    await app.page.evaluate(async (id) => {
      while (!('huella' in window)) await new Promise((resolve) => setTimeout(resolve, 10));
      await window.huella.settings.set({ backend: 'wasm' });
      await window.huella.ready;
      const input = document.createElement('input');
      Object.assign(input, { type: 'file', multiple: true, id, hidden: true });
      document.body.append(input);
    }, INPUT);
    return new AppImport(app);
  }

  get page(): Page {
    return this.app.page;
  }

  /** Imports the files into an empty gallery. */
  async all(paths: readonly string[]): Promise<Timed> {
    await this.#choose(paths);
    const before = HAS_PROC ? secondsBelow() : 0;
    const { seconds, imported } = await this.page.evaluate(async (id) => {
      const { files } = document.getElementById(id) as HTMLInputElement;
      const from = performance.now();
      const { imported } = await window.huella.import([...files!]);
      return { seconds: (performance.now() - from) / 1000, imported };
    }, INPUT);
    const processorSeconds = HAS_PROC ? secondsBelow() - before : null;
    if (imported !== paths.length) throw new Error(`${imported} of ${paths.length} imported`);
    await this.page.evaluate(() => window.huella.clear());
    return { seconds, processorSeconds };
  }

  async encode(path: string): Promise<readonly number[]> {
    await this.#choose([path]);
    return this.page.evaluate(async (id) => {
      const { files } = document.getElementById(id) as HTMLInputElement;
      return [...(await window.huella.encode(files![0]!))];
    }, INPUT);
  }

  /** May be called again. */
  close(): Promise<void> {
    return (this.#closed ??= this.app.close());
  }

  #choose(paths: readonly string[]): Promise<void> {
    return this.page.locator(`#${INPUT}`).setInputFiles([...paths]);
  }
}
