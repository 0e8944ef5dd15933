/** What a table's rows become: photos to add, and what is wrong with a row. */
import type { Crop } from '../types';
import type { BoxForm, PixelBox } from './boxes';
import type { Mapping } from './columns';
import type { Coordinates } from './coordinates';
import type { DayOrder, Readings } from './dates';
import type { FileProblem, FolderChoice, Matching } from './files';

/** Structurally the library's AddedFields. */
export interface RowFields {
  takenAt?: string;
  place?: Coordinates;
  placeName?: string;
  station?: string;
  species?: string;
  side?: 'left' | 'right' | 'front' | 'back' | 'top';
  status?: 'lost' | 'found' | 'home';
  colour?: string;
  /** Of the animal; the number alone. */
  microchip?: string;
  labels?: string[];
  notes?: string;
}

/** One photo to be added. */
export interface PlannedPhoto {
  /** Of the file, as chosen. */
  readonly path: string;
  readonly individual: string | null;
  readonly crop?: Crop;
  readonly box?: PixelBox;
  readonly fields?: RowFields;
}

export type RowProblemKind =
  | 'no-file-name'
  | FileProblem
  | 'duplicate-row'
  | 'bad-date'
  /** The date can be read two ways, and it has not been said which is meant. */
  | 'date-undecided'
  | 'bad-box'
  /** The table says that in this box is a person, a vehicle or nothing. */
  | 'no-animal'
  /** Part of the box lies outside the picture and is left out. */
  | 'box-clipped'
  | 'bad-place'
  /** 0,0: what devices write without a fix. */
  | 'no-place'
  | 'unknown-side'
  /** It has more cells than there are columns: what they say may stand in the wrong ones. */
  | 'long-row'
  /** The cell names several animals, and no box says which is which. */
  | 'several-animals'
  | 'bad-microchip';

export interface RowProblem {
  /** As a spreadsheet numbers it, where the names are in the first row: the row below them is 2. */
  readonly row: number;
  readonly kind: RowProblemKind;
  /** The cell in question. */
  readonly value: string;
  /** The photo is not added; otherwise it is, without that cell. */
  readonly fatal: boolean;
}

/** What a person, or the photos themselves, have said where the table leaves it open. */
export interface RowOptions {
  /** The order of day and month where the column itself does not tell it. */
  readonly dayOrder?: DayOrder | null;
  readonly boxForm?: BoxForm | null;
  readonly folder?: FolderChoice;
  /** Folder of the table among the files chosen. */
  readonly base?: string;
}

/** A date that can be read several ways, and the photo whose own date can tell which is right. */
export interface UndecidedDate extends Readings {
  readonly path: string;
  /** As the table writes it. */
  readonly text: string;
}

export interface RowPlan {
  readonly photos: readonly PlannedPhoto[];
  readonly problems: readonly RowProblem[];
  /** Rows that become a photo, by row number. */
  readonly photoRows: readonly number[];
  /** Paths of photos that no row names. */
  readonly unnamed: readonly string[];
  /**
   * Dates that depend on the order of day and month, when the column does not tell it; the first
   * ones.
   */
  readonly undecided: readonly UndecidedDate[];
  readonly folders: Omit<Matching, 'matches'>;
  /** How the boxes were read; null: the table has none. */
  readonly boxForm: BoxForm | null;
  /** Boxes by which photos can tell the form; empty when the table itself tells it. */
  readonly openBoxes: readonly OpenBox[];
}

/** A box of pixels that could be two corners or a corner and a size: the photo's size may tell. */
export interface OpenBox {
  readonly path: string;
  readonly right: number;
  readonly bottom: number;
}
/** The text of a row's cell for a field; empty where it holds nothing. */
export type CellOf = (row: readonly string[], field: keyof Mapping) => string;
