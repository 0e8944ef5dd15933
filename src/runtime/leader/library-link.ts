/** The library's worker: opened when first needed, and opened again when it dies. */
import { EARLY_CALLS, type LibraryDoor } from '../../engine/gallery';
import { HuellaError, toHuellaError } from '../../engine/errors';
import { callsOf, type Calls, type Methods } from '../../workers/calls';
import { spawnLibrary, type Spawned } from '../../workers/spawn';

const EARLY: ReadonlySet<string> = new Set(EARLY_CALLS);

interface Link extends Spawned<LibraryDoor> {
  dead: boolean;
  /** Library and index are open. */
  ready: boolean;
}

export interface LibraryOptions {
  /** The active encoder's fingerprint and dimension. */
  encoder(): Promise<{ readonly fingerprint: string; readonly dimension: number }>;
  /** While the index is brought up to the library: embeddings read and to read. */
  readonly onProgress: (done: number, total: number) => void;
  /** Photos or individuals changed, in this tab or another. */
  readonly onChange: () => void;
  /** Newer code has migrated the database: this tab can no longer read or write it. */
  readonly onOutdated: (error: HuellaError) => void;
}

export class LibraryLink {
  /**
   * Every method of the library. Calls wait until the index is open, except the early ones. Should
   * the worker die meanwhile, a call is made once more on a new one: every call may be repeated (a
   * photo already stored is a duplicate, a deleted one stays deleted).
   */
  readonly door: Calls<LibraryDoor> = callsOf((method, args) => this.#call(method, args));
  readonly #options: LibraryOptions;
  #link: Promise<Link> | null = null;
  #spawned: Link | null = null;
  #closed = false;

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  /** Opens the library and its index. A failed opening is tried again by the next caller. */
  async open(): Promise<void> {
    await this.#opened();
  }

  /**
   * Another encoder is in use: opens its index in place of the old one, which answers until then.
   */
  async reopen(): Promise<void> {
    await this.#openIndex(await this.#opened());
  }

  /**
   * Photos stored and found by searches; zeros while nothing is open: for looking, not for opening.
   */
  async counts(): Promise<{ photos: number; indexed: number }> {
    const counts = await this.#spawned?.door.counts().catch(() => null);
    return counts ?? { photos: 0, indexed: 0 };
  }

  /** Ends the worker for good; what is in flight rejects or never settles. */
  close(): void {
    this.#closed = true;
    this.#spawned?.terminate();
    this.#spawned = null;
    this.#link = null;
  }

  async #call(method: string, args: readonly unknown[]): Promise<unknown> {
    const opening = this.#opened();
    opening.catch(() => undefined);
    const link = (EARLY.has(method) ? this.#spawned : null) ?? (await opening);
    const callOn = ({ door }: Link): Promise<unknown> =>
      (door as unknown as Methods)[method]!(...args);
    try {
      return await callOn(link);
    } catch (error) {
      if (!link.dead) throw error;
      return callOn(await this.#opened());
    }
  }

  #opened(): Promise<Link> {
    if (!this.#link) {
      const opening = this.#openNow();
      this.#link = opening;
      opening.catch(() => {
        if (this.#link === opening) this.#link = null;
      });
    }
    return this.#link;
  }

  /** A worker that dies while it opens is replaced once. */
  async #openNow(isSecond = false): Promise<Link> {
    if (this.#closed) throw new HuellaError('internal', 'The library has been closed.');
    // Spawned at once: the first screen needs the worker, and neither the encoder nor the index.
    const link = this.#spawn();
    try {
      await this.#openIndex(link);
      link.ready = true;
      this.#watch(link);
      return link;
    } catch (error) {
      link.terminate();
      if (link.dead && !isSecond) return this.#openNow(true);
      throw error;
    }
  }

  async #openIndex({ door }: Link): Promise<void> {
    const { fingerprint, dimension } = await this.#options.encoder();
    const { onProgress, onChange } = this.#options;
    await door.open(fingerprint, dimension, onProgress, onChange);
  }

  #spawn(): Link {
    const link: Link = { ...spawnLibrary(), dead: false, ready: false };
    this.#spawned = link;
    link.died.catch(() => {
      link.dead = true;
      if (this.#spawned === link) {
        this.#spawned = null;
        // One that was still opening is replaced where it was opened.
        if (link.ready) this.#link = null;
      }
    });
    return link;
  }

  #watch(link: Link): void {
    link.door.closed().catch((thrown: unknown) => {
      const error = toHuellaError(thrown);
      if (error.code === 'storage-newer-version') this.#options.onOutdated(error);
    });
  }
}
