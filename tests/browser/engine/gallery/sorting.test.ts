import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { groupingTask, mistakesTask } from '../../../../src/engine/gallery/sorting';
import { Library, type Action, type NewPhoto } from '../../../../src/engine/library';
import { FINGERPRINT, photo } from '../library/library-helpers';

/** What is grouped and doubted, from a library in IndexedDB; what people dismissed stays so. */

const names: string[] = [];
const opened: Library[] = [];

async function library(): Promise<Library> {
  const name = `sorting-test-${crypto.randomUUID()}`;
  names.push(name);
  const one = await Library.open(name);
  opened.push(one);
  return one;
}

afterEach(async () => {
  for (const one of opened.splice(0)) one.close();
  for (const name of names.splice(0)) await deleteDB(name);
});

let next = 0;

async function add(to: Library, text: string, more: Partial<NewPhoto> = {}): Promise<string> {
  const id = `photo-${String(next++).padStart(6, '0')}`;
  await to.addPhoto(await photo(text, { id, ...more }));
  return id;
}

const groups = (one: Library, most?: number) => groupingTask(one, FINGERPRINT, null, most);

test('unidentified photos with their bursts; two boxes of one file and rejected pairs are apart', async () => {
  const one = await library();
  const crop = (x: number) => ({ x, y: 0, width: 0.4, height: 1 });
  const [left, right, nearly] = [
    await add(one, 'two animals', { crop: crop(0) }),
    await add(one, 'two animals', { crop: crop(0.5) }),
    await add(one, 'two animals', { crop: crop(0.05) }),
  ];
  const first = await add(one, 'first', { takenAt: '2026-01-01T10:00:00' });
  const second = await add(one, 'second', { takenAt: '2026-01-01T10:00:30' });
  await add(one, 'named', { individual: 'Luna' });
  await add(one, 'other encoder', {
    embedding: { fingerprint: 'e'.repeat(64), vector: new Float32Array(8).fill(8 ** -0.5) },
  });
  await one.act({
    kind: 'decide',
    decision: {
      ...{ kind: 'different', queryPhotoId: first, photoId: left, name: null, similarity: 0.5 },
      ...{ fingerprint: FINGERPRINT, filters: null },
    },
  });
  const { photos, named, ofPhotos } = await groups(one);
  expect(photos.photoIds).toEqual([left, right, nearly, first, second]);
  expect(photos.vectors).toHaveLength(40);
  expect(ofPhotos).toBe(6);
  expect(named).toBeNull();
  const bursts = [...photos.encounters];
  expect(bursts[3]).toBe(bursts[4]);
  expect(new Set(bursts).size).toBe(4);
  // Boxes of one file that show the same animal may be one.
  expect(photos.apart.map((pair) => [...pair].sort())).toEqual([
    [0, 1],
    [1, 2],
    [0, 3],
  ]);
  const newest = await groups(one, 3);
  expect(newest.photos.photoIds).toEqual([first, second]);
  expect(newest.ofPhotos).toBe(6);
});

test('a dismissal is a step of the journal: it holds across a reload and until it is undone', async () => {
  const one = await library();
  const ids = [await add(one, 'a'), await add(one, 'bb'), await add(one, 'ccc')];
  const dismiss = (about: 'group' | 'apart', photoIds: readonly string[]): Action => ({
    ...{ kind: 'dismiss', about, photoIds, individualIds: [] },
  });
  const group = await one.act(dismiss('group', ids));
  await one.act(dismiss('apart', [ids[2]!, ids[0]!, ids[1]!]));
  one.close();
  const again = await Library.open(names[0]);
  opened.push(again);
  const { photos } = await groups(again);
  expect(photos.notAll).toEqual([[0, 1, 2]]);
  expect(photos.apart).toEqual([
    [2, 0],
    [2, 1],
  ]);
  expect((await again.journalOf(ids[1]!)).map(({ action }) => action.kind)).toEqual([
    ...['dismiss', 'dismiss'],
  ]);
  expect((await again.undo(group.entry!.id)).skipped).toBe(0);
  expect((await groups(again)).photos.notAll).toEqual([]);
  await again.redo(group.entry!.id);
  // With one of them named, what was said of all says nothing of the others.
  await again.act({ kind: 'assign', photoIds: [ids[0]!], name: 'Luna' });
  expect((await groups(again)).photos.notAll).toEqual([]);
  // Two that are not one animal are apart.
  await again.act(dismiss('group', [ids[1]!, ids[2]!]));
  expect((await groups(again)).photos.apart).toContainEqual([0, 1]);
});

test('one picture in two individuals is found by its file or its look, and is dismissed as a pair', async () => {
  const one = await library();
  const look = '00000000000000ff';
  const luna = await add(one, 'luna', { individual: 'Luna', lookHash: look });
  await add(one, 'luna again', { individual: 'Luna', lookHash: look });
  const bruno = await add(one, 'bruno', { individual: 'Bruno', lookHash: '00000000000000fe' });
  await add(one, 'rosa', { individual: 'Rosa', lookHash: 'ffffffff00000000' });
  const box = { x: 0, y: 0, width: 0.9, height: 1 };
  const whole = await add(one, 'one file', { individual: 'Rosa' });
  const boxed = await add(one, 'one file', { individual: 'Bruno', crop: box });
  const { rows, ofPhotos } = await mistakesTask(one, FINGERPRINT);
  expect(ofPhotos).toBe(6);
  const pairs = rows.copies.map((pair) => pair.map((row) => rows.photoIds[row]!).sort());
  expect(pairs).toContainEqual([luna, bruno]);
  expect(pairs).toContainEqual([whole, boxed]);
  expect(pairs).toHaveLength(3);
  await one.act({
    ...{ kind: 'dismiss', about: 'copy', photoIds: [bruno, luna] },
    individualIds: [...rows.individualIds.slice(0, 2)],
  });
  expect((await mistakesTask(one, FINGERPRINT)).rows.dismissed).toEqual([`copy ${luna} ${bruno}`]);
});
