import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Detection } from '../../../../src/engine/detector/detection';
import { HuellaError } from '../../../../src/engine/errors';
import type { Crop } from '../../../../src/engine/types';
import { IdentifyState, MOST_RESULTS } from '../../../../src/app/identify/identify-state.svelte';
import type { Answer, IdentifyOptions, IndividualMatch, Match } from '../../../../src/runtime/api';
import { answerOf, fakeApp, photoOf, settle, type FakeApp, type Named } from '../fake-app';

/** What the runtime's import answers; what it adds is the test's to say. */
let importPhotos: (items: readonly { readonly file: File }[]) => Promise<unknown>;
vi.mock('../../../../src/runtime/import', () => ({
  importPhotos: (_: unknown, items: readonly { readonly file: File }[]) => importPhotos(items),
}));

/** Photos without a name; a test may have them wait. */
let unnamed: (signal?: AbortSignal) => Promise<Match[]>;

interface Asked {
  readonly options: IdentifyOptions;
  answer(answer: Answer): void;
  fail(error: Error): void;
}

const BOX: Crop = { x: 0.1, y: 0.1, width: 0.5, height: 0.5 };
const OTHER_BOX: Crop = { x: 0.6, y: 0.6, width: 0.3, height: 0.3 };

function match(photoId: string, individual: string, probability: number | null): IndividualMatch {
  return {
    ...{ photoId, name: `${photoId}.jpg`, similarity: 0.8, exact: true, individual },
    ...{ individualId: `id-${individual}`, probability, interval: null, agreeingPoints: null },
  };
}

const LUNA = match('luna', 'Luna', 0.9);
const ROSA = match('rosa', 'Rosa', 0.1);
const STRAY: Match = { photoId: 'stray', name: 'stray.jpg', similarity: 0.5, exact: true };
const NAMED: Named = { luna: 'Luna', rosa: 'Rosa', stray: null };

/** What the setting says and the detector finds; without it the detector is not asked. */
interface Boxes {
  readonly mode: 'suggest' | 'surest' | 'off';
  readonly found: readonly Detection[];
}

async function started(
  boxes?: Boxes,
): Promise<FakeApp & { identify: IdentifyState; asked: Asked[] }> {
  const asked: Asked[] = [];
  const app = await fakeApp(NAMED, () => ({
    huella: {
      identify: (_: Blob, options: IdentifyOptions) =>
        new Promise<Answer>((answer, fail) => asked.push({ options, answer, fail })),
      search: (_: Blob, { signal }: { signal?: AbortSignal }) => unnamed(signal),
      settings: { get: () => Promise.resolve({ boxes: boxes?.mode ?? 'off' }) },
      detect: () => Promise.resolve(boxes?.found ?? []),
    },
    library: {
      cutOut: () => Promise.resolve(new Blob(['cut'])),
      original: () => Promise.resolve(new Blob(['whole'])),
      upright: (photo: Blob) => Promise.resolve(photo),
      countUnseen: (fingerprint: string) => Promise.resolve(fingerprint === '' ? 0 : 3),
    },
  }));
  importPhotos = ([item]) => {
    app.gallery.add({ ...photoOf('query', null, 99), name: item!.file.name });
    return Promise.resolve({ failed: [] });
  };
  const { services, library, i18n, announcer, actions } = app;
  const identify = new IdentifyState(services, library, i18n, announcer, actions);
  return { ...app, identify, asked };
}

/** Asks about a file and answers with Luna; an unidentified photo follows. */
async function answered(): Promise<Awaited<ReturnType<typeof started>>> {
  const all = await started();
  const asking = all.identify.ask(new File(['x'], 'new.jpg'), 'new.jpg');
  await vi.waitFor(() => expect(all.asked).toHaveLength(1));
  all.asked[0]!.answer(answerOf([LUNA], 0.05, 'encoder'));
  await asking;
  return all;
}

let revoked: string[];

beforeEach(() => {
  unnamed = () => Promise.resolve([STRAY]);
  let made = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${String(++made)}`);
  revoked = [];
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('asking', () => {
  test('a photo is searched at once; the answer is shown and said', async () => {
    const { identify, asked, announcer } = await answered();
    expect(asked[0]!.options).toMatchObject({ k: 10 });
    expect(asked[0]!.options.exclude).toBeUndefined();
    expect(identify.matches?.map(({ photoId }) => photoId)).toEqual(['luna', 'stray']);
    expect(identify.searching).toBe(false);
    expect(announcer.message).toContain('Luna');
  });

  test('photos that were not compared are counted', async () => {
    const { identify } = await answered();
    await vi.waitFor(() => expect(identify.unseen).toBe(3));
  });

  test('a photo of the gallery is not found as itself', async () => {
    const { identify, asked } = await started();
    void identify.askGalleryPhoto('rosa', 'rosa.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]!.options.exclude).toEqual(['rosa']);
    expect(identify.query?.photoId).toBe('rosa');
  });

  test('another crop of it is no longer that photo, though it still leaves it out', async () => {
    const { identify, asked } = await started();
    void identify.askGalleryPhoto('rosa', 'rosa.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    void identify.crop([BOX], 0);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]!.options).toMatchObject({ crop: BOX, exclude: ['rosa'] });
    expect(identify.query?.photoId).toBeNull();
  });

  test('the same crop again does not search again', async () => {
    const { identify, asked } = await answered();
    void identify.crop([BOX, OTHER_BOX], 0);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    await identify.crop([BOX], 0);
    expect(asked).toHaveLength(2);
    void identify.crop([BOX, OTHER_BOX], 1);
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    expect(asked[2]!.options.crop).toEqual(OTHER_BOX);
  });

  test('the number of results stays between one and fifty', async () => {
    const { identify } = await started();
    await identify.show({ count: 900 });
    expect(identify.count).toBe(MOST_RESULTS);
    await identify.show({ count: -3 });
    expect(identify.count).toBe(1);
    await identify.show({ by: 'photo' });
    expect(identify.by).toBe('photo');
  });

  test('the answer to an earlier question is not shown', async () => {
    const { identify, asked } = await started();
    void identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    const second = identify.ask(new File(['b'], 'b.jpg'), 'b.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]!.answer(answerOf([ROSA]));
    await second;
    asked[0]!.answer(answerOf([LUNA]));
    await settle();
    expect(identify.matches?.[0]?.individual).toBe('Rosa');
    expect(asked[0]!.options.signal?.aborted).toBe(true);
  });

  test('a first answer is shown while markings are compared, and stays when that is cancelled', async () => {
    const { identify, asked } = await started();
    const asking = identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]!.options.onFirst?.(answerOf([ROSA, LUNA]));
    await settle();
    expect(identify.refining).toBe(true);
    expect(identify.matches?.[0]?.individual).toBe('Rosa');
    await identify.different(identify.matches![0]!);
    identify.cancel();
    await asking;
    expect(identify.matches).toHaveLength(3);
    expect([identify.cancelled, identify.searching, identify.refining]).toEqual([
      false,
      false,
      false,
    ]);
    expect(identify.decided.get('rosa')?.kind).toBe('different');
  });

  test('a refined answer keeps what was decided about the first', async () => {
    const { identify, asked } = await started();
    const asking = identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]!.options.onFirst?.(answerOf([ROSA, LUNA]));
    await settle();
    await identify.different(identify.matches![0]!);
    asked[0]!.answer(answerOf([LUNA, ROSA]));
    await asking;
    expect(identify.matches?.map(({ photoId }) => photoId)).toEqual(['luna', 'rosa', 'stray']);
    expect(identify.decided.get('rosa')?.kind).toBe('different');
  });

  test('a refined answer does not talk over what a decision about the first one did', async () => {
    const { identify, asked, announcer } = await started();
    const asking = identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]!.options.onFirst?.(answerOf([ROSA, LUNA]));
    await settle();
    await identify.same(identify.matches![0]!, 'Rosa');
    asked[0]!.answer(answerOf([LUNA, ROSA]));
    await asking;
    expect(announcer.message).toBe('Photo added to Rosa.');
    const next = identify.search();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]!.answer(answerOf([LUNA]));
    await next;
    expect(announcer.message).toContain('First: Luna');
  });

  test('a new animal comes first when it is likelier than every individual', async () => {
    const { identify, asked } = await started();
    const asking = identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]!.answer(answerOf([ROSA], 0.7));
    await asking;
    expect([identify.newProbability, identify.newComesFirst]).toEqual([0.7, true]);
    expect((await answered()).identify.newComesFirst).toBe(false);
  });

  test('cancelled at once, also while the engine does not answer', async () => {
    const { identify, asked } = await started();
    const asking = identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    identify.cancel();
    await asking;
    expect(identify.cancelled).toBe(true);
    expect(identify.searching).toBe(false);
    expect(identify.failure).toBeNull();
  });

  test('cancelled, both searches end without a failure that nothing waits for', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const { identify, asked } = await started();
      const ends = (signal: AbortSignal): Promise<never> =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        );
      unnamed = (signal) => ends(signal!);
      const asking = identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
      await vi.waitFor(() => expect(asked).toHaveLength(1));
      void ends(asked[0]!.options.signal!).catch((error: unknown) =>
        asked[0]!.fail(error as Error),
      );
      identify.cancel();
      await asking;
      await new Promise((resolve) => setTimeout(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  test('a failure is kept with its code, and the next search clears it', async () => {
    const { identify, asked } = await started();
    const asking = identify.ask(new File(['a'], 'a.jpg'), 'a.jpg');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]!.fail(new HuellaError('photo-unreadable', 'no image'));
    await asking;
    expect(identify.failure?.code).toBe('photo-unreadable');
    void identify.search();
    expect(identify.failure).toBeNull();
  });

  test('clearing gives back both object URLs', async () => {
    const { identify } = await answered();
    const { url, shown } = identify.query!;
    identify.clear();
    expect(identify.query).toBeNull();
    expect(identify.matches).toBeNull();
    expect(revoked).toEqual([url, shown]);
  });
});

describe('deciding', () => {
  test('same: the query joins the gallery and the individual, with the score seen', async () => {
    const { identify, gallery } = await answered();
    await identify.same(identify.matches![0]!, 'Luna');
    expect(gallery.nameOf('query')).toBe('Luna');
    expect(identify.query?.photoId).toBe('query');
    expect(gallery.decisions()[0]).toMatchObject({
      ...{ kind: 'same', queryPhotoId: 'query', photoId: 'luna', similarity: 0.8, name: null },
      ...{ fingerprint: 'print', probability: 0.9 },
      basis: { calibration: 'encoder', learnt: false, compared: 0 },
    });
    expect(identify.decided.get('luna')).toMatchObject({ kind: 'same', name: 'Luna' });
  });

  test('same as an unidentified photo: both get the new name', async () => {
    const { identify, gallery } = await answered();
    await identify.same(identify.matches![1]!, 'Sol');
    expect([gallery.nameOf('query'), gallery.nameOf('stray')]).toEqual(['Sol', 'Sol']);
  });

  test('different: written down when the query joins the gallery, not before', async () => {
    const { identify, gallery } = await answered();
    const [luna, stray] = identify.matches!;
    await identify.different(luna!);
    expect(gallery.decisions()).toEqual([]);
    expect(identify.decided.get('luna')).toMatchObject({ kind: 'different', entryId: null });
    await identify.same(stray!, 'Sol');
    expect(gallery.decisions().map(({ kind, photoId }) => [kind, photoId])).toEqual([
      ['different', 'luna'],
      ['same', 'stray'],
    ]);
    expect(identify.decided.get('luna')?.entryId).not.toBeNull();
  });

  test('a decision taken back is undone in the gallery and can be taken again', async () => {
    const { identify, gallery } = await answered();
    const [luna] = identify.matches!;
    await identify.same(luna!, 'Luna');
    await identify.undo(luna!);
    expect(gallery.nameOf('query')).toBeNull();
    expect(identify.decided.size).toBe(0);
    await identify.same(luna!, 'Luna');
    expect(gallery.nameOf('query')).toBe('Luna');
  });

  test('none of these: a new individual, or the known one of that name without its accents', async () => {
    const first = await answered();
    await first.identify.addAs('Nube');
    expect(first.gallery.decisions()[0]).toMatchObject({
      ...{ kind: 'new', name: 'Nube', photoId: null, probability: 0.05 },
      basis: { calibration: 'encoder', learnt: false, compared: 0 },
    });
    const second = await answered();
    await second.identify.addAs('LUNA');
    expect(second.gallery.actions.at(-1)).toMatchObject({ kind: 'assign', name: 'LUNA' });
  });

  test('a query that cannot be added is not decided', async () => {
    const { identify, gallery } = await answered();
    const failed = [{ name: 'new.jpg', code: 'storage-full', detail: {}, reason: 'no room' }];
    importPhotos = () => Promise.resolve({ failed });
    await expect(identify.same(identify.matches![0]!, 'Luna')).rejects.toMatchObject({
      code: 'storage-full',
    });
    expect(gallery.actions).toEqual([]);
    expect(identify.decided.size).toBe(0);
  });
});

describe('animals found in the query', () => {
  const found = (score: number): Detection => ({ crop: BOX, score, kind: null });

  async function asking(boxes: Boxes) {
    const all = await started(boxes);
    void all.identify.ask(new File(['x'], 'new.jpg'), 'new.jpg');
    await settle();
    return all;
  }

  test('are proposed while the whole photo is searched with; one tap compares the animal alone', async () => {
    const { identify, asked } = await asking({ mode: 'suggest', found: [found(0.9)] });
    expect(identify.proposal).toEqual({ kind: 'boxes', boxes: [BOX], doubtful: false });
    expect(asked).toHaveLength(1);
    void identify.crop([BOX], 0);
    await settle();
    expect(asked.at(-1)!.options.crop).toEqual(BOX);
    expect(identify.proposal).toBeNull();
    expect(identify.boxed).toBe(false);
  });

  test('are used at once where the setting says so and they are sure; the whole photo is one tap away', async () => {
    const { identify, asked } = await asking({ mode: 'surest', found: [found(0.9)] });
    expect(asked.at(-1)!.options.crop).toEqual(BOX);
    expect(identify.boxed).toBe(true);
    void identify.useWhole();
    await settle();
    expect(asked.at(-1)!.options.crop).toBeUndefined();
    expect(identify.boxed).toBe(false);
  });

  test('are only proposed when they are not sure', async () => {
    const { identify, asked } = await asking({ mode: 'surest', found: [found(0.4)] });
    expect(identify.proposal).toMatchObject({ kind: 'boxes', doubtful: true });
    expect(asked).toHaveLength(1);
  });

  test('none is said; off, nothing is looked for; boxes of a person stay', async () => {
    expect((await asking({ mode: 'suggest', found: [] })).identify.proposal).toEqual({
      kind: 'none',
    });
    expect((await asking({ mode: 'off', found: [found(0.9)] })).identify.proposal).toBeNull();

    const drawn = await started({ mode: 'surest', found: [found(0.9)] });
    void drawn.identify.ask(new File(['x'], 'new.jpg', { type: 'image/jpeg' }), 'new.jpg');
    void drawn.identify.crop([OTHER_BOX], 0);
    await settle();
    expect(drawn.identify.query?.boxes).toEqual([OTHER_BOX]);
  });
});
