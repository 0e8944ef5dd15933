import { expect, test, type Page } from '@playwright/test';
import { fileIn, swinFile } from './encoder-files';
import { randomly, Victim, WEAPONS } from './victim';

/**
 * Kills at random moments, and in the middle of saving the index. After each the app opens, the
 * library holds together, every photo whose import was reported is there, and a search finds it. A
 * few always, fifty with HUELLA_LONG=1.
 */

const KILLS = process.env['HUELLA_LONG'] ? 50 : 3;
const PHASES = ['import', 'index save', 'encoder switch'] as const;
/** Of photos in a phase. An index is saved when sixteen are new in it. */
const PHOTOS = { import: 12, 'index save': 17, 'encoder switch': 3 } as const;

/**
 * Resolves while the index is being written, in the transaction that does it; `ends`: the worker
 * ends itself there.
 */
async function savingIndex(page: Page, ends: boolean): Promise<void> {
  const marker = 'the index is being written';
  const library = page.workers().find((worker) => worker.url().includes('library.worker'))!;
  const heard = page.waitForEvent('console', { predicate: (message) => message.text() === marker });
  await library.evaluate(
    ({ marker, ends }) => {
      const store = IDBObjectStore.prototype;
      const put = Reflect.get(store, 'put') as (...args: unknown[]) => IDBRequest<IDBValidKey>;
      store.put = function (...args) {
        const request = Reflect.apply(put, this, args);
        if (this.name !== 'snapshots') return request;
        console.log(marker);
        if (ends) close();
        return request;
      };
    },
    { marker, ends },
  );
  await heard;
}

test('killed at random moments, the library keeps every photo it said it had', async ({
  baseURL,
}) => {
  test.skip(process.platform !== 'linux', 'finds the browser through /proc');
  test.setTimeout(KILLS * 60_000);
  const victim = await Victim.arm(baseURL!);
  const seed = Number(process.env['HUELLA_SEED'] ?? Date.now() % 1e6);
  console.log(`kills: seed ${seed}`);
  const random = randomly(seed);
  try {
    let page = await victim.open();
    const installed = await page.evaluate(
      (file) => window.huella.encoders.install(file),
      await fileIn(page, await swinFile('flat.safetensors'), 'flat.safetensors'),
    );
    let variant = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const phase = PHASES[kill % PHASES.length]!;
      const weapon = WEAPONS[Math.floor(kill / PHASES.length + kill) % WEAPONS.length]!;
      await test.step(`${weapon} during ${phase}`, async () => {
        variant += 1;
        const saving = phase === 'index save' ? savingIndex(page, weapon === 'worker') : null;
        const busy = page
          .evaluate(
            async ({ phase, variant, other, count }) => {
              const { huella } = window;
              const { photos } = (await (await fetch('samples/samples.json')).json()) as {
                photos: { file: string; individual: string }[];
              };
              // Other bytes each time, the same picture: what follows a JPEG's end is not looked
              // at.
              const items = await Promise.all(
                photos
                  .slice(variant % 40, (variant % 40) + count)
                  .map(async ({ file, individual }) => {
                    const blob = await (await fetch(`samples/${file}`)).blob();
                    return {
                      file: new File([blob, `variant ${variant}`], `${variant}-${file}`),
                      individual,
                    };
                  }),
              );
              const tell = (window as unknown as { reported: (name: string) => Promise<void> })
                .reported;
              // Its end flushes the index.
              await huella.import(items, {
                onProgress: ({ label }) => void (label && tell(label)),
              });
              const active = (await huella.encoders.list()).find(({ active }) => active)!.id;
              if (phase === 'encoder switch')
                await huella.encoders.use(active === other ? 'default' : other);
            },
            { phase, variant, other: installed.id, count: PHOTOS[phase] },
          )
          .catch(() => undefined);
        // A large gallery's index is saved more rarely: then the kill comes after the import.
        const caught =
          saving !== null &&
          (await Promise.race([saving.then(() => true), busy.then(() => false)]));
        if (!saving) await new Promise((resolve) => setTimeout(resolve, 100 + random() * 4000));
        if (!caught || weapon !== 'worker') await victim.kill(weapon, random);
        // A dead worker is replaced under the running work; tab and browser take it with them.
        await busy;
        if (!victim.page) page = await victim.open();

        const after = await page.evaluate(async () => {
          await window.huella.ready;
          return {
            findings: await window.huella.integrityCheck(),
            all: await window.huella.diagnostics(),
          };
        });
        const { findings } = after;
        // Photos that a switch has not come to yet have no embedding of the encoder in use; that is
        // taken up by itself.
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
            const [variant, file] = [
              name.slice(0, name.indexOf('-')),
              name.slice(name.indexOf('-') + 1),
            ];
            const blob = await (await fetch(`samples/${file}`)).blob();
            const found = await window.huella.search(new File([blob, `variant ${variant}`], name), {
              k: 50,
            });
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
    await victim.end();
  }
});
