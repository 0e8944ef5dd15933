/**
 * How well the right individual is found. Rankings are complete (every photo of the gallery), so
 * the figures depend on the embeddings alone and not on how many results a search returns.
 */
import { bestPerIndividual, byRank, type Candidate } from './ranking';

export interface LabelledPhoto {
  readonly id: string;
  /**
   * Null: unidentified. In a gallery it can only be in the way; as a query it has no right answer
   * and is passed over.
   */
  readonly individualId: string | null;
  /** L2-normalised. */
  readonly vector: Float32Array;
}

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

export interface Accuracy {
  /** Share of queries whose right individual was among the first k photos. */
  readonly photos: number;
  /**
   * Share of queries whose right individual was among the first k individuals: what a person sees
   * in a list of k.
   */
  readonly individuals: number;
}

export interface Evaluation {
  /** Queries that had a right answer in the gallery: the figures are about these. */
  readonly queries: number;
  /** Queries passed over: unidentified, or of an individual with no other photo in the gallery. */
  readonly unanswerable: number;
  /** By k, from 1. NaN without queries. */
  readonly top: Readonly<Record<number, Accuracy>>;
  /** Mean of the average precisions (mAP). NaN without queries. */
  readonly meanAveragePrecision: number;
  readonly outcomes: readonly QueryOutcome[];
}

const DEFAULT_KS = [1, 5];

/** Each photo is searched among all the others. */
export function evaluateLeaveOneOut(
  photos: readonly LabelledPhoto[],
  ks: readonly number[] = DEFAULT_KS,
): Evaluation {
  return evaluate(photos, photos, ks);
}

/**
 * Each query is searched in the gallery (wildlife-datasets: `test` in `train`). A photo in both is
 * never its own answer.
 */
export function evaluateSplit(
  queries: readonly LabelledPhoto[],
  gallery: readonly LabelledPhoto[],
  ks: readonly number[] = DEFAULT_KS,
): Evaluation {
  return evaluate(queries, gallery, ks);
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

function evaluate(
  queries: readonly LabelledPhoto[],
  gallery: readonly LabelledPhoto[],
  ks: readonly number[],
): Evaluation {
  const outcomes = queries.flatMap(({ id, individualId, vector }) => {
    if (individualId === null) return [];
    const others = gallery.filter((photo) => photo.id !== id);
    const candidates = others.map((photo) => ({
      photoId: photo.id,
      individualId: photo.individualId,
      similarity: dot(vector, photo.vector),
    }));
    return scoreQuery(id, individualId, candidates) ?? [];
  });
  const share = (holds: (outcome: QueryOutcome) => boolean) =>
    outcomes.filter(holds).length / outcomes.length;
  const top = ks.map((k): [number, Accuracy] => [
    k,
    { photos: share((o) => o.photoRank <= k), individuals: share((o) => o.individualRank <= k) },
  ]);
  return {
    queries: outcomes.length,
    unanswerable: queries.length - outcomes.length,
    top: Object.fromEntries(top),
    meanAveragePrecision:
      outcomes.reduce((sum, o) => sum + o.averagePrecision, 0) / outcomes.length,
    outcomes,
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
