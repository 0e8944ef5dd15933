import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { Library, type IndividualFields, type NewPhoto } from '../../../../src/engine/library';
import { FINGERPRINT, photo } from './library-helpers';

/** Reports of lost and found animals, and what becomes of both sides when they are one. */

const TRIANA = { latitude: 37.3836, longitude: -6.002 };
const CAMAS = { latitude: 37.402, longitude: -6.033 };
const LOST: IndividualFields = {
  ...{ status: 'lost', place: TRIANA, placeName: 'Triana', seenAt: '2026-05-01' },
  ...{ microchip: '724098100123456', contact: '600 123 456' },
};
const FOUND: IndividualFields = {
  ...{ status: 'found', place: CAMAS, placeName: 'Camas', seenAt: '2026-05-03' },
  contact: '600 999 999',
};

let library: Library;
let name: string;

async function open(): Promise<void> {
  name = `reports-test-${crypto.randomUUID()}`;
  library = await Library.open(name);
}

afterEach(async () => {
  library.close();
  await deleteDB(name);
});

async function add(text: string, more: Partial<NewPhoto> = {}): Promise<string> {
  const added = await library.addPhoto(await photo(text, more));
  return added.kind === 'added' ? added.photo.id : added.photoId;
}

/** Files a report of one photo. @returns the photo's id, and the animal's */
async function report(
  text: string,
  called: string,
  fields: IndividualFields,
  unnamed = false,
): Promise<{ readonly photoId: string; readonly animalId: string }> {
  const photoId = await add(text);
  await library.act({ kind: 'report', photoIds: [photoId], name: called, unnamed, fields });
  return { photoId, animalId: (await library.photo(photoId)).individualId! };
}

const animals = () => library.individuals();

async function same(query: string, other: string, mergeInto?: string): Promise<string> {
  const { entry } = await library.act({
    kind: 'decide',
    decision: {
      ...{ kind: 'same', queryPhotoId: query, photoId: other, name: 'Luna' },
      ...{ similarity: 0.9, fingerprint: FINGERPRINT, filters: null },
      ...(mergeInto === undefined ? {} : { mergeInto }),
    },
  });
  return entry!.id;
}

test('a report makes an animal; a namesake with a made-up name is another, one that was given is the same', async () => {
  await open();
  await report('a', 'Luna', LOST);
  await report('bb', 'Found on 3 May', FOUND, true);
  await report('ccc', 'Found on 3 May', FOUND, true);
  await report('dddd', 'luna', { notes: 'Shy.' });
  const [one, two, luna] = await animals();
  expect([one!.name, two!.name]).toEqual(['Found on 3 May', 'Found on 3 May (2)']);
  expect([one!.unnamed, two!.unnamed, luna!.unnamed]).toEqual([true, true, undefined]);
  expect(luna).toMatchObject({ ...LOST, name: 'Luna', notes: 'Shy.', photoCount: 2 });
});

test('a photo that is reported loses its own status, which the animal now says', async () => {
  await open();
  const id = await add('a', { fields: { status: 'found' } });
  await library.act({
    ...{ kind: 'report', photoIds: [id], name: 'Luna', unnamed: false },
    fields: LOST,
  });
  expect((await library.photo(id)).status ?? null).toBeNull();
});

test.each(['lost', 'found'] as const)(
  'a lost and a found animal merged into the %s one keep both sides apart, and part again',
  async (into) => {
    await open();
    const lost = await report('a', 'Luna', LOST);
    const found = await report('bb', 'Found on 3 May', FOUND, true);
    const before = await animals();
    const target = into === 'lost' ? lost.animalId : found.animalId;
    const entry = await same(found.photoId, lost.photoId, target);
    const [luna, ...others] = await animals();
    expect(others).toEqual([]);
    expect(luna).toMatchObject({
      ...{ ...LOST, photoCount: 2 },
      found: { at: '2026-05-03', place: CAMAS, placeName: 'Camas', contact: '600 999 999' },
    });
    await library.undo(entry);
    expect(await animals()).toEqual(before);
    await library.redo(entry);
    expect((await animals()).map(({ id, status }) => [id, status])).toEqual([[target, 'lost']]);
  },
);

test('two found animals that are one are no lost one', async () => {
  await open();
  const one = await report('a', 'Found on 3 May', FOUND, true);
  const two = await report('bb', 'Found on 4 May', { ...FOUND, placeName: 'Tomares' }, true);
  await same(one.photoId, two.photoId, one.animalId);
  const [left] = await animals();
  expect(left).toMatchObject({ status: 'found', placeName: 'Camas', unnamed: true });
  expect(left).not.toHaveProperty('found');
});

test.each([
  ['found', LOST, { ...LOST, found: { at: '2026-05-03', place: CAMAS, placeName: 'Camas' } }],
  [
    'lost',
    FOUND,
    {
      ...{ status: 'lost', place: CAMAS, placeName: 'Camas', seenAt: '2026-05-03' },
      found: { at: '2026-05-03', place: CAMAS, placeName: 'Camas', contact: '600 999 999' },
    },
  ],
] as const)(
  'a photo marked %s alone is carried through to the animal',
  async (status, of, after) => {
    await open();
    const { photoId } = await report('a', 'Luna', of);
    const alone = await add('bb', {
      fields: { status, place: CAMAS, placeName: 'Camas', takenAt: '2026-05-03' },
    });
    const entry = await same(alone, photoId);
    const [luna] = await animals();
    expect(luna).toMatchObject({ ...after, photoCount: 2 });
    expect((await library.photo(alone)).status ?? null).toBeNull();
    await library.undo(entry);
    expect(await library.photo(alone)).toMatchObject({ status, individualId: null });
    expect((await animals())[0]?.found ?? null).toBeNull();
  },
);

test('of an animal that is at home nothing is carried through', async () => {
  await open();
  const { photoId } = await report('a', 'Luna', { ...LOST, status: 'home' });
  const alone = await add('bb', { fields: { status: 'found' } });
  await same(alone, photoId);
  const [luna] = await animals();
  expect([luna!.status, luna!.found ?? null]).toEqual(['home', null]);
});
