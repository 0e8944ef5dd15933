/**
 * Libraries and backups for the tests: small photos with embeddings that look like an encoder's.
 */
import { openDB } from 'idb';
import { writeBackup, type WriteOptions, type Written } from '../../../../src/engine/backup';
import { zipBlob } from '../../../../src/engine/exchange/zip';
import { cropKey as cropKeyOf } from '../../../../src/engine/crop';
import type { Library, NewPhoto } from '../../../../src/engine/library';
import { FINGERPRINT, photo, sha256 } from '../library/library-helpers';

/** A vector of norm 1 that the number decides. */
export function vectorOf(number: number, dimension: number): Float32Array {
  let state = (number + 1) * 2654435761;
  const vector = new Float32Array(dimension).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
  const norm = Math.hypot(...vector);
  return vector.map((x) => x / norm);
}

export async function numbered(
  number: number,
  dimension = 8,
  more: Partial<NewPhoto> = {},
): Promise<NewPhoto> {
  return photo(`photo ${number}`, {
    individual: `Animal ${number % 10}`,
    embedding: { fingerprint: FINGERPRINT, vector: vectorOf(number, dimension) },
    ...more,
  });
}

/**
 * Adds the photos from `first` to `last`, some at once: their order within a second does not
 * matter.
 */
export async function fill(
  library: Library,
  first: number,
  last: number,
  dimension = 8,
): Promise<void> {
  for (let i = first; i <= last; i += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, last - i + 1) }, (_, j) => i + j);
    await Promise.all(
      some.map(async (number) => library.addPhoto(await numbered(number, dimension))),
    );
  }
}

const AT_ONCE = 50;

/**
 * As `fill`, for hundreds: the first ten photos, which bring an individual each, come through the
 * library, the others straight into its database. Each `perFile` that follow each other are crops
 * of one file.
 */
export async function fillMany(
  library: Library,
  first: number,
  last: number,
  dimension: number,
  perFile: number,
): Promise<void> {
  const encoder = new TextEncoder();
  const made = await Promise.all(
    Array.from({ length: last - first + 1 }, async (_, i) => {
      const number = first + i;
      const part = (number - 1) % perFile;
      const bytes = encoder.encode(`photo ${number - part}`);
      return {
        number,
        bytes,
        sha256: await sha256(bytes),
        crop: part === 0 ? null : { x: 0, y: 0, width: 1, height: part / perFile },
      };
    }),
  );
  for (const { number, bytes, sha256, crop } of made.slice(0, 10)) {
    const original = new Blob([bytes], { type: 'image/jpeg' });
    await library.addPhoto(await numbered(number, dimension, { original, sha256, crop }));
  }
  const [template] = await library.photos();
  const individuals = new Map((await library.individuals()).map(({ id, name }) => [name, id]));
  const raw = await openDB(library.name);
  const stores = ['photos', 'originals', 'thumbnails', 'embeddings', 'vectors'];
  const t = raw.transaction(stores, 'readwrite');
  for (const [i, { number, bytes, sha256, crop }] of made.entries()) {
    if (i < 10) continue;
    const [id, seq] = [crypto.randomUUID(), i + 1];
    const thumbnail = encoder.encode(`small photo ${number}`).buffer;
    void t.objectStore('originals').put({ bytes: bytes.buffer, mime: template!.mime }, sha256);
    void t.objectStore('thumbnails').put({ bytes: thumbnail, mime: 'image/webp' }, id);
    void t.objectStore('embeddings').put({ seq, photoId: id, fingerprint: FINGERPRINT });
    void t.objectStore('vectors').put(vectorOf(number, dimension).buffer, seq);
    void t.objectStore('photos').put({
      ...{ ...template, id, name: `photo ${number}.jpg`, sha256, crop, cropKey: cropKeyOf(crop) },
      byteLength: bytes.byteLength,
      importedAt: template!.importedAt + i,
      individualId: individuals.get(`Animal ${number % 10}`),
    });
  }
  await t.done;
  raw.close();
}

export async function backupOf(
  library: Library,
  options: Partial<WriteOptions> = {},
): Promise<{ file: Blob; written: Written }> {
  let written: Written | undefined;
  const file = await zipBlob(async (zip) => {
    written = await writeBackup(library, zip, {
      app: 'test',
      settings: { theme: 'dark' },
      ...options,
    });
  });
  return { file, written: written! };
}
