/** What a round of syncing needs of the device: its gallery, and a notebook that survives kills. */
import type { StoredFile } from '../library';
import type { Inventory, Part, PartKey } from './parts';
import type { Records } from './records';
import type { KeptHere, Stage, SyncReport } from './standing';
import { State, type Entry, type Seen, type Snapshot, type Write } from './state';

/** The gallery of this device. */
export interface Gallery {
  read(): Promise<{
    readonly revision: number;
    readonly records: Records;
    /** Given to the last `write`; null: none was yet. */
    readonly seen: Seen | null;
  }>;
  /**
   * Becomes these records, and remembers `seen`: all of it or nothing, and nothing (false) when it
   * is no longer as it was at `revision`. `ids`: records that are another's now, by their old id.
   */
  write(next: {
    readonly revision: number;
    readonly records: Records;
    readonly ids: ReadonlyMap<string, string>;
    readonly seen: Seen;
  }): Promise<boolean>;
  /** Parts of the photos in gallery and trash that are on this device. */
  inventory(): Promise<Inventory>;
  /** Those of the parts that are still here. */
  parts(keys: readonly PartKey[]): Promise<Part[]>;
  /** Adds parts to the photos that lack them; those of no photo are passed over. */
  fill(parts: readonly Part[]): Promise<void>;
  /** SHA-256 of the files that are here. */
  files(): Promise<ReadonlySet<string>>;
  file(sha256: string): Promise<StoredFile | null>;
  /** Keeps the file if a photo still needs it. */
  keepFile(sha256: string, file: StoredFile): Promise<void>;
}

/** What a device keeps of its catalogue between rounds. */
export interface Kept {
  readonly device: string;
  /** What the gallery was last made equal to, with this device's own entries. */
  readonly state: Snapshot;
  /** Entries of this device that are not in the store yet. */
  readonly outbox: readonly Entry[];
  /** Packs that are in the store and of which no entry tells yet. */
  readonly packed: readonly Write[];
  /** Entries of others that are not in the gallery yet, or may not be. */
  readonly inbox: readonly Entry[];
  /** A checkpoint that is not in the gallery yet, or may not be. */
  readonly base: Snapshot | null;
  /** `lamport` of the newest checkpoint that is known. */
  readonly baseAt: number;
  /** Keys (`file-tries.ts`) of files that are known to be in the store. */
  readonly files: readonly string[];
  /** Those that were found damaged there when a person opened their photos: no entry tells it yet. */
  readonly hurt: readonly string[];
  /** `lamport` when the store was last asked whether it still has the files. */
  readonly askedAt: number;
}

/** Of a device that joins. */
export function newlyKept(device: string): Kept {
  const state = new State().snapshot();
  return {
    ...{ device, state, outbox: [], packed: [], inbox: [], base: null, baseAt: 0 },
    ...{ files: [], hurt: [], askedAt: 0 },
  };
}

export interface Notebook {
  load(): Promise<Kept>;
  /** The fields that are named, all of them or none. */
  save(change: Partial<Kept>): Promise<void>;
}

export interface RoundOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: Stage, done: number, total: number) => void) | undefined;
  /** Which files go up and come down now. Default `all`. */
  readonly files?: 'all' | 'none';
  /** Asks whether the store still has the files that were sent; else it is now and then. */
  readonly asksForFiles?: boolean | undefined;
  /** Which files are wanted here. Default: all. */
  readonly keep?: KeptHere;
  /** Entries that call for another checkpoint, or for another look at which files are there. */
  readonly checkpointEvery?: number | undefined;
}

export interface RoundReport extends Omit<SyncReport, 'requests' | 'up' | 'down'> {
  /** Records that are not as Huella writes them, left out. */
  readonly refused: number;
}
