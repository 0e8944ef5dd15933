/**
 * Writes what the bundled encoder and the markings' network make of the sample drawings, so that
 * trying the app does not wait for them: npx tsx tools/samples/prepare.ts
 *
 * The numbers are the production build's own: the drawings are imported without prepared numbers
 * and read back from a backup. Run it after `make.ts` and whenever one of the two networks changes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openBackup, readManifest } from '../../src/engine/backup/check';
import { readChunk, readContents } from '../../src/engine/backup/read';
import { POINTS_DATABASE } from '../../src/engine/library/points-cache';
import type { PreparedSamples } from '../../src/runtime/samples';
import { openApp } from '../app';

const FOLDER = join(import.meta.dirname, '../../public/samples');
const JSON_FILE = 'prepared.json';
const EMBEDDINGS_FILE = 'prepared.bin';

const { photos } = JSON.parse(readFileSync(join(FOLDER, 'samples.json'), 'utf8')) as {
  photos: { file: string; individual: string }[];
};

const POINTS_FILE = 'prepared-points.bin';

interface Prepared {
  readonly backup: Blob;
  /** By photo id. */
  readonly points: ReadonlyMap<string, Buffer>;
  readonly pointsFingerprint: string;
}

/** The gallery of all drawings, as a backup, and the points of their markings. */
async function prepareSamples(): Promise<Prepared> {
  const app = await openApp();
  try {
    const { page, origin } = app;
    await page.goto(origin);
    const base64 = await page.evaluate(async (list) => {
      await window.huella.settings.set({ backend: 'wasm' });
      await window.huella.ready;
      const items = await Promise.all(
        list.map(async ({ file, individual }) => {
          const blob = await (await fetch(`samples/${file}`)).blob();
          return { file: new File([blob], file, { type: blob.type }), individual };
        }),
      );
      const { imported } = await window.huella.import(items);
      if (imported !== list.length) throw new Error(`${imported} of ${list.length} were imported`);
      const reader = new FileReader();
      reader.readAsDataURL(await window.huella.backup());
      await new Promise((resolve) => (reader.onload = resolve));
      return (reader.result as string).split(',')[1]!;
    }, photos);
    const { list, fingerprint } = await pointsOf(page);
    return {
      backup: new Blob([Buffer.from(base64, 'base64')]),
      points: new Map(list.map(([id, text]) => [id, Buffer.from(text, 'base64')])),
      pointsFingerprint: fingerprint,
    };
  } finally {
    await app.close();
  }
}

/**
 * Points are made while nothing else is to do: waits until every drawing has some, and reads them.
 */
function pointsOf(
  page: Page,
): Promise<{ list: [id: string, base64: string][]; fingerprint: string }> {
  return page.evaluate(
    async ([name, wanted]) => {
      // In a list: a function with a name of its own would need a helper that the page has not.
      const [asked] = [
        <T>(request: IDBRequest<T>): Promise<T> =>
          new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error!);
          }),
      ] as const;
      const database = await asked(indexedDB.open(name));
      for (;;) {
        const stores = database.transaction(['points', 'uses']);
        const [keys, values, uses] = await Promise.all([
          asked(stores.objectStore('points').getAllKeys()),
          asked(stores.objectStore('points').getAll() as IDBRequest<ArrayBuffer[]>),
          asked(stores.objectStore('uses').getAll() as IDBRequest<{ fingerprint: string }[]>),
        ]);
        if (keys.length === wanted) {
          const list = values.map((bytes, i): [string, string] => {
            const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte));
            return [keys[i] as string, btoa(letters.join(''))];
          });
          return { list, fingerprint: uses[0]!.fingerprint };
        }
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    },
    [POINTS_DATABASE, photos.length] as const,
  );
}

const { backup, points, pointsFingerprint } = await prepareSamples();
const archive = await openBackup(backup);
const { side, vectors } = await readContents(archive, await readManifest(archive));
const embeddings = new Map<string, Uint8Array>();
const fingerprints = new Set<string>();
for (const chunk of vectors) {
  for await (const [{ photoId, fingerprint }, bytes] of readChunk(archive, chunk)) {
    embeddings.set(photoId, bytes);
    fingerprints.add(fingerprint);
  }
}
const [fingerprint] = fingerprints;
if (fingerprints.size !== 1) throw new Error(`${fingerprints.size} encoders instead of one`);
const records = new Map(side.photos.map((photo) => [photo.name, photo]));
const ordered = photos.map(({ file: name }) => records.get(name)!);
const vectorsInOrder = ordered.map(({ id }) => embeddings.get(id)!);
const prepared: PreparedSamples = {
  fingerprint: fingerprint!,
  dimension: vectorsInOrder[0]!.byteLength / Float32Array.BYTES_PER_ELEMENT,
  pointsFingerprint,
  photos: ordered.map(({ id, name, sha256, width, height, lookHash }) => ({
    file: name,
    sha256,
    width,
    height,
    lookHash: lookHash!,
    pointBytes: points.get(id)!.byteLength,
  })),
};
writeFileSync(join(FOLDER, JSON_FILE), `${JSON.stringify(prepared, undefined, 2)}\n`);
writeFileSync(join(FOLDER, EMBEDDINGS_FILE), Buffer.concat(vectorsInOrder));
writeFileSync(join(FOLDER, POINTS_FILE), Buffer.concat(ordered.map(({ id }) => points.get(id)!)));
console.log(`${ordered.length} drawings prepared for the encoder ${fingerprint!.slice(0, 12)}`);
