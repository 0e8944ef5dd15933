/** The library as the app sees it: opened when first needed, and opened again when its worker dies. */
import { proxy, type Remote } from 'comlink';
import { HuellaError, toHuellaError } from '../../engine/errors';
import { spawnLibrary } from '../../workers/spawn';
import type { LibraryDoor } from '../../workers/library.worker';

export type Door = Remote<LibraryDoor>;

/** What the screens may ask of the library as it is, without anything of the app's own around it. */
export type LibraryCalls = Pick<
  LibraryDoor,
  | 'identify'
  | 'similarTo'
  | 'journal'
  | 'journalOf'
  | 'matches'
  | 'matchesOf'
  | 'proposeMatches'
  | 'trash'
  | 'emptyTrash'
  | 'imports'
  | 'importRows'
  | 'saveImport'
  | 'removeImport'
  | 'usage'
  | 'setting'
  | 'forgetEncoder'
>;

interface Link {
  readonly door: Door;
  readonly died: Promise<never>;
  dead: boolean;
  /** Library and index are there. */
  ready: boolean;
  readonly terminate: () => void;
}

export interface LibraryOptions {
  /** The active encoder's fingerprint and dimension. */
  encoder(): Promise<{ readonly fingerprint: string; readonly dimension: number }>;
  /** While the index is brought up to the library: embeddings read and to read. */
  readonly onProgress: (done: number, total: number) => void;
  /** Photos or individuals changed, in this tab or another. */
  readonly onChange: () => void;
  /** Newer code has moved the database on: nothing of this tab reads or writes it any more. */
  readonly onOutdated: (error: HuellaError) => void;
}

export class LibraryLink {
  #link: Promise<Link> | null = null;
  #spawned: Link | null = null;
  #closed = false;

  constructor(private readonly options: LibraryOptions) {}

  /** Opens the library and its index. A failed opening is tried again by the next caller. */
  async open(): Promise<void> {
    await this.#opened();
  }

  /** Another encoder is in use: opens its index in place of the old one, which answers until then. */
  async reopen(): Promise<void> {
    const link = await this.#opened();
    const { fingerprint, dimension } = await this.options.encoder();
    const { onProgress, onChange } = this.options;
    await Promise.race([
      link.door.open(fingerprint, dimension, proxy(onProgress), proxy(onChange)),
      link.died,
    ]);
  }

  /**
   * Calls the library. Should its worker die meanwhile, the call is made once more on a new one: every call of the door may be
   * repeated (a photo already stored is a duplicate, a deleted one stays deleted).
   */
  async use<T>(call: (door: Door) => Promise<T>): Promise<T> {
    const link = await this.#opened();
    try {
      return await Promise.race([call(link.door), link.died]);
    } catch (error) {
      if (!link.dead) throw error;
      const next = await this.#opened();
      return Promise.race([call(next.door), next.died]);
    }
  }

  /** As `use`, without waiting for the index: for what the library alone can answer, such as what is on screen first. */
  async useEarly<T>(call: (door: Door) => Promise<T>): Promise<T> {
    const opening = this.#opened();
    opening.catch(() => undefined);
    const link = this.#spawned ?? (await opening);
    try {
      return await Promise.race([call(link.door), link.died]);
    } catch (error) {
      if (!link.dead) throw error;
      const next = await this.#opened();
      return Promise.race([call(next.door), next.died]);
    }
  }

  /** As `use`, but null while nothing is open: for looking, not for opening. */
  async peek<T>(call: (door: Door) => Promise<T>): Promise<T | null> {
    const link = this.#spawned;
    if (!link || link.dead) return null;
    return Promise.race([call(link.door), link.died]).catch(() => null);
  }

  /** Ends the worker for good; what is in flight rejects or never settles. */
  close(): void {
    this.#closed = true;
    this.#spawned?.terminate();
    this.#spawned = null;
    this.#link = null;
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
    // Spawned at once: what is on screen first needs the worker, and neither the encoder nor the index.
    const link = this.#spawn();
    const { onProgress, onChange } = this.options;
    try {
      const { fingerprint, dimension } = await this.options.encoder();
      await Promise.race([
        link.door.open(fingerprint, dimension, proxy(onProgress), proxy(onChange)),
        link.died,
      ]);
      link.ready = true;
      this.#watch(link);
      return link;
    } catch (error) {
      link.terminate();
      if (link.dead && !isSecond) return this.#openNow(true);
      throw error;
    }
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
      if (error.code === 'storage-newer-version') this.options.onOutdated(error);
    });
  }
}
