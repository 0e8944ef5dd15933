import type { IndividualSummary } from '../../runtime/services';

type Known = Pick<IndividualSummary, 'photoCount' | 'createdAt'>;

/** Which of two animals people know better: the one with more photos, or else the older record. */
export function isBetterKnown(one: Known, other: Known): boolean {
  if (one.photoCount !== other.photoCount) return one.photoCount > other.photoCount;
  return one.createdAt < other.createdAt;
}
