/**
 * Small photos for the tests of library and gallery, and a look into the database that does not go
 * through the library.
 */
import { openDB } from 'idb';
import { HuellaError } from '../../../../src/engine/errors';
import type { NewPhoto } from '../../../../src/engine/library';

export const FINGERPRINT = 'f'.repeat(64);

export async function sha256(bytes: BufferSource): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/**
 * A photo whose bytes are its text; unless given, the embedding is a unit vector that the text's
 * length decides.
 */
export async function photo(text: string, more: Partial<NewPhoto> = {}): Promise<NewPhoto> {
  const bytes = new TextEncoder().encode(text);
  const vector = new Float32Array(8);
  vector[text.length % 8] = 1;
  return {
    name: `${text}.jpg`,
    sha256: await sha256(bytes),
    original: new Blob([bytes], { type: 'image/jpeg' }),
    thumbnail: new Blob([`small ${text}`], { type: 'image/webp' }),
    crop: null,
    width: 40,
    height: 30,
    embedding: { fingerprint: FINGERPRINT, vector },
    ...more,
  };
}

/** The code of the HuellaError it fails with. */
export async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof HuellaError) return error.code;
    throw error;
  }
  return 'no error';
}

/** How many records each store holds, read without the library. */
export async function contents(name: string): Promise<Record<string, number>> {
  const database = await openDB(name);
  const counted = await Promise.all(
    [...database.objectStoreNames].map(
      async (store) => [store, await database.count(store)] as const,
    ),
  );
  database.close();
  return Object.fromEntries(counted);
}
