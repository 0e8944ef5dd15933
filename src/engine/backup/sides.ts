/** What a merge is planned from, and what the plan says. */
import type { Carried, SharedRecords } from '../library';
import type { CarriedEmbedding } from './records';
import type { Conflict } from './report';

/** One side: the library here, or what came. */
export interface Side extends SharedRecords {
  readonly settings: readonly Carried[];
}

/** The library's own records need no looking at. */
export function ownSide(records: ReadonlyMap<string, readonly Carried[]>): Side {
  const values = <T>(store: string): T[] =>
    (records.get(store) ?? []).map(({ value }) => value as T);
  return {
    photos: values('photos'),
    individuals: values('individuals'),
    journal: values('journal'),
    matches: values('matches'),
    trash: values('trash'),
    settings: records.get('settings') ?? [],
  };
}

export interface Plan {
  /** Records to write, by store: new ones, and those here that gain what they lacked. */
  readonly records: ReadonlyMap<string, readonly Carried[]>;
  /** SHA-256 of files that must be there. */
  readonly originals: ReadonlySet<string>;
  /** Photo ids of the backup to those they have here, for photos that are new. */
  readonly thumbnails: ReadonlyMap<string, string>;
  /**
   * Embeddings to add, as the backup names them, with the photo and the fingerprint they get here.
   */
  readonly embeddings: readonly (CarriedEmbedding & { readonly from: number })[];
  /** Individuals here that may have lost their last photo. */
  readonly left: readonly string[];
  readonly conflicts: readonly Conflict[];
  readonly counts: {
    readonly added: number;
    readonly present: number;
    /** Photos without a name here that get the one of the backup. */
    readonly named: number;
    readonly individuals: number;
    readonly trashed: number;
    readonly decisions: number;
    readonly matches: number;
  };
}
