/** What the page offers of a shared catalogue: to the screens and, in part, to scripts. */
import type { Role, JoinLink } from '../../engine/catalogue/join-link';
import type {
  CatalogueCheck,
  CatalogueLimits,
  CatalogueStatus,
  SyncReport,
} from '../../engine/catalogue/standing';
import type { Progress } from '../../engine/types';

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
 * Every failure is a `CatalogueError` with a code of `engine/catalogue/failure.ts`, or a
 * `HuellaError` (`storage-…`, `cancelled`, `internal`).
 */
export interface CatalogueDoor {
  /**
   * Asks the store, and changes nothing there or here. The page's policy must allow the store's
   * origin before.
   */
  check(link: string | JoinLink, signal?: AbortSignal): Promise<CatalogueCheck>;
  /**
   * Checks, begins the catalogue where there is none, and keeps the link on this device. The first
   * round is `sync`'s. @throws CatalogueError `joined` when this device shares another already
   */
  join(link: string | JoinLink, signal?: AbortSignal): Promise<CatalogueCheck>;
  /** Makes gallery and catalogue equal; waits for another tab that does. */
  sync(options?: CatalogueSyncOptions): Promise<SyncReport>;
  status(): Promise<CatalogueStatus>;
  /** Calls back at every change, of this tab or another; returns the function that stops it. */
  onStatus(listener: (status: CatalogueStatus) => void): () => void;
  /**
   * A link for another person. `keys`: those to give; absent: this device's own.
   * @throws CatalogueError `read-key-needed` for `read` without `keys` on a device that may write
   */
  invite(role: Role, keys?: KeysToGive): Promise<string>;
  /** Forgets link and outbox; what is in the gallery stays. */
  leave(): Promise<void>;
  /** Stops syncing, in all tabs and over reloads, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Fetches a photo's file now, and keeps it within the budget of what is kept here.
   * @returns false: it is neither here nor in the store
   */
  fetchFile(photoId: string, options?: FetchFileOptions): Promise<boolean>;
  readonly limits: {
    get(): Promise<CatalogueLimits>;
    set(change: Partial<CatalogueLimits>): Promise<void>;
  };
}
