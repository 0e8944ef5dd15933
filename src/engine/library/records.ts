/**
 * The records of the library's database, store by store. A new field is optional or comes with a
 * migration (`schema.ts`). Bytes are ArrayBuffers, never Blobs: WebKit has lost Blobs kept in
 * IndexedDB more than once.
 */
import type { Crop } from '../types';
import type { IndividualFields, PhotoFields, Place } from './fields';

/** One crop of one file: two animals in one file are two photos that share their original. */
export interface PhotoRecord extends PhotoFields {
  /** UUID. */
  readonly id: string;
  /** File name. */
  readonly name: string;
  /** Of the original file's bytes, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** `cropKey(crop)`: with `sha256` it says what is on the photo. */
  readonly cropKey: string;
  /** Null: the whole photo. */
  readonly crop: Crop | null;
  readonly mime: string;
  readonly byteLength: number;
  /** Pixels of the original, after EXIF rotation. */
  readonly width: number;
  readonly height: number;
  /** Milliseconds since the epoch. */
  readonly importedAt: number;
  /** ISO 8601; without an offset when the camera did not say which. */
  readonly takenAt: string | null;
  readonly place: Place | null;
  /** Null: unidentified. */
  readonly individualId: string | null;
  /**
   * Perceptual hash of the crop, 16 hexadecimal digits: photos that nearly share it look nearly the
   * same.
   */
  readonly lookHash?: string;
  /** How good the crop is to look at, 0..1; absent: added before it was measured. */
  readonly quality?: number;
}

export interface IndividualRecord extends IndividualFields {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  /** `nameKeyOf(name)`: two individuals never share it. */
  readonly nameKey: string;
  readonly createdAt: number;
  /** True: its name is a label that Huella made ("Dog, found on 3 May"), not given by a person. */
  readonly unnamed?: boolean;
}

/** Kept apart from its vector, so that start-up learns who is who without reading every vector. */
export interface EmbeddingRecord {
  /** The index's label: given once, never again, not even after `clear`. */
  readonly seq: number;
  readonly photoId: string;
  /** Of the encoder that made it. */
  readonly fingerprint: string;
}

export interface StoredFile {
  readonly bytes: ArrayBuffer;
  readonly mime: string;
}

export interface TrashedPhoto {
  /** Of the photo. */
  readonly id: string;
  readonly photo: PhotoRecord;
  readonly deletedAt: number;
  /** Whose photo it was, as that was then: with its last photo an individual goes too. */
  readonly individual?: IndividualRecord;
}

/** One deletion of a photo, as this device has seen it. */
export interface Seen {
  /** Of the photo in the trash. */
  readonly deletedAt: number;
  /** From here on its days count, by this device's clock. */
  readonly since: number;
}

/** As it is shown. */
export interface TrashListing extends TrashedPhoto {
  /** Until it is deleted for good. */
  readonly daysLeft: number;
}

export type MatchState = 'pending' | 'confirmed' | 'rejected';

export interface MatchRecord {
  /** `matchId` of its photos: a pair has one match for both orders. */
  readonly id: string;
  /** The photo that asked (of the lost animal, say), then the one that was found. */
  readonly photoIds: readonly [string, string];
  /** Cosine similarity when it was proposed, -1..1. */
  readonly similarity: number;
  /** Calibrated chance that they are one animal, when it was proposed; absent: none was known. */
  readonly probability?: number;
  /** Of the encoder that judged. */
  readonly fingerprint: string;
  /** True: it came up by itself, when one of the photos was added, and waits to be looked at. */
  readonly watched?: boolean;
  readonly state: MatchState;
  readonly proposedAt: number;
  /** Null while pending. */
  readonly decidedAt: number | null;
}

/** What a probability that a person saw rests on. */
export interface ProbabilityBasis {
  /** What it was fitted on: the gallery's own named photos, or the encoder's card. */
  readonly calibration: 'gallery' | 'encoder';
  /** Photos were compared as learnt from the gallery. */
  readonly learnt: boolean;
  /** Individuals whose markings were compared. */
  readonly compared: number;
}

/** What a person decided about a photo, with what they saw. */
export interface Decision {
  readonly kind: 'same' | 'different' | 'new' | 'skip';
  /** The photo in question. */
  readonly queryPhotoId: string;
  /** Photos of the same encounter that the decision is about too, without the query's. */
  readonly withPhotoIds?: readonly string[];
  /** The photo it was compared with; null: none in particular. */
  readonly photoId: string | null;
  /** Of the new individual; of `same` when neither photo has one. */
  readonly name: string | null;
  /** Cosine similarity shown, -1..1. */
  readonly similarity: number | null;
  /**
   * Calibrated probability shown, 0..1: of the individual, or of `new` that it is none; absent:
   * none was known.
   */
  readonly probability?: number;
  /** Of `probability`; absent with it, and in decisions older than this field. */
  readonly basis?: ProbabilityBasis;
  /** Of the encoder that ranked. */
  readonly fingerprint: string;
  /** The filters in use, as the screen keeps them. */
  readonly filters: unknown;
  /**
   * Of `same`, when the photos are of two individuals: which of the two takes all photos of both;
   * absent: only the query's photo moves.
   */
  readonly mergeInto?: string;
}

export type Action =
  /**
   * Gives the photos to the individual of that name, made when there is none; null or empty:
   * unidentified.
   */
  | { readonly kind: 'assign'; readonly photoIds: readonly string[]; readonly name: string | null }
  /** The photos become an individual that is new: a known name is refused (`name-taken`). */
  | { readonly kind: 'split'; readonly photoIds: readonly string[]; readonly name: string }
  /**
   * Reports a lost or a found animal: the photos become those of the individual of that name
   * (made when there is none), of which the fields are said. `unnamed`: the name only says what it
   * is, so a namesake is another animal and it gets a number.
   */
  | {
      readonly kind: 'report';
      readonly photoIds: readonly string[];
      readonly name: string;
      readonly unnamed: boolean;
      readonly fields: IndividualFields;
    }
  /**
   * All photos of the individuals become those of `into`, which also takes what it lacks of what
   * was said of them.
   */
  | { readonly kind: 'merge'; readonly individualIds: readonly string[]; readonly into: string }
  | {
      readonly kind: 'describe-photos';
      readonly photoIds: readonly string[];
      readonly fields: PhotoFields;
    }
  /** Also renames: a name that is another individual's is refused (`name-taken`). */
  | {
      readonly kind: 'describe-individual';
      readonly individualId: string;
      readonly fields: IndividualFields;
    }
  /** To the trash. */
  | { readonly kind: 'delete-photos'; readonly photoIds: readonly string[] }
  /**
   * Out of the trash, each to its individual, which comes back too; what is not there, or has been
   * added again, is passed over.
   */
  | { readonly kind: 'restore-photos'; readonly photoIds: readonly string[] }
  | { readonly kind: 'decide'; readonly decision: Decision }
  /** The photos of each line are of its station from now on; null or empty: of none. */
  | {
      readonly kind: 'place-photos';
      readonly stations: readonly {
        readonly station: string | null;
        readonly photoIds: readonly string[];
      }[];
    }
  | StationsDescription
  | Dismissal;

/** From and to when a station was watched: ISO 8601 dates or times, both of it. */
export interface Effort {
  readonly from: string;
  readonly to: string;
  /** The camera that watched, or its deployment's name; absent: not said. */
  readonly camera?: string;
}

export interface StationDescription {
  /** As photos name it; two names with one `nameKeyOf` are one station. */
  readonly name: string;
  readonly place: Place | null;
  /** Empty: not known. */
  readonly efforts: readonly Effort[];
}

/**
 * Says where stations are and when they were watched; a later entry for a station takes the place
 * of an earlier one. Like a dismissal it changes no record: what is in force is read from the
 * journal (`stations.ts`), so it is undone, backed up and joined like all that people did.
 */
export interface StationsDescription {
  readonly kind: 'describe-stations';
  readonly stations: readonly StationDescription[];
}

/**
 * A person has looked and says that something proposed is not so. Changes no record: that it is
 * written down keeps it from being proposed again, and undoing lets it be.
 */
export interface Dismissal {
  readonly kind: 'dismiss';
  /**
   * `group`: the photos are not all one animal. `apart`: the first photo is not the animal of the
   * others. Of names that were doubted and are right: `copy`, one picture in two individuals is two
   * animals; `alike`, two individuals are two; `elsewhere`, the photo is of its individual;
   * `several`, the individual is one.
   */
  readonly about: 'group' | 'apart' | 'copy' | 'alike' | 'elsewhere' | 'several';
  readonly photoIds: readonly string[];
  /** Whose names were doubted; of unidentified photos none. */
  readonly individualIds: readonly string[];
}

/**
 * What the journal holds: a new crop is also written down, but it needs the photo encoded and comes
 * in by `recrop.ts`.
 */
export type JournaledAction = Action | { readonly kind: 'recrop'; readonly photoId: string };

/** Only the fields that changed; null stands for an absent one. */
export type PhotoPatch = Partial<Omit<PhotoRecord, 'id'>>;

/** A record before and after; null: it was not there. */
export interface Changed<Record> {
  readonly id: string;
  readonly before: Record | null;
  readonly after: Record | null;
}

export interface Diff {
  readonly photos: readonly {
    readonly id: string;
    readonly before: PhotoPatch;
    readonly after: PhotoPatch;
  }[];
  readonly individuals: readonly Changed<IndividualRecord>[];
  readonly matches: readonly Changed<MatchRecord>[];
  /** Photos that went to the trash. */
  readonly discarded: readonly string[];
  /** Photos that came out of it; absent: none. */
  readonly restored?: readonly string[];
}

export interface JournalEntry {
  /** UUID that the caller makes, so that a repeated call acts once. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The observer's name as written in Settings; empty when none is. */
  readonly by: string;
  readonly action: JournaledAction;
  /** Every photo it concerns. */
  readonly photoIds: readonly string[];
  readonly diff: Diff;
  /** Null: in force. */
  readonly undoneAt: number | null;
}

export interface ImportRecord {
  /** UUID. */
  readonly id: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly state: 'running' | 'paused' | 'done' | 'cancelled';
  /**
   * What was chosen, in the person's words: the folder's or the zip's name; empty for loose files.
   */
  readonly name: string;
  readonly kind: 'files' | 'folder' | 'zip';
  readonly total: number;
  readonly done: number;
  /**
   * Where the browser can keep it: the chosen folder or zip, to be opened again with one
   * permission.
   */
  readonly handle?: FileSystemHandle;
  /**
   * How files become photos (naming, columns, boxes), so that the rest is imported alike. Survives
   * structured clone.
   */
  readonly options?: unknown;
}

/** What became of one file, in the order of the import. */
export interface ImportRow {
  readonly importId: string;
  readonly row: number;
  readonly name: string;
  readonly outcome: 'imported' | 'duplicate' | 'near-duplicate' | 'failed';
  /** An error code and its detail, or the photo it resembles. */
  readonly code?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
  readonly photoId?: string;
  readonly individual?: string | null;
}
