/** The app: its production build, with the weights installed from the checkpoint. */
import { join } from 'node:path';
import { headersOf } from '../../../tools/headers';
import { Browser } from './browser';
import type { FirstVisit, Found, Lane, Visit } from './lane';
import { Site } from './site';

const DIST = join(import.meta.dirname, '../../../dist');
const INPUT = 'bench-peers-files';
/** What the app loads of the encoder that it comes with is no code. */
const WEIGHTS = /^\/models\//;

export class HuellaLane implements Lane {
  readonly name = 'huella';
  #browser: Browser | null = null;
  #closed: Promise<void> | null = null;
  readonly #site: Site;
  readonly #checkpoint: string;

  private constructor(site: Site, checkpoint: string) {
    this.#site = site;
    this.#checkpoint = checkpoint;
  }

  static async open(checkpoint: string): Promise<HuellaLane> {
    return new HuellaLane(
      await Site.open({ folders: { '/': DIST }, headers: headersOf }),
      checkpoint,
    );
  }

  async firstVisit(photo: string): Promise<FirstVisit> {
    await this.#browser?.close();
    this.#browser = await Browser.open();
    await this.#site.loaded(WEIGHTS);
    const from = performance.now();
    await this.#goto();
    await this.#choose(this.#checkpoint);
    await this.#browser.page.evaluate(async (id) => {
      const { files } = document.getElementById(id) as HTMLInputElement;
      await window.huella.ready;
      const encoder = await window.huella.encoders.install(files![0]!, { name: 'Swin-T' });
      await window.huella.encoders.use(encoder.id);
    }, INPUT);
    const embedding = await this.#embed(photo);
    const seconds = (performance.now() - from) / 1000;
    return { seconds, embedding, loaded: await this.#site.loaded(WEIGHTS) };
  }

  async nextVisit(photo: string): Promise<Visit> {
    await this.#browser!.renew();
    const from = performance.now();
    await this.#goto();
    const embedding = await this.#embed(photo);
    return { seconds: (performance.now() - from) / 1000, embedding };
  }

  async importAll(paths: readonly string[]): Promise<number> {
    await this.#choose(...paths);
    const { seconds, imported } = await this.#browser!.page.evaluate(async (id) => {
      const { files } = document.getElementById(id) as HTMLInputElement;
      const from = performance.now();
      const { imported } = await window.huella.import([...files!]);
      return { seconds: (performance.now() - from) / 1000, imported };
    }, INPUT);
    if (imported !== paths.length) throw new Error(`${imported} of ${paths.length} imported`);
    return seconds;
  }

  async query(paths: readonly string[]): Promise<readonly Found[]> {
    await this.#choose(...paths);
    return this.#browser!.page.evaluate(async (id) => {
      const { files } = document.getElementById(id) as HTMLInputElement;
      const found = [];
      for (const file of files!) {
        const from = performance.now();
        const [best] = await window.huella.search(file, { k: 10 });
        found.push({ name: best?.name ?? '', ms: performance.now() - from });
      }
      return found;
    }, INPUT);
  }

  clear(): Promise<void> {
    return this.#browser!.page.evaluate(() => window.huella.clear());
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    this.#browser = null;
    await (this.#closed ??= this.#site.close());
  }

  async #goto(): Promise<void> {
    const { page } = this.#browser!;
    await page.goto(this.#site.origin, { waitUntil: 'commit' });
    await page.evaluate(async (id) => {
      while (!('huella' in window)) await new Promise((resolve) => setTimeout(resolve, 10));
      // Points of markings, made while the device is idle, would be measured as well.
      await window.huella.settings.set({ backend: 'wasm', markings: 'never' });
      const input = document.createElement('input');
      document.body.append(
        Object.assign(input, { type: 'file', multiple: true, id, hidden: true }),
      );
    }, INPUT);
  }

  async #embed(path: string): Promise<readonly number[]> {
    await this.#choose(path);
    return this.#browser!.page.evaluate(async (id) => {
      const { files } = document.getElementById(id) as HTMLInputElement;
      return [...(await window.huella.encode(files![0]!))];
    }, INPUT);
  }

  #choose(...paths: readonly string[]): Promise<void> {
    return this.#browser!.page.locator(`#${INPUT}`).setInputFiles([...paths]);
  }
}
