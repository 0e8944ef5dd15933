/**
 * Libraries and backups for the tests: small photos with embeddings that look like an encoder's.
 */
import { writeBackup, type WriteOptions, type Written } from '../../../../src/engine/backup';
import { zipBlob } from '../../../../src/engine/exchange/zip';
import type { Library } from '../../../../src/engine/library';
import { type NewPhoto } from '../../../../src/engine/library';
import { FINGERPRINT, photo } from '../library/library-helpers';

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
