import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { galleryService, type LibraryDoor } from '../../../../src/engine/gallery/door';
import { Library } from '../../../../src/engine/library';
import { code, FINGERPRINT, photo } from '../library/library-helpers';

/** What the library's worker offers, without the worker. */

const DIMENSION = 8;
const names: string[] = [];

function service(name = `service-test-${crypto.randomUUID()}`): {
  name: string;
  door: LibraryDoor;
} {
  names.push(name);
  return { name, door: galleryService(name) };
}

const open = (
  door: LibraryDoor,
  fingerprint = FINGERPRINT,
  changes: string[] = [],
): Promise<void> =>
  door.open(
    fingerprint,
    DIMENSION,
    () => undefined,
    () => changes.push('changed'),
  );

function axis(i: number, fingerprint = FINGERPRINT) {
  const vector = new Float32Array(DIMENSION);
  vector[i] = 1;
  return { fingerprint, vector };
}

const signature = (by = 'Ana') => ({ id: crypto.randomUUID(), by });

afterEach(async () => {
  // A database that is still open is deleted once its connection has stepped aside.
  for (const name of names.splice(0)) await deleteDB(name);
});

test('the first screen is answered before the index is open, all else is refused until then', async () => {
  const { name, door } = service();
  expect(() => door.photos()).toThrow('not open');
  const library = await Library.open(name);
  const stored = await library.addPhoto(await photo('a cow', { embedding: axis(0) }));
  if (stored.kind !== 'added') throw new Error('a duplicate');
  const { photos, total } = await door.photosPage(10, null);
  expect([photos.map(({ id }) => id), total]).toEqual([[stored.photo.id], 1]);
  expect((await door.thumbnail(stored.photo.id)).size).toBeGreaterThan(0);
  expect(await door.individualRecords()).toEqual([]);
  expect(door.counts()).toEqual({ photos: 0, indexed: 0 });
  expect(await code(door.search(axis(0).vector, {}, null))).toBe('internal');
  await open(door);
  expect(door.counts()).toEqual({ photos: 1, indexed: 1 });
  expect(await door.search(axis(0).vector, {}, FINGERPRINT)).toMatchObject([
    { photoId: stored.photo.id, similarity: 1 },
  ]);
});

test('a photo that looks nearly the same is named, one that is the same is a duplicate', async () => {
  const { door } = service();
  const changes: string[] = [];
  await open(door, FINGERPRINT, changes);
  const first = await photo('first', {
    name: 'first.jpg',
    lookHash: '0123456789abcdef',
    embedding: axis(0),
  });
  const id = crypto.randomUUID();
  expect(await door.add({ ...first, id })).toMatchObject({ kind: 'added', resembles: null });
  // Called again after a crash: it is not compared with itself.
  expect(await door.add({ ...first, id })).toMatchObject({ kind: 'added', resembles: null });
  const near = await photo('near', { lookHash: '0123456789abcdee', embedding: axis(1) });
  expect(await door.add(near)).toMatchObject({ kind: 'added', resembles: 'first.jpg' });
  await door.act({ kind: 'delete-photos', photoIds: [id] }, signature());
  const later = await photo('later', { lookHash: '0123456789abcdef', embedding: axis(2) });
  expect((await door.add(later)).resembles).not.toBe('first.jpg');
  const file = new File([later.original], 'again.jpg');
  const { sha256, duplicateOf } = await door.identify(file, null);
  expect(sha256).toBe(later.sha256);
  expect(duplicateOf).not.toBe(null);
  expect(changes.length).toBeGreaterThan(0);
});

test('what is stored is what was hashed, read once', async () => {
  const { door } = service();
  await open(door);
  const first = await photo('first', { embedding: axis(0) });
  const file = new File([first.original], 'first.jpg', { type: 'image/jpeg' });
  const { sha256 } = await door.identify(file, null);
  // Taken away after it was hashed: nothing else of it is needed.
  class Gone extends File {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject(new DOMException('gone', 'NotReadableError'));
    }
    override slice(): Blob {
      throw new DOMException('gone', 'NotReadableError');
    }
  }
  const gone = new Gone([], 'first.jpg', { type: 'image/jpeg' });
  const added = await door.add({ ...first, sha256, original: gone });
  if (added.kind !== 'added') throw new Error('a duplicate');
  const original = await door.original(added.photo.id);
  expect([original.type, await original.text()]).toEqual(['image/jpeg', await file.text()]);
  expect(added.photo).toMatchObject({ byteLength: file.size, mime: 'image/jpeg' });
  // And it is kept no longer.
  const crop = { x: 0, y: 0, width: 0.5, height: 0.5 };
  const again = await photo('again', { embedding: axis(1), crop });
  await expect(door.add({ ...again, sha256, original: gone })).rejects.toThrow('gone');
});

test('what people do is known to the next search, and an encoder in use keeps its embeddings', async () => {
  const { door } = service();
  await open(door);
  const added = await door.add(await photo('a', { embedding: axis(0) }));
  if (added.kind !== 'added') throw new Error('a duplicate');
  const photoIds = [added.photo.id];
  const acted = await door.act({ kind: 'assign', photoIds, name: 'Luna' }, signature('Ana'));
  expect(acted.entry).toMatchObject({ by: 'Ana' });
  const found = (): Promise<unknown> => door.search(axis(0).vector, {}, FINGERPRINT);
  expect(await found()).toMatchObject([{ individual: 'Luna' }]);
  await door.undo(acted.entry!.id);
  expect(await found()).not.toMatchObject([{ individual: 'Luna' }]);
  await door.redo(acted.entry!.id);
  expect(await found()).toMatchObject([{ individual: 'Luna' }]);
  expect(await code(door.forgetEncoder(FINGERPRINT))).toBe('internal');
  expect(await code(door.search(axis(0).vector, {}, 'two'))).toBe('dimension-mismatch');
  await door.clear();
  expect(await found()).toEqual([]);
});

test('another encoder takes over once its index is open, and searches under way are answered', async () => {
  const { door } = service();
  await open(door);
  const added = await door.add(await photo('a', { embedding: axis(0) }));
  if (added.kind !== 'added') throw new Error('a duplicate');
  expect(await door.photosLacking('two')).toEqual([added.photo.id]);
  await door.addEmbedding(added.photo.id, axis(3, 'two'), null);
  const [answers] = await Promise.all([
    door.search(axis(0).vector, {}, FINGERPRINT),
    open(door, 'two'),
  ]);
  expect(answers).toMatchObject([{ photoId: added.photo.id, similarity: 1 }]);
  expect(await door.search(axis(3).vector, {}, 'two')).toMatchObject([{ similarity: 1 }]);
  expect(await door.vectorsOf([added.photo.id, 'gone'], 'two')).toEqual([axis(3).vector, null]);
  await door.forgetEncoder(FINGERPRINT);
  expect(await door.photosLacking(FINGERPRINT)).toEqual([added.photo.id]);
});

test('a backup is cancelled by the name of its job; a job that has ended is passed over', async () => {
  const { door } = service();
  await open(door);
  await door.add(await photo('a', { embedding: axis(0) }));
  const options = { chosen: null, app: '1.0.0', settings: {} };
  const cancelled = door.backup('first', options, () => undefined);
  door.cancelJob('first');
  expect(await code(cancelled)).toBe('cancelled');
  door.cancelJob('first');
  const { file } = await door.backup('second', options, () => undefined);
  expect(file.size).toBeGreaterThan(0);
  const preview = await door.previewRestore('third', file, {}, () => undefined);
  expect(preview).toBeTruthy();
});
