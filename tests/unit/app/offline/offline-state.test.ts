import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OfflineState } from '../../../../src/app/offline/offline-state.svelte';
import type { Kept, Order, Report } from '../../../../src/offline/protocol';
import type { Services } from '../../../../src/runtime/services';
import { beginWork } from '../../../../src/runtime/work';
import { settle } from '../fake-app';
import { FakeLocks } from '../fake-locks';

const COMPLETE: Kept = { complete: true, bytes: 2048 };

/** A service worker that answers what it is told to. */
class FakeWorker extends EventTarget {
  readonly orders: Order[] = [];
  constructor(
    public state: ServiceWorkerState,
    public kept: Kept = COMPLETE,
  ) {
    super();
  }

  postMessage(order: Order, [port]: readonly MessagePort[] = []): void {
    this.orders.push(order);
    port?.postMessage(this.kept);
  }

  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  active: FakeWorker | null = null;
  updates = 0;
  unregistered = 0;

  update(): Promise<void> {
    this.updates += 1;
    return Promise.resolve();
  }

  unregister(): Promise<boolean> {
    this.unregistered += 1;
    this.installing?.become('redundant');
    return Promise.resolve(true);
  }

  /** A new version is found: it installs. */
  find(worker: FakeWorker): void {
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
  }
}

class FakeContainer extends EventTarget {
  controller: FakeWorker | null = null;
  registration = new FakeRegistration();
  known: FakeRegistration | null = null;
  failure: Error | null = null;
  registered = 0;

  register(): Promise<FakeRegistration> {
    this.registered += 1;
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.registration);
  }

  getRegistration(): Promise<FakeRegistration | undefined> {
    return Promise.resolve(this.known ?? undefined);
  }
}

let container: FakeContainer | undefined;
let page: EventTarget & { visibilityState: string };
let world: EventTarget;
let channel: EventTarget;
let reloads: number;
let locks: FakeLocks;

/** What the service worker says to every page. */
const tell = (report: Report): void => {
  channel.dispatchEvent(new MessageEvent('message', { data: report }));
};

/** As it is when what follows the start has been done. */
async function started(): Promise<OfflineState> {
  const services = {
    huella: { ready: Promise.resolve() },
    status: () => ({ phase: 'ready', backend: 'webgpu' }),
  } as unknown as Services;
  const module = await import('../../../../src/app/offline/offline-state.svelte');
  const state = new module.OfflineState(services, () => true);
  await vi.advanceTimersByTimeAsync(3000);
  return state;
}

/** Registered, in control and complete. */
async function ready(): Promise<{ state: OfflineState; active: FakeWorker }> {
  const active = new FakeWorker('activated');
  Object.assign(container!.registration, { active });
  container!.controller = active;
  const state = await started();
  await vi.waitFor(() => expect(state.status.kind).toBe('ready'));
  return { state, active };
}

/** A version that was found, has installed and waits. */
async function withUpdate(): Promise<{ state: OfflineState; next: FakeWorker }> {
  const { state } = await ready();
  const next = new FakeWorker('installing');
  const { registration } = container!;
  registration.find(next);
  Object.assign(registration, { installing: null, waiting: next });
  next.become('installed');
  return { state, next };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.stubEnv('PROD', true);
  container = new FakeContainer();
  world = new EventTarget();
  channel = new EventTarget();
  locks = new FakeLocks();
  reloads = 0;
  page = Object.assign(new EventTarget(), {
    ...{ visibilityState: 'visible', baseURI: 'http://localhost/' },
    querySelector: () => ({ src: 'http://localhost/main.js' }),
  });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', world.addEventListener.bind(world));
  vi.stubGlobal('location', { reload: () => (reloads += 1) });
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      addEventListener = channel.addEventListener.bind(channel);
    },
  );
  vi.stubGlobal('navigator', {
    ...{ languages: ['en-GB'], onLine: true, locks },
    get serviceWorker() {
      return container;
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('the first visit', () => {
  test('fetching is told as it goes; then it works without a network', async () => {
    const worker = new FakeWorker('installing');
    Object.assign(container!.registration, { installing: worker });
    const state = await started();
    expect(state.status).toEqual({ kind: 'starting' });
    tell({ kind: 'progress', done: 3, total: 9 });
    expect(state.status).toEqual({ kind: 'fetching', done: 3, total: 9 });
    Object.assign(container!.registration, { installing: null, active: worker });
    worker.become('activated');
    await vi.waitFor(() => expect(state.status).toEqual({ kind: 'ready', bytes: 2048 }));
    expect(worker.orders).toEqual([{ kind: 'keep', webgpu: true }]);
    // The first worker is no new version.
    expect(state.update).toBe('none');
    // The code of this page is kept for as long as it is open.
    expect(locks.names).toEqual(['huella-code http://localhost/main.js']);
  });

  test('it waits until the page has what the person came for', async () => {
    let loaded = (): void => undefined;
    const services = {
      huella: { ready: new Promise<void>((resolve) => (loaded = resolve)) },
    } as unknown as Services;
    const module = await import('../../../../src/app/offline/offline-state.svelte');
    const state = new module.OfflineState(services, () => true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([container!.registered, state.status.kind]).toEqual([0, 'starting']);
    loaded();
    await vi.advanceTimersByTimeAsync(3000);
    expect(container!.registered).toBe(1);
  });

  test('a full disk is said; trying again fetches what was missing', async () => {
    const worker = new FakeWorker('installing');
    Object.assign(container!.registration, { installing: worker });
    const state = await started();
    tell({ kind: 'failed', obstacle: 'full' });
    Object.assign(container!.registration, { installing: null });
    worker.become('redundant');
    expect(state.status).toEqual({ kind: 'failed', obstacle: 'full' });
    const second = new FakeWorker('installing');
    Object.assign(container!.registration, { installing: second });
    const retry = state.retry();
    expect(state.status).toEqual({ kind: 'starting' });
    await retry;
    Object.assign(container!.registration, { installing: null, active: second });
    second.become('activated');
    await vi.waitFor(() => expect(state.status.kind).toBe('ready'));
  });

  test('an installation that says nothing for a minute is begun again, once', async () => {
    const stuck = new FakeWorker('installing');
    const { registration } = container!;
    Object.assign(registration, { installing: stuck });
    const state = await started();
    await vi.advanceTimersByTimeAsync(50_000);
    tell({ kind: 'progress', done: 1, total: 9 });
    await vi.advanceTimersByTimeAsync(50_000);
    expect([container!.registered, registration.unregistered]).toEqual([1, 0]);
    const next = new FakeWorker('installing');
    container!.registration = Object.assign(new FakeRegistration(), { installing: next });
    await vi.advanceTimersByTimeAsync(10_000);
    expect([container!.registered, registration.unregistered]).toEqual([2, 1]);
    expect(state.status.kind).toBe('starting');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.status).toEqual({ kind: 'failed', obstacle: 'unknown' });
    expect([container!.registered, container!.registration.unregistered]).toEqual([2, 0]);
    // What comes after all still counts.
    Object.assign(container!.registration, { installing: null, active: next });
    next.become('activated');
    await vi.waitFor(() => expect(state.status.kind).toBe('ready'));
  });

  test('one that goes on is left alone, however long it takes', async () => {
    const worker = new FakeWorker('installing');
    const { registration } = container!;
    Object.assign(registration, { installing: worker });
    const state = await started();
    for (let minute = 1; minute < 9; minute++) {
      await vi.advanceTimersByTimeAsync(55_000);
      tell({ kind: 'progress', done: minute, total: 9 });
    }
    tell({ kind: 'failed', obstacle: 'network' });
    Object.assign(registration, { installing: null });
    worker.become('redundant');
    // What has failed is said, and is not taken for stuck.
    await vi.advanceTimersByTimeAsync(120_000);
    expect(state.status).toEqual({ kind: 'failed', obstacle: 'network' });
    expect([container!.registered, registration.unregistered]).toEqual([1, 0]);
  });

  test('what this browser needs beyond the core and could not be kept is said', async () => {
    const active = new FakeWorker('activated', { complete: false, bytes: 10 });
    Object.assign(container!.registration, { active });
    const state = await started();
    await vi.waitFor(() => expect(state.status.kind).toBe('failed'));
    active.kept = COMPLETE;
    await state.retry();
    expect(state.status).toEqual({ kind: 'ready', bytes: 2048 });
  });
});

test('a service worker that says nothing for a minute is said to have failed, until it answers', async () => {
  const active = new FakeWorker('activated');
  let answer = (): void => undefined;
  active.postMessage = (_order, ports) => {
    answer = () => ports?.[0]?.postMessage(COMPLETE);
  };
  Object.assign(container!.registration, { active });
  const state = await started();
  await vi.advanceTimersByTimeAsync(50_000);
  tell({ kind: 'progress', done: 1, total: 9 });
  await vi.advanceTimersByTimeAsync(50_000);
  expect(state.status.kind).toBe('fetching');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.status).toEqual({ kind: 'failed', obstacle: 'unknown' });
  answer();
  await vi.waitFor(() => expect(state.status.kind).toBe('ready'));
  // What was answered is not waited for.
  await vi.advanceTimersByTimeAsync(120_000);
  expect(state.status.kind).toBe('ready');
});

describe('where there is no service worker', () => {
  test('the browser has none, or forbids it', async () => {
    container!.failure = new DOMException('no', 'SecurityError');
    expect((await started()).status).toEqual({ kind: 'unsupported' });
    container = undefined;
    expect((await started()).status).toEqual({ kind: 'unsupported' });
  });

  test('it cannot be fetched: that is said, and can be tried again', async () => {
    container!.failure = new TypeError('failed to fetch');
    const state = await started();
    expect(state.status).toEqual({ kind: 'failed', obstacle: 'network' });
    container!.failure = null;
    Object.assign(container!.registration, { active: new FakeWorker('activated') });
    await state.retry();
    expect(state.status.kind).toBe('ready');
  });

  test('at a later visit without a network, what is registered goes on', async () => {
    container!.failure = new TypeError('failed to fetch');
    container!.known = Object.assign(new FakeRegistration(), {
      active: new FakeWorker('activated'),
    });
    const state = await started();
    await vi.waitFor(() => expect(state.status.kind).toBe('ready'));
  });
});

describe('a new version', () => {
  test('is fetched behind the one that works, and offered when it waits', async () => {
    const { state } = await ready();
    const next = new FakeWorker('installing');
    container!.registration.find(next);
    tell({ kind: 'progress', done: 1, total: 9 });
    expect([state.status.kind, state.update]).toEqual(['ready', 'none']);
    Object.assign(container!.registration, { installing: null, waiting: next });
    next.become('installed');
    expect([state.status.kind, state.update]).toEqual(['ready', 'ready']);
  });

  test('one that cannot be fetched takes nothing from the one that works', async () => {
    const { state } = await ready();
    const next = new FakeWorker('installing');
    container!.registration.find(next);
    tell({ kind: 'failed', obstacle: 'network' });
    next.become('redundant');
    expect([state.status.kind, state.update]).toEqual(['ready', 'none']);
  });

  test('takes over once, when the person says so and no tab is at work', async () => {
    const { state, next } = await withUpdate();
    expect(next.orders).toEqual([]);
    const end = beginWork();
    const taken = [state.useUpdate(), state.useUpdate()];
    await settle();
    expect([state.update, next.orders]).toEqual(['waiting', []]);
    end();
    await Promise.all(taken);
    expect(next.orders).toEqual([{ kind: 'take-over' }]);
  });

  test('that took over elsewhere is taken by this tab when it is at rest', async () => {
    await ready();
    const end = beginWork();
    container!.dispatchEvent(new Event('controllerchange'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(reloads).toBe(0);
    end();
    await vi.advanceTimersByTimeAsync(5000);
    expect(reloads).toBe(1);
  });

  test('the first worker that takes control reloads nothing', async () => {
    await started();
    container!.dispatchEvent(new Event('controllerchange'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(reloads).toBe(0);
    container!.dispatchEvent(new Event('controllerchange'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(reloads).toBe(1);
  });

  test('is asked for when the page is looked at again, once an hour at most', async () => {
    await ready();
    const look = (visibilityState: string): void => {
      page.visibilityState = visibilityState;
      page.dispatchEvent(new Event('visibilitychange'));
    };
    const { registration } = container!;
    look('visible');
    expect(registration.updates).toBe(0);
    await vi.advanceTimersByTimeAsync(3_600_000);
    look('hidden');
    expect(registration.updates).toBe(0);
    look('visible');
    look('visible');
    expect(registration.updates).toBe(1);
  });
});

test('says whether there is a network now', async () => {
  const { state } = await ready();
  world.dispatchEvent(new Event('offline'));
  expect(state.online).toBe(false);
  world.dispatchEvent(new Event('online'));
  expect(state.online).toBe(true);
});
