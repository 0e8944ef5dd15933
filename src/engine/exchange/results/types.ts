/** What detectors' results say of photos, whichever program wrote them. */
import type { Crop } from '../../types';
import type { PixelBox } from '../boxes';
import type { CocoFacts } from './coco-facts';

export interface Detection {
  readonly confidence: number;
  readonly crop?: Crop;
  readonly box?: PixelBox;
  /** Part of the box was outside the picture. */
  readonly clipped?: true;
  /** Who it is and what is known of the photo, where the file says so. */
  readonly facts?: CocoFacts;
}

export interface DetectedFile {
  readonly file: string;
  /** Animals only, most certain first. */
  readonly animals: readonly Detection[];
  /** The detector could not read it: another file of results may say more. */
  readonly hasFailed?: true;
}

export type EntryProblemKind =
  /** The entry is no object, or names no file. */
  | 'bad-entry'
  | 'bad-box'
  | 'box-clipped'
  | 'bad-confidence'
  /** Its category is not among those that the file explains. */
  | 'unknown-category'
  /** The detector itself says that it could not read the file. */
  | 'detector-failed'
  /** The boxes have numbers for classes, and the list of their names is not here. */
  | 'classes-missing';

export interface EntryProblem {
  /** The file of the entry, or its number where it names none. */
  readonly file: string;
  readonly kind: EntryProblemKind;
  /** What was found, as it is written. */
  readonly value: string;
}

export type Dialect =
  | 'agentmorris'
  | 'microsoft'
  | 'pytorch-wildlife'
  | 'speciesnet'
  | 'coco'
  /** People's own boxes, in one file. */
  | 'label-studio'
  | 'via'
  | 'create-ml'
  /** People's own boxes, in a file for each photo (`annotations/`). */
  | 'voc'
  | 'labelme'
  | 'yolo'
  /** The same, of many photos in one file. */
  | 'cvat';

export interface Detections {
  readonly dialect: Dialect;
  readonly files: readonly DetectedFile[];
  readonly problems: readonly EntryProblem[];
}

/** One entry of a file: an object of JSON. */
export type Entry = Readonly<Record<string, unknown>>;
/** Names what is wrong with an entry; the rest goes on. */
export type Say = (kind: EntryProblemKind, value: unknown) => void;

/** How the entries of one dialect are read. */
export interface Reader {
  readonly dialect: Dialect;
  readonly entries: readonly unknown[];
  /** Whether any entry has a place for boxes, or says that the detector failed. */
  readonly hasBoxes: boolean;
  fileOf(entry: Entry): unknown;
  detectionsOf(entry: Entry, say: Say): Detection[];
}
