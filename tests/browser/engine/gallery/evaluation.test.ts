import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { evaluationTask } from '../../../../src/engine/gallery/evaluation';
import { Library, type NewPhoto } from '../../../../src/engine/library';
import { FINGERPRINT, photo } from '../library/library-helpers';

/** Which photos an evaluation is of, from a library in IndexedDB. */

const DIMENSION = 8;
const names: string[] = [];
const opened: Library[] = [];

async function library(): Promise<Library> {
  const name = `evaluation-test-${crypto.randomUUID()}`;
  names.push(name);
  const one = await Library.open(name);
  opened.push(one);
  return one;
}

afterEach(async () => {
  for (const one of opened.splice(0)) one.close();
  for (const name of names.splice(0)) await deleteDB(name);
});

function axis(i: number, fingerprint = FINGERPRINT) {
  const vector = new Float32Array(DIMENSION);
  vector[i] = 1;
  return { fingerprint, vector };
}

let next = 0;

/** Ids ascend, since photos of one millisecond are ordered by them. */
async function add(to: Library, text: string, more: Partial<NewPhoto>): Promise<string> {
  const id = `photo-${String(next++).padStart(6, '0')}`;
  await to.addPhoto(await photo(text, { id, embedding: axis(0), ...more }));
  return id;
}

test('named photos with their vectors, in the order they came, and what each is told apart by', async () => {
  const gallery = await library();
  const luna = await add(gallery, 'luna', { individual: 'Luna', embedding: axis(1) });
  await add(gallery, 'nobody', { individual: null });
  const bruno = await add(gallery, 'bruno', { individual: 'Bruno', embedding: axis(2) });
  const other = await add(gallery, 'other', {
    individual: 'Luna',
    embedding: axis(3, 'another encoder'),
  });
  await gallery.act({ kind: 'describe-photos', photoIds: [bruno], fields: { species: 'cow' } });
  const { rows, from } = await evaluationTask(gallery, { fingerprint: FINGERPRINT });
  expect(rows.photoIds).toEqual([luna, bruno]);
  expect(rows.dimension).toBe(DIMENSION);
  expect([...rows.vectors]).toEqual([...axis(1).vector, ...axis(2).vector]);
  expect([...rows.individuals]).toEqual([0, 1]);
  expect(rows.species).toEqual(['', 'cow']);
  expect(from).toEqual({ fingerprint: FINGERPRINT, photos: 3, individuals: 2 });

  const cows = await evaluationTask(gallery, { fingerprint: FINGERPRINT, species: 'cow' });
  expect(cows.rows.photoIds).toEqual([bruno]);
  const same = await evaluationTask(gallery, {
    fingerprint: 'another encoder',
    photoIds: [luna, other],
  });
  expect(same.rows.photoIds).toEqual([other]);
});

test('photos taken together, and photos that look nearly the same, are one encounter', async () => {
  const gallery = await library();
  const shots: [string, Partial<NewPhoto>][] = [
    ['a', { takenAt: '2024-05-01T10:00:00', lookHash: '0000000000000000' }],
    ['b', { takenAt: '2024-05-01T10:00:30', lookHash: 'ffffffffffffffff' }],
    ['c', { lookHash: 'fffffffffffffff0' }],
    ['d', { lookHash: '00000000ffffffff' }],
    ['e', { takenAt: '2024-05-02T10:00:00' }],
  ];
  for (const [text, more] of shots) await add(gallery, text, { individual: 'Luna', ...more });
  // The same look on another animal says nothing.
  await add(gallery, 'f', { individual: 'Bruno', lookHash: '0000000000000000' });
  const { rows } = await evaluationTask(gallery, { fingerprint: FINGERPRINT });
  const [a, b, c, d, e, f] = rows.encounters;
  expect(a).toBe(b);
  expect(c).toBe(b);
  expect(new Set([a, d, e, f]).size).toBe(4);
});

test('of more photos than fit whole individuals are taken, the same each time', async () => {
  const gallery = await library();
  const [individuals, each, most] = [5, 3, 10];
  for (let i = 0; i < individuals; i++) {
    for (let p = 0; p < each; p++) await add(gallery, `${i}-${p}`, { individual: `animal ${i}` });
  }
  const { rows, from } = await evaluationTask(gallery, { fingerprint: FINGERPRINT }, most);
  expect(from).toMatchObject({ photos: individuals * each, individuals });
  expect(rows.photoIds).toHaveLength(9);
  expect(rows.individualIds).toHaveLength(3);
  expect([...rows.individuals].sort()).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  const again = await evaluationTask(gallery, { fingerprint: FINGERPRINT }, most);
  expect(again.rows.photoIds).toEqual(rows.photoIds);
});
