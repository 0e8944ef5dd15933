/**
 * How well the right individual is found. Rankings are complete (every photo of the gallery), so
 * the figures depend on the embeddings alone and not on how many results a search returns.
 */
import { bestPerIndividual, byRank, type Candidate } from './ranking';

/** Where the right individual stood in one query's ranking. */
export interface QueryOutcome {
  readonly photoId: string;
  /** Of the first right photo among photos, from 1. */
  readonly photoRank: number;
  /** Of the right individual among individuals (by best photo) and unidentified photos, from 1. */
  readonly individualRank: number;
  /**
   * Mean, over the right photos, of the share of right photos at or above each; 1 when they all
   * come first.
   */
  readonly averagePrecision: number;
}

/**
 * Null when nothing in the ranking is right. `candidates` in any order, without the query itself.
 */
export function scoreQuery(
  photoId: string,
  individualId: string,
  candidates: readonly Candidate[],
): QueryOutcome | null {
  const ranking = candidates.toSorted(byRank);
  let right = 0;
  let precisions = 0;
  for (const [i, candidate] of ranking.entries()) {
    if (candidate.individualId !== individualId) continue;
    right += 1;
    precisions += right / (i + 1);
  }
  if (right === 0) return null;
  const isRight = (candidate: Candidate) => candidate.individualId === individualId;
  return {
    photoId,
    photoRank: ranking.findIndex(isRight) + 1,
    individualRank: bestPerIndividual(ranking).findIndex(isRight) + 1,
    averagePrecision: precisions / right,
  };
}
