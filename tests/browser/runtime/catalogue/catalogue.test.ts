import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CatalogueDesk } from '../../../../src/engine/catalogue/desk';
import { CatalogueError } from '../../../../src/engine/catalogue/failure';
import { formatJoinLink, parseJoinLink } from '../../../../src/engine/catalogue/join-link';
import type { CatalogueStatus } from '../../../../src/engine/catalogue/standing';
import { HuellaError } from '../../../../src/engine/errors';
import { Library } from '../../../../src/engine/library';
import { syncBySelf } from '../../../../src/runtime/catalogue/auto';
import { Catalogue, type Guard } from '../../../../src/runtime/catalogue/catalogue';
import { membershipOf } from '../../../../src/runtime/catalogue/joined';
import { holdRound, RoundsElsewhere } from '../../../../src/runtime/catalogue/rounds';
import { callsOf, type Methods } from '../../../../src/workers/calls';
import { doorOf } from '../../../../src/workers/spawn';
import { spawnCatalogue } from '../../../../src/workers/spawn-catalogue';
import { MemoryStore } from '../../../unit/engine/catalogue/devices';
import { linkTo } from '../../engine/catalogue/desk-helpers';
import type {} from './stuck-tab.fixture';
import { photo } from '../../engine/library/library-helpers';

const NAME = 'catalogue-runtime-test';
const APP = 'https://huella.example/';
const TAB = new URL('./stuck-tab.fixture.ts', import.meta.url).href;
let store: MemoryStore;
let library: Library;
let desk: CatalogueDesk;
/** Ends the worker that was made last. */
let die: (reason: Error) => void;
let spawned: number;
let catalogue: Catalogue;
/** Origins in the order in which they were allowed; null: withdrawn. */
let allowed: (string | null)[];
const guard: Guard = {
  allowOrigin: (origin) => Promise.resolve(void allowed.push(origin)),
  mayReach: (origin) => Promise.resolve(allowed.at(-1) === origin),
  withdraw: () => Promise.resolve(void allowed.push(null)),
};

beforeEach(async () => {
  await Promise.all([deleteDB(NAME), deleteDB(`${NAME}-catalogue`)]);
  store = new MemoryStore();
  library = await Library.open(NAME);
  desk = new CatalogueDesk(NAME, () => store);
  spawned = 0;
  allowed = [];
  // The desk itself for its door: what a worker adds is tested below with a real one.
  const spawn = () => {
    spawned += 1;
    const died = new Promise<never>((_, reject) => {
      die = reject;
    });
    died.catch(() => undefined);
    const methods = desk as unknown as Methods;
    const door = callsOf<CatalogueDesk>(async (method, args) => methods[method]!(...args));
    return { door, died, terminate: () => undefined };
  };
  catalogue = new Catalogue(spawn, guard, membershipOf(NAME), () => APP);
});

afterEach(async () => {
  await desk.close();
  library.close();
  membershipOf(NAME).noteJoined(false);
  await Promise.all([deleteDB(NAME), deleteDB(`${NAME}-catalogue`)]);
});

describe('the catalogue of a page', () => {
  it('starts no worker to say that nothing is shared', async () => {
    expect(await catalogue.status()).toMatchObject({ phase: 'none', joined: false });
    expect(spawned).toBe(0);
  });

  it('joins by a link, tells each step of a round, and gives links on', async () => {
    await library.addPhoto(await photo('one', { individual: 'Luna' }));
    const link = linkTo();
    expect(await catalogue.join(formatJoinLink(link, APP))).toEqual({ role: 'write', isNew: true });
    expect(membershipOf(NAME).isJoined()).toBe(true);
    expect(allowed).toEqual(['https://s3.example.org']);
    const told: CatalogueStatus[] = [];
    catalogue.onStatus((status) => told.push(status));
    const stages: string[] = [];
    const report = await catalogue.sync({ onProgress: ({ label }) => stages.push(label) });
    expect(report).toMatchObject({ sent: 1, filesSent: 1 });
    expect(stages).toEqual(['sending-parts', 'sending', 'sending-files']);
    await vi.waitFor(() => expect(told.at(-1)?.phase).toBe('idle'));
    expect(told.map(({ phase }) => phase)).toContain('syncing');
    const status = await catalogue.status();
    expect(status).toMatchObject({
      ...{ joined: true, role: 'write', origin: 'https://s3.example.org', bucket: 'herd' },
      ...{ problem: null, progress: null, traffic: { up: report.up, down: report.down } },
    });
    expect(status.lastSyncedAt).toBeGreaterThan(Date.now() - 60_000);
    expect(parseJoinLink(await catalogue.invite('write'))).toEqual(link);
    await expect(catalogue.invite('read')).rejects.toMatchObject({ code: 'read-key-needed' });
    const keys = { accessKey: 'READ', secretKey: 'only' };
    expect(parseJoinLink(await catalogue.invite('read', keys))).toEqual({
      ...link,
      ...keys,
      role: 'read',
    });
    await catalogue.leave();
    expect(membershipOf(NAME).isJoined()).toBe(false);
    expect(allowed.at(-1)).toBeNull();
    await expect(catalogue.sync()).rejects.toMatchObject({ code: 'not-joined' });
  });

  it('does nothing by itself while it is paused, and goes on after that', async () => {
    await catalogue.join(linkTo());
    await catalogue.pause();
    expect(await catalogue.syncQuietly()).toBeNull();
    expect((await catalogue.status()).phase).toBe('paused');
    await catalogue.resume();
    // Without the service worker no store can be reached.
    await guard.withdraw();
    expect(await catalogue.syncQuietly()).toBeNull();
    await guard.allowOrigin('https://s3.example.org');
    expect(await catalogue.syncQuietly()).not.toBeNull();
    expect((await catalogue.status()).phase).toBe('idle');
  });

  it('is paused in the middle of a round', async () => {
    await library.addPhoto(await photo('one'));
    await catalogue.join(linkTo());
    const put = store.put.bind(store);
    store.put = async (...args) => {
      await catalogue.pause();
      return put(...args);
    };
    await expect(catalogue.sync()).rejects.toMatchObject({ code: 'cancelled' });
    expect(await catalogue.status()).toMatchObject({ phase: 'paused', problem: null });
  });

  it('goes on with a round whose worker ended', async () => {
    await library.addPhoto(await photo('one'));
    await catalogue.join(linkTo());
    const before = spawned;
    const put = store.put.bind(store);
    let isFirst = true;
    store.put = async (...args) => {
      if (!isFirst) return put(...args);
      isFirst = false;
      die(new HuellaError('internal', 'The worker ended'));
      await Promise.resolve();
      throw new HuellaError('internal', 'The worker ended');
    };
    expect(await catalogue.sync()).toMatchObject({ sent: 1 });
    // One that may reach the store, and the one after it.
    expect(spawned).toBe(before + 2);
  });
});

describe('a round of another tab', () => {
  /** In a frame: taking it away is to its locks and channels what closing a tab is. */
  async function openTab(): Promise<{ window: Window & typeof globalThis; close: () => void }> {
    const frame = document.createElement('iframe');
    frame.name = NAME;
    frame.srcdoc = `<script type="module" src="${TAB}"></script>`;
    document.body.append(frame);
    const tab = frame.contentWindow as Window & typeof globalThis;
    await expect.poll(() => 'syncForEver' in tab, { timeout: 20_000 }).toBe(true);
    return { window: tab, close: () => frame.remove() };
  }

  it('is shown here while it goes on, and no longer when that tab is closed in its middle', async () => {
    await library.addPhoto(await photo('one'));
    await catalogue.join(linkTo());
    const phases: string[] = [];
    catalogue.onStatus(({ phase }) => phases.push(phase));
    const tab = await openTab();
    void tab.window.syncForEver();
    await vi.waitFor(() => expect(phases.at(-1)).toBe('syncing'));
    tab.close();
    await vi.waitFor(async () => expect((await catalogue.status()).phase).toBe('idle'));
    await vi.waitFor(() => expect(phases.at(-1)).toBe('idle'));
    // Nor does the round itself stay behind.
    expect(await catalogue.sync()).toMatchObject({ sent: 1 });
  });

  it('and of a third one, which waits for it, are told apart', async () => {
    const gone = vi.fn();
    const rounds = new RoundsElsewhere(gone);
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    const release = await holdRound(first);
    const endSecond = await holdRound(second);
    const traffic = { up: 1, down: 2 };
    const progress = { stage: 'sending', done: 1, total: 2 } as const;
    rounds.note(second, { progress: null, traffic });
    rounds.note(first, { progress, traffic });
    expect(rounds.shown?.progress).toEqual(progress);
    // One that ends as it should, and one with its tab.
    rounds.note(first, null);
    release();
    expect(rounds.shown).toEqual({ progress: null, traffic });
    expect(gone).not.toHaveBeenCalled();
    endSecond();
    await vi.waitFor(() => expect(gone).toHaveBeenCalledTimes(1));
    expect(rounds.shown).toBeNull();
    // What it told last may come after its end.
    rounds.note(second, { progress: null, traffic });
    await vi.waitFor(() => expect(rounds.shown).toBeNull());
  });
});

describe('rounds by themselves', () => {
  it('come after the last change, on the way through many, and in one tab', async () => {
    vi.useFakeTimers();
    try {
      const syncQuietly = vi.fn(() => Promise.resolve(null));
      let change = (): void => undefined;
      let isListening = (): void => undefined;
      const listening = new Promise<void>((resolve) => {
        isListening = resolve;
      });
      syncBySelf({ syncQuietly }, (listener) => {
        change = listener;
        isListening();
      });
      await listening;
      const second = vi.fn(() => Promise.resolve(null));
      syncBySelf({ syncQuietly: second }, () => undefined);
      await vi.advanceTimersByTimeAsync(0);
      expect(syncQuietly).toHaveBeenCalledTimes(1);
      change();
      await vi.advanceTimersByTimeAsync(4000);
      change();
      await vi.advanceTimersByTimeAsync(4900);
      expect(syncQuietly).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(200);
      expect(syncQuietly).toHaveBeenCalledTimes(2);
      // An import: a change every two seconds, for two minutes.
      for (let i = 0; i < 60; i++) {
        change();
        await vi.advanceTimersByTimeAsync(2000);
      }
      expect(syncQuietly.mock.calls.length).toBeGreaterThanOrEqual(3);
      expect(syncQuietly.mock.calls.length).toBeLessThanOrEqual(4);
      expect(second).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the worker of a catalogue', () => {
  it('answers with values and with failures that keep their codes', async () => {
    const worker = spawnCatalogue({ doorOf, callsOf });
    try {
      expect(await worker.door.standing()).toMatchObject({ joined: false, paused: false });
      const failure: unknown = await worker.door.link().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CatalogueError);
      expect(failure).toMatchObject({ code: 'not-joined' });
      const missing: unknown = await worker.door
        .fetchFile('job', 'none')
        .catch((error: unknown) => error);
      expect(missing).toBeInstanceOf(HuellaError);
      expect(missing).toMatchObject({ code: 'not-found' });
    } finally {
      worker.terminate();
    }
  });

  it('that is ended before it began leaves no question waiting', async () => {
    const worker = spawnCatalogue({ doorOf, callsOf });
    const asked = worker.door.standing();
    worker.terminate();
    await expect(asked).rejects.toMatchObject({ code: 'internal' });
  });

  it('gives way to another, which answers what the first was asked', async () => {
    let ended = 0;
    const spawn = () => {
      const worker = spawnCatalogue({ doorOf, callsOf });
      const terminate = (): void => {
        ended += 1;
        worker.terminate();
      };
      return { ...worker, terminate };
    };
    const membership = membershipOf(`${NAME}-worker`);
    membership.noteJoined(true);
    const page = new Catalogue(spawn, guard, membership, () => APP);
    const asked = Promise.all([page.status(), page.limits.get()]);
    // Each look at a store is for a new worker.
    await expect(page.check(linkTo(), AbortSignal.abort())).rejects.toThrow();
    expect(ended).toBe(1);
    expect(await asked).toMatchObject([{ joined: false }, { mobileData: 'small' }]);
    membership.noteJoined(false);
  });
});
