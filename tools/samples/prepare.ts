/**
 * Writes what the bundled encoder makes of the sample drawings, so that trying the app does not wait
 * for it: npx tsx tools/samples/prepare.ts
 *
 * The numbers are the production build's own: the drawings are imported without prepared numbers and
 * read back from a backup. Run it after `make.ts` and whenever the bundled encoder changes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBackup, readManifest } from '../../src/engine/backup/check';
import { readChunk, readContents } from '../../src/engine/backup/read';
import type { PreparedSamples } from '../../src/runtime/samples';
import { openApp } from '../app';

const FOLDER = join(import.meta.dirname, '../../public/samples');
const JSON_FILE = 'prepared.json';
const EMBEDDINGS_FILE = 'prepared.bin';

const { photos } = JSON.parse(readFileSync(join(FOLDER, 'samples.json'), 'utf8')) as {
  photos: { file: string; individual: string }[];
};

/** The gallery of all drawings, as a backup. */
async function backupOfSamples(): Promise<Blob> {
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
    return new Blob([Buffer.from(base64, 'base64')]);
  } finally {
    await app.close();
  }
}

const archive = await openBackup(await backupOfSamples());
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
  photos: ordered.map(({ name, sha256, width, height, lookHash }) => ({
    file: name,
    sha256,
    width,
    height,
    lookHash: lookHash!,
  })),
};
writeFileSync(join(FOLDER, JSON_FILE), `${JSON.stringify(prepared, undefined, 2)}\n`);
writeFileSync(join(FOLDER, EMBEDDINGS_FILE), Buffer.concat(vectorsInOrder));
console.log(`${ordered.length} drawings prepared for the encoder ${fingerprint!.slice(0, 12)}`);
