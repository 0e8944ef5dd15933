import { deleteDB, openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { Gallery } from '../../../../src/engine/gallery';
import { Library } from '../../../../src/engine/library';
import { Connection } from '../../../../src/engine/library/connection';
import { MIGRATIONS, VERSION, type Migration } from '../../../../src/engine/library/schema';
import stored from '../../../fixtures/library-v1/v1.json';
import { code, photo } from './library-helpers';

/**
 * A library as version 1 of the database held it, written by the app of that time, opened by
 * today's.
 */

type Value = string | number | boolean | null | readonly unknown[] | { readonly $bytes: string };

let name = '';
afterEach(() => deleteDB(name));

function unpackBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
  return Uint8Array.from(atob(value.$bytes as string), (character) => character.charCodeAt(0))
    .buffer;
}

function unpack(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || '$bytes' in value) return unpackBytes(value);
  return Object.fromEntries(
    Object.entries(value as Record<string, Value>).map(([field, packed]) => [
      field,
      unpackBytes(packed),
    ]),
  );
}

/** Writes the stored database without any of the library's code. */
async function restore(): Promise<void> {
  name = `migrations-test-${crypto.randomUUID()}`;
  const database = await openDB(name, stored.version, {
    upgrade(database) {
      for (const { name, keyPath, autoIncrement, indexes } of stored.stores) {
        const store = database.createObjectStore(name, { keyPath, autoIncrement });
        for (const { name, keyPath, unique, multiEntry } of indexes)
          store.createIndex(name, keyPath, { unique, multiEntry });
      }
    },
  });
  for (const { name, keyPath, records } of stored.stores) {
    const transaction = database.transaction(name, 'readwrite');
    for (const { key, value } of records)
      void transaction.store.put(unpack(value), keyPath === null ? key : undefined);
    await transaction.done;
  }
  database.close();
}

/** Every record of the stores that version 1 had, as they are now. */
async function contents(): Promise<Record<string, unknown>> {
  const database = await openDB(name);
  const read = await Promise.all(
    stored.stores.map(async ({ name }) => [
      name,
      { keys: await database.getAllKeys(name), values: await database.getAll(name) },
    ]),
  );
  database.close();
  return Object.fromEntries(read) as Record<string, unknown>;
}

test('a library of version 1 opens with everything in it, finds what it found then, and takes new photos', async () => {
  expect(stored.version).toBe(1);
  await restore();
  const before = await contents();
  const library = await Library.open(name);
  const gallery = await Gallery.open(library, stored);
  try {
    expect(await contents()).toEqual(before);
    expect(await library.integrityCheck({ expected: stored, hashes: true })).toEqual([]);
    expect(await library.counts()).toMatchObject({ photos: 6, individuals: 2, unidentified: 2 });
    const [crop] = (await library.photos()).filter((photo) => photo.crop !== null);
    expect((await library.original(crop!.id)).size).toBe(crop!.byteLength);
    for (const { vector, matches } of stored.searches) {
      const found = await gallery.search(new Float32Array(vector), { k: 6 });
      expect(
        found.map(({ photoId, name, individual, similarity }) => [
          photoId,
          name,
          individual,
          similarity,
        ]),
      ).toEqual(
        matches.map(({ photoId, name, individual, similarity }) => [
          photoId,
          name,
          individual,
          similarity,
        ]),
      );
    }
    const { fingerprint, searches } = stored;
    const embedding = { fingerprint, vector: new Float32Array(searches[2]!.vector) };
    const added = await gallery.add(await photo('new', { individual: 'bruno', embedding }));
    expect(added.kind).toBe('added');
    const similar = await gallery.search(embedding.vector, { k: 2 });
    expect(similar.map(({ name }) => name).sort()).toEqual(['bruno-1.jpg', 'new.jpg']);
    expect(await library.counts()).toMatchObject({ photos: 7, individuals: 2 });
  } finally {
    await gallery.close();
    library.close();
  }
});

test('a step that fails on the way leaves version 1 as it was, to be opened later', async () => {
  await restore();
  const before = await contents();
  const failing: Migration = async (_database, transaction) => {
    await transaction.objectStore('photos').clear();
    throw new Error('a step that does not work');
  };
  expect(await code(Connection.open(name, [...MIGRATIONS, failing]))).toBe('storage-failed');
  const untouched = await openDB(name);
  expect(untouched.version).toBe(1);
  untouched.close();
  expect(await contents()).toEqual(before);
  const library = await Library.open(name);
  expect((await library.photos()).length).toBe(6);
  library.close();
  const upgraded = await openDB(name);
  expect(upgraded.version).toBe(VERSION);
  upgraded.close();
});
