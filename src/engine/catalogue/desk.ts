/**
 * What the catalogue's worker offers: joining, rounds of syncing, and how things stand. Everything
 * that survives a kill is in the library and in a database beside it. Arguments and results survive
 * structured clone; functions among the arguments may be called from another thread.
 */
import { equal } from '../equal';
import { HuellaError, toHuellaError } from '../errors';
import { Jobs } from '../jobs';
import { DATABASE, SharedLibrary, SideStore } from '../library';
import { Blobs } from './blobs';
import { CatalogueError, isFailure } from './failure';
import { checkedLink, originOf, type JoinLink, type Role } from './join-link';
import { findAgain } from './known-place';
import { galleryOf, StoredNotebook } from './library-sides';
import { newDevice, Objects } from './objects';
import { keepOpened, OPENED, openedFile } from './opened';
import { S3Store } from './s3';
import { Sealing } from './sealing';
import type { Gallery, RoundReport } from './sides';
import {
  DEFAULT_LIMITS,
  type CatalogueCheck,
  type CatalogueLimits,
  type CatalogueStatus,
  type ProblemCode,
  type Stage,
  type SyncReport,
} from './standing';
import type { Seen } from './state';
import type { ObjectStore } from './store';
import { synchronise } from './sync';
import { NOTHING, waitingOf } from './waiting';

/** What of a status is written down; the rest is of the moment. */
export type Standing = Pick<
  CatalogueStatus,
  'joined' | 'role' | 'origin' | 'bucket' | 'lastSyncedAt' | 'waiting' | 'problem' | 'conflicts'
> & { readonly paused: boolean };

export type OnRound = (
  progress: { readonly stage: Stage; readonly done: number; readonly total: number },
  traffic: CatalogueStatus['traffic'],
) => void;

/** A store that counts, as `S3Store` does. */
export interface CountingStore extends ObjectStore {
  readonly counts: { readonly requests: number; readonly up: number; readonly down: number };
}

export interface SyncChoice {
  readonly files: 'all' | 'none';
  /** True: no person asked for it; a gallery that was cleared is left as it is then. */
  readonly automatic: boolean;
}

interface Told {
  readonly link?: JoinLink;
  readonly role?: Role;
  readonly limits?: Partial<CatalogueLimits>;
  readonly paused?: boolean;
  readonly round?: Pick<Standing, 'lastSyncedAt' | 'waiting' | 'problem' | 'conflicts'>;
}

const TOLD = ['link', 'role', 'limits', 'paused', 'round'] as const;
const NO_ROUND: NonNullable<Told['round']> = {
  lastSyncedAt: null,
  waiting: { up: NOTHING, down: NOTHING },
  problem: null,
  conflicts: [],
};
/** At most one tab syncs, joins or leaves. */
export const CATALOGUE_LOCK = 'huella-catalogue';
/** At most one file is kept, and others let go, at once. */
const OPENED_LOCK = 'huella-catalogue-opened';

export class CatalogueDesk {
  readonly #database: string;
  readonly #storeOf: (link: JoinLink) => CountingStore;
  readonly #jobs = new Jobs();
  #opening: Promise<{ library: SharedLibrary; side: SideStore }> | null = null;

  /** @param storeOf only tests have another */
  constructor(
    database = DATABASE,
    storeOf: (link: JoinLink) => CountingStore = (link) => new S3Store(link),
  ) {
    this.#database = database;
    this.#storeOf = storeOf;
  }

  /** Changes nothing. @throws CatalogueError */
  check(job: string, link: JoinLink): Promise<CatalogueCheck> {
    return this.#jobs.run(job, async (signal) => {
      const { objects } = await this.#remote(checkedLink(link));
      try {
        await objects.begin(false, signal);
      } catch (error) {
        // Whether a key may write cannot be asked of an empty place without writing.
        if (isFailure(error, 'none')) return { role: link.role, isNew: true };
        throw error;
      }
      return { role: await roleOf(objects, signal), isNew: false };
    });
  }

  /**
   * Keeps the link on this device; begins the catalogue where there is none. Another key to the
   * catalogue that is joined takes the place of the old one.
   * @throws CatalogueError `joined` by another, and as `check`
   */
  join(job: string, given: JoinLink): Promise<CatalogueCheck> {
    return this.#alone(job, async (signal) => {
      const { library, side } = await this.#opened();
      const link = checkedLink(given);
      const before = (await this.#told()).link;
      if (before && !isSamePlace(before, link)) {
        throw new CatalogueError('joined', 'another catalogue is joined');
      }
      const { objects } = await this.#remote(link);
      let isNew = false;
      try {
        await objects.begin(false, signal);
      } catch (error) {
        if (!isFailure(error, 'none') || link.role === 'read') throw error;
        await objects.begin(true, signal);
        isNew = true;
      }
      const role = await roleOf(objects, signal);
      if (before) {
        await side.save({ link, role });
        return { role, isNew };
      }
      await library.forgetNote();
      await side.save({ link, role, ...StoredNotebook.firstPage(newDevice()) });
      return { role, isNew };
    });
  }

  /**
   * One round. Another tab's is waited for.
   * @throws CatalogueError, HuellaError `storage-…`, `cancelled`
   */
  sync(job: string, choice: SyncChoice, onRound: OnRound): Promise<SyncReport> {
    return this.#alone(job, async (signal) => {
      const { link, limits } = await this.#joined();
      const { library, side } = await this.#opened();
      const gallery = galleryOf(library);
      if (choice.automatic) await this.#checkCleared(gallery);
      const remote = await this.#remote(link);
      const { counts } = remote.store;
      const onProgress = (stage: Stage, done: number, total: number): void =>
        onRound({ stage, done, total }, { up: counts.up, down: counts.down });
      try {
        const notebook = new StoredNotebook(side);
        const seen = async (): Promise<Seen> => (await notebook.load()).state.seen;
        const root = await findAgain(remote.objects, seen, signal);
        const { keep } = limits;
        const { files } = choice;
        const round = await synchronise(remote, gallery, notebook, {
          ...{ signal, onProgress, files, keep, asksForFiles: !choice.automatic },
        });
        const found = { ...round, damaged: [...root, ...round.damaged] };
        await this.#noteRound(found, gallery, limits);
        const { refused: _, ...report } = found;
        return { ...report, ...counts };
      } catch (error) {
        await this.#noteProblem(error).catch(() => undefined);
        throw error;
      }
    });
  }

  /**
   * Fetches a photo's file, decrypted and checked, within the budget of what is kept here.
   * @returns false: it is neither here nor in the store
   * @throws CatalogueError, HuellaError `not-found`, `storage-…`, `cancelled`
   */
  fetchFile(job: string, photoId: string, onBytes?: (bytes: number) => void): Promise<boolean> {
    return this.#jobs.run(job, async (signal) => {
      const { library, side } = await this.#opened();
      const photo = await library.photo(photoId);
      if (!photo) throw new HuellaError('not-found', `no photo ${photoId}`, { id: photoId });
      if (await library.file(photo.sha256)) return true;
      const { link, limits } = await this.#joined();
      const { blobs } = await this.#remote(link);
      const file = await openedFile(blobs, new StoredNotebook(side), photo.sha256, signal, onBytes);
      if (!file) return false;
      // Two at once would each count without the other.
      await navigator.locks.request(`${OPENED_LOCK}:${this.#database}`, () =>
        keepOpened(library, side, photo.sha256, file, limits.keep.bytes),
      );
      return true;
    });
  }

  async standing(): Promise<Standing> {
    const { link, role = null, paused = false, round = NO_ROUND } = await this.#told();
    const place = link ? { origin: originOf(link), bucket: link.bucket } : null;
    return {
      ...{ joined: link !== undefined, role: link ? role : null },
      ...(place ?? { origin: null, bucket: null }),
      ...{ paused, ...round },
    };
  }

  /** The link that this device joined by. @throws CatalogueError `not-joined` */
  async link(): Promise<JoinLink> {
    const { link, role } = await this.#joined();
    return { ...link, role };
  }

  /** Forgets link and outbox; the gallery stays as it is. */
  leave(job: string): Promise<void> {
    return this.#alone(job, async () => {
      const { library, side } = await this.#opened();
      await library.forgetNote();
      const nothing = Object.fromEntries([...TOLD, OPENED].map((key) => [key, undefined]));
      await side.save({ ...nothing, ...StoredNotebook.noPage() });
    });
  }

  async setPaused(paused: boolean): Promise<void> {
    await (await this.#opened()).side.save({ paused });
  }

  async limits(): Promise<CatalogueLimits> {
    return limitsOf(await this.#told());
  }

  async setLimits(change: Partial<CatalogueLimits>): Promise<void> {
    const { side } = await this.#opened();
    await side.save({ limits: { ...(await this.limits()), ...change } });
  }

  cancel(job: string): void {
    this.#jobs.cancel(job);
  }

  /** Closes its databases; only tests go on after it. */
  async close(): Promise<void> {
    const opened = await this.#opening;
    this.#opening = null;
    opened?.library.close();
    opened?.side.close();
  }

  async #opened(): Promise<{ library: SharedLibrary; side: SideStore }> {
    this.#opening ??= (async () => {
      const library = await SharedLibrary.open(this.#database);
      const forget = (): void => void (this.#opening = null);
      library.closed.catch(forget);
      return { library, side: await SideStore.open(`${this.#database}-catalogue`) };
    })();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  async #told(): Promise<Told> {
    const values = await (await this.#opened()).side.load(TOLD);
    return Object.fromEntries(
      TOLD.flatMap((key, i) => (values[i] === undefined ? [] : [[key, values[i]]])),
    );
  }

  /** @throws CatalogueError `not-joined` */
  async #joined(): Promise<{ link: JoinLink; role: Role; limits: CatalogueLimits }> {
    const told = await this.#told();
    const { link } = told;
    if (!link) throw new CatalogueError('not-joined', 'no catalogue is joined');
    return { link, role: told.role ?? link.role, limits: limitsOf(told) };
  }

  async #remote(link: JoinLink): Promise<{ store: CountingStore; objects: Objects; blobs: Blobs }> {
    const sealing = await Sealing.of(link.secret);
    const store = this.#storeOf(link);
    return { store, objects: new Objects(store, sealing), blobs: new Blobs(store, sealing) };
  }

  /**
   * A person who cleared this device's gallery does not want it back by itself: syncing pauses
   * until they say so. @throws HuellaError `cancelled`
   */
  async #checkCleared(gallery: Gallery): Promise<void> {
    const { round } = await this.#told();
    const { records, seen } = await gallery.read();
    if (seen !== null || !round?.lastSyncedAt || records.photos.length > 0) return;
    await this.setPaused(true);
    throw new HuellaError('cancelled', 'the gallery of this device was cleared');
  }

  async #noteRound(found: RoundReport, gallery: Gallery, { keep }: CatalogueLimits): Promise<void> {
    const { side } = await this.#opened();
    const waiting = await waitingOf(gallery, new StoredNotebook(side), keep, found);
    const round: Told['round'] = {
      ...{ lastSyncedAt: Date.now(), problem: damageOf(found), conflicts: found.conflicts },
      waiting,
    };
    const role = found.sent > 0 ? { role: 'write' } : found.waiting > 0 ? { role: 'read' } : {};
    await side.save({ round, ...role });
  }

  async #noteProblem(error: unknown): Promise<void> {
    const problem = problemOf(error);
    if (!problem) return;
    const { round = NO_ROUND } = await this.#told();
    await (await this.#opened()).side.save({ round: { ...round, problem } });
  }

  #alone<T>(job: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#jobs.run(job, (signal) =>
      navigator.locks.request(`${CATALOGUE_LOCK}:${this.#database}`, { signal }, () =>
        work(signal),
      ),
    );
  }
}

/** @throws CatalogueError `cors` where reading goes through and writing is never answered */
async function roleOf(objects: Objects, signal: AbortSignal): Promise<Role> {
  try {
    return (await objects.mayWrite(signal)) ? 'write' : 'read';
  } catch (error) {
    // Full is not forbidden: there may be room again.
    if (isFailure(error, 'full') || isFailure(error, 'unwritable')) return 'write';
    if (!isFailure(error, 'unreachable')) throw error;
    throw new CatalogueError('cors', error.message, '', { cause: error });
  }
}

/** One catalogue by whichever key. */
function isSamePlace(a: JoinLink, b: JoinLink): boolean {
  const placeOf = ({ endpoint, bucket, prefix, secret }: JoinLink): unknown => [
    ...[endpoint, bucket, prefix],
    [...secret],
  ];
  return equal(placeOf(a), placeOf(b));
}

function limitsOf({ limits }: Told): CatalogueLimits {
  return { ...DEFAULT_LIMITS, ...limits };
}

/** Objects that were not used; null: none. */
function damageOf({ damaged }: Pick<RoundReport, 'damaged'>): CatalogueStatus['problem'] {
  return damaged.length === 0 ? null : { code: 'damaged', reason: damaged.join(', ') };
}

/** Null: it was stopped. */
function problemOf(error: unknown): CatalogueStatus['problem'] {
  if (error instanceof CatalogueError) return { code: error.code, reason: error.message };
  const { code, message } = toHuellaError(error);
  if (code === 'cancelled') return null;
  const known: readonly string[] = ['storage-full', 'storage-failed'] satisfies ProblemCode[];
  return { code: known.includes(code) ? (code as ProblemCode) : 'internal', reason: message };
}
