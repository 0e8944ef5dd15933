import { afterEach, describe, expect, test, vi } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { CANDIDATES, ReviewState } from '../../../../src/app/review/review-state.svelte';
import { answerOf, fakeApp, photoOf, settle, type FakeApp } from '../fake-app';

/** Two unidentified photos: `sure` is more like Luna than `vague` is like Rosa. */
async function started(): Promise<FakeApp & { review: ReviewState }> {
  const app = await fakeApp({ sure: null, vague: null, luna: 'Luna', rosa: 'Rosa' });
  app.gallery.like('sure', 'luna', 0.9);
  app.gallery.like('sure', 'rosa', 0.4);
  app.gallery.like('vague', 'rosa', 0.6);
  app.gallery.like('vague', 'luna', 0.3);
  const review = new ReviewState(app.services, app.library, app.actions);
  await review.start();
  await settle();
  return { ...app, review };
}

afterEach(() => vi.unstubAllGlobals());

describe('the order', () => {
  test('the first photo compared stays on screen; the rest follow by similarity', async () => {
    const { review } = await started();
    expect(review.queue.flatMap(({ photoIds }) => photoIds)).toEqual(['vague', 'sure']);
    expect(review.current).toBe('vague');
    expect(review.ranking).toBe(false);
    expect(review.left).toBe(2);
  });

  test('photos with a surer match come before those with none', async () => {
    const app = await fakeApp({ high: null, mid: null, none: null, first: null, luna: 'Luna' });
    app.gallery.like('mid', 'luna', 0.5);
    app.gallery.like('high', 'luna', 0.8);
    const review = new ReviewState(app.services, app.library, app.actions);
    await review.start();
    expect(review.queue.flatMap(({ photoIds }) => photoIds)).toEqual([
      'first',
      'high',
      'mid',
      'none',
    ]);
  });

  test('a photo that cannot be compared comes last and stops nothing', async () => {
    const app = await fakeApp(
      { good: null, broken: null, first: null, luna: 'Luna' },
      (gallery) => ({
        engine: {
          identifyStored: (ids: readonly string[], { k }: { k: number }) =>
            ids.includes('broken')
              ? Promise.reject(new HuellaError('not-found', 'no embedding'))
              : Promise.resolve(gallery.identify(ids, k)),
        },
      }),
    );
    app.gallery.like('good', 'luna', 0.5);
    const review = new ReviewState(app.services, app.library, app.actions);
    await review.start();
    expect(review.queue.flatMap(({ photoIds }) => photoIds)).toEqual(['first', 'good', 'broken']);
    expect(review.failure).toBeNull();
  });

  test('leaving the screen ends the comparing', async () => {
    const app = await fakeApp({ a: null, b: null, luna: 'Luna' });
    const review = new ReviewState(app.services, app.library, app.actions);
    const round = review.start();
    review.stop();
    await round;
    expect(review.queue).toEqual([]);
    expect(review.ranking).toBe(false);
  });
});

describe('the candidates', () => {
  test('one for each individual, the likeliest first, and at most six', async () => {
    const names = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`p${String(i)}`, `N${String(i)}`]),
    );
    const app = await fakeApp({ query: null, ...names });
    Object.keys(names).forEach((id, i) => app.gallery.like('query', id, i / 10));
    const review = new ReviewState(app.services, app.library, app.actions);
    await review.start();
    await settle();
    expect(review.candidates).toHaveLength(CANDIDATES);
    expect(review.candidate?.individual).toBe('N8');
    review.show(99);
    expect(review.index).toBe(CANDIDATES - 1);
    review.show(-4);
    expect(review.index).toBe(0);
  });

  test('of the same encounter only when asked for', async () => {
    const filters: unknown[] = [];
    const app = await fakeApp({ query: null, luna: 'Luna' }, (gallery) => ({
      engine: {
        identifyStored: (ids: readonly string[], options: { k: number; filter: unknown }) => {
          filters.push(options.filter);
          return Promise.resolve(gallery.identify(ids, options.k));
        },
      },
    }));
    const review = new ReviewState(app.services, app.library, app.actions);
    await review.start();
    await settle();
    expect(filters.at(-1)).toEqual({ notTakenWith: 'query' });
    await review.setHideEncounter(false);
    await settle();
    expect(filters.at(-1)).toEqual({});
  });
});

describe('photos of one burst', () => {
  /** Two of one minute, and one of the next day. */
  async function burst(): Promise<FakeApp & { review: ReviewState; asked: string[][] }> {
    const asked: string[][] = [];
    const app = await fakeApp({ a: null, b: null, later: null, luna: 'Luna' }, (gallery) => ({
      engine: {
        identifyStored: (ids: readonly string[], { k }: { k: number }) => {
          asked.push([...ids].sort());
          const { matches } = gallery.identify(ids, k);
          const likely = matches.map((match) => ({ ...match, probability: 0.8 }));
          return Promise.resolve(answerOf(likely, 0.1, 'gallery'));
        },
      },
    }));
    const times = new Map([
      ['a', '2024-05-01T10:00:00Z'],
      ['b', '2024-05-01T10:00:40Z'],
      ['later', '2024-05-02'],
    ]);
    app.gallery.photos = app.gallery.photos.map((photo) => ({
      ...photo,
      takenAt: times.get(photo.id) ?? null,
    }));
    await app.library.refresh();
    for (const id of ['a', 'b', 'later']) app.gallery.like(id, 'luna', 0.6);
    const review = new ReviewState(app.services, app.library, app.actions);
    await review.start();
    await settle();
    return { ...app, review, asked };
  }

  test('are one question: asked together, decided together, with what the chance rests on', async () => {
    const { gallery, review, asked } = await burst();
    expect(review.left).toBe(2);
    expect(asked).toContainEqual(['a', 'b']);
    expect(asked).not.toContainEqual(['a']);
    while (review.asked.length < 2) await review.skip();
    await settle();
    await review.same(null);
    expect(gallery.decisions().at(-1)).toMatchObject({
      ...{ kind: 'same', photoId: 'luna', probability: 0.8 },
      basis: { calibration: 'gallery', learnt: false, compared: 0 },
    });
    expect(['a', 'b', 'later'].map((id) => gallery.nameOf(id))).toEqual(['Luna', 'Luna', null]);
  });

  test('are asked one by one where a person wants it', async () => {
    const { review, asked } = await burst();
    await review.setTogether(false);
    await settle();
    expect(review.left).toBe(3);
    expect(asked).toContainEqual(['a']);
  });

  test('with two animals in one file are two questions', async () => {
    const { gallery, library, review } = await burst();
    gallery.photos = gallery.photos.map((photo) =>
      photo.id === 'b' ? { ...photo, sha256: 'a' } : photo,
    );
    await library.refresh();
    await review.start();
    expect(review.left).toBe(3);
  });
});

describe('decisions', () => {
  test('same: the photo gets the candidate’s name, its score is journaled, the next comes', async () => {
    const { gallery, review } = await started();
    await review.same(null);
    expect(gallery.nameOf('vague')).toBe('Rosa');
    expect(gallery.decisions()[0]).toMatchObject({
      ...{ kind: 'same', queryPhotoId: 'vague', photoId: 'rosa', similarity: 0.6 },
      ...{ fingerprint: 'print', filters: { notTakenWith: 'vague' } },
    });
    expect(review.current).toBe('sure');
    await settle();
    expect(review.candidate?.individual).toBe('Luna');
  });

  test('different: the photo stays, and its candidates are looked for again', async () => {
    const { gallery, review } = await started();
    await review.different();
    await settle();
    expect(review.current).toBe('vague');
    expect(gallery.nameOf('vague')).toBeNull();
    expect(review.candidates).not.toBeNull();
  });

  test('new: an individual of that name; no candidate is part of the decision', async () => {
    const { gallery, review } = await started();
    await review.isNew('Nube');
    expect(gallery.nameOf('vague')).toBe('Nube');
    expect(gallery.decisions()[0]).toMatchObject({ kind: 'new', photoId: null, name: 'Nube' });
  });

  test('skipped photos are counted, and come back with the next round', async () => {
    const { review } = await started();
    await review.skip();
    await review.skip();
    expect(review.current).toBeNull();
    expect(review.skipped).toEqual(['vague', 'sure']);
    await review.start();
    expect(review.skipped).toEqual([]);
    expect(review.left).toBe(2);
  });

  test('undo takes back the last decision and shows its photo, then the one before', async () => {
    const { gallery, review } = await started();
    await review.same(null);
    await review.skip();
    expect(review.canUndo).toBe(true);
    await review.undo();
    expect(review.current).toBe('sure');
    expect(review.skipped).toEqual([]);
    await review.undo();
    expect(review.current).toBe('vague');
    expect(gallery.nameOf('vague')).toBeNull();
    expect(review.queue.flatMap(({ photoIds }) => photoIds)).toEqual(['vague', 'sure']);
    expect(review.canUndo).toBe(false);
    await review.undo();
    expect(gallery.undone).toHaveLength(2);
  });

  test('a decision that could not be stored leaves the photo and says why', async () => {
    const { gallery, review } = await started();
    gallery.failure = new HuellaError('storage-full', 'no room');
    await review.same(null);
    expect(review.failure?.code).toBe('storage-full');
    expect(review.current).toBe('vague');
    expect(review.deciding).toBe(false);
    expect(review.canUndo).toBe(false);
  });

  test('a refused name is the dialog’s to show: the screen says nothing', async () => {
    const { gallery, review } = await started();
    gallery.failure = new HuellaError('name-taken', 'Luna');
    await expect(review.isNew('Luna')).rejects.toMatchObject({ code: 'name-taken' });
    expect(review.failure).toBeNull();
    expect(review.deciding).toBe(false);
  });

  test('two keys at once decide once', async () => {
    const { gallery, review } = await started();
    await Promise.all([review.same(null), review.same(null)]);
    expect(gallery.decisions()).toHaveLength(1);
  });

  test('without a candidate there is nothing to call same or different', async () => {
    const app = await fakeApp({ alone: null });
    const review = new ReviewState(app.services, app.library, app.actions);
    await review.start();
    await settle();
    await review.same(null);
    await review.different();
    expect(app.gallery.decisions()).toEqual([]);
    await review.isNew('Sol');
    expect(app.gallery.nameOf('alone')).toBe('Sol');
  });
});

test('photos added later wait for the next round', async () => {
  const { gallery, review } = await started();
  gallery.add(photoOf('late', null, 99));
  await review.start();
  expect(review.queue.flatMap(({ photoIds }) => photoIds)).toContain('late');
});
