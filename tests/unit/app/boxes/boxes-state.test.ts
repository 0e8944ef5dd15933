import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BoxesState } from '../../../../src/app/boxes/boxes-state.svelte';
import type { Detection } from '../../../../src/engine/detector/detection';
import { HuellaError } from '../../../../src/engine/errors';
import type { Crop } from '../../../../src/engine/types';
import type { DetailedOptions, LazyItem } from '../../../../src/runtime/import';
import { fakeApp, type FakeApp } from '../fake-app';

/** Photos that the other animals of a file became. */
let added: string[];
vi.mock('../../../../src/runtime/import', () => ({
  importPhotos: (_: unknown, items: readonly LazyItem[], options: DetailedOptions) => {
    items.forEach(({ name }, row) => {
      const photoId = `other-${String(added.length)}`;
      added.push(photoId);
      options.onRow?.({ row, name, outcome: 'imported', photoId });
    });
    return Promise.resolve({ failed: [], imported: items.length });
  },
}));
// Web Locks are the browser's.
vi.mock('../../../../src/runtime/work', () => ({ asWork: (work: unknown) => work }));

const box = (x: number): Crop => ({ x, y: 0.1, width: 0.3, height: 0.6 });
const sure = (x: number): Detection => ({ crop: box(x), score: 0.9, kind: null });
const FILLING: Detection = {
  ...sure(0),
  crop: { x: 0.01, y: 0.01, width: 0.98, height: 0.98 },
};

const FOUND: Readonly<Record<string, readonly Detection[]>> = {
  one: [sure(0.1)],
  pair: [sure(0.1), sure(0.6)],
  named: [sure(0.2)],
  crowd: [sure(0.1), sure(0.6)],
  faint: [{ ...sure(0.1), score: 0.4 }],
  filled: [FILLING],
  empty: [],
};

interface Started extends FakeApp {
  readonly boxes: BoxesState;
  /** Photo and box of each crop that was stored. */
  readonly recropped: { readonly photoId: string; readonly crop: Crop | null }[];
}

async function started(
  detect = (id: string): Promise<readonly Detection[]> => Promise.resolve(FOUND[id]!),
): Promise<Started> {
  const recropped: Started['recropped'] = [];
  const app = await fakeApp(
    {
      ...{ one: null, pair: null, named: 'Luna', crowd: 'Rosa', faint: null },
      ...{ filled: null, empty: null },
    },
    (gallery) => ({
      detector: { detect: async (photo: Blob) => detect(await photo.text()) },
      engine: {
        recrop: (photoId: string, crop: Crop | null) => {
          recropped.push({ photoId, crop });
          gallery.photos = gallery.photos.map((photo) =>
            photo.id === photoId ? { ...photo, crop, cropKey: 'boxed' } : photo,
          );
          return Promise.resolve({ id: `recrop-${photoId}` });
        },
        undo: (id: string) => {
          gallery.undone.push(id);
          return Promise.resolve({ entry: { id }, skipped: 0 });
        },
      },
      library: { original: (id: string) => Promise.resolve(new Blob([id])) },
    }),
  );
  return { ...app, recropped, boxes: new BoxesState(app) };
}

beforeEach(() => {
  added = [];
});
afterEach(() => vi.unstubAllGlobals());

describe('looking', () => {
  test('sorts the photos; only boxes in no doubt are ticked', async () => {
    const { boxes } = await started();
    expect(boxes.waiting).toHaveLength(7);
    await boxes.look();
    expect(boxes.boxings.map(({ photoId, doubt, chosen }) => [photoId, doubt, chosen])).toEqual([
      ['one', null, true],
      ['pair', null, true],
      ['named', null, true],
      ['crowd', 'several', false],
      ['faint', 'unsure', false],
    ]);
    expect([boxes.none, boxes.filled, boxes.failed]).toEqual([1, 1, 0]);
    expect(boxes.waiting).toEqual([]);
  });

  test('waits while paused; stopped, it keeps what it found and goes on from there', async () => {
    const asked: string[] = [];
    const { boxes } = await started((id) => {
      asked.push(id);
      if (asked.length === 2) boxes.pause();
      return Promise.resolve(FOUND[id]!);
    });
    const looking = boxes.look();
    await vi.waitFor(() => expect(boxes.done).toBe(2));
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toEqual(['one', 'pair']);
    boxes.stop();
    await looking;
    expect(boxes.phase).toBe('idle');
    expect(boxes.failure).toBeNull();
    expect(boxes.boxings).toHaveLength(2);
    await boxes.look();
    expect(asked).toEqual(Object.keys(FOUND));
  });

  test('a photo that cannot be read is counted; without the detector it ends and says so', async () => {
    const damaged = await started((id) =>
      id === 'pair'
        ? Promise.reject(new HuellaError('photo-damaged', 'cut'))
        : Promise.resolve(FOUND[id]!),
    );
    await damaged.boxes.look();
    expect(damaged.boxes.failed).toBe(1);
    expect(damaged.boxes.boxings.map(({ photoId }) => photoId)).not.toContain('pair');

    const none = await started(() => Promise.reject(new HuellaError('detector-failed', 'gone')));
    await none.boxes.look();
    expect(none.boxes.failure?.code).toBe('detector-failed');
    expect(none.boxes.waiting).toHaveLength(7);
  });
});

describe('boxing', () => {
  test('crops the ticked ones, each other animal a photo of its own; undo takes all of it back', async () => {
    const { boxes, recropped, gallery } = await started();
    await boxes.look();
    boxes.toggle('one');
    await boxes.use();
    expect(recropped).toEqual([
      { photoId: 'pair', crop: box(0.1) },
      { photoId: 'named', crop: box(0.2) },
    ]);
    expect(added).toEqual(['other-0']);
    expect(boxes.boxings.map(({ photoId }) => photoId)).toEqual(['one', 'crowd', 'faint']);
    expect(boxes.canUndo).toBe(true);
    await boxes.undo();
    expect(gallery.undone).toEqual(['recrop-named', 'recrop-pair']);
    expect(gallery.actions).toEqual([{ kind: 'delete-photos', photoIds: ['other-0'] }]);
    expect(boxes.canUndo).toBe(false);
  });

  test('boxes that a person drew are in no doubt; none leaves the photo whole', async () => {
    const { boxes, recropped } = await started();
    await boxes.look();
    boxes.chooseAll(false);
    boxes.draw('crowd', [box(0.6)]);
    boxes.draw('faint', []);
    expect(boxes.boxings.map(({ photoId }) => photoId)).not.toContain('faint');
    await boxes.use();
    expect(recropped).toEqual([{ photoId: 'crowd', crop: box(0.6) }]);
  });

  test('a photo that a person has boxed meanwhile keeps that crop', async () => {
    const { boxes, recropped, gallery, library } = await started();
    await boxes.look();
    gallery.photos = gallery.photos.map((photo) =>
      photo.id === 'one' ? { ...photo, crop: box(0.5), cropKey: 'by hand' } : photo,
    );
    await library.refresh();
    await boxes.use();
    expect(recropped.map(({ photoId }) => photoId)).toEqual(['pair', 'named']);
  });
});
