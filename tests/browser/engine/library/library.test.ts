import { deleteDB, openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { Library, type Change, type NewPhoto } from '../../../../src/engine/library';
import { Connection } from '../../../../src/engine/library/connection';
import { MIGRATIONS, VERSION, type Migration } from '../../../../src/engine/library/schema';
import { code, contents, FINGERPRINT, photo } from './library-helpers';

const opened: Library[] = [];

async function open(name: string): Promise<Library> {
  const library = await Library.open(name);
  opened.push(library);
  return library;
}

const names = new Set<string>();
function fresh(): string {
  const name = `library-test-${crypto.randomUUID()}`;
  names.add(name);
  return name;
}

afterEach(async () => {
  for (const library of opened.splice(0)) library.close();
  for (const name of names) await deleteDB(name);
  names.clear();
});

async function add(library: Library, item: NewPhoto): Promise<{ id: string; seq: number }> {
  const added = await library.addPhoto(item);
  if (added.kind !== 'added') throw new Error('a duplicate');
  return { id: added.photo.id, seq: added.seq! };
}

const EMPTY = { photos: 0, originals: 0, thumbnails: 0, embeddings: 0, vectors: 0, individuals: 0 };

test('the number of a microchip belongs to the animal, and one that is there stays', async () => {
  const library = await open(fresh());
  const told = (microchip: string) => ({ individual: 'Luna', fields: { microchip } });
  const first = await library.addPhoto(await photo('a', { individual: 'Luna' }));
  await library.addPhoto(await photo('bb', told('724 098 100 123 456')));
  await library.addPhoto(await photo('ccc', told('985112001234567')));
  await library.addPhoto(await photo('dddd', { ...told('985112001234567'), individual: 'Rosa' }));
  await library.addPhoto(await photo('eeeee', { fields: { microchip: '985112001234567' } }));
  expect((await library.individuals()).map(({ name, microchip }) => [name, microchip])).toEqual([
    ['Luna', '724098100123456'],
    ['Rosa', '985112001234567'],
  ]);
  expect(first).not.toHaveProperty('photo.microchip');
});

test('a photo comes back as it went in, after the library was closed and opened', async () => {
  const name = fresh();
  const first = await open(name);
  const crop = { x: 0.1, y: 0.2, width: 0.5, height: 0.5 };
  const place = { latitude: -12.5, longitude: 130.25 };
  const { id, seq } = await add(
    first,
    await photo('a', { crop, place, takenAt: '2024-05-01T10:00:00', individual: '  Luna ' }),
  );
  first.close();
  expect(await code(first.photos())).toBe('storage-failed');

  const again = await open(name);
  const [found] = await again.photos();
  expect(found).toMatchObject({
    id,
    name: 'a.jpg',
    crop,
    place,
    takenAt: '2024-05-01T10:00:00',
    mime: 'image/jpeg',
    byteLength: 1,
    width: 40,
    height: 30,
  });
  expect(await (await again.original(id)).text()).toBe('a');
  expect((await again.original(id)).type).toBe('image/jpeg');
  expect(await (await again.thumbnail(id)).text()).toBe('small a');
  expect(await again.individuals()).toMatchObject([
    { name: 'Luna', photoCount: 1, coverPhotoId: id },
  ]);
  const [embedding] = await again.embeddingsOf([seq]);
  expect(embedding).toEqual({
    seq,
    photoId: id,
    fingerprint: FINGERPRINT,
    vector: Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0),
  });
  expect(
    await again.integrityCheck({
      expected: { fingerprint: FINGERPRINT, dimension: 8 },
      hashes: true,
    }),
  ).toEqual([]);
  expect(await code(again.photo('nobody'))).toBe('not-found');
});

test('a new individual takes what its first photo says of the animal; one that is known keeps what is said of it', async () => {
  const library = await open(fresh());
  const fields = {
    species: ' Felis catus ',
    colour: 'white',
    side: 'left',
    notes: 'at night',
  } as const;
  await add(library, await photo('a', { individual: 'Luna', fields }));
  await add(
    library,
    await photo('b', { individual: 'luna', fields: { species: 'Canis familiaris' } }),
  );
  await add(library, await photo('c', { individual: 'Rosa' }));
  const [luna, rosa] = await library.individuals();
  expect(luna).toMatchObject({
    name: 'Luna',
    species: 'Felis catus',
    colour: 'white',
    photoCount: 2,
  });
  expect(luna).not.toHaveProperty('notes');
  expect(luna).not.toHaveProperty('side');
  expect(rosa).not.toHaveProperty('species');
});

test('the same bytes and crop are a duplicate, another crop is another photo of the same original', async () => {
  const name = fresh();
  const library = await open(name);
  const whole = await add(library, await photo('dog'));
  expect(
    await library.addPhoto(await photo('dog', { name: 'copy.jpg', individual: 'New' })),
  ).toEqual({
    kind: 'duplicate',
    photoId: whole.id,
  });
  const crop = { x: 0, y: 0, width: 0.5, height: 1 };
  const half = await add(library, await photo('dog', { crop }));
  // Less than a ten-thousandth apart: the same box.
  expect(
    (await library.addPhoto(await photo('dog', { crop: { ...crop, width: 0.50001 } }))).kind,
  ).toBe('duplicate');
  expect(
    (await library.addPhoto(await photo('dog', { crop: { x: 0, y: 0, width: 1, height: 1 } })))
      .kind,
  ).toBe('duplicate');
  expect(await contents(name)).toMatchObject({
    photos: 2,
    originals: 1,
    thumbnails: 2,
    vectors: 2,
    individuals: 0,
  });
  const { sha256: hash } = await photo('dog');
  expect(await library.findDuplicate(hash, crop)).toBe(half.id);
  expect(await library.findDuplicate('0'.repeat(64), null)).toBeNull();

  await library.deletePhotos([whole.id]);
  expect(await (await library.original(half.id)).text()).toBe('dog');
  await library.deletePhotos([half.id]);
  expect(await contents(name)).toMatchObject(EMPTY);
});

test('a photo stored again under the same id is answered as the first time, and is there once', async () => {
  const name = fresh();
  const library = await open(name);
  const item = await photo('dog', { id: 'chosen', individual: 'Kiki' });
  const first = await library.addPhoto(item);
  expect(first).toMatchObject({ kind: 'added', photo: { id: 'chosen' } });
  const revision = await library.revision();
  expect(await (await open(name)).addPhoto(item)).toEqual(first);
  expect(await library.revision()).toBe(revision);
  expect(await contents(name)).toMatchObject({
    photos: 1,
    originals: 1,
    vectors: 1,
    individuals: 1,
  });
  // Another id is another call.
  expect(await library.addPhoto({ ...item, id: 'other' })).toEqual({
    kind: 'duplicate',
    photoId: 'chosen',
  });
});

test('two of the same at the same time: one is added', async () => {
  const name = fresh();
  const [one, two] = [await open(name), await open(name)];
  const results = await Promise.all(
    [one, two, one, two].map(async (library) =>
      library.addPhoto(await photo('same', { individual: 'Kiki' })),
    ),
  );
  expect(results.map((result) => result.kind).sort()).toEqual([
    'added',
    'duplicate',
    'duplicate',
    'duplicate',
  ]);
  expect(await contents(name)).toMatchObject({
    photos: 1,
    originals: 1,
    vectors: 1,
    individuals: 1,
  });
});

test('a photo that fails half-way leaves nothing', async () => {
  const name = fresh();
  const library = await open(name);
  const changes: Change[] = [];
  library.onChange((change) => changes.push(change));
  // The photo's own record is written last, and a function cannot be stored.
  const place = { latitude: () => 1, longitude: 2 } as unknown as {
    latitude: number;
    longitude: number;
  };
  expect(await code(library.addPhoto(await photo('bad', { place, individual: 'Nobody' })))).toBe(
    'storage-failed',
  );
  expect(await contents(name)).toMatchObject({ ...EMPTY, counters: 0 });
  expect(changes).toEqual([]);

  const connection = await Connection.open(name);
  const failing = connection.write(['individuals', 'settings'], 'strict', async (t) => {
    await t.objectStore('individuals').add({ id: '1', name: 'a', nameKey: 'a', createdAt: 0 });
    await t.objectStore('settings').put(1, 'one');
    throw new HuellaError('internal', 'stop');
  });
  expect(await code(failing)).toBe('internal');
  expect(await contents(name)).toMatchObject({ individuals: 0, settings: 0 });
  connection.close();

  await add(library, await photo('good'));
  expect(await library.integrityCheck()).toEqual([]);
});

test('what is not an embedding or not a crop is refused', async () => {
  const library = await open(fresh());
  const refused = async (more: Partial<NewPhoto>) => code(library.addPhoto(await photo('x', more)));
  const vector = (values: number[]) => ({
    embedding: { fingerprint: 'f', vector: Float32Array.from(values) },
  });
  expect(await refused(vector([NaN, 1]))).toBe('internal');
  expect(await refused(vector([3, 4]))).toBe('internal');
  expect(await refused(vector([]))).toBe('internal');
  expect(await refused({ crop: { x: 0.6, y: 0, width: 0.5, height: 1 } })).toBe('crop-invalid');
  expect(await refused({ crop: { x: 0, y: 0, width: 0, height: 1 } })).toBe('crop-invalid');
  expect(await refused({ crop: { x: NaN, y: 0, width: 1, height: 1 } })).toBe('crop-invalid');
  expect(await refused(vector([0.6, 0.8]))).toBe('no error');
});

test('only the numbers of a view into a larger buffer are stored', async () => {
  const library = await open(fresh());
  const shared = new Float32Array(new SharedArrayBuffer(64));
  shared.set([0.6, 0.8], 4);
  const embedding = { fingerprint: 'f', vector: shared.subarray(4, 6) };
  const { seq } = await add(library, await photo('view', { embedding }));
  expect(await library.vectors([seq])).toEqual([Float32Array.of(0.6, 0.8)]);
});

test('names: one individual however they are written, none without photos', async () => {
  const name = fresh();
  const library = await open(name);
  // Composed and decomposed: the same letters.
  const a = await add(library, await photo('a', { individual: 'Nandú  uno' }));
  const b = await add(library, await photo('bb', { individual: ' NANDU\u0301 UNO\n' }));
  const c = await add(library, await photo('ccc', { individual: '   ' }));
  expect(await library.individuals()).toMatchObject([
    { name: 'Nandú uno', photoCount: 2, coverPhotoId: a.id },
  ]);
  expect(await library.counts()).toEqual({ photos: 3, unidentified: 1, individuals: 1 });

  const before = await library.individuals();
  expect(
    (await library.act({ kind: 'assign', photoIds: [c.id], name: 'nandú uno' })).individualId,
  ).toBe(before[0]!.id);
  await library.act({ kind: 'assign', photoIds: [a.id, b.id, 'gone'], name: 'Ziggy' });
  expect((await library.individuals()).map((one) => [one.name, one.photoCount])).toEqual([
    ['Nandú uno', 1],
    ['Ziggy', 2],
  ]);
  await library.act({ kind: 'assign', photoIds: [c.id], name: null });
  expect((await library.individuals()).map((one) => one.name)).toEqual(['Ziggy']);
  await library.act({ kind: 'assign', photoIds: ['gone'], name: 'Ghost' });
  expect((await library.individuals()).map((one) => one.name)).toEqual(['Ziggy']);
  await library.deletePhotos([a.id, b.id]);
  expect(await library.individuals()).toEqual([]);
  expect(await library.integrityCheck()).toEqual([]);
});

test('photos come newest first, embeddings by seq, each encoder apart', async () => {
  const library = await open(fresh());
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) {
    ids.push((await add(library, await photo('p'.repeat(i + 1)))).id);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect((await library.photos()).map((one) => one.id)).toEqual([...ids].reverse());

  const other = { fingerprint: 'other', vector: Float32Array.of(1, 0) };
  expect(await library.photosLacking('other')).toHaveLength(7);
  expect(await library.countUnseen('other')).toBe(7);
  const seq = await library.addEmbedding(ids[3]!, other);
  expect(await library.addEmbedding(ids[3]!, other)).toBe(seq);
  expect(await code(library.addEmbedding('gone', other))).toBe('not-found');
  expect((await library.photosLacking('other')).sort()).toEqual(
    ids.filter((_, i) => i !== 3).sort(),
  );
  expect(await library.countUnseen('other')).toBe(6);
  expect(await library.photosLacking(FINGERPRINT)).toEqual([]);
  expect(await library.countUnseen(FINGERPRINT)).toBe(0);

  const { embeddings } = await library.view(FINGERPRINT);
  expect(embeddings.map(({ photoId }) => photoId)).toEqual(ids);
  const seqs = embeddings.map((one) => one.seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect((await library.view('other')).embeddings).toMatchObject([{ seq, photoId: ids[3] }]);
  // Near together and far apart take different roads to the same answer.
  expect(await library.vectors([seq, 9999, 1])).toEqual([
    other.vector,
    null,
    Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0),
  ]);
  expect(await library.vectors([2, 1])).toHaveLength(2);

  expect((await library.deletePhotos([ids[3]!])).sort((a, b) => a - b)).toEqual([4, seq]);
  expect(await library.vectors([4, seq])).toEqual([null, null]);
});

test('a seq is never given twice, not even after clear; settings stay', async () => {
  const name = fresh();
  const library = await open(name);
  await library.putSetting('language', 'es');
  await library.putSnapshot(FINGERPRINT, new ArrayBuffer(8));
  const first = await add(library, await photo('a'));
  await library.deletePhotos([first.id]);
  const second = await add(library, await photo('a', { individual: 'A' }));
  expect(second.seq).toBeGreaterThan(first.seq);
  await library.clear();
  expect(await contents(name)).toMatchObject({ ...EMPTY, snapshots: 0, settings: 1 });
  library.close();
  const again = await open(name);
  expect((await add(again, await photo('a'))).seq).toBeGreaterThan(second.seq);
  expect(await again.setting('language')).toBe('es');
});

test('a database of a newer version is refused and left as it is', async () => {
  const name = fresh();
  const newer = await openDB(name, VERSION + 1, {
    upgrade: (database) => void database.createObjectStore('future'),
  });
  await newer.put('future', 'kept', 1);
  newer.close();
  expect(await code(Library.open(name))).toBe('storage-newer-version');
  const after = await openDB(name);
  expect([after.version, [...after.objectStoreNames], await after.get('future', 1)]).toEqual([
    VERSION + 1,
    ['future'],
    'kept',
  ]);
  after.close();
});

test('a connection steps aside for a newer tab, and says why it is closed', async () => {
  const name = fresh();
  const library = await open(name);
  await add(library, await photo('a'));
  const newer = await openDB(name, VERSION + 1);
  expect(await code(library.photos())).toBe('storage-newer-version');
  newer.close();
});

test('a tab that does not let go of an older version blocks for a while only', async () => {
  const name = fresh();
  const stubborn = await openDB(name, VERSION, {
    upgrade: (database) => void database.createObjectStore('old'),
  });
  const next: Migration[] = [
    ...MIGRATIONS,
    (database) => void database.createObjectStore('vectors'),
  ];
  expect(await code(Connection.open(name, next))).toBe('storage-blocked');
  expect(await stubborn.count('old')).toBe(0);
  // The open that was given up goes through now, and must not hold the database.
  stubborn.close();
  await Promise.race([deleteDB(name), wait(2000)]);
  expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(name);
});

test('a migration that fails leaves the older database as it was', async () => {
  const name = fresh();
  const library = await open(name);
  const { id } = await add(library, await photo('a', { individual: 'Luna' }));
  library.close();
  const failing: Migration = async (database, transaction) => {
    database.deleteObjectStore('thumbnails');
    await transaction.objectStore('photos').clear();
    throw new Error('a step that does not work');
  };
  expect(await code(Connection.open(name, [...MIGRATIONS, failing]))).toBe('storage-failed');
  const again = await open(name);
  expect(await (await again.thumbnail(id)).text()).toBe('small a');
  expect(await again.integrityCheck({ hashes: true })).toEqual([]);
});

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

test('every change is numbered and heard once by both connections', async () => {
  const name = fresh();
  const [one, two] = [await open(name), await open(name)];
  const heard = { one: [] as Change[], two: [] as Change[] };
  one.onChange((change, here) => {
    expect(here).toBe(true);
    heard.one.push(change);
  });
  two.onChange((change, here) => {
    expect(here).toBe(false);
    heard.two.push(change);
  });
  const a = await add(one, await photo('a'));
  await one.addPhoto(await photo('a'));
  const individualId = (await one.act({ kind: 'assign', photoIds: [a.id], name: 'Luna' }))
    .individualId;
  await one.deletePhotos(['gone']);
  await one.deletePhotos([a.id]);
  await one.clear();
  const expected = [
    { kind: 'added', photoIds: [a.id], seqs: [a.seq], revision: 1 },
    { kind: 'updated', photoIds: [a.id], individualIds: [individualId], revision: 2 },
    { kind: 'deleted', photoIds: [a.id], seqs: [a.seq], revision: 3 },
    { kind: 'cleared', revision: 4 },
  ];
  expect(heard.one).toEqual(expected);
  await expect.poll(() => heard.two).toEqual(expected);
  expect(await two.revision()).toBe(4);
});

test('the integrity check names each kind of damage', async () => {
  const name = fresh();
  const library = await open(name);
  const photos = [];
  for (const text of ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff']) {
    photos.push({ ...(await add(library, await photo(text))), sha256: (await photo(text)).sha256 });
  }
  const [a, b, c, d, e, f] = photos as [(typeof photos)[0], ...typeof photos] & typeof photos;
  const raw = await openDB(name);
  await raw.delete('originals', a.sha256);
  await raw.put('originals', { bytes: new ArrayBuffer(3), mime: '' }, b!.sha256);
  await raw.put('originals', { bytes: new ArrayBuffer(3), mime: '' }, 'orphan');
  await raw.delete('thumbnails', b!.id);
  await raw.put('thumbnails', { bytes: new ArrayBuffer(3), mime: '' }, 'orphan');
  await raw.delete('embeddings', c!.seq);
  await raw.delete('vectors', d!.seq);
  await raw.put('vectors', Float32Array.of(1, 0).buffer, e!.seq);
  await raw.put('embeddings', { seq: 500, photoId: 'gone', fingerprint: FINGERPRINT });
  await raw.put('vectors', new Float32Array(8).buffer, 500);
  await raw.put('photos', { ...(await raw.get('photos', f!.id)), individualId: 'gone' });
  await raw.put('individuals', { id: 'alone', name: 'x', nameKey: 'x', createdAt: 0 });
  raw.close();
  const findings = await library.integrityCheck({
    expected: { fingerprint: FINGERPRINT, dimension: 8 },
    hashes: true,
  });
  expect(new Set(findings.map(({ kind, id }) => `${kind} ${id}`))).toEqual(
    new Set([
      `original-missing ${a.sha256}`,
      `original-damaged ${b!.sha256}`,
      'original-orphan orphan',
      'original-damaged orphan',
      `thumbnail-missing ${b!.id}`,
      'thumbnail-orphan orphan',
      `embedding-missing ${c!.id}`,
      `vector-orphan ${c!.seq}`,
      `vector-missing ${d!.seq}`,
      `vector-damaged ${e!.seq}`,
      'embedding-orphan 500',
      'vector-damaged 500',
      'individual-missing gone',
      'individual-empty alone',
    ]),
  );
});

/** What a store, an index or a cursor is asked with. */
const READS = [
  [IDBObjectStore.prototype, ['get', 'getKey', 'getAll', 'getAllKeys', 'count', 'openCursor']],
  [IDBIndex.prototype, ['get', 'getKey', 'getAll', 'getAllKeys', 'count', 'openCursor']],
  [IDBCursor.prototype, ['continue', 'advance', 'continuePrimaryKey']],
] as const;

/** How often the database is asked while `job` runs. */
async function readsOf(job: () => Promise<unknown>): Promise<number> {
  let reads = 0;
  const spies = READS.flatMap(([prototype, names]) =>
    names.map((name) => {
      const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
      return vi
        .spyOn(prototype as unknown as Record<string, () => unknown>, name)
        .mockImplementation(function (this: unknown, ...args: unknown[]) {
          reads += 1;
          return Reflect.apply(original, this, args);
        });
    }),
  );
  await job();
  for (const spy of spies) spy.mockRestore();
  return reads;
}

/** Enough that one question for each cannot be taken for a few. */
const MANY = import.meta.env['HUELLA_LONG'] ? 20_000 : 2000;

test(`${MANY} photos are listed with a few questions, not with one for each`, async () => {
  const name = fresh();
  const library = await open(name);
  await add(library, await photo('first', { individual: 'First' }));
  const [template] = await library.photos();
  const raw = await openDB(name);
  const transaction = raw.transaction('photos', 'readwrite');
  for (let i = 0; i < MANY; i++) {
    const [id, sha] = [crypto.randomUUID(), i.toString(16).padStart(64, '0')];
    void transaction.store.add({ ...template, id, sha256: sha, importedAt: i });
  }
  await transaction.done;
  raw.close();
  let listed = 0;
  const reads = await readsOf(async () => {
    listed = (await library.photos()).length;
  });
  expect(listed).toBe(MANY + 1);
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThan(10);
  expect(await readsOf(() => library.individuals())).toBeLessThan(10);
});
