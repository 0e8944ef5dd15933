import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import { Gallery } from '../../../../src/engine/gallery';
import { Library, type Action, type Decision, type NewPhoto } from '../../../../src/engine/library';
import { code, contents, FINGERPRINT, photo } from './library-helpers';

/** What people do to photos and individuals, and how all of it is undone. */

const ENCODER = { fingerprint: FINGERPRINT, dimension: 8 };
const opened: { library: Library; gallery: Gallery; name: string }[] = [];

async function open(
  name = `journal-test-${crypto.randomUUID()}`,
): Promise<(typeof opened)[number]> {
  const library = await Library.open(name);
  const both = { library, gallery: await Gallery.open(library, ENCODER), name };
  opened.push(both);
  return both;
}

async function close({ library, gallery }: (typeof opened)[number]): Promise<void> {
  await gallery.close();
  library.close();
}

afterEach(async () => {
  for (const both of opened) await close(both).catch(() => undefined);
  for (const { name } of opened) await deleteDB(name);
  opened.length = 0;
});

async function add(gallery: Gallery, text: string, more: Partial<NewPhoto> = {}): Promise<string> {
  const added = await gallery.add(await photo(text, more));
  return added.kind === 'added' ? added.photo.id : added.photoId;
}

/** Everything a person could see: to compare a library with what it was. */
async function picture(library: Library): Promise<unknown> {
  const [photos, individuals, matches, trash] = await Promise.all([
    library.photos(),
    library.individuals(),
    library.matches(),
    library.trash(),
  ]);
  const order = <T extends { id: string }>(records: readonly T[]): T[] =>
    records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  // Absent and null say the same.
  return JSON.parse(
    JSON.stringify({
      photos: order(photos).map((one) => ({
        ...one,
        labels: one.labels ?? null,
        status: one.status ?? null,
        species: one.species ?? null,
      })),
      individuals: order(individuals),
      matches: order(matches),
      trash: trash.map(({ id }) => id).sort(),
    }),
  );
}

const decision = (
  kind: Decision['kind'],
  queryPhotoId: string,
  photoId: string | null,
  name: string | null = null,
): Action => ({
  kind: 'decide',
  decision: {
    kind,
    queryPhotoId,
    photoId,
    name,
    similarity: 0.75,
    fingerprint: FINGERPRINT,
    filters: { species: ['perro'] },
  },
});

async function setUp(): Promise<
  (typeof opened)[number] & { a: string; b: string; c: string; d: string }
> {
  const both = await open();
  const [a, b] = [
    await add(both.gallery, 'a', { individual: 'Luna' }),
    await add(both.gallery, 'bb', { individual: 'Luna' }),
  ];
  const [c, d] = [
    await add(both.gallery, 'ccc', { individual: 'Sol' }),
    await add(both.gallery, 'dddd'),
  ];
  return { ...both, a, b, c, d };
}

describe('each action is undone to what was, and done again to what it made', () => {
  test.each<[string, (ids: Record<'a' | 'b' | 'c' | 'd' | 'luna' | 'sol', string>) => Action]>([
    ['assign to a new name', ({ a, d }) => ({ kind: 'assign', photoIds: [a, d], name: 'Nube' })],
    ['assign the last photo away', ({ c }) => ({ kind: 'assign', photoIds: [c], name: null })],
    ['split', ({ b }) => ({ kind: 'split', photoIds: [b], name: 'Estrella' })],
    ['merge', ({ luna, sol }) => ({ kind: 'merge', individualIds: [sol], into: luna })],
    [
      'describe photos',
      ({ a, c }) => ({
        kind: 'describe-photos',
        photoIds: [a, c],
        fields: {
          status: 'lost',
          species: 'perro',
          labels: ['collar'],
          takenAt: '2026-01-01T00:00:00',
        },
      }),
    ],
    [
      'rename and describe',
      ({ luna, b }) => ({
        kind: 'describe-individual',
        individualId: luna,
        fields: { name: 'Lunita', sex: 'female', notes: 'shy', coverPhotoId: b },
      }),
    ],
    ['delete photos', ({ a, b, d }) => ({ kind: 'delete-photos', photoIds: [a, b, d] })],
    ['same', ({ d, c }) => decision('same', d, c)],
    ['different', ({ d, a }) => decision('different', d, a)],
    ['new', ({ d }) => decision('new', d, null, 'Rayo')],
  ])('%s', async (_, make) => {
    const { library, gallery, a, b, c, d } = await setUp();
    const [luna, sol] = (await library.individuals()).map(({ id }) => id) as [string, string];
    const before = await picture(library);
    const { entry } = await gallery.write((library) =>
      library.act(make({ a, b, c, d, luna, sol })),
    );
    const after = await picture(library);
    expect(after).not.toEqual(before);
    expect(await library.integrityCheck({ expected: ENCODER })).toEqual([]);

    expect((await gallery.write((library) => library.undo(entry!.id))).skipped).toBe(0);
    expect(await picture(library)).toEqual(before);
    expect(await library.integrityCheck({ expected: ENCODER })).toEqual([]);
    // Nothing twice.
    expect((await gallery.write((library) => library.undo(entry!.id))).entry).toBe(null);

    expect((await gallery.write((library) => library.redo(entry!.id))).skipped).toBe(0);
    expect(await picture(library)).toEqual(after);
    expect(await library.integrityCheck({ expected: ENCODER })).toEqual([]);
    expect((await library.journal({ limit: 5 })).map(({ undoneAt }) => undoneAt)).toEqual([null]);
  });
});

test('entries older than the last are undone too, after a reload, and leave alone what changed since', async () => {
  const { library, gallery, name, a, b, d } = await setUp();
  const first = await gallery.write((library) =>
    library.act({ kind: 'assign', photoIds: [a, d], name: 'Nube' }),
  );
  const second = await gallery.write((library) =>
    library.act({ kind: 'assign', photoIds: [d], name: 'Rayo' }),
  );
  await gallery.write((library) =>
    library.act({ kind: 'describe-photos', photoIds: [b], fields: { side: 'left' } }),
  );
  await close({ library, gallery, name });

  const again = await open(name);
  const { skipped } = await again.gallery.write((library) => library.undo(first.entry!.id));
  // d has been given to Rayo since; Nube, left without photos, is gone.
  expect(skipped).toBe(1);
  expect((await again.library.individuals()).map((one) => [one.name, one.photoCount])).toEqual([
    ['Luna', 2],
    ['Rayo', 1],
    ['Sol', 1],
  ]);
  await again.gallery.write((library) => library.undo(second.entry!.id));
  // Second was made from Nube, which no longer is: the photo stays where it is.
  expect((await again.library.photo(d)).individualId).not.toBe(null);
  expect(await again.library.integrityCheck({ expected: ENCODER })).toEqual([]);
});

test('a name that is taken is refused, and nothing is written', async () => {
  const { library, gallery, b, d } = await setUp();
  const [luna] = await library.individuals();
  const before = await picture(library);
  expect(
    await code(
      gallery.write((library) => library.act({ kind: 'split', photoIds: [b], name: ' SOL ' })),
    ),
  ).toBe('name-taken');
  expect(
    await code(gallery.write((library) => library.act(decision('new', d, null, 'luna')))),
  ).toBe('name-taken');
  const rename: Action = {
    kind: 'describe-individual',
    individualId: luna!.id,
    fields: { name: 'sol' },
  };
  expect(await code(gallery.write((library) => library.act(rename)))).toBe('name-taken');
  expect(await picture(library)).toEqual(before);
  expect(await library.journal({ limit: 9 })).toEqual([]);
});

test('an undone merge meets a name given to another meanwhile', async () => {
  const { library, gallery, d } = await setUp();
  const [luna, sol] = await library.individuals();
  const merged = await gallery.write((library) =>
    library.act({ kind: 'merge', individualIds: [sol!.id], into: luna!.id }),
  );
  await gallery.write((library) => library.act({ kind: 'assign', photoIds: [d], name: 'Sol' }));
  await gallery.write((library) => library.undo(merged.entry!.id));
  expect((await library.individuals()).map((one) => [one.name, one.photoCount])).toEqual([
    ['Luna', 2],
    ['Sol', 1],
    ['Sol (2)', 1],
  ]);
});

test('the same action asked twice under one id is done once; one that changes nothing is not written down', async () => {
  const { library, gallery, d } = await setUp();
  const id = crypto.randomUUID();
  await gallery.write((library) =>
    library.act({ kind: 'assign', photoIds: [d], name: 'Rayo' }, id, 'Ana'),
  );
  await gallery.write((library) =>
    library.act({ kind: 'assign', photoIds: [d], name: 'Rayo' }, id, 'Ana'),
  );
  await gallery.write((library) => library.act({ kind: 'assign', photoIds: [d], name: 'rayo' }));
  const journal = await library.journal({ limit: 9 });
  expect(journal.map((entry) => [entry.id, entry.by])).toEqual([[id, 'Ana']]);
  // A look that led to nothing is remembered all the same.
  await gallery.write((library) => library.act(decision('skip', d, null)));
  expect((await library.journalOf(d)).map(({ action }) => action.kind)).toEqual([
    'assign',
    'decide',
  ]);
});

test('what is in the trash is not found, comes back found, and leaves nothing once the trash is emptied', async () => {
  const { library, gallery, name, a, b, c, d } = await setUp();
  const query = (await photo('dddd')).embedding.vector;
  expect((await gallery.search(query, { k: 1 }))[0]).toMatchObject({ photoId: d });
  const gone = await gallery.write((library) =>
    library.act({ kind: 'delete-photos', photoIds: [d] }),
  );
  expect((await gallery.search(query)).map(({ photoId }) => photoId)).not.toContain(d);
  expect(await library.findDuplicate((await photo('dddd')).sha256, null)).toBe(null);
  await gallery.write((library) => library.undo(gone.entry!.id));
  expect((await gallery.search(query, { k: 1 }))[0]).toMatchObject({ photoId: d, similarity: 1 });

  // Added again while its twin is in the trash: the twin stays there.
  await gallery.write((library) => library.redo(gone.entry!.id));
  const twin = await add(gallery, 'dddd');
  expect((await gallery.write((library) => library.undo(gone.entry!.id))).skipped).toBe(1);
  expect((await library.photos()).map(({ id }) => id)).toContain(twin);
  expect((await library.trash()).map(({ id }) => id)).toEqual([d]);

  await gallery.write((library) => library.act(decision('different', a, c)));
  await gallery.write((library) =>
    library.act({ kind: 'delete-photos', photoIds: [a, b, c, twin] }),
  );
  expect(await library.emptyOldTrash()).toBe(0);
  expect(await library.emptyTrash()).toBe(5);
  expect(await library.integrityCheck()).toEqual([]);
  const { journal: _, counters: __, settings: ___, ...rest } = await contents(name);
  expect(new Set(Object.values(rest))).toEqual(new Set([0]));
});

test('a match has one record for both its photos, and a decision outlives new proposals', async () => {
  const { library, gallery, a, c, d } = await setUp();
  const propose = (queryPhotoId: string, photoId: string) =>
    library.proposeMatches([{ queryPhotoId, photoId, similarity: 0.9, fingerprint: FINGERPRINT }]);
  expect(await propose(d, c)).toBe(1);
  expect(await propose(c, d)).toBe(0);
  const decided = await gallery.write((library) => library.act(decision('different', d, c)));
  expect(await propose(d, c)).toBe(0);
  expect((await library.matchesOf(c)).map(({ state }) => state)).toEqual(['rejected']);
  await gallery.write((library) => library.undo(decided.entry!.id));
  expect((await library.matches()).map(({ state, photoIds }) => [state, photoIds])).toEqual([
    ['pending', [d, c]],
  ]);
  await gallery.write((library) => library.act(decision('same', d, a)));
  expect((await library.photo(d)).individualId).toBe((await library.photo(a)).individualId);
});

test('filters: what a photo does not say is said by its individual', async () => {
  const { library, gallery, a, b, c, d } = await setUp();
  const [luna] = await library.individuals();
  const all = { k: 50 };
  const found = async (
    filter: NonNullable<Parameters<Gallery['search']>[1]>['filter'],
  ): Promise<string[]> =>
    (
      await gallery.search((await photo('a')).embedding.vector, {
        ...all,
        ...(filter ? { filter } : {}),
      })
    )
      .map(({ photoId }) => photoId)
      .sort();
  const Doñana = { latitude: 36.98, longitude: -6.45 };
  await gallery.write((library) =>
    library.act({
      kind: 'describe-individual',
      individualId: luna!.id,
      fields: { species: 'Perro', status: 'home', labels: ['Collar rojo'] },
    }),
  );
  await gallery.write((library) =>
    library.act({
      kind: 'describe-photos',
      photoIds: [b],
      fields: { status: 'lost', side: 'left', place: Doñana, takenAt: '2026-05-01T10:00:00+02:00' },
    }),
  );
  await gallery.write((library) =>
    library.act({
      kind: 'describe-photos',
      photoIds: [c],
      fields: {
        species: 'gato',
        place: { latitude: 37.1, longitude: -6.45 },
        takenAt: '2026-05-01T10:00:30+02:00',
      },
    }),
  );

  expect(await found({})).toEqual([a, b, c, d].sort());
  expect(await found({ species: ['perro'] })).toEqual([a, b].sort());
  expect(await found({ species: ['PERRO', 'gato'] })).toEqual([a, b, c].sort());
  expect(await found({ species: ['gato'], orNoSpecies: true })).toEqual([c, d].sort());
  expect(await found({ orNoSpecies: true })).toEqual([a, b, c, d].sort());
  expect(await found({ statuses: ['lost'] })).toEqual([b]);
  expect(await found({ statuses: ['home'] })).toEqual([a]);
  expect(await found({ labels: ['collar rojo'] })).toEqual([a, b].sort());
  expect(await found({ sides: ['left', 'right'] })).toEqual([b]);
  expect(await found({ identified: false })).toEqual([d]);
  expect(await found({ notIndividual: luna!.id })).toEqual([c, d].sort());
  // 0.12 degrees of latitude are 13.3 km.
  expect(await found({ near: { place: Doñana, km: 13 } })).toEqual([b]);
  expect(await found({ near: { place: Doñana, km: 14 } })).toEqual([b, c].sort());
  expect(await found({ from: '2026-05-01', to: '2026-05-01' })).toEqual([b, c].sort());
  expect(await found({ from: '2026-05-02' })).toEqual([]);
  // Half a minute apart, but 13 km: not one encounter.
  expect(await found({ notTakenWith: b })).toEqual([a, c, d].sort());
  expect(await found({ notTakenWith: { takenAt: '2026-05-01T08:00:10Z', place: null } })).toEqual(
    [a, d].sort(),
  );
});

test('fields from outside are tidied before they are stored', async () => {
  const { library, gallery } = await open();
  const fields = {
    status: 'stolen',
    species: '  ',
    colour: ' negro ',
    labels: [' a ', 'a', '', 7],
    place: { latitude: 91, longitude: 0 },
    individualId: 'x',
    notes: 'n'.repeat(20_000),
  };
  const id = await add(gallery, 'a', { fields: fields as never });
  expect(await library.photo(id)).toMatchObject({
    species: null,
    colour: 'negro',
    labels: ['a'],
    place: null,
    individualId: null,
  });
  const stored = await library.photo(id);
  expect(stored.status).toBe(undefined);
  expect(stored.notes).toHaveLength(10_000);
});

describe('values whose keys are in another order', () => {
  const place = { latitude: 4.5, longitude: -74.25 };
  const turned = { longitude: -74.25, latitude: 4.5 };

  test('describing a photo with the place it has changes nothing', async () => {
    const { library, gallery } = await open();
    const id = await add(gallery, 'a', { place: turned });
    const action: Action = { kind: 'describe-photos', photoIds: [id], fields: { place } };
    const { entry } = await gallery.write((writer) => writer.act(action));
    expect(entry).toBe(null);
    expect(Object.keys((await library.photo(id)).place!)).toEqual(['longitude', 'latitude']);
  });

  test('a place stored again in another order is still undone', async () => {
    const { library, gallery, name } = await open();
    const id = await add(gallery, 'a');
    const action: Action = { kind: 'describe-photos', photoIds: [id], fields: { place } };
    const { entry } = await gallery.write((writer) => writer.act(action));
    const database = await openDB(name);
    const stored = (await database.get('photos', id)) as object;
    await database.put('photos', { ...stored, place: turned });
    database.close();
    const { skipped } = await gallery.write((writer) => writer.undo(entry!.id));
    expect(skipped).toBe(0);
    expect((await library.photo(id)).place).toBe(null);
  });
});
