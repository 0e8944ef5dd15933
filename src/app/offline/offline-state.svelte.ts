/**
 * Whether Huella works without a network on this device, whether it has one now, and the new
 * version that waits.
 */
import {
  channelName,
  CODE_LOCK,
  type Kept,
  type Obstacle,
  type Order,
  type Report,
} from '../../offline/protocol';
import type { Services } from '../../runtime/services';
import { allQuiet, isWorking } from '../../runtime/work';
import { reloadForIsolation } from './isolation';

export type OfflineStatus =
  /** No service worker here: a private window, or an address that is not secure. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'fetching'; readonly done: number; readonly total: number }
  | { readonly kind: 'ready'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly obstacle: Obstacle };

/**
 * After the start, so that fetching for later does not compete with what the person is waiting for.
 */
const SETTLE_MS = 3000;
/** A page left open asks for a new version when it is looked at again, this often at most. */
const ASK_MS = 60 * 60 * 1000;
/**
 * A service worker says how far it is whenever bytes arrive. After so long without a word it is
 * stuck, and may be asked again; its answer still counts when it comes. An installation that is
 * stuck is begun again once: WebKit (GTK 2.50) neither ends nor goes on with one whose page was
 * closed.
 */
const SILENT_MS = 60_000;
/** A new version that may take over looks again this often whether this tab is at rest. */
const REST_MS = 500;

/** The folder the app is served from. */
export const SCOPE = new URL('./', document.baseURI).href;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class OfflineState {
  status = $state.raw<OfflineStatus>({ kind: 'starting' });
  online = $state(navigator.onLine);
  /** `waiting`: wanted, as soon as no tab is at work. */
  update = $state<'none' | 'ready' | 'waiting'>('none');
  /** The person wants to see nothing of the new version for now. */
  updateHidden = $state(false);

  readonly #services: Services;
  readonly #mayReload: () => boolean;
  #registration: ServiceWorkerRegistration | null = null;
  #obstacle: Obstacle = 'unknown';
  #begunAgain = false;
  /** Runs while the service worker installs, or is asked for what it keeps. */
  #silence: ReturnType<typeof setTimeout> | undefined;

  /** @param mayReload whether a reload now would take nothing from the person */
  constructor(services: Services, mayReload: () => boolean) {
    this.#services = services;
    this.#mayReload = mayReload;
    addEventListener('online', () => (this.online = true));
    addEventListener('offline', () => (this.online = false));
    const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    // The development server's files change under a service worker's feet.
    if (!import.meta.env.PROD || !container) {
      this.status = { kind: 'unsupported' };
      return;
    }
    this.#holdCode();
    this.#followTakeover(container);
    this.#listen();
    void this.#start(container);
  }

  /** Fetches again what could not be fetched. */
  async retry(): Promise<void> {
    const container = navigator.serviceWorker;
    this.status = { kind: 'starting' };
    await this.#register(container);
  }

  /** The new version takes over when no tab is at work, and every tab gets it. */
  async useUpdate(): Promise<void> {
    if (this.update !== 'ready') return;
    this.update = 'waiting';
    await allQuiet();
    const order: Order = { kind: 'take-over' };
    this.#registration?.waiting?.postMessage(order);
  }

  /** The code this page runs is not thrown away while it does. */
  #holdCode(): void {
    const entry = document.querySelector<HTMLScriptElement>('script[type=module]')?.src;
    if (entry)
      void navigator.locks.request(
        CODE_LOCK + entry,
        { mode: 'shared' },
        () => new Promise(() => undefined),
      );
  }

  /**
   * Another worker in control means another version of the code: this tab takes it when it is at
   * rest.
   */
  #followTakeover(container: ServiceWorkerContainer): void {
    let controlled = container.controller !== null;
    container.addEventListener('controllerchange', () => {
      const first = !controlled;
      controlled = true;
      if (!first) void this.#reloadAtRest();
    });
  }

  async #reloadAtRest(): Promise<void> {
    while (isWorking()) await pause(REST_MS);
    location.reload();
  }

  #listen(): void {
    new BroadcastChannel(channelName(SCOPE)).addEventListener(
      'message',
      ({ data }: MessageEvent<Report>) => {
        if (this.#silence !== undefined) this.#awaitWord();
        if (data.kind === 'failed') this.#obstacle = data.obstacle;
        // A new version is fetched behind the one that works.
        else if (this.status.kind !== 'ready' && this.status.kind !== 'unsupported') {
          this.status = { kind: 'fetching', done: data.done, total: data.total };
        }
      },
    );
  }

  async #start(container: ServiceWorkerContainer): Promise<void> {
    await this.#services.huella.ready.catch(() => undefined);
    await pause(SETTLE_MS);
    await this.#register(container);
    let asked = Date.now();
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'visible' || Date.now() - asked < ASK_MS) return;
      asked = Date.now();
      this.#registration?.update().catch(() => undefined);
    });
  }

  async #register(container: ServiceWorkerContainer): Promise<void> {
    let registration: ServiceWorkerRegistration | undefined;
    try {
      registration = await container.register(new URL('service-worker.js', SCOPE), {
        updateViaCache: 'none',
      });
    } catch (error) {
      // Offline at a later visit: what is registered goes on.
      registration = await container.getRegistration(SCOPE).catch(() => undefined);
      if (!registration) {
        const refused = error instanceof DOMException && error.name === 'SecurityError';
        this.status = refused ? { kind: 'unsupported' } : { kind: 'failed', obstacle: 'network' };
        return;
      }
    }
    // A browser that forbids service workers may also answer with nothing.
    if (!(registration as ServiceWorkerRegistration | undefined)) {
      this.status = { kind: 'unsupported' };
      return;
    }
    if (this.#registration !== registration) {
      this.#registration = registration;
      registration.addEventListener('updatefound', () => this.#follow(registration.installing));
    }
    this.#showUpdate();
    this.#follow(registration.installing);
    if (registration.installing && !registration.active) this.#awaitWord();
    if (registration.active) await this.#keep(registration.active);
  }

  #follow(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      this.#showUpdate();
      if (worker.state === 'activated') void this.#keep(worker);
      if (worker.state === 'redundant' && !this.#registration?.active) {
        clearTimeout(this.#silence);
        this.status = { kind: 'failed', obstacle: this.#obstacle };
      }
    });
  }

  #showUpdate(): void {
    // Without one in control the waiting worker is the first.
    if (this.#registration?.waiting && this.#registration.active && this.update === 'none') {
      this.update = 'ready';
    }
  }

  /** Has the worker fetch what this browser needs beyond the core, and shows what is there. */
  async #keep(worker: ServiceWorker): Promise<void> {
    if (worker.state !== 'activated') {
      this.#follow(worker);
      return;
    }
    const status = this.#services.status();
    const order: Order = {
      kind: 'keep',
      webgpu: status.phase === 'ready' && status.backend === 'webgpu',
    };
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<Kept>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<Kept>) => resolve(data);
    });
    worker.postMessage(order, [port2]);
    this.#awaitWord();
    const { complete, bytes } = await answer;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.status = complete
      ? { kind: 'ready', bytes }
      : { kind: 'failed', obstacle: this.#obstacle };
    if (complete) void reloadForIsolation(() => this.#mayReload() && !isWorking());
  }

  #awaitWord(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#silence = undefined;
      if (this.#registration?.active || this.#begunAgain)
        this.status = { kind: 'failed', obstacle: this.#obstacle };
      else {
        this.#begunAgain = true;
        void this.#registration?.unregister().then(() => this.retry());
      }
    }, SILENT_MS);
  }
}
