/**
 * The catalogue from the page: its worker, started when it is needed and again when it dies, and
 * what all tabs show of it. Fetched when first wanted.
 */
import type { CatalogueDesk, OnRound, Standing } from '../../engine/catalogue/desk';
import { CatalogueError } from '../../engine/catalogue/failure';
import {
  formatJoinLink,
  originOf,
  parseJoinLink,
  type JoinLink,
  type Role,
} from '../../engine/catalogue/join-link';
import type {
  CatalogueCheck,
  CatalogueLimits,
  CataloguePhase,
  CatalogueStatus,
  SyncReport,
} from '../../engine/catalogue/standing';
import type { Progress } from '../../engine/types';
import type { Calls } from '../../workers/calls';
import type { Spawned } from '../../workers/spawn';
import { isMobileData } from './connection';
import type { Membership } from './joined';
import { holdRound, RoundsElsewhere, type Round } from './rounds';

/** Tabs tell each other. */
const CHANNEL = 'huella-catalogue';
/** Status is told this often at most while a round goes on. */
const TELL_MS = 100;

type News =
  /** A round of another tab; null: it is over. */
  | { readonly kind: 'round'; readonly id: string; readonly round: Round | null }
  | { readonly kind: 'changed' | 'pause' };

const NOTHING = { count: 0, bytes: 0 };
const NOT_JOINED: CatalogueStatus = {
  ...{ phase: 'none', joined: false, role: null, origin: null, bucket: null, progress: null },
  ...{ traffic: { up: 0, down: 0 }, lastSyncedAt: null, problem: null, conflicts: [] },
  waiting: { up: NOTHING, down: NOTHING },
};

/** Files in a round that no person asked for, over mobile data; null: no round. */
const ON_MOBILE_DATA: Record<CatalogueLimits['mobileData'], 'all' | 'none' | null> = {
  all: 'all',
  small: 'none',
  nothing: null,
};

/** A person's consent to one store (`consent.ts`). */
export interface Guard {
  /** @throws CatalogueError `no-guard` */
  allowOrigin(origin: string): Promise<void>;
  mayReach(origin: string): Promise<boolean>;
  withdraw(): Promise<void>;
}

export interface CatalogueSyncOptions {
  readonly signal?: AbortSignal | undefined;
  /** `label` is the stage (`sides.ts`), `done` and `total` entries, packs or files. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface FetchFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes that have come. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Keys of the store that are given on, where they are others than this device's own. */
export interface KeysToGive {
  readonly accessKey: string;
  readonly secretKey: string;
}

/**
 * What the page offers of a shared catalogue: to the screens and, in part, to scripts. Every failure
 * is a `CatalogueError` with a code of `engine/catalogue/failure.ts`, or a `HuellaError`
 * (`storage-…`, `cancelled`, `internal`).
 */
export type CatalogueDoor = Omit<Catalogue, 'syncQuietly'>;

export class Catalogue {
  readonly limits = {
    get: (): Promise<CatalogueLimits> => this.#asked((door) => door.limits()),
    set: async (change: Partial<CatalogueLimits>): Promise<void> => {
      await this.#door.setLimits(change);
      this.#changed();
    },
  };
  readonly #spawn: () => Spawned<CatalogueDesk>;
  readonly #guard: Guard;
  readonly #membership: Membership;
  readonly #app: () => string;
  readonly #afterRound: (report: SyncReport) => void;
  readonly #listeners = new Set<(status: CatalogueStatus) => void>();
  readonly #channel = new BroadcastChannel(CHANNEL);
  #spawned: Spawned<CatalogueDesk> | null = null;
  #dead = false;
  /** Origin that the worker may reach, because it was started after the consent; null: none. */
  #reach: string | null = null;
  /** Jobs of this tab that go on. */
  readonly #jobs = new Set<string>();
  #round: Round | null = null;
  readonly #elsewhere = new RoundsElsewhere(() => this.#tell());
  #traffic = { up: 0, down: 0 };
  #toldAt = 0;

  /**
   * @param app the app's address, for invitations
   * @param afterRound called after each round of this tab that went well
   */
  constructor(
    spawn: () => Spawned<CatalogueDesk>,
    guard: Guard,
    membership: Membership,
    app: () => string,
    afterRound: (report: SyncReport) => void = () => undefined,
  ) {
    this.#spawn = spawn;
    this.#guard = guard;
    this.#membership = membership;
    this.#app = app;
    this.#afterRound = afterRound;
    this.#channel.onmessage = ({ data }: MessageEvent<News>) => {
      if (data.kind === 'pause') this.#stop();
      else if (data.kind === 'round') this.#elsewhere.note(data.id, data.round);
      this.#tell();
    };
  }

  /**
   * Asks the store, and changes nothing there or here. The page's policy must allow the store's
   * origin before.
   */
  async check(link: string | JoinLink, signal?: AbortSignal): Promise<CatalogueCheck> {
    const read = linkOf(link);
    this.#fresh();
    return this.#job(signal, (job) => this.#door.check(job, read));
  }

  /**
   * Checks, begins the catalogue where there is none, and keeps the link on this device. The first
   * round is `sync`'s. @throws CatalogueError `joined` when this device shares another already
   */
  async join(link: string | JoinLink, signal?: AbortSignal): Promise<CatalogueCheck> {
    const read = linkOf(link);
    // Who joins by a script agrees by that; the screen has asked before.
    await this.#guard.allowOrigin(originOf(read));
    this.#fresh();
    const found = await this.#job(signal, (job) => this.#door.join(job, read));
    this.#membership.noteJoined(true);
    this.#changed();
    return found;
  }

  /** Makes gallery and catalogue equal; waits for another tab that does. */
  async sync(options: CatalogueSyncOptions = {}): Promise<SyncReport> {
    const { origin } = await this.#asked((door) => door.standing());
    if (origin !== null) {
      await this.#guard.allowOrigin(origin);
      this.#reaching(origin);
    }
    return this.#sync('all', false, options);
  }

  /**
   * A round that no person asked for. Null: not now, because of a pause, the connection or what was
   * chosen for it.
   */
  async syncQuietly(): Promise<SyncReport | null> {
    const [{ origin, paused }, { mobileData }] = await this.#asked((door) =>
      Promise.all([door.standing(), door.limits()]),
    );
    const files = isMobileData() ? ON_MOBILE_DATA[mobileData] : 'all';
    if (origin === null || paused || !navigator.onLine || files === null) return null;
    // After a reload without the service worker no store can be reached, and none is to blame.
    if (!(await this.#guard.mayReach(origin))) return null;
    this.#reaching(origin);
    return this.#sync(files, true);
  }

  async status(): Promise<CatalogueStatus> {
    // Nothing need be started to know that.
    if (!this.#membership.isJoined()) return NOT_JOINED;
    const [{ paused, ...standing }, { mobileData }] = await this.#asked((door) =>
      Promise.all([door.standing(), door.limits()]),
    );
    const round = this.#round ?? this.#elsewhere.shown;
    const isHeldBack = isMobileData() && mobileData === 'nothing';
    return {
      ...standing,
      phase: phaseOf({ paused, ...standing }, round !== null, isHeldBack),
      progress: round?.progress ?? null,
      traffic: round ? add(this.#traffic, round.traffic) : this.#traffic,
    };
  }

  /** Calls back at every change, of this tab or another; returns the function that stops it. */
  onStatus(listener: (status: CatalogueStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * A link for another person. `keys`: those to give; absent: this device's own.
   * @throws CatalogueError `read-key-needed` for `read` without `keys` on a device that may write
   */
  async invite(role: Role, keys?: KeysToGive): Promise<string> {
    const own = await this.#asked((door) => door.link());
    if (!keys && own.role !== role) {
      const [code, why] =
        role === 'read'
          ? (['read-key-needed', 'a reader needs a key that may only read'] as const)
          : (['forbidden', 'this device may not write itself'] as const);
      throw new CatalogueError(code, why);
    }
    return formatJoinLink({ ...own, ...keys, role }, this.#app());
  }

  /** Forgets link and outbox; what is in the gallery stays. */
  async leave(): Promise<void> {
    this.#channel.postMessage({ kind: 'pause' } satisfies News);
    this.#stop();
    await this.#job(undefined, (job) => this.#door.leave(job));
    this.#membership.noteJoined(false);
    await this.#guard.withdraw();
    this.#fresh();
    this.#changed();
  }

  /** Stops syncing, in all tabs and over reloads, until `resume`. */
  async pause(): Promise<void> {
    await this.#door.setPaused(true);
    this.#channel.postMessage({ kind: 'pause' } satisfies News);
    this.#stop();
    this.#changed();
  }

  async resume(): Promise<void> {
    await this.#door.setPaused(false);
    this.#changed();
  }

  /**
   * Fetches a photo's file now, and keeps it within the budget of what is kept here.
   * @returns false: it is neither here nor in the store
   */
  async fetchFile(photoId: string, { signal, onBytes }: FetchFileOptions = {}): Promise<boolean> {
    const { origin } = await this.#asked((door) => door.standing());
    if (origin !== null) {
      if (!(await this.#guard.mayReach(origin))) {
        throw new CatalogueError('no-guard', 'This page may not reach the store.');
      }
      this.#reaching(origin);
    }
    return this.#job(signal, (job) => this.#door.fetchFile(job, photoId, onBytes));
  }

  async #sync(
    files: 'all' | 'none',
    automatic: boolean,
    { signal, onProgress }: CatalogueSyncOptions = {},
  ): Promise<SyncReport> {
    const id = crypto.randomUUID();
    const onRound: OnRound = (progress, traffic) => {
      this.#show(id, { progress, traffic });
      onProgress?.({ label: progress.stage, done: progress.done, total: progress.total });
    };
    let isOver = false;
    // The last of what is told may come after the result.
    const tell: OnRound = (...told) => {
      if (!isOver) onRound(...told);
    };
    const round = (): Promise<SyncReport> =>
      this.#job(signal, (job) => this.#door.sync(job, { files, automatic }, tell));
    const release = await holdRound(id);
    this.#show(id, { progress: null, traffic: { up: 0, down: 0 } });
    try {
      const report = await round().catch((error: unknown) => {
        // What the worker had done is written down: the next goes on from there.
        if (!this.#dead) throw error;
        return round();
      });
      this.#traffic = add(this.#traffic, report);
      this.#afterRound(report);
      return report;
    } finally {
      isOver = true;
      this.#show(id, null);
      release();
      this.#changed();
    }
  }

  get #door(): Calls<CatalogueDesk> {
    if (!this.#spawned) {
      const own = (this.#spawned = this.#spawn());
      this.#dead = false;
      own.died.catch(() => {
        if (this.#spawned !== own) return;
        this.#spawned = null;
        this.#dead = true;
      });
    }
    return this.#spawned.door;
  }

  /** What changes nothing is asked once more where the worker ended before it answered. */
  async #asked<T>(ask: (door: Calls<CatalogueDesk>) => Promise<T>): Promise<T> {
    const door = this.#door;
    try {
      return await ask(door);
    } catch (error) {
      if (this.#spawned?.door === door) throw error;
      return ask(this.#door);
    }
  }

  /** A worker keeps the policy that its file came with: another store needs another worker. */
  #fresh(): void {
    this.#spawned?.terminate();
    this.#spawned = null;
    this.#reach = null;
  }

  /** The worker from here on is one that was started after the consent to this store. */
  #reaching(origin: string): void {
    if (this.#reach !== origin) this.#fresh();
    this.#reach = origin;
  }

  async #job<T>(signal: AbortSignal | undefined, call: (job: string) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const job = crypto.randomUUID();
    const cancel = (): void => void this.#door.cancel(job).catch(() => undefined);
    signal?.addEventListener('abort', cancel, { once: true });
    this.#jobs.add(job);
    try {
      return await call(job);
    } finally {
      this.#jobs.delete(job);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #stop(): void {
    for (const job of this.#jobs) void this.#door.cancel(job).catch(() => undefined);
  }

  #show(id: string, round: Round | null): void {
    this.#round = round;
    const now = performance.now();
    if (round?.progress && now - this.#toldAt < TELL_MS) return;
    this.#toldAt = now;
    this.#channel.postMessage({ kind: 'round', id, round } satisfies News);
    this.#tell();
  }

  #changed(): void {
    this.#channel.postMessage({ kind: 'changed' } satisfies News);
    this.#tell();
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    void this.status()
      .then((status) => {
        for (const listener of this.#listeners) listener(status);
      })
      .catch(() => undefined);
  }
}

function linkOf(link: string | JoinLink): JoinLink {
  return typeof link === 'string' ? parseJoinLink(link) : link;
}

function phaseOf(
  { joined, paused }: Pick<Standing, 'joined' | 'paused'>,
  isSyncing: boolean,
  isHeldBack: boolean,
): CataloguePhase {
  if (!joined) return 'none';
  if (isSyncing) return 'syncing';
  if (paused) return 'paused';
  if (!navigator.onLine) return 'offline';
  return isHeldBack ? 'waiting' : 'idle';
}

function add(
  a: CatalogueStatus['traffic'],
  b: CatalogueStatus['traffic'],
): CatalogueStatus['traffic'] {
  return { up: a.up + b.up, down: a.down + b.down };
}
