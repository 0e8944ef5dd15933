/** From similar photos to similar individuals. */

/** A photo of the gallery beside a query. */
export interface Candidate {
  readonly photoId: string;
  /** Null: unidentified. */
  readonly individualId: string | null;
  /** Cosine similarity with the query, -1..1. */
  readonly similarity: number;
}

/**
 * Most similar first; equal similarities by photo id, so that every device and every run ranks
 * alike.
 */
export function byRank(a: Candidate, b: Candidate): number {
  if (a.similarity !== b.similarity) return b.similarity - a.similarity;
  return a.photoId < b.photoId ? -1 : a.photoId > b.photoId ? 1 : 0;
}

/**
 * The best photo of each individual, in rank order, as TopkClassifier of wildlife-tools groups: an
 * individual is as similar as its most similar photo. Unidentified photos stay results of their
 * own, since two of them may be two animals.
 */
export function bestPerIndividual<T extends Candidate>(candidates: readonly T[]): T[] {
  const seen = new Set<string>();
  return candidates.toSorted(byRank).filter(({ individualId }) => {
    if (individualId === null) return true;
    if (seen.has(individualId)) return false;
    seen.add(individualId);
    return true;
  });
}
