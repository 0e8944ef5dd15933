import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BackupState } from '../../../../src/app/backup/backup-state.svelte';
import { MANY_PHOTOS, OLD_MS, REST_MS } from '../../../../src/app/backup/reminder';
import type { Preferences } from '../../../../src/app/state/preferences.svelte';
import type { LastBackup, MadeBackup } from '../../../../src/engine/backup';
import { HuellaError } from '../../../../src/engine/errors';
import type { Backups, StagedOptions } from '../../../../src/runtime/backups';
import type { Services } from '../../../../src/runtime/services';
import { fakeApp, photoOf, settle, type FakeApp } from '../fake-app';

const LAST: LastBackup = { at: 1000, photos: 3, bytes: 2048 };
const MADE = { ...LAST, file: new Blob(['zip']), left: ['cut.jpg'] } as unknown as MadeBackup;
const PREVIEW = { photos: { added: 2 } };
const REPORT = { photos: { added: 2 }, settings: { language: 'es', theme: 'dark', backend: 'x' } };
const FILE = new File(['zip'], 'huella.zip');
const CHOICES = { apart: [], photos: 'here', trashed: false };

type Door = { [Name in 'last' | 'make' | 'preview' | 'restore']: Backups[Name] };

interface Started extends FakeApp {
  readonly backup: BackupState;
  /** Calls of the door, in order, with the options of each. */
  readonly calls: { readonly name: string; readonly options: StagedOptions }[];
  /** Settings that were carried over. */
  readonly carried: object[];
  readonly changed: () => void;
}

interface Given {
  readonly last?: () => Promise<LastBackup | null>;
  /** What the door does with each of its calls. */
  readonly work?: (name: string, options: StagedOptions) => Promise<unknown>;
  readonly set?: (change: object) => Promise<void>;
  readonly refreshed?: () => Promise<void>;
  readonly picker?: () => Promise<unknown>;
}

let saved: string[];

async function started(given: Given = {}): Promise<Started> {
  const calls: Started['calls'] = [];
  const carried: object[] = [];
  let changed = (): void => undefined;
  const app = await fakeApp({ a: null, b: 'Luna' });
  const called = async (
    name: string,
    answer: unknown,
    options: StagedOptions = {},
  ): Promise<never> => {
    calls.push({ name, options });
    return ((await given.work?.(name, options)) ?? answer) as never;
  };
  const backups: Door = {
    last: given.last ?? (() => Promise.resolve(null)),
    make: (_, options) => called('make', MADE, options),
    preview: (_, __, options) => called('preview', PREVIEW, options),
    restore: (_, __, options) => called('restore', REPORT, options),
  };
  const set = (change: object): Promise<void> => {
    carried.push(change);
    return given.set?.(change) ?? Promise.resolve();
  };
  const services = {
    ...{ ...app.services, backups, huella: { settings: { set } } },
    onLibraryChange: (listener: () => void) => {
      changed = listener;
    },
  } as unknown as Services;
  const refresh = given.refreshed ?? (() => Promise.resolve());
  vi.stubGlobal('window', given.picker ? { showSaveFilePicker: given.picker } : {});
  const { library, i18n, announcer } = app;
  const preferences = { refresh } as unknown as Preferences;
  const backup = new BackupState(services, library, preferences, i18n, announcer);
  await settle();
  return { ...app, backup, calls, carried, changed: () => changed() };
}

/** Resolves when it is told to, or rejects with the reason of the signal. */
function held(): { work: NonNullable<Given['work']>; go: () => void } {
  let go = (): void => undefined;
  const work = (_: string, { signal }: StagedOptions): Promise<unknown> =>
    new Promise((resolve, reject) => {
      go = () => resolve(undefined);
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return { work, go: () => go() };
}

beforeEach(() => {
  saved = [];
  const link = { download: '', click: () => saved.push(link.download) };
  vi.stubGlobal('document', { createElement: () => link });
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:zip');
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('backing up', () => {
  test('says how far it is; then the file is saved, and what it is without is told', async () => {
    const { work, go } = held();
    const { backup, calls, announcer } = await started({ work });
    const run = backup.backUp();
    await settle();
    expect(backup.running).toMatchObject({ kind: 'backup', stage: 'writing', done: 0, total: 0 });
    calls[0]!.options.onStage!('writing', 5, 10);
    expect(backup.running).toMatchObject({ stage: 'writing', done: 5, total: 10 });
    calls[0]!.options.onStage!('checking', 1, 10);
    expect(backup.running).toMatchObject({ stage: 'checking', done: 1, total: 10 });
    expect(saved).toEqual([]);
    go();
    await run;
    expect(saved).toEqual([expect.stringMatching(/^huella-\d{4}-\d\d-\d\d\.zip$/)]);
    expect(backup.last).toEqual(LAST);
    expect(backup.left).toEqual(['cut.jpg']);
    expect(announcer.shown?.text).toContain('3');
    expect([backup.running, backup.failure]).toEqual([null, null]);
  });

  test('a second one during the first does nothing, and neither does a restore', async () => {
    const { work, go } = held();
    const { backup, calls } = await started({ work });
    const first = backup.backUp();
    await settle();
    backup.offer = { file: FILE, preview: PREVIEW as never };
    await backup.backUp();
    await backup.look(FILE);
    await backup.restore(CHOICES as never, false);
    expect(backup.offer).not.toBeNull();
    go();
    await first;
    expect(calls.map(({ name }) => name)).toEqual(['make']);
  });

  test('one that fails says why until the next, and is not taken for the last backup', async () => {
    let fails = true;
    const { backup } = await started({
      last: () => Promise.resolve(LAST),
      work: () =>
        fails ? Promise.reject(new HuellaError('storage-full', 'full')) : Promise.resolve(null),
    });
    await backup.backUp();
    expect(backup.failure?.code).toBe('storage-full');
    expect([backup.running, backup.last, backup.left, saved]).toEqual([null, LAST, [], []]);
    await backup.refresh();
    expect(backup.failure?.code).toBe('storage-full');
    fails = false;
    await backup.backUp();
    expect([backup.failure, saved.length]).toEqual([null, 1]);
  });

  test('stopped, it is no failure and leaves no file; the next one begins afresh', async () => {
    const { work, go } = held();
    const { backup, announcer } = await started({ work });
    const run = backup.backUp();
    await settle();
    backup.cancel();
    expect(backup.cancelling).toBe(true);
    await run;
    expect([backup.failure, backup.last, backup.running, backup.cancelling]).toEqual([
      ...[null, null, null],
      false,
    ]);
    expect([saved, announcer.shown !== null]).toEqual([[], true]);
    const next = backup.backUp();
    await settle();
    go();
    await next;
    expect(saved).toHaveLength(1);
  });
});

describe('that every photo is in the last backup', () => {
  const AT = Date.now() + 3_600_000;

  test.each([
    ['is said where it is so', { damaged: 0, elsewhere: 0 }, true],
    ['is said where an earlier version wrote it, and nothing is known', undefined, true],
    [
      'is not said where a file is in the shared gallery alone',
      { damaged: 0, elsewhere: 1 },
      false,
    ],
    ['is not said where a file is damaged', { damaged: 1, elsewhere: 0 }, false],
  ])('%s', async (_, without, isSaid) => {
    const last = { ...LAST, at: AT, ...(without ? { without } : {}) };
    const { backup } = await started({ last: () => Promise.resolve(last) });
    expect(backup.savesAll).toBe(isSaid);
    expect(backup.without).toEqual(without ?? { damaged: 0, elsewhere: 0 });
  });

  test('is not said where there is none, or photos came later', async () => {
    expect((await started()).backup.savesAll).toBe(false);
    const old = { ...LAST, at: 0, without: { damaged: 0, elsewhere: 0 } };
    expect((await started({ last: () => Promise.resolve(old) })).backup.savesAll).toBe(false);
  });
});

describe('where to', () => {
  test('the browser writes into the file that was chosen; nothing is downloaded', async () => {
    const { backup, calls } = await started({ picker: () => Promise.resolve({}) });
    await backup.backUp();
    expect([calls.length, saved, backup.last]).toEqual([1, [], LAST]);
  });

  test('the person changes their mind: nothing begins', async () => {
    const dismissed = new DOMException('dismissed', 'AbortError');
    const { backup, calls } = await started({ picker: () => Promise.reject(dismissed) });
    await backup.backUp();
    expect([calls, backup.failure, backup.running]).toEqual([[], null, null]);
  });

  test('two clicks ask once and back up once', async () => {
    let choose = (_: unknown): void => undefined;
    let asked = 0;
    const { backup, calls } = await started({
      // As Chromium: while one question is open, another is refused.
      picker: () =>
        ++asked > 1
          ? Promise.reject(new DOMException('active', 'NotAllowedError'))
          : new Promise((resolve) => (choose = resolve)),
    });
    const clicks = [backup.backUp(), backup.backUp()];
    await settle();
    choose({});
    await Promise.all(clicks);
    expect([asked, calls.length, saved]).toEqual([1, 1, []]);
  });
});

describe('restoring', () => {
  test('is looked through first and changes nothing until the person says so', async () => {
    const { backup, calls, gallery, library, announcer } = await started();
    await backup.look(FILE);
    expect(backup.offer).toEqual({ file: FILE, preview: PREVIEW });
    expect(calls.map(({ name }) => name)).toEqual(['preview']);
    gallery.add(photoOf('restored', null, 99));
    await backup.restore(CHOICES as never, false);
    expect(calls.map(({ name }) => name)).toEqual(['preview', 'restore']);
    expect(library.photoById.has('restored')).toBe(true);
    expect([backup.offer, backup.report]).toEqual([null, REPORT]);
    expect(announcer.message).toContain('2');
  });

  test('takes language and theme over when asked to, and no other setting', async () => {
    const { backup, carried } = await started();
    await backup.look(FILE);
    await backup.restore(CHOICES as never, true);
    expect(carried).toEqual([{ language: 'es' }, { theme: 'dark' }]);
  });

  test('settings that this version does not know take nothing from the report', async () => {
    const { backup } = await started({
      set: () => Promise.reject(new RangeError('no such value')),
      refreshed: () => Promise.reject(new HuellaError('encoder-missing', 'no words')),
    });
    await backup.look(FILE);
    await backup.restore(CHOICES as never, true);
    expect([backup.report, backup.failure]).toEqual([REPORT, null]);
  });

  test('a file that is no backup is said, and nothing is offered', async () => {
    const refused = new HuellaError('backup-not-recognised', 'no manifest');
    const { backup } = await started({ work: () => Promise.reject(refused) });
    await backup.look(FILE);
    expect([backup.failure, backup.offer, backup.running]).toEqual([refused, null, null]);
  });

  test('one that fails says so and shows no report', async () => {
    const { backup } = await started({
      work: (name) =>
        name === 'restore'
          ? Promise.reject(new HuellaError('storage-full', 'full'))
          : Promise.resolve(null),
    });
    await backup.look(FILE);
    await backup.restore(CHOICES as never, false);
    expect([backup.failure?.code, backup.report, backup.running]).toEqual([
      ...['storage-full', null, null],
    ]);
  });
});

describe('the reminder', () => {
  /** As many photos, added that long ago. */
  async function withPhotos(count: number, age: number, given: Given = {}): Promise<Started> {
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
    const app = await started(given);
    const at = Date.now() - age;
    app.gallery.photos = Array.from({ length: count }, (_, i) =>
      photoOf(`p${String(count - i).padStart(3, '0')}`, null, at),
    );
    await app.library.refresh();
    return app;
  }

  test('comes with many photos that have waited long, and not before', async () => {
    const many = await withPhotos(MANY_PHOTOS, OLD_MS);
    expect(many.backup.unsaved.count).toBe(MANY_PHOTOS);
    expect(many.backup.due).toBe(true);
    expect((await withPhotos(MANY_PHOTOS - 1, OLD_MS)).backup.due).toBe(false);
    expect((await withPhotos(MANY_PHOTOS, OLD_MS - 60_000)).backup.due).toBe(false);
  });

  test('not while a backup runs, nor after it, nor where the last one cannot be read', async () => {
    const { work, go } = held();
    const recent = { ...MADE, at: Date.now() };
    const app = await withPhotos(MANY_PHOTOS, OLD_MS, {
      work: async (...call) => (await work(...call), recent),
    });
    const run = app.backup.backUp();
    await settle();
    expect(app.backup.due).toBe(false);
    go();
    await run;
    expect([app.backup.unsaved.count, app.backup.due]).toEqual([0, false]);
    const unknown = await withPhotos(MANY_PHOTOS, OLD_MS, {
      last: () => Promise.reject(new HuellaError('storage-failed', 'closed')),
    });
    expect(unknown.backup.due).toBe(false);
  });

  test('“not now” holds for a week', async () => {
    const { backup } = await withPhotos(MANY_PHOTOS, OLD_MS);
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
    backup.rest();
    expect(backup.due).toBe(false);
    vi.setSystemTime(Date.now() + REST_MS);
    backup.last = { ...LAST, at: 0 };
    expect(backup.due).toBe(true);
  });
});

test('changes of the library, many a second, are one question about the last backup', async () => {
  let asked = 0;
  const { changed } = await started({
    last: () => {
      asked += 1;
      return Promise.resolve(LAST);
    },
  });
  vi.useFakeTimers();
  for (let i = 0; i < 20; i++) changed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(2);
  changed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(3);
});
