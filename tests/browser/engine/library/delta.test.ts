import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Library } from '../../../../src/engine/library';
import { photo } from './library-helpers';

/** What a page that shows everything reads: pages, and after that only what has changed. */

const name = 'delta-test';
let library: Library;

beforeEach(async () => {
  await deleteDB(name);
  library = await Library.open(name);
});

afterEach(async () => {
  library.close();
  await deleteDB(name);
});

async function add(text: string, individual?: string): Promise<string> {
  const added = await library.addPhoto(await photo(text, individual ? { individual } : {}));
  return added.kind === 'added' ? added.photo.id : added.photoId;
}

test('pages of any size together are all photos, newest first, also within one millisecond', async () => {
  // Added as fast as can be, so that several share their moment.
  await Promise.all(Array.from({ length: 23 }, (_, i) => add(`photo ${i}`)));
  const all = await library.photos();
  for (const limit of [1, 4, 23, 100]) {
    const found = [];
    for (;;) {
      const page = await library.photosPage(limit, found.at(-1) ?? null);
      expect(page.total).toBe(23);
      if (page.photos.length === 0) break;
      expect(page.photos.length).toBeLessThanOrEqual(limit);
      found.push(...page.photos);
    }
    expect(found).toEqual(all);
  }
  // The page goes on where its last photo was, though that has been deleted meanwhile.
  await library.deletePhotos([all[4]!.id]);
  expect((await library.photosPage(2, all[4]!)).photos).toEqual(all.slice(5, 7));
});

test('what is different since a revision, and that it is not known', async () => {
  const [a, b, c] = [await add('a', 'Luna'), await add('bb', 'Luna'), await add('ccc')];
  const revision = await library.revision();
  expect(await library.changedSince(revision)).toEqual({
    revision,
    photos: [],
    gonePhotoIds: [],
    individuals: [],
    goneIndividualIds: [],
  });
  const [luna] = await library.individualRecords();
  await library.act({ kind: 'assign', photoIds: [a, b], name: 'Sol' });
  await library.act({ kind: 'delete-photos', photoIds: [c] });
  const d = await add('dddd', 'Rayo');
  const delta = (await library.changedSince(revision))!;
  expect(delta.revision).toBe(await library.revision());
  expect(delta.photos.map(({ id }) => id).sort()).toEqual([a, b, d].sort());
  expect(delta.gonePhotoIds).toEqual([c]);
  expect(delta.individuals.map((one) => one.name).sort()).toEqual(['Rayo', 'Sol']);
  expect(delta.goneIndividualIds).toEqual([luna!.id]);

  // From before this connection, from after a clearing, and from the future.
  expect(await library.changedSince(-1)).toBe(null);
  expect(await library.changedSince(delta.revision + 1)).toBe(null);
  await library.clear();
  expect(await library.changedSince(delta.revision)).toBe(null);
});
