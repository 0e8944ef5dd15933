import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EncodersState } from '../../../../src/app/encoders/encoders-state.svelte';
import { StorageState } from '../../../../src/app/storage/storage-state.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { LibraryUsage } from '../../../../src/engine/library';
import type { Services } from '../../../../src/runtime/services';
import type { LocalEncoder } from '../../../../src/runtime/status';
import { fakeApp, settle, type FakeApp } from '../fake-app';

const MODEL = 1000;

const local = (id: string, active = false): LocalEncoder =>
  ({ id, active, info: { fingerprint: `print-${id}`, bytes: MODEL } }) as unknown as LocalEncoder;

const USAGE = {
  ...{ originals: 500, thumbnails: 50, trash: { photos: 2, bytes: 30 } },
  encoders: [
    { fingerprint: 'print-default', photos: 5, bytes: 20 },
    { fingerprint: 'print-gone', photos: 5, bytes: 40 },
    { fingerprint: 'print-empty', photos: 0, bytes: 0 },
  ],
} as unknown as LibraryUsage;

interface Given {
  readonly local?: LocalEncoder[];
  readonly usage?: () => Promise<LibraryUsage>;
  readonly emptyTrash?: () => Promise<number>;
  readonly manager?: object | undefined;
}

interface Started extends FakeApp {
  readonly storage: StorageState;
  readonly forgotten: string[];
  /** How often the encoders were read. */
  readonly read: () => number;
}

async function started(given: Given = {}): Promise<Started> {
  const forgotten: string[] = [];
  const app = await fakeApp({}, () => ({
    library: {
      usage: given.usage ?? (() => Promise.resolve(USAGE)),
      emptyTrash: given.emptyTrash ?? (() => Promise.resolve(2)),
      forgetEncoder: (fingerprint: string) => Promise.resolve(void forgotten.push(fingerprint)),
    },
  }));
  const manager = {
    estimate: () => Promise.resolve({ usage: 5000, quota: 10_000 }),
    persisted: () => Promise.resolve(false),
    ...given.manager,
  };
  vi.stubGlobal('navigator', {
    languages: ['en-GB'],
    ...('manager' in given && given.manager === undefined ? {} : { storage: manager }),
  });
  let read = 0;
  const encoders = {
    view: { local: given.local ?? [local('default', true), local('big')] },
    refresh: () => Promise.resolve(void (read += 1)),
  } as unknown as EncodersState;
  const services: Services = app.services;
  const storage = new StorageState(services, encoders, app.i18n, app.announcer);
  return { ...app, storage, forgotten, read: () => read };
}

afterEach(() => vi.unstubAllGlobals());

describe('what takes the space', () => {
  test('is told by part; the parts are what is used, and nothing is counted twice', async () => {
    const { storage } = await started();
    expect(storage.parts).toEqual([]);
    await storage.refresh();
    expect(storage.parts).toEqual([
      { name: 'photos', bytes: 550 },
      { name: 'prepared', bytes: 60 },
      { name: 'models', bytes: MODEL },
      { name: 'trash', bytes: 30 },
      { name: 'other', bytes: 5000 - 550 - 60 - MODEL - 30 },
    ]);
    expect(storage.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(5000);
  });

  test('a browser that counts late makes no part less than nothing', async () => {
    const estimate = (): Promise<object> => Promise.resolve({ usage: 100, quota: 10_000 });
    const { storage } = await started({ manager: { estimate } });
    await storage.refresh();
    expect(storage.parts.map(({ name }) => name)).toEqual([
      'photos',
      'prepared',
      'models',
      'trash',
    ]);
  });

  test('near the end it warns, and not before', async () => {
    let usage = 9000;
    const estimate = (): Promise<object> => Promise.resolve({ usage, quota: 10_000 });
    const { storage } = await started({ manager: { estimate } });
    expect(storage.nearlyFull).toBe(false);
    await storage.refresh();
    expect(storage.nearlyFull).toBe(false);
    usage = 9001;
    await storage.refresh();
    expect(storage.nearlyFull).toBe(true);
  });

  test('where neither browser nor library says anything, nothing is claimed', async () => {
    const { storage } = await started({
      manager: undefined,
      usage: () => Promise.reject(new HuellaError('storage-failed', 'closed')),
    });
    await storage.refresh();
    expect([storage.estimate, storage.usage, storage.kept]).toEqual([null, null, null]);
    expect([storage.parts, storage.leftovers, storage.nearlyFull]).toEqual([[], [], false]);
  });
});

describe('what could go', () => {
  test('models but the one in use and the bundled one, with what they prepared', async () => {
    const models = [local('default'), local('used', true), local('gone')];
    const { storage } = await started({ local: models });
    await storage.refresh();
    expect(storage.removable.map(({ id }) => id)).toEqual(['gone']);
    expect(storage.preparedBy(models[2]!)).toBe(40);
    expect(storage.preparedBy(models[1]!)).toBe(0);
  });

  test('what models that are gone have left; while none is known, nothing is', async () => {
    const { storage } = await started();
    await storage.refresh();
    expect(storage.leftovers.map(({ fingerprint }) => fingerprint)).toEqual(['print-gone']);
    const unknown = await started({ local: [] });
    await unknown.storage.refresh();
    expect(unknown.storage.leftovers).toEqual([]);
  });

  test('a left-over is forgotten, and what is shown is read again', async () => {
    const { storage, forgotten, read } = await started();
    await storage.refresh();
    await storage.removeLeftover(storage.leftovers[0]!);
    expect([forgotten, read()]).toEqual([['print-gone'], 2]);
  });

  test('the trash is emptied once for two clicks; how many is said', async () => {
    let emptied = 0;
    let done = (_: number): void => undefined;
    const { storage, announcer, forgotten } = await started({
      emptyTrash: () => {
        emptied += 1;
        return new Promise((resolve) => (done = resolve));
      },
    });
    const clicks = [storage.emptyTrash(), storage.emptyTrash()];
    expect(storage.working).toBe(true);
    await storage.removeLeftover({ fingerprint: 'print-gone', photos: 5, bytes: 40 });
    expect(forgotten).toEqual([]);
    done(7);
    await Promise.all(clicks);
    expect([emptied, storage.working]).toEqual([1, false]);
    expect(announcer.shown?.text).toContain('7');
  });

  test('what could not be freed is said until the next try, and the screen is not stuck', async () => {
    let fails = true;
    const { storage, i18n, announcer } = await started({
      emptyTrash: () =>
        fails ? Promise.reject(new HuellaError('storage-failed', 'io')) : Promise.resolve(1),
    });
    await storage.emptyTrash();
    expect(storage.failure).toBe(i18n.error({ code: 'storage-failed' }));
    expect([storage.working, announcer.shown]).toEqual([false, null]);
    await storage.refresh();
    expect(storage.failure).not.toBeNull();
    fails = false;
    await storage.emptyTrash();
    expect(storage.failure).toBeNull();
  });
});

describe('asking the browser to keep it', () => {
  test('yes: it is kept', async () => {
    const { storage, i18n, announcer } = await started({
      manager: { persist: () => Promise.resolve(true) },
    });
    await storage.refresh();
    expect(storage.kept).toBe(false);
    await storage.askToKeep();
    expect([storage.kept, storage.refused]).toEqual([true, false]);
    expect(announcer.message).toBe(i18n.t.storage.kept);
  });

  test('no: it is said; a later yes takes that back', async () => {
    let answer = false;
    const { storage } = await started({ manager: { persist: () => Promise.resolve(answer) } });
    await storage.askToKeep();
    expect([storage.kept, storage.refused]).toEqual([false, true]);
    answer = true;
    await storage.askToKeep();
    expect([storage.kept, storage.refused]).toEqual([true, false]);
  });

  test('a browser that cannot be asked has not refused', async () => {
    const { storage } = await started({
      manager: { persist: () => Promise.reject(new TypeError('no')) },
    });
    await storage.refresh();
    await storage.askToKeep();
    await settle();
    expect([storage.kept, storage.refused]).toEqual([false, false]);
  });
});
