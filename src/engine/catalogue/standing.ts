/** How a catalogue and this device stand to each other, as screens and scripts are told. */
import type { Conflict } from '../backup';
import type { CatalogueCode } from './failure';
import type { Role } from './join-link';

/**
 * Records first, then `parts`, which are packs of thumbnails and embeddings, then `files`, the
 * photos themselves.
 */
export type Stage =
  | 'sending'
  | 'receiving'
  | 'sending-parts'
  | 'receiving-parts'
  | 'sending-files'
  | 'receiving-files';

/** What waits, in photos' files, packs and entries, and what they weigh. */
export interface Waiting {
  readonly count: number;
  readonly bytes: number;
}

/**
 * `none`: no catalogue was joined. `waiting`: another tab syncs, or the connection is one that the
 * limits keep for later.
 */
export type CataloguePhase = 'none' | 'idle' | 'syncing' | 'paused' | 'offline' | 'waiting';

/** A failure of the catalogue, or of this device while it syncs. */
export type ProblemCode = CatalogueCode | 'storage-full' | 'storage-failed' | 'internal';

export interface CatalogueStatus {
  readonly phase: CataloguePhase;
  readonly joined: boolean;
  /** What the store lets this device's key do; null: not joined. */
  readonly role: Role | null;
  /** Origin of the store, `https://s3.example.org`; null: not joined. */
  readonly origin: string | null;
  readonly bucket: string | null;
  /** While `syncing`; `total` counts entries, packs or files. */
  readonly progress: {
    readonly stage: Stage;
    readonly done: number;
    readonly total: number;
  } | null;
  /** Bytes of objects sent and fetched since the app was opened. */
  readonly traffic: { readonly up: number; readonly down: number };
  /** Milliseconds since the epoch; null: not yet. */
  readonly lastSyncedAt: number | null;
  /** As it was found at the end of the last round. */
  readonly waiting: { readonly up: Waiting; readonly down: Waiting };
  /** What the last round of any tab met; null: all went well. */
  readonly problem: { readonly code: ProblemCode; readonly reason: string } | null;
  /** What was said twice and differently, and waits for a person; of the last round. */
  readonly conflicts: readonly Conflict[];
}

/** What a round of syncing did. */
export interface SyncReport {
  /** Entries of the log that went out and came in. */
  readonly sent: number;
  readonly received: number;
  readonly filesSent: number;
  readonly filesReceived: number;
  /** Files of photos that are neither here nor in the store, or are damaged there. */
  readonly filesMissing: number;
  /** Entries that wait here because this key may only read. */
  readonly waiting: number;
  /** Objects that did not arrive as they were sent, and were not used. */
  readonly damaged: readonly string[];
  readonly conflicts: readonly Conflict[];
  /** Requests to the store, and bytes of objects in both directions. */
  readonly requests: number;
  readonly up: number;
  readonly down: number;
}

/** What a store answered before anything is joined. */
export interface CatalogueCheck {
  /** What the key may do. */
  readonly role: Role;
  /** There is no catalogue in this place yet: joining begins one. */
  readonly isNew: boolean;
}

/** What of the photos' files is kept on this device; records, thumbnails and embeddings always. */
export interface KeptHere {
  /** `none`: only those that were brought here or opened. */
  readonly files: 'all' | 'chosen' | 'none';
  /** Of `chosen`: any of these; empty: every species. */
  readonly species: readonly string[];
  /** Of `chosen`: taken, or else added, in the last so many months; null: at any time. */
  readonly months: number | null;
  /** Of `chosen`: within so many kilometres of a place; null: anywhere. */
  readonly near: {
    readonly latitude: number;
    readonly longitude: number;
    readonly km: number;
  } | null;
  /** Fetches no further file once those that are here weigh so much; null: no limit. */
  readonly bytes: number | null;
}

export interface CatalogueLimits {
  /**
   * On mobile data, where the browser tells (`navigator.connection`): files as well, small things
   * only (records, embeddings, thumbnails), or nothing. Asking for a round goes before it.
   */
  readonly mobileData: 'all' | 'small' | 'nothing';
  readonly keep: KeptHere;
}

export const DEFAULT_LIMITS: CatalogueLimits = {
  mobileData: 'small',
  keep: { files: 'all', species: [], months: null, near: null, bytes: null },
};
