/** Query embedding -> individuals, each with its probability, and the probability that it is none. */
import { rankWithMarkings } from '../matching';
import type { GalleryMatch, GallerySearch } from './search';

export interface IdentifySearch extends Pick<GallerySearch, 'k' | 'filter' | 'exclude'> {
  /** Whether what was learnt from the gallery may be used. */
  readonly learning: boolean;
  /** Points of photos' markings that agree with the query's, of those that were compared; absent: none were. */
  readonly agreeing?: readonly { readonly photoId: string; readonly agreeingPoints: number }[];
}

/** Photos whose markings are worth comparing: research found nothing past the best hundred, most in fifty. */
export const CANDIDATES = 50;

/** The best photo of one individual. */
export interface GalleryIndividual extends GalleryMatch {
  readonly individual: string;
  readonly individualId: string;
  /** Calibrated, 0..1; null: nothing to calibrate by. */
  readonly probability: number | null;
  /** Where the probability lies nineteen times in twenty. */
  readonly interval: readonly [number, number] | null;
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
  readonly unlike: boolean | null;
  readonly learnt: boolean;
  readonly calibration: 'gallery' | 'encoder' | null;
  readonly tellsApart: boolean | null;
}

/**
 * The ranking of individuals by the similarity of their best photo, and by its markings where they were
 * compared, before anything is known of how sure it is.
 *
 * @param individuals the best photo of each, by similarity
 * @param photos the best photos of named individuals: what was or may be compared
 */
export function uncalibrated(
  individuals: readonly GalleryMatch[],
  photos: readonly GalleryMatch[],
  { k = individuals.length, agreeing = [] }: Pick<IdentifySearch, 'k' | 'agreeing'>,
): GalleryAnswer {
  const points = new Map(agreeing.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints]));
  const named = [...individuals, ...photos].flatMap((match) =>
    match.individualId === undefined
      ? []
      : {
          ...match,
          individualId: match.individualId,
          individual: match.individual ?? '',
          probability: null,
          interval: null,
        },
  );
  return {
    matches: rankWithMarkings(named, points)
      .slice(0, k)
      .map(({ evidence: _, ...match }) => match),
    candidates: photos.map(({ photoId }) => photoId),
    contested: new Set(photos.map(({ individualId }) => individualId)).size > 1,
    newProbability: null,
    unlike: null,
    learnt: false,
    calibration: null,
    tellsApart: null,
  };
}
