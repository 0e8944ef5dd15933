/** What calibration is fitted on: photos of the gallery, each asked among the others. */

/** One photo asked among the others. */
export interface AskedPhoto {
  /** Evidence for each other individual, best photo of each, in no order. */
  readonly others: Float64Array;
  /** Evidence for its own individual; null: it has no other encounter. */
  readonly own: number | null;
  /** As `others`, as if none of its individual's photos had been there to learn from. */
  readonly othersAsNew: Float64Array;
  /** As `own` and `others`, as the encoder sees them. */
  readonly ownPlain: number | null;
  readonly othersPlain: Float64Array;
  /** How much it counts: the photos of one encounter count as one together. */
  readonly weight: number;
}
