/** Boxes that people draw, kept in one file for each photo, or for all of them. */
import type { PixelBox, Rectangle } from '../boxes';

export const ANNOTATION_KINDS = ['voc', 'labelme', 'yolo', 'cvat'] as const;
export type AnnotationKind = (typeof ANNOTATION_KINDS)[number];

/** A box as its file has it: of pixels, or of fractions of the picture. */
export interface DrawnBox {
  /** What the person calls it; null: the file has no more than its number. */
  readonly label: string | null;
  /** Of a class that is named in a list of its own. */
  readonly classNumber?: number;
  readonly pixels?: PixelBox;
  readonly fractions?: Rectangle;
  /** 1 for a person's box; a detector's own certainty where the file has it. */
  readonly confidence: number;
}

export interface Annotation {
  readonly kind: AnnotationKind;
  /** The photo's file name where the file says it; empty: it is called as the file itself. */
  readonly photo: string;
  /** The photo's path, in a file of many photos. */
  readonly path?: string;
  readonly boxes: readonly DrawnBox[];
  /** Boxes that cannot be used, as they are written. */
  readonly bad: readonly string[];
}
