import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../../tools/chromium';

/**
 * Kills at random moments. After each the app opens, the library holds together, every photo whose import was reported is there,
 * and a search finds it. A few always, fifty with HUELLA_LONG=1.
 */

const KILLS = process.env['HUELLA_LONG'] ? 50 : 6;
const PHASES = ['import', 'index save', 'encoder switch'] as const;
const WEAPONS = ['browser', 'worker', 'tab'] as const;
const CHECKPOINT = join(import.meta.dirname, '../fixtures/swin/flat.safetensors');

/** The same kills for the same seed. */
function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
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

class Victim {
  context: BrowserContext | null = null;
  page: Page | null = null;
  /** Names of the photos an import has reported as dealt with. */
  readonly reported = new Set<string>();

  constructor(
    private readonly profile: string,
    private readonly address: string,
  ) {}

  async open(): Promise<Page> {
    if (!this.context) {
      this.context = await chromium.launchPersistentContext(this.profile, {
        executablePath: findChromium(),
        args: [...CHROMIUM_ARGS],
      });
      await this.context.exposeFunction('reported', (name: string) => void this.reported.add(name));
    }
    const page = await this.context.newPage();
    this.page = page;
    await page.goto(this.address);
    await page.evaluate(async () => {
      await window.huella.ready;
      await window.huella.settings.set({ backend: 'wasm' });
    });
    return page;
  }

  async kill(weapon: (typeof WEAPONS)[number], random: () => number): Promise<void> {
    if (weapon === 'worker') {
      // Not the threads of one: they sleep in a lock and hear nothing.
      const workers = this.page!.workers().filter((worker) => /(library|encoder)\.worker/.test(worker.url()));
      const chosen = workers[Math.floor(random() * workers.length)];
      // One that ends at once gives no answer.
      const ended = chosen?.evaluate(() => close()).catch(() => undefined);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2000))]);
    } else if (weapon === 'tab') {
      await this.page!.close();
      this.page = null;
    } else {
      for (const pid of await processesOf(this.profile)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It ended with its parent.
        }
      }
      await this.context!.close().catch(() => undefined);
      this.context = this.page = null;
    }
  }
}

test('killed at random moments, the library keeps every photo it said it had', async ({ baseURL }) => {
  test.skip(process.platform !== 'linux', 'finds the browser through /proc');
  test.setTimeout(KILLS * 60_000);
  const profile = await mkdtemp(join(tmpdir(), 'huella-kills-'));
  const victim = new Victim(profile, baseURL!);
  const seed = Number(process.env['HUELLA_SEED'] ?? Date.now() % 1e6);
  console.log(`kills: seed ${seed}`);
  const random = randomly(seed);
  try {
    const checkpoint = [...(await readFile(CHECKPOINT))];
    let page = await victim.open();
    const installed = await page.evaluate(
      (bytes) => window.huella.encoders.install(new File([new Uint8Array(bytes)], 'flat.safetensors')),
      checkpoint,
    );
    let variant = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const phase = PHASES[kill % PHASES.length]!;
      const weapon = WEAPONS[Math.floor(kill / PHASES.length + kill) % WEAPONS.length]!;
      await test.step(`${weapon} during ${phase}`, async () => {
        variant += 1;
        const busy = page
          .evaluate(
            async ({ phase, variant, other }) => {
              const { huella } = window;
              const { photos } = (await (await fetch('samples/samples.json')).json()) as {
                photos: { file: string; individual: string }[];
              };
              // Other bytes each time, the same picture: what follows a JPEG's end is not looked at.
              const count = phase === 'import' ? 12 : 3;
              const items = await Promise.all(
                photos.slice(variant % 40, (variant % 40) + count).map(async ({ file, individual }) => {
                  const blob = await (await fetch(`samples/${file}`)).blob();
                  return { file: new File([blob, `variant ${variant}`], `${variant}-${file}`), individual };
                }),
              );
              const tell = (window as unknown as { reported: (name: string) => Promise<void> }).reported;
              // Its end flushes the index.
              await huella.import(items, { onProgress: ({ label }) => void (label && tell(label)) });
              const active = (await huella.encoders.list()).find(({ active }) => active)!.id;
              if (phase === 'encoder switch') await huella.encoders.use(active === other ? 'default' : other);
            },
            { phase, variant, other: installed.id },
          )
          .catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 100 + random() * 4000));
        await victim.kill(weapon, random);
        // A dead worker is replaced under the running work; tab and browser take it with them.
        await busy;
        if (!victim.page) page = await victim.open();

        const after = await page.evaluate(async () => {
          await window.huella.ready;
          return { findings: await window.huella.integrityCheck(), all: await window.huella.diagnostics() };
        });
        const { findings } = after;
        // Photos that a switch has not come to yet have no embedding of the encoder in use; that is taken up by itself.
        expect(findings.filter(({ kind }) => kind !== 'embedding-missing')).toEqual([]);
        const names = await page.evaluate(
          () =>
            new Promise<string[]>((resolve, reject) => {
              const request = indexedDB.open('huella');
              request.onerror = () => reject(request.error!);
              request.onsuccess = () => {
                const all = request.result.transaction('photos').objectStore('photos').getAll();
                all.onsuccess = () => {
                  request.result.close();
                  resolve((all.result as { name: string }[]).map(({ name }) => name));
                };
              };
            }),
        );
        expect(new Set(names).size).toBe(names.length);
        expect([...victim.reported].filter((name) => !names.includes(name))).toEqual([]);
        await expect
          .poll(
            async () => {
              const { indexed, photos } = await page.evaluate(() => window.huella.diagnostics());
              return indexed - photos;
            },
            { timeout: 60_000 },
          )
          .toBe(0);
        const wanted = names.at(-1);
        if (wanted) {
          const best = await page.evaluate(async (name) => {
            const [variant, file] = [name.slice(0, name.indexOf('-')), name.slice(name.indexOf('-') + 1)];
            const blob = await (await fetch(`samples/${file}`)).blob();
            const found = await window.huella.search(new File([blob, `variant ${variant}`], name), { k: 50 });
            return {
              similarity: found[0]?.similarity,
              file: found[0]?.name.replace(/^\d+-/, ''),
              wanted: file,
            };
          }, wanted);
          expect(best.similarity).toBeGreaterThan(0.999);
          expect(best.file).toBe(best.wanted);
        }
      });
    }
  } finally {
    await victim.context?.close().catch(() => undefined);
    await rm(profile, { recursive: true, force: true });
  }
});
