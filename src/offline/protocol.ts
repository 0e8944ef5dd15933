/** What the page and the service worker say to each other, and the names they share. */

/** Page to service worker. */
export type Order =
  /** The person wants the new version: the waiting worker takes over. */
  | { readonly kind: 'take-over' }
  /** Answered with a `Kept` on the port that comes with it. */
  | { readonly kind: 'keep'; readonly webgpu: boolean };

/** What is kept for use without a network. */
export interface Kept {
  readonly complete: boolean;
  readonly bytes: number;
}

/**
 * `network`: a file could not be fetched. `changed`: the server has another version of it. `full`:
 * no space left.
 */
export type Obstacle = 'network' | 'changed' | 'full' | 'unknown';

/** Service worker to every page of its scope, while it fetches. */
export type Report =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly obstacle: Obstacle };

/** Several copies of Huella may live in folders of one origin: every name holds the folder. */
export const channelName = (scope: string): string => `huella-offline ${scope}`;
export const filesCacheName = (scope: string): string => `huella-files ${scope}`;
export const inboxCacheName = (scope: string): string => `huella-inbox ${scope}`;

/**
 * Held by every page for as long as it runs: followed by the path of the code it runs, so that this
 * is not thrown away.
 */
export const CODE_LOCK = 'huella-code ';

/**
 * Where the system sends shared photos, relative to the scope. No file: the service worker answers.
 */
export const SHARE_PATH = 'share';
/** The parameter of the page's address that names what was shared. */
export const SHARED_PARAM = 'shared';
