import { afterEach, describe, expect, test, vi } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { GalleryState } from '../../../../src/app/gallery/gallery-state.svelte';
import { LibraryState } from '../../../../src/app/state/library.svelte';
import { fakeApp, type FakeApp, type Named } from '../fake-app';

const NAMED: Named = {
  a: 'Zoé',
  b: null,
  c: 'Alba',
  d: null,
  e: 'Alba',
  f: 'Alba 10',
  g: 'Alba 9',
};

async function opened(named: Named = NAMED): Promise<FakeApp & { state: GalleryState }> {
  const app = await fakeApp(named);
  return { ...app, state: new GalleryState(app) };
}

const ids = (photos: readonly { readonly id: string }[]): string =>
  photos.map(({ id }) => id).join('');

afterEach(() => vi.unstubAllGlobals());

describe('what is shown', () => {
  test('newest first, as the library lists them', async () => {
    const { state } = await opened();
    expect(ids(state.shown)).toBe('abcdefg');
    expect(state.groups).toHaveLength(1);
  });

  test('by date: a heading for each month, the latest first, photos without a date at the end', async () => {
    const app = await fakeApp({ a: null, b: null, c: null, d: null });
    const taken = [null, '2026-05-01', '2026-07-02T10:00:00', '2026-05-30T08:00:00'];
    app.gallery.photos = app.gallery.photos.map((photo, i) => ({
      ...photo,
      takenAt: taken[i] ?? null,
    }));
    const library = new LibraryState(app.services);
    await library.refresh();
    const state = new GalleryState({ ...app, library });
    state.order = 'date';
    expect(state.groups.map(({ title, photos }) => [title, ids(photos)])).toEqual([
      ['July 2026', 'c'],
      ['May 2026', 'db'],
      ['Without a date', 'a'],
    ]);
  });

  test('by individual: unidentified first, then names as people sort them', async () => {
    const { state } = await opened();
    state.order = 'individual';
    expect(state.groups.map(({ title }) => title)).toEqual([
      'Unidentified',
      'Alba',
      'Alba 9',
      'Alba 10',
      'Zoé',
    ]);
    expect(ids(state.shown)).toBe('bdcegfa');
  });

  test('a search finds names and files without regard to accents and capitals', async () => {
    const { state } = await opened();
    state.text = 'ZOE';
    expect(ids(state.shown)).toBe('a');
    state.text = 'd.JPG';
    expect(ids(state.shown)).toBe('d');
    state.text = '  ';
    expect(state.shown).toHaveLength(7);
  });

  test('filters: unidentified, and one individual by id', async () => {
    const { state, library } = await opened();
    state.filter = { kind: 'unidentified' };
    expect(ids(state.shown)).toBe('bd');
    expect(library.unidentified).toBe(2);
    state.filter = { kind: 'individual', id: 'id-Alba' };
    expect(ids(state.shown)).toBe('ce');
    state.text = 'e.jpg';
    expect(ids(state.shown)).toBe('e');
  });
});

describe('selecting', () => {
  test('one by one, and off again', async () => {
    const { state } = await opened();
    state.toggle('b');
    expect(state.selecting).toBe(true);
    state.toggle('d');
    state.toggle('b');
    expect(state.selectedIds).toEqual(['d']);
  });

  test('a range from the photo touched last, in the order drawn, either way', async () => {
    const { state } = await opened();
    state.toggle('e');
    state.toggle('b', true);
    expect(state.selectedIds).toEqual(['b', 'c', 'd', 'e']);
    state.endSelection();
    state.toggle('f', true);
    expect(state.selectedIds).toEqual(['f']);
  });

  test('a range follows the order by individual', async () => {
    const { state } = await opened();
    state.order = 'individual';
    state.toggle('d');
    state.toggle('g', true);
    expect(new Set(state.selectedIds)).toEqual(new Set(['d', 'c', 'e', 'g']));
  });

  test('a photo that leaves the gallery is no longer selected', async () => {
    const { state, gallery, library } = await opened();
    state.selectAll(state.shown);
    gallery.photos = gallery.photos.filter(({ id }) => id !== 'c');
    await library.refresh();
    expect(ids(state.selectedIds.map((id) => ({ id })))).toBe('abdefg');
  });

  test('select none keeps selecting; the end forgets both', async () => {
    const { state } = await opened();
    state.selectAll(state.shown);
    state.selectNone();
    expect([state.selecting, state.selectedIds.length]).toEqual([true, 0]);
    state.endSelection();
    expect(state.selecting).toBe(false);
  });
});

describe('deleting', () => {
  test('goes to the trash with a way back in the toast', async () => {
    const { state, library, announcer } = await opened();
    expect(await state.delete(['a', 'b'])).toBe(true);
    expect(ids(library.photos)).toBe('cdefg');
    expect(announcer.shown?.action).not.toBeNull();
    announcer.shown?.action?.run();
    await vi.waitFor(() => expect(library.photos).toHaveLength(7));
  });

  test('a failure is kept for the dialog, and nothing is gone', async () => {
    const { state, gallery, library } = await opened();
    gallery.failure = new HuellaError('storage-failed', 'no');
    expect(await state.delete(['a'])).toBe(false);
    expect(state.failure?.code).toBe('storage-failed');
    expect(library.photos).toHaveLength(7);
  });
});
