/** Query embedding -> individuals, each with its probability, and the probability that it is none. */
import type { GalleryMatch, GallerySearch } from './search';

export interface IdentifySearch extends Pick<GallerySearch, 'k' | 'filter' | 'exclude'> {
  /** Whether what was learnt from the gallery may be used. */
  readonly learning: boolean;
}

/** The best photo of one individual. */
export interface GalleryIndividual extends GalleryMatch {
  readonly individual: string;
  readonly individualId: string;
  /** Calibrated, 0..1; null: nothing to calibrate by. */
  readonly probability: number | null;
  /** Where the probability lies nineteen times in twenty. */
  readonly interval: readonly [number, number] | null;
}

export interface GalleryAnswer {
  /** Likeliest first. */
  readonly matches: readonly GalleryIndividual[];
  readonly newProbability: number | null;
  readonly unlike: boolean | null;
  readonly learnt: boolean;
  readonly calibration: 'gallery' | 'encoder' | null;
  readonly tellsApart: boolean | null;
}

/** The ranking of individuals by the similarity of their best photo, before anything is known of how sure it is. */
export function uncalibrated(matches: readonly GalleryMatch[]): GalleryAnswer {
  return {
    matches: matches.flatMap((match) =>
      match.individualId === undefined
        ? []
        : {
            ...match,
            individualId: match.individualId,
            individual: match.individual ?? '',
            probability: null,
            interval: null,
          },
    ),
    newProbability: null,
    unlike: null,
    learnt: false,
    calibration: null,
    tellsApart: null,
  };
}
