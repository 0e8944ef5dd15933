import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { Gallery } from '../../../../src/engine/gallery';
import { Library, type Action } from '../../../../src/engine/library';
import { FINGERPRINT, photo } from '../library/library-helpers';

/** Single photos out of the trash, and two individuals that a decision makes one. */

const ENCODER = { fingerprint: FINGERPRINT, dimension: 8 };
const name = 'restore-test';
let library: Library;
let gallery: Gallery;

async function setUp(): Promise<Record<'a' | 'b' | 'c' | 'd', string>> {
  await deleteDB(name);
  library = await Library.open(name);
  gallery = await Gallery.open(library, ENCODER);
  const add = async (text: string, individual?: string): Promise<string> => {
    const added = await gallery.add(await photo(text, individual ? { individual } : {}));
    return added.kind === 'added' ? added.photo.id : added.photoId;
  };
  return {
    a: await add('a', 'Luna'),
    b: await add('bb', 'Luna'),
    c: await add('ccc', 'Sol'),
    d: await add('dddd'),
  };
}

const names = async (): Promise<unknown> =>
  (await library.individuals()).map((one) => [one.name, one.photoCount]);
const trashed = async (): Promise<string[]> => (await library.trash()).map(({ id }) => id).sort();
const remove = (...photoIds: string[]): Action => ({ kind: 'delete-photos', photoIds });
const restore = (...photoIds: string[]): Action => ({ kind: 'restore-photos', photoIds });

afterEach(async () => {
  await gallery.close();
  library.close();
  await deleteDB(name);
});

test('a photo comes back alone, with the individual that went with it, found again, and this is undoable too', async () => {
  const { a, b, c } = await setUp();
  const [luna] = await library.individuals();
  await gallery.write((library) =>
    library.act({
      kind: 'describe-individual',
      individualId: luna!.id,
      fields: { notes: 'shy' },
    }),
  );
  const deleted = await gallery.write((library) => library.act(remove(a, b, c)));
  expect(await names()).toEqual([]);
  const { entry } = await gallery.write((library) => library.act(restore(a)));
  expect(entry?.photoIds).toEqual([a]);
  expect(await names()).toEqual([['Luna', 1]]);
  expect((await library.individuals())[0]).toMatchObject({ id: luna!.id, notes: 'shy' });
  expect(await trashed()).toEqual([b, c].sort());
  const query = (await photo('a')).embedding.vector;
  expect((await gallery.search(query, { k: 1 }))[0]).toMatchObject({
    photoId: a,
    individual: 'Luna',
  });
  expect(await library.integrityCheck({ expected: ENCODER })).toEqual([]);

  expect((await gallery.write((library) => library.undo(entry!.id))).skipped).toBe(0);
  expect([await names(), (await trashed()).length]).toEqual([[], 3]);
  expect((await gallery.write((library) => library.redo(entry!.id))).skipped).toBe(0);
  expect(await names()).toEqual([['Luna', 1]]);

  // The rest of the deletion is undone; what is back already is not missed.
  expect((await gallery.write((library) => library.undo(deleted.entry!.id))).skipped).toBe(0);
  expect([await names(), await trashed()]).toEqual([
    [
      ['Luna', 2],
      ['Sol', 1],
    ],
    [],
  ]);
  expect(await library.integrityCheck({ expected: ENCODER })).toEqual([]);
});

test('a photo that comes back to a name given to another, or whose twin was added again', async () => {
  const { c, d } = await setUp();
  await gallery.write((library) => library.act(remove(c, d)));
  const [newest] = await library.photos();
  await gallery.write((library) =>
    library.act({ kind: 'assign', photoIds: [newest!.id], name: 'Sol' }),
  );
  await gallery.add(await photo('dddd'));
  const { entry } = await gallery.write((library) => library.act(restore(c, d)));
  expect(entry?.diff.restored).toEqual([c]);
  expect(await names()).toEqual([
    ['Luna', 1],
    ['Sol', 1],
    ['Sol (2)', 1],
  ]);
  expect(await trashed()).toEqual([d]);
  // Nothing to do is nothing to write down.
  expect((await gallery.write((library) => library.act(restore(d, 'gone')))).entry).toBe(null);
});

test('"the same" of two individuals makes them one where asked, in one step', async () => {
  const { a, c } = await setUp();
  const [luna, sol] = await library.individuals();
  const decision = {
    kind: 'same',
    queryPhotoId: c,
    photoId: a,
    name: null,
    similarity: 0.8,
    fingerprint: FINGERPRINT,
    filters: null,
    mergeInto: sol!.id,
  } as const;
  const { entry, individualId } = await gallery.write((library) =>
    library.act({ kind: 'decide', decision }),
  );
  expect(individualId).toBe(sol!.id);
  expect(await names()).toEqual([['Sol', 3]]);
  expect((await library.matches()).map(({ state }) => state)).toEqual(['confirmed']);
  expect((await gallery.write((library) => library.undo(entry!.id))).skipped).toBe(0);
  expect(await names()).toEqual([
    ['Luna', 2],
    ['Sol', 1],
  ]);
  expect(await library.matches()).toEqual([]);
  expect((await library.individuals()).map(({ id }) => id)).toEqual([luna!.id, sol!.id]);
  // Without a word on merging only the photo that was asked about moves.
  const { mergeInto: _, ...plain } = decision;
  await gallery.write((library) => library.act({ kind: 'decide', decision: plain }));
  expect(await names()).toEqual([['Luna', 3]]);
});
