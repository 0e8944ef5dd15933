import { expect, test } from 'vitest';
import { keptOf } from '../../../../src/app/share/keep-draft';
import { failureOf } from '../../../../src/app/share/problem';
import { ShareState, type Draft } from '../../../../src/app/share/share-state.svelte';
import { CatalogueError, isFailure } from '../../../../src/engine/catalogue/failure';
import {
  formatJoinLink,
  originOf,
  type JoinLink,
  type Role,
} from '../../../../src/engine/catalogue/join-link';
import { Objects } from '../../../../src/engine/catalogue/objects';
import { newSecret, Sealing } from '../../../../src/engine/catalogue/sealing';
import {
  DEFAULT_LIMITS,
  type CatalogueCheck,
  type CatalogueLimits,
  type CatalogueStatus,
  type SyncReport,
} from '../../../../src/engine/catalogue/standing';
import { HuellaError } from '../../../../src/engine/errors';
import type { CatalogueDoor } from '../../../../src/runtime/catalogue/catalogue';
import { MemoryStore } from '../../engine/catalogue/devices';

const APP = 'https://huella.example/';
const DRAFT: Draft = {
  ...{ endpoint: 's3.example.org', bucket: 'herd', region: '', prefix: '' },
  ...{ accessKey: 'KEY', secretKey: 'hidden' },
};
const STORE = 'https://s3.example.org';
const NOTHING = { count: 0, bytes: 0 };
const APART: CatalogueStatus = {
  ...{ phase: 'none', joined: false, role: null, origin: null, bucket: null, progress: null },
  ...{ traffic: { up: 0, down: 0 }, lastSyncedAt: null, problem: null, conflicts: [] },
  waiting: { up: NOTHING, down: NOTHING },
};

const linkOf = (role: Role, secret = newSecret(), more: Partial<JoinLink> = {}): JoinLink => ({
  ...{ endpoint: STORE, bucket: 'herd', region: 'us-east-1', prefix: '', role, secret },
  ...{ accessKey: 'KEY', secretKey: 'hidden' },
  ...more,
});

/**
 * A device's side of a catalogue in the store that its links name; its questions to the store are
 * those of the engine. Like the browser, it refuses every store that the person did not agree to.
 */
class Device {
  readonly log: string[] = [];
  allowed: string | null = null;
  isGuarded = true;
  failure: Error | null = null;
  /** The next round of syncing. */
  round = new Promise<SyncReport>(() => undefined);
  status: CatalogueStatus = APART;
  limits: CatalogueLimits = DEFAULT_LIMITS;
  readonly #store: MemoryStore;

  constructor(store = new MemoryStore()) {
    this.#store = store;
  }

  readonly consent = {
    allowOrigin: (origin: string): Promise<void> => {
      this.log.push(`allow ${origin}`);
      if (!this.isGuarded) return Promise.reject(new CatalogueError('no-guard', ''));
      this.allowed = origin;
      return Promise.resolve();
    },
    withdraw: (): Promise<void> => {
      if (this.allowed !== null) this.log.push('withdraw');
      this.allowed = null;
      return Promise.resolve();
    },
  };

  get door(): CatalogueDoor {
    return {
      check: (link, signal) => this.#ask('check', link as JoinLink, false, signal),
      join: async (given, signal) => {
        const link = given as JoinLink;
        const found = await this.#ask('join', link, link.role === 'write', signal);
        const { origin, bucket, role } = { ...link, origin: originOf(link) };
        this.status = { ...APART, phase: 'idle', joined: true, role, origin, bucket };
        return found;
      },
      sync: () => {
        this.log.push('sync');
        return this.round;
      },
      status: () => Promise.resolve(this.status),
      onStatus: () => () => this.log.push('stopped'),
      invite: (role, keys) =>
        role === 'read' && !keys
          ? Promise.reject(new CatalogueError('read-key-needed', ''))
          : Promise.resolve(formatJoinLink({ ...linkOf(role), ...keys }, APP)),
      leave: () => {
        this.status = APART;
        return Promise.resolve();
      },
      pause: () => Promise.resolve(),
      resume: () => Promise.resolve(),
      fetchFile: () => Promise.resolve(true),
      limits: {
        get: () => Promise.resolve(this.limits),
        set: (change) => {
          this.limits = { ...this.limits, ...change };
          return Promise.resolve();
        },
      },
    };
  }

  async #ask(
    what: string,
    link: JoinLink,
    begin: boolean,
    signal?: AbortSignal,
  ): Promise<CatalogueCheck> {
    this.log.push(what);
    if (this.allowed !== originOf(link)) throw new Error('The policy refused this.');
    if (this.failure) throw this.failure;
    const objects = new Objects(this.#store, await Sealing.of(link.secret));
    try {
      await objects.begin(false, signal);
    } catch (error) {
      if (!isFailure(error, 'none')) throw error;
      if (begin) await objects.begin(true, signal);
      else if (what === 'join') throw error;
      return { role: link.role, isNew: true };
    }
    return { role: link.role, isNew: false };
  }
}

async function opened(device: Device): Promise<{ state: ShareState; close: () => void }> {
  const state = new ShareState(() => Promise.resolve(device.door), device.consent);
  const close = state.open();
  await settled();
  return { state, close };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('nothing is asked of a store, nor its address allowed, before the person agrees', async () => {
  const device = new Device();
  const { state } = await opened(device);
  state.offer(formatJoinLink(linkOf('write'), APP));
  await settled();
  expect(state.asked).toMatchObject({ to: 'join', link: { bucket: 'herd' } });
  expect(device.log).toEqual([]);
  state.refuse();
  expect([state.asked, state.ended]).toEqual([null, 'refused']);
  expect(device.log).toEqual([]);
});

test('a form is checked, then begun; another device joins by the link of the first', async () => {
  const store = new MemoryStore();
  const first = new Device(store);
  const { state } = await opened(first);
  state.check(DRAFT);
  expect(state.asked).toMatchObject({ to: 'check', link: { endpoint: STORE, role: 'write' } });
  await state.agree();
  expect(state.found?.check).toEqual({ role: 'write', isNew: true });
  expect(store.objects.size).toBe(0);
  const { secret } = state.found!.link;
  await state.begin();
  expect(first.log).toEqual([`allow ${STORE}`, 'check', 'join', 'sync']);
  expect([state.found, state.ended, state.status?.joined]).toEqual([null, 'joined', true]);
  expect(first.allowed).toBe(STORE);

  const second = new Device(store);
  const other = (await opened(second)).state;
  other.offer(formatJoinLink(linkOf('read', secret), APP));
  await other.agree();
  expect(second.log).toEqual([`allow ${STORE}`, 'join', 'sync']);
  expect(other.status).toMatchObject({ joined: true, role: 'read', bucket: 'herd' });
});

test('the place of a catalogue that is another’s is told, and the way to it closed again', async () => {
  const store = new MemoryStore();
  await new Objects(store, await Sealing.of(newSecret())).begin(true);
  const device = new Device(store);
  const { state } = await opened(device);
  state.check(DRAFT);
  await state.agree();
  expect(state.failure).toMatchObject({ code: 'key-wrong' });
  expect(state.found).toBeNull();
  expect(device.allowed).toBeNull();
});

test.each(['unreachable', 'cors', 'forbidden', 'clock', 'key-refused', 'no-bucket'] as const)(
  'a store that answers %s leaves nothing allowed',
  async (code) => {
    const device = new Device();
    device.failure = new CatalogueError(code, 'no');
    const { state } = await opened(device);
    state.offer(formatJoinLink(linkOf('write'), APP));
    await state.agree();
    expect(state.failure).toMatchObject({ code });
    expect([state.busy, state.ended, device.allowed]).toEqual([null, null, null]);
    expect(device.log.at(-1)).toBe('withdraw');
  },
);

test('without a service worker nothing is asked, and the link can be tried again', async () => {
  const device = new Device();
  device.isGuarded = false;
  const { state } = await opened(device);
  state.offer(formatJoinLink(linkOf('write'), APP));
  await state.agree();
  expect(state.failure).toMatchObject({ code: 'no-guard' });
  expect(device.log).toEqual([`allow ${STORE}`]);
});

test('a link that is not whole, and a form that names no store, are told before anything else', async () => {
  const device = new Device();
  const { state } = await opened(device);
  state.offer(formatJoinLink(linkOf('write'), APP).slice(0, -3));
  expect(state.failure).toMatchObject({ code: 'link' });
  state.check({ ...DRAFT, endpoint: 'http://s3.example.org' });
  expect(state.failure).toMatchObject({ code: 'address' });
  state.check({ ...DRAFT, bucket: 'Not A Bucket' });
  expect(state.failure).toMatchObject({ code: 'address' });
  expect([state.asked, device.log]).toEqual([null, []]);
});

test('a device that shares takes no other link, and says so of its own', async () => {
  const device = new Device();
  const { state } = await opened(device);
  const link = linkOf('write');
  state.offer(formatJoinLink(link, APP));
  await state.agree();
  state.offer(formatJoinLink(link, APP));
  expect([state.asked, state.failure, state.ended]).toEqual([null, null, 'already-here']);
  state.offer(formatJoinLink({ ...link, bucket: 'flock' }, APP));
  expect(state.failure).toMatchObject({ code: 'joined' });
  expect([state.asked, state.ended]).toEqual([null, null]);
});

test('leaving the screen with a store only looked at closes the way; a joined one stays open', async () => {
  const device = new Device();
  const { state, close } = await opened(device);
  state.check(DRAFT);
  await state.agree();
  expect(device.allowed).toBe(STORE);
  close();
  await settled();
  expect([device.allowed, state.found]).toEqual([null, null]);

  const again = await opened(device);
  again.state.check(DRAFT);
  await again.state.agree();
  await again.state.begin();
  again.close();
  await settled();
  expect(device.allowed).toBe(STORE);
});

test('a consent that a closed page left behind ends at the next visit', async () => {
  const device = new Device();
  device.allowed = STORE;
  await opened(device);
  expect(device.allowed).toBeNull();
});

test('leaving forgets link, consent and invitation', async () => {
  const device = new Device();
  const { state } = await opened(device);
  state.offer(formatJoinLink(linkOf('write'), APP));
  await state.agree();
  await state.invite('write');
  expect(state.invitation?.url).toMatch(/#\/share\?join=/);
  await state.leave();
  expect([state.invitation, state.ended, device.allowed]).toEqual([null, 'left', null]);
  expect(state.status?.joined).toBe(false);
});

test.each([
  new CatalogueError('full', 'no room'),
  new HuellaError('cancelled', 'another tab paused'),
])('a round that ends with %s is told by the status alone', async (error) => {
  const device = new Device();
  const { state } = await opened(device);
  state.offer(formatJoinLink(linkOf('write'), APP));
  await state.agree();
  device.round = Promise.reject(error);
  state.sync();
  await settled();
  expect([state.failure, state.ended]).toEqual([null, 'joined']);
});

test('a check that the person stops asks nothing more, and closes the way', async () => {
  const device = new Device();
  const { state } = await opened(device);
  state.check(DRAFT);
  device.failure = new HuellaError('cancelled', 'cancelled');
  await state.agree();
  expect([state.failure, state.found, state.ended]).toEqual([null, null, 'refused']);
  expect(device.allowed).toBeNull();
});

test('readers are invited with a key of their own', async () => {
  const device = new Device();
  const { state } = await opened(device);
  await state.invite('read');
  expect(state.failure).toMatchObject({ code: 'read-key-needed' });
  await state.invite('read', { accessKey: 'READ', secretKey: 'r' });
  expect([state.failure, state.invitation?.role]).toEqual([null, 'read']);
});

test('what is kept here is what was typed', async () => {
  const device = new Device();
  const { state } = await opened(device);
  const keep = keptOf({
    ...{ files: 'chosen', species: ['chimpanzee'], place: { latitude: -1.5, longitude: 29.5 } },
    ...{ km: null, months: 6, gigabytes: 2.5 },
  });
  await state.limit({ keep });
  expect(state.limits).toEqual({
    mobileData: 'small',
    keep: {
      ...{ files: 'chosen', species: ['chimpanzee'], months: 6, bytes: 2_500_000_000 },
      near: { latitude: -1.5, longitude: 29.5, km: 50 },
    },
  });
});

test('a problem of the last round is a failure like any other', () => {
  expect(failureOf({ code: 'full', reason: 'no room' })).toBeInstanceOf(CatalogueError);
  const local = failureOf({ code: 'storage-full', reason: 'no room' });
  expect(local).toBeInstanceOf(HuellaError);
  expect(local).toMatchObject({ code: 'storage-full' });
});
