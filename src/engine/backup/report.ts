/** What a restore was asked to do, would do and did, in a form that screens can translate. */
import type { Damage } from './check';

export interface Choices {
  /**
   * Ids (of the backup) of individuals that are other animals than their namesakes here; the others
   * join them.
   */
  readonly apart?: readonly string[];
  /**
   * Where a photo has another individual, or a pair another decision, in the backup. Default
   * `here`: what is here stays.
   */
  readonly photos?: 'here' | 'theirs';
  /** Photos of the backup that are in the trash here. Default `here`: they stay there. */
  readonly trashed?: 'here' | 'theirs';
}

/**
 * Something that is different here and in the backup. Nothing is overwritten without being listed.
 */
export interface Conflict {
  readonly kind:
    | 'same-name' // two individuals share a name
    | 'renamed' // one individual has two names
    | 'who' // one photo has two individuals
    | 'decision' // one pair of photos was decided in two ways
    | 'described' // fields of a photo or individual differ: `here` names them
    | 'in-trash' // a photo of the backup is in the trash here
    | 'deleted-there' // a photo of the gallery is in the backup's trash
    | 'undone' // a step was undone on one side only
    | 'setting';
  /** The name of what it is about. */
  readonly subject: string;
  readonly here: string;
  readonly there: string;
  readonly kept: 'here' | 'theirs' | 'both' | 'joined';
  /**
   * Of the individual in the backup for `same-name` and `renamed`, of the photo or pair for others.
   */
  readonly id: string;
}

export interface RestoreCounts {
  readonly photos: {
    readonly added: number;
    readonly present: number;
    /** Had no name here and got the backup's. */
    readonly named: number;
    readonly toTrash: number;
  };
  /** New ones; those that joined a namesake are among the conflicts. */
  readonly individuals: number;
  readonly embeddings: number;
  readonly decisions: number;
  readonly matches: number;
}

/** What is in a backup, and what restoring it would add. */
export interface RestorePreview extends RestoreCounts {
  /** ISO 8601. */
  readonly createdAt: string;
  readonly app: string;
  readonly contains: { readonly photos: number; readonly individuals: number };
  readonly conflicts: readonly Conflict[];
  readonly damage: readonly Damage[];
}

export interface RestoreReport extends RestoreCounts {
  readonly conflicts: readonly Conflict[];
  /** Of the zip itself; what was restored is whole. */
  readonly damage: readonly Damage[];
  /** Of the device the backup was made on: not applied here. */
  readonly settings: unknown;
}
