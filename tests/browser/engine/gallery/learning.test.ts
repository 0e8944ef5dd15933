/**
 * Learning in a gallery: what is learnt is used, kept, read back to the bit, and lost with nothing.
 */
import { afterEach, expect, test } from 'vitest';
import { learn, whitenedNorm } from '../../../../src/engine/learning';
import type { Gallery } from '../../../../src/engine/gallery';
import { learntKey, type Library } from '../../../../src/engine/library';
import { add, close, closeAll, ENCODER, fill, fresh, near, open } from './gallery-helpers';

afterEach(closeAll);

/** As the leading tab does it, in this thread. */
async function learnIn(gallery: Gallery): Promise<void> {
  const task = (await gallery.learningTask())!;
  await gallery.learning.adopt(task, learn(task));
}

test('photos of one burst are asked as one: their scores together, none of them among the answers', async () => {
  const name = fresh();
  await close(await open(name));
  const vectors = await fill(name, 120, 12);
  const { gallery } = await open(name);
  await learnIn(gallery);
  const id = (row: number): string => `photo-${String(row).padStart(6, '0')}`;
  // Three of one animal: rows are of cluster `row % 12`.
  const rows = [5, 17, 29];
  const answer = await gallery.identifyStored(rows.map(id), { learning: true, k: 12 });
  const mean = Float32Array.from({ length: vectors[0]!.length }, (_, k) =>
    rows.reduce((sum, row) => sum + vectors[row]![k]!, 0),
  );
  const length = Math.hypot(...mean);
  const asOne = await gallery.identify(
    mean.map((value) => value / length),
    { learning: true, k: 12, exclude: rows.map(id) },
  );
  expect(answer.matches.map(({ photoId }) => photoId)).not.toEqual(expect.arrayContaining([id(5)]));
  expect(answer.matches[0]!.individual).toBe('C5');
  for (const [i, { individual, probability }] of answer.matches.entries()) {
    expect(individual).toBe(asOne.matches[i]!.individual);
    expect(probability).toBeCloseTo(asOne.matches[i]!.probability!, 4);
  }
  const [alone] = (await gallery.identifyStored([id(5)], { learning: true, k: 1 })).matches;
  expect(alone!.similarity).not.toBe(answer.matches[0]!.similarity);
});

async function forget(library: Library): Promise<void> {
  await library.deleteSnapshot(learntKey(ENCODER.fingerprint));
}

test('an answer is the same to the bit each time, after a reload, and learnt anew', async () => {
  const name = fresh();
  await close(await open(name));
  const vectors = await fill(name, 120, 12);
  const first = await open(name);
  await learnIn(first.gallery);
  expect(await first.gallery.learningTask()).toBeNull();
  const ask = (gallery: Gallery) => gallery.identify(vectors[5]!, { learning: true });
  const answer = await ask(first.gallery);
  expect(answer.calibration).toBe('gallery');
  expect(answer.matches[0]!.individual).toBe('C5');
  for (const _ of [2, 3]) expect(await ask(first.gallery)).toEqual(answer);
  await close(first);
  const second = await open(name);
  expect(await second.gallery.learningTask()).toBeNull();
  expect(await ask(second.gallery)).toEqual(answer);
  // As if the tab had died while it learnt: nothing was kept, and nothing else is missing.
  await forget(second.library);
  await close(second);
  const third = await open(name);
  expect((await ask(third.gallery)).calibration).toBeNull();
  await learnIn(third.gallery);
  expect(await ask(third.gallery)).toEqual(answer);
});

test('photos without a date that look nearly the same are learnt from as one encounter', async () => {
  const { gallery } = await open(fresh());
  const looks = ['0000000000000000', '00000000000000ff', 'ffffffff00000000'];
  for (const [i, lookHash] of looks.entries()) {
    await add(gallery, `luna ${i}`, near(1, i), { individual: 'Luna', lookHash });
  }
  await add(gallery, 'sol', near(2, 9), { individual: 'Sol', lookHash: looks[0]! });
  const { encounters } = (await gallery.learningTask())!;
  expect([...encounters]).toEqual([0, 0, 1, 2]);
});

test('turned off, similarities are as the encoder made them', async () => {
  const name = fresh();
  await close(await open(name));
  const vectors = await fill(name, 120, 12);
  const { gallery } = await open(name);
  await learnIn(gallery);
  const off = await gallery.identify(vectors[5]!, { learning: false });
  expect(off.learnt).toBe(false);
  const found = await gallery.search(vectors[5]!, { by: 'individual', exact: true });
  expect(off.matches.map(({ photoId }) => photoId)).toEqual(found.map(({ photoId }) => photoId));
  expect(gallery.learning.report(false).used).toBe(false);
});

test('names that changed places are to be learnt, though their count is the same', async () => {
  const name = fresh();
  await close(await open(name));
  await fill(name, 60, 6);
  const { gallery } = await open(name);
  await learnIn(gallery);
  expect(gallery.learning.behind).toBe(0);
  await gallery.write((to) => to.act({ kind: 'assign', photoIds: ['photo-000000'], name: 'C1' }));
  await gallery.write((to) => to.act({ kind: 'assign', photoIds: ['photo-000001'], name: 'C0' }));
  expect(gallery.learning.behind).toBe(2);
});

test('a damaged record is not used, and what was named since is to be learnt', async () => {
  const name = fresh();
  await close(await open(name));
  await fill(name, 60, 6);
  const before = await open(name);
  await learnIn(before.gallery);
  await before.library.act({ kind: 'assign', photoIds: ['photo-000000'], name: 'Another' });
  expect(await before.gallery.learningTask()).not.toBeNull();
  const key = learntKey(ENCODER.fingerprint);
  const bytes = (await before.library.snapshot(key))!;
  new Uint8Array(bytes)[50]! ^= 1;
  await before.library.putSnapshot(key, bytes);
  await close(before);
  const after = await open(name);
  expect(after.gallery.learning.report(true).top1Before).toBeNull();
});

test('photos of a species with a fit of its own are compared by it, also after a reload', async () => {
  const name = fresh();
  await close(await open(name));
  const vectors = await fill(name, 120, 12);
  const before = await open(name);
  const say = (one: string, species: string) =>
    before.gallery.write((to) =>
      to.act({ kind: 'describe-individual', individualId: one, fields: { species } }),
    );
  for (let c = 0; c < 6; c++) await say(`c${c}`, c % 2 ? 'Ratón' : ' raton ');
  const task = (await before.gallery.learningTask())!;
  expect(task.species.slice(0, 12)).toEqual([
    ...Array.from({ length: 6 }, () => 'raton'),
    ...Array.from({ length: 6 }, () => ''),
  ]);
  // Learnt from all, and a second fit with the vectors turned: what differs is which one is used.
  const learnt = learn(task);
  const turned = learn({ ...task, vectors: task.vectors.toReversed() }).whitening!;
  const species = [{ name: 'raton', top1Before: 0.3, top1After: 0.4, whitening: turned }];
  const isMouse = (row: number) => task.species[row] === 'raton';
  const own = {
    ...learnt,
    species,
    fits: learnt.fits!.map((_, row) => Number(isMouse(row))),
    norms: learnt.norms!.map((norm, row) =>
      isMouse(row) ? whitenedNorm(turned, vectors[row]!) : norm,
    ),
  };
  await before.gallery.learning.adopt(task, learnt);
  const common = await before.gallery.identify(vectors[2]!, { learning: true, k: 12 });
  await before.gallery.learning.adopt(task, own);
  const ask = (gallery: Gallery) => gallery.identify(vectors[2]!, { learning: true, k: 12 });
  const answer = await ask(before.gallery);
  expect(answer.tellsApart).toBe(false);
  expect(answer.matches.map(({ probability }) => probability)).not.toEqual(
    common.matches.map(({ probability }) => probability),
  );
  await close(before);
  const after = await open(name);
  expect(await after.gallery.learningTask()).toBeNull();
  expect(await ask(after.gallery)).toEqual(answer);
  // Another species is another fit at once, and something to learn.
  await after.gallery.write((to) =>
    to.act({ kind: 'describe-individual', individualId: 'c2', fields: { species: 'vaca' } }),
  );
  expect(await ask(after.gallery)).not.toEqual(answer);
  expect(await after.gallery.learningTask()).not.toBeNull();
});
