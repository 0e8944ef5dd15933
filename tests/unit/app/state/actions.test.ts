import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { fakeApp, settle } from '../fake-app';

const rename = (name: string): { kind: 'assign'; photoIds: string[]; name: string } => ({
  ...{ kind: 'assign' as const, photoIds: ['a'], name },
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('actions', () => {
  test('what was done is on screen before it is said, with a button that undoes it', async () => {
    const { actions, library, announcer } = await fakeApp({ a: null });
    await actions.perform(rename('Luna'), 'Named.');
    expect(library.individuals.map(({ name }) => name)).toEqual(['Luna']);
    expect(announcer.shown?.text).toBe('Named.');
    announcer.shown?.action?.run();
    await settle();
    expect(library.nameOf(library.photos[0]!)).toBeNull();
  });

  test('Ctrl+Z goes back one by one and stops at the first action of the visit', async () => {
    const { actions, gallery } = await fakeApp({ a: null });
    await actions.perform(rename('Luna'), null);
    await actions.perform(rename('Rosa'), null);
    await actions.undoLast();
    expect(gallery.nameOf('a')).toBe('Luna');
    await actions.undoLast();
    expect(gallery.nameOf('a')).toBeNull();
    expect(actions.canUndo).toBe(false);
    await actions.undoLast();
    expect(gallery.undone).toEqual(['entry-2', 'entry-1']);
  });

  test('an action that failed is thrown and leaves nothing to undo', async () => {
    const { actions, gallery } = await fakeApp({ a: null });
    gallery.failure = new HuellaError('name-taken', 'Luna');
    await expect(actions.perform(rename('Luna'), 'Named.')).rejects.toMatchObject({
      code: 'name-taken',
    });
    expect(actions.canUndo).toBe(false);
  });

  test('what cannot be put back is counted; an undo that fails is said, not thrown', async () => {
    const { actions, services, announcer, i18n } = await fakeApp({ a: null });
    Object.assign(services.engine, { undo: () => Promise.resolve({ entry: null, skipped: 3 }) });
    await actions.undo('old');
    expect(announcer.shown?.text).toBe(i18n.t.actions.partly(3));
    const failure = new HuellaError('storage-failed', 'no');
    Object.assign(services.engine, { undo: () => Promise.reject(failure) });
    await actions.undo('old');
    expect(announcer.shown?.text).toBe(i18n.error(failure));
  });
});

describe('toasts', () => {
  test('one with a button stays longer, and as long as a pointer or the focus is on it', async () => {
    const { announcer } = await fakeApp({});
    announcer.toast('Plain');
    vi.advanceTimersByTime(8_999);
    expect(announcer.shown).toBeNull();
    announcer.toast('Undo?', { label: 'Undo', run: () => undefined });
    vi.advanceTimersByTime(8_000);
    announcer.hold();
    vi.advanceTimersByTime(60_000);
    expect(announcer.shown?.text).toBe('Undo?');
    announcer.release();
    vi.advanceTimersByTime(9_000);
    expect(announcer.shown).toBeNull();
  });

  test('the same sentence twice is spoken twice', async () => {
    const { announcer } = await fakeApp({});
    announcer.say('Done');
    const first = announcer.message;
    announcer.say('Done');
    expect(announcer.message).not.toBe(first);
    expect(announcer.message.trim()).toBe('Done');
  });
});
