import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { cutOut } from '../../../../src/engine/encoder/decode';
import { Gallery } from '../../../../src/engine/gallery';
import { Library, type Change, type Recrop } from '../../../../src/engine/library';
import { code, contents, FINGERPRINT, photo } from '../library/library-helpers';

/**
 * A photo cropped anew: all that was of the old crop goes at once, all that is of the photo stays,
 * in every tab.
 */

const DIMENSION = 8;
const ENCODER = { fingerprint: FINGERPRINT, dimension: DIMENSION };
const LEFT = { x: 0, y: 0, width: 0.5, height: 1 };
const RIGHT = { x: 0.5, y: 0, width: 0.5, height: 1, turns: 1 } as const;

const opened: { close(): unknown }[] = [];
const names = new Set<string>();

async function open(name = `recrop-test-${crypto.randomUUID()}`) {
  names.add(name);
  const library = await Library.open(name);
  const gallery = await Gallery.open(library, ENCODER);
  opened.push(gallery, library);
  return { name, library, gallery };
}

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  for (const name of names) await deleteDB(name);
  names.clear();
});

function axis(i: number): Float32Array {
  const vector = new Float32Array(DIMENSION);
  vector[i] = 1;
  return vector;
}

const embedding = (vector: Float32Array) => ({ fingerprint: FINGERPRINT, vector });

async function add(
  gallery: Gallery,
  text: string,
  more: Parameters<typeof photo>[1],
): Promise<string> {
  const added = await gallery.add(await photo(text, more));
  if (added.kind !== 'added') throw new Error('a duplicate');
  return added.photo.id;
}

const recropped = (photoId: string, more: Partial<Recrop> = {}): Recrop => ({
  photoId,
  crop: RIGHT,
  thumbnail: new Blob(['right'], { type: 'image/jpeg' }),
  embedding: embedding(axis(3)),
  entry: { id: crypto.randomUUID(), by: 'Ana' },
  ...more,
});

test('crop, thumbnail and embeddings are replaced; id, individual and decisions stay', async () => {
  const { name, library, gallery } = await open();
  const id = await add(gallery, 'two cows', {
    crop: LEFT,
    lookHash: '0123456789abcdef',
    quality: 0.4,
    individual: 'Luna',
    embedding: embedding(axis(0)),
  });
  const other = await add(gallery, 'a cow', { embedding: embedding(axis(1)) });
  await gallery.write((library) =>
    library.act({
      kind: 'decide',
      decision: {
        ...{ kind: 'different', queryPhotoId: id, photoId: other, name: null, similarity: 0.1 },
        ...{ fingerprint: FINGERPRINT, filters: null },
      },
    }),
  );
  // Of another encoder: of the old crop as well.
  await library.addEmbedding(id, { fingerprint: 'e'.repeat(64), vector: axis(2) });
  const before = await library.photo(id);
  const held = await contents(name);

  const changes: Change[] = [];
  library.onChange((change) => changes.push(change));
  await gallery.recrop(recropped(id));

  const { lookHash, quality, ...kept } = before;
  expect([lookHash, quality]).not.toContain(undefined);
  expect(await library.photo(id)).toEqual({ ...kept, crop: RIGHT, cropKey: '5000,0,5000,10000,1' });
  expect(await (await library.thumbnail(id)).text()).toBe('right');
  expect(await (await library.original(id)).text()).toBe('two cows');
  expect((await library.matchesOf(id)).map(({ state }) => state)).toEqual(['rejected']);
  expect((await library.individuals()).map((individual) => individual.name)).toEqual(['Luna']);
  const now = await contents(name);
  expect(now).toEqual({
    ...held,
    ...{ embeddings: held['embeddings']! - 1, vectors: held['vectors']! - 1 },
    journal: held['journal']! + 1,
  });
  expect(await library.photosLacking('e'.repeat(64))).toContain(id);
  expect(changes.map(({ kind }) => kind)).toEqual(['unembedded', 'updated', 'embedded']);
  expect(await library.integrityCheck({ hashes: true })).toEqual([]);

  const best = async (vector: Float32Array) => (await gallery.search(vector, { k: 2 }))[0]!;
  expect(await best(axis(3))).toMatchObject({ photoId: id, individual: 'Luna', similarity: 1 });
  expect((await best(axis(0))).similarity).toBe(0);
  expect(gallery.diagnostics().indexed).toBe(2);
});

test('it is in the journal: taken back and done again, unless something else has happened since', async () => {
  const { library, gallery } = await open();
  const id = await add(gallery, 'two', { crop: LEFT, embedding: embedding(axis(0)) });
  const entry = (await gallery.recrop(recropped(id)))!;
  expect(entry).toMatchObject({
    by: 'Ana',
    action: { kind: 'recrop', photoId: id },
    undoneAt: null,
  });
  expect(await library.journalOf(id)).toEqual([entry]);
  // Asked twice: done once.
  expect(await gallery.recrop(recropped(id, { entry: { id: entry.id, by: 'Ana' } }))).toEqual(
    entry,
  );
  // Its own crop again is nothing to write down.
  expect(await gallery.recrop(recropped(id))).toBeNull();
  expect(await library.journalOf(id)).toEqual([entry]);
  expect(await gallery.write((library) => library.redo(entry.id))).toEqual({
    entry: null,
    skipped: 0,
  });

  // The library cannot encode: it says which crop it wants, and has changed nothing.
  const wanted = { photoId: id, crop: LEFT };
  expect(await gallery.write((library) => library.undo(entry.id))).toEqual({
    entry: null,
    skipped: 0,
    recrop: wanted,
  });
  expect((await library.photo(id)).crop).toEqual(RIGHT);
  const back = {
    ...wanted,
    embedding: embedding(axis(0)),
    entry: { id: entry.id, to: 'before' } as const,
  };
  const undone = await gallery.recrop(recropped(id, back));
  expect(undone).toEqual({ ...entry, undoneAt: expect.any(Number) as number });
  expect((await library.photo(id)).crop).toEqual(LEFT);
  expect((await gallery.search(axis(0)))[0]).toMatchObject({ photoId: id, similarity: 1 });
  expect(await gallery.recrop(recropped(id, back))).toBeNull();
  // The call that made the entry, once more: it was undone since, and stays so.
  expect(await gallery.recrop(recropped(id, { entry: { id: entry.id, by: 'Ana' } }))).toEqual(
    undone,
  );
  expect((await library.photo(id)).crop).toEqual(LEFT);
  expect(await gallery.write((library) => library.undo(entry.id))).toEqual({
    entry: null,
    skipped: 0,
  });
  expect(await gallery.write((library) => library.redo(entry.id))).toMatchObject({
    recrop: { photoId: id, crop: RIGHT },
  });

  // Another photo of the file has that crop now: the entry is done again as far as it goes, and
  // that is said.
  const second = await add(gallery, 'two', { crop: RIGHT, embedding: embedding(axis(1)) });
  expect(await gallery.write((library) => library.redo(entry.id))).toEqual({
    entry: { ...entry, undoneAt: null },
    skipped: 1,
  });
  expect((await library.photo(id)).crop).toEqual(LEFT);
  // Cropped by something else since: that stays.
  const third = { x: 0.2, y: 0.2, width: 0.5, height: 0.5 };
  expect(await gallery.recrop(recropped(id, { crop: third }))).toMatchObject({ undoneAt: null });
  await gallery.write((library) => library.deletePhotos([second]));
  expect(await gallery.write((library) => library.undo(entry.id))).toMatchObject({ skipped: 1 });
  expect((await library.photo(id)).crop).toEqual(third);
  // Gone.
  await gallery.write((library) => library.act({ kind: 'delete-photos', photoIds: [id] }));
  expect(await gallery.write((library) => library.redo(entry.id))).toMatchObject({ skipped: 1 });
  expect(await library.integrityCheck({ hashes: true })).toEqual([]);
});

test('another tab follows, and a gallery opened later has it so', async () => {
  const { name, gallery } = await open();
  const id = await add(gallery, 'cow', { embedding: embedding(axis(0)) });
  await gallery.flush({ always: true });
  const second = await open(name);
  await gallery.recrop(recropped(id));
  for (const { gallery: seen } of [second, await open(name)]) {
    expect((await seen.search(axis(3)))[0]).toMatchObject({ photoId: id, similarity: 1 });
    expect((await seen.search(axis(0)))[0]).toMatchObject({ photoId: id, similarity: 0 });
    expect(seen.diagnostics().indexed).toBe(1);
  }
});

test('a crop that is another photo of the file is refused and nothing is changed', async () => {
  const { name, library, gallery } = await open();
  const left = await add(gallery, 'two', { crop: LEFT, embedding: embedding(axis(0)) });
  const right = await add(gallery, 'two', { crop: RIGHT, embedding: embedding(axis(1)) });
  expect(right).not.toBe(left);
  const held = await contents(name);
  expect(held['originals']).toBe(1);
  const before = await library.photo(left);
  expect(await code(gallery.recrop(recropped(left)))).toBe('crop-taken');
  expect(await code(gallery.recrop(recropped('nobody')))).toBe('not-found');
  const vector = new Float32Array(DIMENSION - 1).fill(1);
  expect(await code(gallery.recrop(recropped(left, { embedding: embedding(vector) })))).toBe(
    'dimension-mismatch',
  );
  const bad = { ...LEFT, width: 0.9, x: 0.5 };
  expect(await code(gallery.recrop(recropped(left, { crop: bad })))).toBe('crop-invalid');
  expect(await contents(name)).toEqual(held);
  expect(await library.photo(left)).toEqual(before);
  // Its own crop again is no other photo's.
  await gallery.recrop(recropped(right));
  expect((await gallery.search(axis(3)))[0]).toMatchObject({ photoId: right, similarity: 1 });
});

test('an embedding of the crop before, arriving late, is not stored', async () => {
  const { library, gallery } = await open();
  const id = await add(gallery, 'cow', { crop: LEFT, embedding: embedding(axis(0)) });
  await gallery.recrop(recropped(id));
  const late = { fingerprint: 'e'.repeat(64), vector: axis(2) };
  expect(await code(library.addEmbedding(id, late, LEFT))).toBe('not-found');
  expect(await library.photosLacking(late.fingerprint)).toEqual([id]);
  await library.addEmbedding(id, late, RIGHT);
  expect(await library.photosLacking(late.fingerprint)).toEqual([]);
});

test('the picture of a crop is cut, turned and no larger than asked for', async () => {
  // Red on the left, green above blue on the right.
  const canvas = new OffscreenCanvas(200, 100);
  const context = canvas.getContext('2d')!;
  for (const [colour, x, y, width, height] of [
    ['#f00', 0, 0, 100, 100],
    ['#0f0', 100, 0, 100, 50],
    ['#00f', 100, 50, 100, 50],
  ] as const) {
    context.fillStyle = colour;
    context.fillRect(x, y, width, height);
  }
  const picture = await createImageBitmap(await cutOut(await canvas.convertToBlob(), RIGHT, 60));
  expect([picture.width, picture.height]).toEqual([60, 60]);
  const seen = new OffscreenCanvas(60, 60).getContext('2d')!;
  seen.drawImage(picture, 0, 0);
  const main = (x: number, y: number) => {
    const [r, g, b] = seen.getImageData(x, y, 1, 1).data;
    return ['red', 'green', 'blue'][[r!, g!, b!].indexOf(Math.max(r!, g!, b!))];
  };
  // Clockwise: what was above is now on the right.
  expect([main(10, 30), main(50, 30)]).toEqual(['blue', 'green']);
});
