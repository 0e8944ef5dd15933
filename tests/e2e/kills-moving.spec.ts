import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { randomly, Victim, WEAPONS } from './victim';

/**
 * Kills while a whole library moves: while one of the first version is brought up to date, and
 * while a backup is restored. Afterwards it is as it was before or as it should be, never half of
 * both. One each always, twenty-five each with HUELLA_LONG=1.
 */

const LONG = Boolean(process.env['HUELLA_LONG']);
const KILLS = LONG ? 25 : 1;
const STORED = join(import.meta.dirname, '../fixtures/library-v1/v1.json');
const seed = Number(process.env['HUELLA_SEED'] ?? Date.now() % 1e6);

interface Stored {
  readonly version: number;
  readonly searches: readonly {
    readonly vector: readonly number[];
    readonly matches: readonly { readonly photoId: string; readonly similarity: number }[];
  }[];
}

/**
 * Writes the library of version 1 in place of the one that is there, without any of the app's code.
 */
async function writeOld(page: Page, json: string): Promise<void> {
  await page.evaluate(async (json) => {
    interface Store {
      readonly name: string;
      readonly keyPath: string | null;
      readonly autoIncrement: boolean;
      readonly indexes: readonly {
        name: string;
        keyPath: string | string[];
        unique: boolean;
        multiEntry: boolean;
      }[];
      readonly records: readonly { readonly key: IDBValidKey; readonly value: unknown }[];
    }
    const { version, stores } = JSON.parse(json) as { version: number; stores: readonly Store[] };
    const bytes = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && '$bytes' in value
        ? Uint8Array.from(atob(value.$bytes as string), (character) => character.charCodeAt(0))
            .buffer
        : value;
    const unpack = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || '$bytes' in value
        ? bytes(value)
        : Object.fromEntries(
            Object.entries(value).map(([field, packed]) => [field, bytes(packed)]),
          );
    const settled = (request: IDBOpenDBRequest): Promise<IDBDatabase> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    await settled(indexedDB.deleteDatabase('huella'));
    const opening = indexedDB.open('huella', version);
    opening.onupgradeneeded = () => {
      for (const { name, keyPath, autoIncrement, indexes } of stores) {
        const store = opening.result.createObjectStore(name, { keyPath, autoIncrement });
        for (const { name, keyPath, unique, multiEntry } of indexes)
          store.createIndex(name, keyPath, { unique, multiEntry });
      }
    };
    const database = await settled(opening);
    const transaction = database.transaction([...database.objectStoreNames], 'readwrite');
    for (const { name, keyPath, records } of stores) {
      const store = transaction.objectStore(name);
      for (const { key, value } of records)
        store.put(unpack(value), keyPath === null ? key : undefined);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error!);
    });
    database.close();
  }, json);
}

/** Of the database as it lies on the disk. */
const versionOf = (page: Page): Promise<number | undefined> =>
  page.evaluate(
    async () => (await indexedDB.databases()).find(({ name }) => name === 'huella')?.version,
  );

/** Killed while it brings a library of the first version up to date. */
async function migrating(victim: Victim, random: () => number): Promise<void> {
  const json = await readFile(STORED, 'utf8');
  const { version, searches } = JSON.parse(json) as Stored;
  const left: (number | undefined)[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const weapon = WEAPONS[kill % WEAPONS.length]!;
    await test.step(`${weapon}, seed ${seed}`, async () => {
      const before = await victim.neutral();
      await victim.page?.close();
      victim.page = null;
      await writeOld(before, json);
      await before.close();
      await victim.begin();
      await new Promise((resolve) => setTimeout(resolve, random() * 500));
      await victim.kill(weapon, random);
      // The worker's death leaves the page, which goes on by itself.
      if (weapon !== 'worker') {
        const after = await victim.neutral();
        left.push(await versionOf(after));
        await after.close();
      }
      const page = await victim.open();
      expect(await page.evaluate(() => window.huella.integrityCheck())).toEqual([]);
      for (const { vector, matches } of searches) {
        const found = await page.evaluate(
          (vector) => window.huella.search(new Float32Array(vector), { k: 6 }),
          [...vector],
        );
        expect(found.map(({ photoId, similarity }) => [photoId, similarity])).toEqual(
          matches.map(({ photoId, similarity }) => [photoId, similarity]),
        );
      }
      expect(await versionOf(page)).toBeGreaterThan(version);
    });
  }
  console.log(`killed with the database at version ${left.join(', ')}`);
}

/** Imports samples by name, each as its own animal's. */
function importThem(page: Page, names: readonly string[]) {
  return page.evaluate(async (names) => {
    const items = await Promise.all(
      names.map(async (name) => {
        const blob = await (await fetch(`samples/${name}.jpg`)).blob();
        return { file: new File([blob], `${name}.jpg`), individual: name.split('-')[0]! };
      }),
    );
    const { imported, failed } = await window.huella.import(items);
    if (failed.length > 0 || imported !== names.length) throw new Error(JSON.stringify(failed));
  }, names);
}

/**
 * The names of all photos, and how many things lie in each store that nothing may lie in without a
 * photo.
 */
function contents(page: Page) {
  return page.evaluate(
    () =>
      new Promise<{
        names: string[];
        originals: number;
        thumbnails: number;
        vectors: number;
        note: boolean;
      }>((resolve, reject) => {
        const opening = indexedDB.open('huella');
        opening.onerror = () => reject(opening.error!);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction([
            'photos',
            'originals',
            'thumbnails',
            'vectors',
            'settings',
          ]);
          const photos = transaction.objectStore('photos').getAll() as IDBRequest<
            { name: string }[]
          >;
          const [originals, thumbnails, vectors] = (
            ['originals', 'thumbnails', 'vectors'] as const
          ).map((name) => transaction.objectStore(name).count());
          const note = transaction.objectStore('settings').count('restoring');
          transaction.oncomplete = () => {
            opening.result.close();
            resolve({
              names: photos.result.map(({ name }) => name).sort(),
              originals: originals!.result,
              thumbnails: thumbnails!.result,
              vectors: vectors!.result,
              note: note.result > 0,
            });
          };
        };
      }),
  );
}

/** Killed while it restores a backup, which is written to `path` before. */
async function restoring(victim: Victim, random: () => number, path: string): Promise<void> {
  const animals = ['ambar', 'bruno', 'coco', 'gris', 'kira', 'lola', 'luna', 'malik'];
  const shots = LONG ? [1, 2, 3, 4] : [1, 2];
  const saved = animals.flatMap((animal) => shots.map((i) => `${animal}-${i}`));
  const here = ['rosa-1', 'rosa-2', 'sol-1', 'luna-1'];
  const files = (names: readonly string[]): string[] => names.map((name) => `${name}.jpg`).sort();
  const union = files([...new Set([...saved, ...here])]);
  const outcomes: string[] = [];
  let page = await victim.open();
  await page.evaluate(() => window.huella.clear());
  await importThem(page, saved);
  const download = page.waitForEvent('download');
  await page.evaluate(async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await window.huella.backup());
    link.download = 'backup.zip';
    link.click();
  });
  await (await download).saveAs(path);
  for (let kill = 0; kill < KILLS; kill++) {
    const weapon = WEAPONS[kill % WEAPONS.length]!;
    await test.step(`${weapon}, seed ${seed}`, async () => {
      await page.evaluate(() => window.huella.clear());
      await importThem(page, here);
      await page.evaluate(() => {
        const input = document.createElement('input');
        input.type = 'file';
        input.id = 'backup-to-restore';
        document.body.append(input);
      });
      await page.locator('#backup-to-restore').setInputFiles(path);
      const restored = page
        .evaluate(async () => {
          const input = document.querySelector<HTMLInputElement>('#backup-to-restore')!;
          const file = input.files![0]!;
          input.remove();
          await window.huella.restore(file);
        })
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, random() * 300 * shots.length));
      await victim.kill(weapon, random);
      // Under a dead worker it is done once more; tab and browser take it with them.
      await restored;
      page = await victim.open();
      expect(await page.evaluate(() => window.huella.integrityCheck())).toEqual([]);
      const { names, note, ...counts } = await contents(page);
      outcomes.push(names.length === here.length ? 'as before' : 'restored');
      expect([files(here), union]).toContainEqual(names);
      expect(note).toBe(false);
      // Nothing that was staged is left over.
      const { length } = names;
      expect(counts).toEqual({ originals: length, thumbnails: length, vectors: length });
      const best = await page.evaluate(async () => {
        const photo = await (await fetch('samples/luna-1.jpg')).blob();
        return (await window.huella.search(photo, { k: 1 }))[0];
      });
      expect(best!.name).toBe('luna-1.jpg');
      expect(best!.similarity).toBeGreaterThan(0.999);
    });
  }
  console.log(`after the kills: ${outcomes.join(', ')}`);
}

test('killed while a whole library moves: brought up to date, and restored', async ({
  baseURL,
}, testInfo) => {
  test.skip(process.platform !== 'linux', 'finds the browser through /proc');
  test.setTimeout(2 * (KILLS + 2) * 60_000);
  const random = randomly(seed);
  const victim = await Victim.arm(baseURL!);
  try {
    await test.step('an old library', () => migrating(victim, random));
    const path = testInfo.outputPath('backup.zip');
    await test.step('a backup', () => restoring(victim, random, path));
  } finally {
    await victim.end();
  }
});
