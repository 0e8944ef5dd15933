/**
 * Query embedding -> individuals, each with its probability, and the probability that it is none.
 */
import { assertUnit, dot, type SearchIndex } from '../index';
import { whitenedCosine, whitenedQuery } from '../learning';
import { byRank, likelihoods, NEW_SHARE, rankWithMarkings, type Calibration } from '../matching';
import { acceptFor } from './filter';
import type { Comparing, GalleryLearning } from './learning';
import type { Roster } from './roster';
import type { GalleryMatch, GallerySearch } from './search';

const DEFAULT_K = 10;

export interface IdentifySearch extends Pick<GallerySearch, 'k' | 'filter' | 'exclude' | 'accept'> {
  /** Whether what was learnt from the gallery may be used. */
  readonly learning: boolean;
  /** For galleries too small to be their own measure; absent: they have no probabilities. */
  readonly fallback?: Calibration;
  /** Least similarity of two photos of one animal with this encoder; absent: not known. */
  readonly sameAnimal?: number;
  /**
   * Points of photos' markings that agree with the query's, of those that were compared; absent:
   * none were.
   */
  readonly agreeing?: readonly { readonly photoId: string; readonly agreeingPoints: number }[];
}

/**
 * Photos whose markings are worth comparing: research found nothing past the best hundred, most in
 * fifty.
 */
export const CANDIDATES = 50;

/** The best photo of one individual. */
export interface GalleryIndividual extends GalleryMatch {
  readonly individual: string;
  readonly individualId: string;
  /** Calibrated, 0..1; null: nothing to calibrate by. */
  readonly probability: number | null;
  /** Where the probability lies nineteen times in twenty. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Of this photo's markings; null: not compared. */
  readonly agreeingPoints: number | null;
}

export interface GalleryAnswer {
  /** Likeliest first. */
  readonly matches: readonly GalleryIndividual[];
  /** Ids of the CANDIDATES photos whose markings may change the answer, best first. */
  readonly candidates: readonly string[];
  /** Whether those are of more than one individual: only then can markings change who is first. */
  readonly contested: boolean;
  readonly newProbability: number | null;
  /** The query is less like every photo than animals are like each other; null: too few to say. */
  readonly unlike: boolean | null;
  readonly learnt: boolean;
  readonly calibration: 'gallery' | 'encoder' | null;
  readonly tellsApart: boolean | null;
}

/** A named photo beside the query. */
export interface Compared {
  readonly photoId: string;
  readonly individualId: string;
  /** As learnt, or as the encoder sees it. */
  readonly similarity: number;
  /** As the encoder sees it. */
  readonly plain: number;
  /** What the photo shows, as people compare words; '': not said. */
  readonly species: string;
}

/** Best first, ties by photo id: the same list on every device and every run. */
export async function identifyIn(
  { index, roster, learning }: { index: SearchIndex; roster: Roster; learning: GalleryLearning },
  vector: Float32Array,
  options: IdentifySearch,
): Promise<GalleryAnswer> {
  const comparing = learning.comparing(options.learning);
  const photos = await compared(index, roster, learning, comparing, vector, options);
  return answerFrom(photos, comparing, options, ({ photoId, individualId }) => ({
    name: roster.photo(photoId)?.name ?? '',
    individual: roster.nameOf(individualId) ?? '',
  }));
}

/**
 * @param photos every named photo that may be found
 * @param say names of a photo's file and of its individual
 */
export function answerFrom(
  photos: readonly Compared[],
  { calibration: own, unlikeBelow, lessThanOwn, tellsApart, whitening }: Comparing,
  {
    k = DEFAULT_K,
    agreeing = [],
    fallback,
    sameAnimal = -1,
  }: Pick<IdentifySearch, 'k' | 'agreeing' | 'fallback' | 'sameAnimal'>,
  say: (photo: Compared) => { readonly name: string; readonly individual: string },
): GalleryAnswer {
  const calibration = own ?? fallback ?? null;
  const points = new Map(agreeing.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints]));
  const ranked = rankWithMarkings(photos, points, calibration?.sharpness);
  const mostAlike = new Map<string, number>();
  for (const { individualId, plain } of photos) {
    mostAlike.set(individualId, Math.max(plain, mostAlike.get(individualId) ?? -1));
  }
  const chances =
    calibration && ranked.length > 0
      ? likelihoods(
          calibration,
          ranked.map(({ individualId, evidence }) => ({
            evidence,
            plain: mostAlike.get(individualId)!,
          })),
        )
      : null;
  const likest = photos.reduce((most, { plain }) => Math.max(most, plain), -1);
  const alone = photos.length > 0 && unlikeBelow !== null && likest < unlikeBelow;
  const known = photos.length > 0 && (unlikeBelow !== null || sameAnimal > -1);
  const unlike = known ? alone || likest < sameAnimal : null;
  const candidates = photos.toSorted(byRank).slice(0, CANDIDATES);
  // A gallery that is its own measure has this in its calibration.
  const stranger = own === null && lessThanOwn !== null && likest < lessThanOwn.similarity;
  // None of the gallery's photos is as unlike all others (Laplace's rule of succession).
  const lonely = alone ? 1 - 1 / (photos.length + 2) : 0;
  const least = Math.max(lonely, stranger ? lessThanOwn.newProbability : 0);
  const seen =
    chances && (own ? chances.newProbability : amongFew(chances.newProbability, mostAlike.size));
  const fresh = seen === null ? null : Math.max(seen, least);
  const kept = chances && fresh !== null ? (1 - fresh) / (1 - chances.newProbability) : 1;
  return {
    matches: ranked.slice(0, k).map((match, i) => ({
      photoId: match.photoId,
      individualId: match.individualId,
      ...say(match),
      similarity: match.plain,
      exact: true,
      probability: chances && chances.probabilities[i]! * kept,
      interval: chances && [chances.intervals[i]![0] * kept, chances.intervals[i]![1] * kept],
      agreeingPoints: match.agreeingPoints,
    })),
    candidates: candidates.map(({ photoId }) => photoId),
    contested: new Set(candidates.map(({ individualId }) => individualId)).size > 1,
    newProbability: fresh,
    unlike,
    learnt: whitening !== null,
    calibration: chances && calibration ? calibration.basis : null,
    // As far as the gallery can say it of the animals that are likeliest.
    tellsApart: tellsApart(ranked[0]?.species ?? ''),
  };
}

/**
 * A card's `NEW_SHARE` was measured on galleries that hold most animals that are asked about. A
 * gallery of a few individuals does not hold them: before the photo is looked at, a new animal is
 * as likely there as each individual (Laplace's rule of succession).
 */
function amongFew(newProbability: number, individuals: number): number {
  const share = Math.max(NEW_SHARE, 1 / (individuals + 1));
  const more = share / (1 - share) / (NEW_SHARE / (1 - NEW_SHARE));
  const odds = (newProbability / (1 - newProbability)) * more;
  return odds / (1 + odds);
}

/**
 * Every named photo that may be found, compared. Learnt similarities follow from the embeddings as
 * they were made and one number for each (`learning/whitening.ts`), so all of them are compared
 * exactly: at 10,000 photos that is 40 ms, less than encoding the query.
 */
async function compared(
  index: SearchIndex,
  roster: Roster,
  learning: GalleryLearning,
  { whitening, species }: Comparing,
  vector: Float32Array,
  { filter, exclude, accept }: IdentifySearch,
): Promise<Compared[]> {
  assertUnit(vector, index.dimension);
  const excluded = new Set(exclude);
  const passes = acceptFor(filter, roster);
  const asLearnt = whitening && { whitening, query: whitenedQuery(whitening, vector) };
  const ofSpecies = new Map(
    [...species].map(([name, own]) => [
      name,
      { whitening: own, query: whitenedQuery(own, vector) },
    ]),
  );
  const photos: Compared[] = [];
  await index.visit(
    (label) => {
      const photo = roster.photoAt(label);
      if (!photo || photo.individualId === null || excluded.has(photo.id)) return false;
      return (passes === null || passes(photo)) && (accept === undefined || accept(photo));
    },
    (label, stored) => {
      const photo = roster.photoAt(label);
      if (photo?.individualId == null) return;
      const plain = dot(stored, 0, vector, 0, vector.length);
      const shown = learning.speciesOf(photo);
      const fit = ofSpecies.get(shown) ?? asLearnt;
      const similarity = fit
        ? whitenedCosine(fit.query, stored, learning.norm(fit.whitening, label, stored))
        : plain;
      const { id: photoId, individualId } = photo;
      photos.push({ photoId, individualId, similarity, plain, species: shown });
    },
  );
  return photos;
}
