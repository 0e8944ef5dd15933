/** What the plan of an import says, and what it is told (`planner.ts`). */
import type { ErrorCode, ErrorDetail } from '../errors';
import type { StationDescription } from '../survey';
import type { BoxForm } from './boxes';
import type { Mapping } from './columns';
import type { DayOrder } from './dates';
import type { DetectionOptions, Detections, EntryProblem } from './results';
import type { Difference } from './merge';
import type { PlannedPhoto, RowOptions, RowPlan, RowProblem, UndecidedDate } from './rows';
import type { SidecarFacts } from './sidecars';

/** A table or results beside the photos, or chosen by hand. */
export interface SideBlob {
  readonly name: string;
  readonly blob: Blob;
  /** Its folder among the files chosen; absent for a file chosen by hand. */
  readonly base?: string;
}

export interface TableHead {
  readonly id: number;
  /** The files that the table was made of. */
  readonly files: readonly string[];
  /** Of all of them. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly string[])[];
  readonly rows: number;
  readonly mapping: Mapping;
  readonly boxForm: BoxForm | null;
  /** Columns that look like sides of a box of which others are missing. */
  readonly brokenBox: readonly string[];
  /** Columns that hold boxes which are not read. */
  readonly unreadBoxes: readonly string[];
  /** The order of day and month in the language of the table; null when it does not show. */
  readonly localOrder: DayOrder | null;
  /** Where its stations are and when they were watched; empty where it does not say so. */
  readonly stations: readonly StationDescription[];
  /** Bytes that were not valid in the text's encoding. */
  readonly repaired: number;
}

/** A file that is of no use here, and why. */
export interface Refusal {
  readonly name: string;
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}

export interface RowsPreview {
  readonly photos: number;
  readonly identified: number;
  readonly individuals: number;
  readonly first: readonly PlannedPhoto[];
  readonly unnamed: number;
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  readonly lost: number;
  readonly undecided: readonly UndecidedDate[];
  readonly folders: RowPlan['folders'];
  readonly boxForm: BoxForm | null;
  readonly openBoxes: RowPlan['openBoxes'];
}

export interface ResultsHead {
  readonly id: number;
  readonly name: string;
  readonly dialect: Detections['dialect'];
  readonly files: number;
  readonly problems: readonly EntryProblem[];
  readonly problemCount: number;
}

export interface ResultsPreview {
  readonly animals: number;
  /** Chosen photos that the results name. */
  readonly photos: number;
  /** Those of them without an animal certain enough. */
  readonly empty: number;
  /** Chosen photos of which the results say nothing. */
  readonly unmentioned: readonly string[];
  readonly unmatched: number;
  readonly folders: RowPlan['folders'];
}

/** A table as the person has said to read it. */
export interface TableUse {
  readonly id: number;
  readonly mapping: Mapping;
  readonly options: RowOptions;
}

export interface ResultsUse {
  readonly id: number;
  readonly options: DetectionOptions;
}

/** What all tables together make of the chosen files. */
export interface TablesPlan {
  readonly photos: readonly PlannedPhoto[];
  /** Paths that no table names. */
  readonly unnamed: readonly string[];
  readonly problems: readonly (RowProblem & { readonly table: string })[];
  readonly differences: readonly Difference[];
}

export interface ResultsPlan {
  readonly photos: readonly PlannedPhoto[];
  readonly empty: readonly string[];
  readonly unmentioned: readonly string[];
  readonly problems: readonly EntryProblem[];
  /** Results that name photos which earlier ones have named, and how many. */
  readonly repeated: readonly { readonly name: string; readonly count: number }[];
}

/** How many photos there would be. */
export interface ImportCounts {
  readonly rows: {
    readonly photos: number;
    readonly unnamed: number;
    /** What two tables say differently: how often, and the first ones. */
    readonly differences: number;
    readonly firstDifferences: readonly Difference[];
  } | null;
  readonly found: Readonly<Record<'photos' | 'unmentioned' | 'empty', number>> | null;
}

/** What a file beside the photos says of them; null: it describes none. */
export interface SidecarReading {
  /** Empty: the photo is not among those chosen. */
  readonly photos: readonly string[];
  readonly facts: SidecarFacts;
}
