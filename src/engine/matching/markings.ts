/** Similarity and markings in one ranking, until a calibration says what both are worth. */
import type { Candidate } from './ranking';

/**
 * What an agreeing point past CHANCE is worth in similarity. From .01 to .03 the answers of three
 * sets of photos are the same (research on cattle, apes and pets); calibrated, it needs no number
 * of ours.
 */
const WORTH = 0.02;
/**
 * With a calibration, each agreeing point past CHANCE multiplies the odds by e: at the sharpness of
 * the public sets that is .02 to .03 of learnt similarity, where the same research has its optimum.
 */
const LOGITS_PER_POINT = 1;
/** So many points agree by chance now and then (`engine/local`: fewer count as none). */
const CHANCE = 10;

/**
 * How much a photo has for it: its similarity, and what its agreeing points add.
 *
 * @param sharpness log-odds for each unit of similarity (`calibration.ts`); absent: not known
 */
export function evidence(similarity: number, agreeingPoints: number, sharpness?: number): number {
  const worth = sharpness === undefined ? WORTH : LOGITS_PER_POINT / sharpness;
  return similarity + worth * Math.max(0, agreeingPoints - CHANCE);
}

/**
 * The photo with the most evidence of each individual, best first, ties by photo id.
 *
 * @param photos several may be of one individual; those of none are left out
 * @param agreeingPoints by photo id; a photo that is not in it was not compared
 */
export function rankWithMarkings<Photo extends Candidate>(
  photos: readonly Photo[],
  agreeingPoints: ReadonlyMap<string, number>,
  sharpness?: number,
): (Photo & { readonly agreeingPoints: number | null; readonly evidence: number })[] {
  const best = new Map<string, Photo & { agreeingPoints: number | null; evidence: number }>();
  for (const photo of photos) {
    if (photo.individualId === null) continue;
    const points = agreeingPoints.get(photo.photoId) ?? null;
    const found = {
      ...photo,
      agreeingPoints: points,
      evidence: evidence(photo.similarity, points ?? 0, sharpness),
    };
    const before = best.get(photo.individualId);
    if (!before || isAhead(found, before)) best.set(photo.individualId, found);
  }
  return [...best.values()].sort((a, b) => (isAhead(a, b) ? -1 : 1));
}

interface Weighed {
  readonly photoId: string;
  readonly evidence: number;
}

function isAhead(a: Weighed, b: Weighed): boolean {
  return a.evidence > b.evidence || (a.evidence === b.evidence && a.photoId < b.photoId);
}
