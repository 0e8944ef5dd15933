import { describe, expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import type { GalleryAnswer, IdentifySearch } from '../../../../src/engine/gallery';
import type { Answer } from '../../../../src/runtime/api';
import type { MarkingsOf } from '../../../../src/runtime/leader/markings';
import { Answering } from '../../../../src/runtime/leader/answering';

const BASIS = { learnt: false, calibration: null, tellsApart: null };

const found = (more: Partial<GalleryAnswer>): GalleryAnswer => ({
  ...{ matches: [], newProbability: null, unlike: null, contested: false, candidates: [] },
  ...{ ...BASIS, ...more },
});

const match = (agreeingPoints: number | null): never =>
  ({ photoId: 'luna', agreeingPoints }) as never;

interface Given {
  readonly agreeing?: (query: MarkingsOf) => Promise<unknown>;
  readonly detect?: () => Promise<unknown>;
}

interface Asked {
  readonly answering: Answering;
  /** Doors that were called, in order. */
  readonly called: string[];
  readonly searches: IdentifySearch[];
  /** The first answer, and that with markings. */
  readonly recognise: (search: IdentifySearch) => Promise<GalleryAnswer>;
}

function asked(first: Partial<GalleryAnswer>, given: Given = {}): Asked {
  const called: string[] = [];
  const searches: IdentifySearch[] = [];
  const call =
    <Query>(name: string, answer: (query: Query) => Promise<unknown>) =>
    (query: Query): Promise<never> => {
      called.push(name);
      return answer(query) as Promise<never>;
    };
  const answering = new Answering({
    encoder: {
      current: () => Promise.resolve({ loaded: { card: { calibration: undefined } } } as never),
    },
    markings: {
      agreeing: call(
        'markings',
        given.agreeing ?? (() => Promise.resolve([{ photoId: 'luna', agreeingPoints: 9 }])),
      ),
    },
    detector: { detect: call('detector', given.detect ?? (() => Promise.resolve([]))) },
  });
  const recognise = (search: IdentifySearch): Promise<GalleryAnswer> => {
    searches.push(search);
    return Promise.resolve(found(search.agreeing ? { ...first, matches: [match(9)] } : first));
  };
  return { answering, called, searches, recognise };
}

const PHOTO = { photo: new Blob(['photo']), crop: undefined };
const CLOSE = { candidates: ['luna', 'rosa'], contested: true, matches: [match(null)] };

describe('markings', () => {
  test('are compared where it is close: the first answer is told, then the last', async () => {
    const { answering, called, searches, recognise } = asked(CLOSE);
    const told: Answer[] = [];
    const options = {
      k: 3,
      markings: 'auto',
      onFirst: (first: Answer) => told.push(first),
    } as const;
    const last = await answering.answer(recognise, [PHOTO], options);
    expect(told.map(({ basis }) => basis.compared)).toEqual([0]);
    expect(last.basis.compared).toBe(1);
    expect(called).toEqual(['markings']);
    expect(searches).toMatchObject([
      { k: 3 },
      { k: 3, agreeing: [{ photoId: 'luna', agreeingPoints: 9 }] },
    ]);
  });

  test.each([
    ['auto', { ...CLOSE, contested: false }, []],
    ['always', { ...CLOSE, contested: false }, ['markings']],
    ['never', CLOSE, []],
    ['always', { ...CLOSE, candidates: [] }, []],
  ] as const)('%s: %o', async (markings, first, doors) => {
    const { answering, called, recognise } = asked(first);
    await answering.answer(recognise, [PHOTO], { markings });
    expect(called).toEqual(doors);
  });

  test('that cannot be compared leave the first answer, which says so', async () => {
    const { answering, searches, recognise } = asked(CLOSE, {
      agreeing: () => Promise.reject(new HuellaError('markings-failed', 'gone')),
    });
    const { basis, matches } = await answering.answer(recognise, [PHOTO], { markings: 'always' });
    expect([basis.compared, matches.length, searches.length]).toEqual([0, 1, 1]);
  });

  test('of an encounter are those of its photos together, the most of each; few stand for many', async () => {
    const compared: string[] = [];
    const points = new Map([
      ['a', [12, 0]],
      ['e', [0, 31]],
    ]);
    const { answering, searches, recognise } = asked(CLOSE, {
      agreeing: (query) => {
        const { photoId } = query as { photoId: string };
        compared.push(photoId);
        const found = points.get(photoId);
        if (!found) return Promise.reject(new HuellaError('markings-failed', 'not readable'));
        const [luna, rosa] = found;
        return Promise.resolve([
          { photoId: 'luna', agreeingPoints: luna },
          { photoId: 'rosa', agreeingPoints: rosa },
        ]);
      },
    });
    const [first, ...others] = ['a', 'b', 'c', 'd', 'e'].map((photoId) => ({ photoId }));
    await answering.answer(recognise, [first!, ...others], { markings: 'always' });
    expect(compared).toEqual(['a', 'c', 'e']);
    expect(searches[1]?.agreeing).toEqual([
      { photoId: 'luna', agreeingPoints: 12 },
      { photoId: 'rosa', agreeingPoints: 31 },
    ]);
  });

  test('a cancelled question rejects, also when it is cancelled between the answers', async () => {
    const controller = new AbortController();
    const { answering, recognise } = asked(CLOSE, {
      agreeing: () => {
        controller.abort();
        return Promise.reject(new HuellaError('markings-failed', 'gone'));
      },
    });
    const { signal } = controller;
    const asking = answering.answer(recognise, [PHOTO], { markings: 'always', signal });
    await expect(asking).rejects.toMatchObject({ code: 'markings-failed' });
    const late = answering.answer(recognise, [PHOTO], { markings: 'always', signal });
    await expect(late).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a photo like none of the gallery', () => {
  const UNLIKE = { unlike: true };

  test('is told so only when the detector finds no animal; until then nothing is said', async () => {
    const told: Answer[] = [];
    const onFirst = (first: Answer): unknown => told.push(first);
    const none = asked(UNLIKE);
    const { unlike } = await none.answering.answer(none.recognise, [PHOTO], { onFirst });
    expect([told[0]?.unlike, unlike]).toEqual([null, true]);
    const one = asked(UNLIKE, { detect: () => Promise.resolve([{ score: 0.9 }]) });
    expect((await one.answering.answer(one.recognise, [PHOTO], {})).unlike).toBe(false);
    expect([none.called, one.called]).toEqual([['detector'], ['detector']]);
  });

  test('a person who drew a box has seen an animal: the detector is not asked', async () => {
    const { answering, called, recognise } = asked(UNLIKE);
    const crop = { x: 0, y: 0, width: 0.5, height: 0.5 };
    const { unlike } = await answering.answer(recognise, [{ ...PHOTO, crop }], {});
    expect([unlike, called]).toEqual([false, []]);
  });

  test('without the detector it is told so', async () => {
    const { answering, recognise } = asked(UNLIKE, {
      detect: () => Promise.reject(new HuellaError('detector-failed', 'gone')),
    });
    expect((await answering.answer(recognise, [PHOTO], {})).unlike).toBe(true);
  });
});
