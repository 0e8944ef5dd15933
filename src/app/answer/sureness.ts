/** A probability in the words and odds that a person reads. */
import type { IndividualMatch, Match } from '../../runtime/api';
import type { I18n } from '../i18n/i18n.svelte';

/** From the surest down; each has a sentence in every language. */
export type Sureness = 'very-likely' | 'likely' | 'perhaps' | 'unlikely' | 'unknown';

/**
 * The least probability of each word. The words follow the verbal scale that the IPCC gives its
 * authors (Mastrandrea et al. 2010: very likely above .9, likely above .66, unlikely below .33),
 * since readers agree on it better than on free wording.
 */
const LEAST: readonly (readonly [Sureness, number])[] = [
  ['very-likely', 0.9],
  ['likely', 0.66],
  ['perhaps', 0.33],
];

/** The word for a probability of 0 to 1; null, which is not known yet, is `unknown`. */
export function surenessOf(probability: number | null): Sureness {
  if (probability === null) return 'unknown';
  return LEAST.find(([, least]) => probability >= least)?.[0] ?? 'unlikely';
}

/** Beyond 99 in 100 no calibration on a gallery can see: a percentage is never 0 or 100. */
export function sayable(probability: number): number {
  return Math.min(1 - 1 / FINEST, Math.max(1 / FINEST, probability));
}

export interface Odds {
  readonly times: number;
  readonly outOf: number;
}

/**
 * Near certainty a tenth is too coarse, and beyond 99 in 100 no calibration on a gallery can see.
 */
const FINEST = 100;
const FINE = 20;
const COARSE = 10;
/** Where a share of 100 or of 20 begins to say more than a share of 10. */
const NEAR_CERTAIN = 0.97;
const QUITE_CERTAIN = 0.92;

/**
 * The odds as natural frequencies ("19 in 20"), which people without statistics read more reliably
 * than percentages (Gigerenzer and Hoffrage 1995). Never 0 and never all: no answer is certain.
 * @param probability 0 to 1
 */
export function oddsOf(probability: number): Odds {
  const extreme = Math.max(probability, 1 - probability);
  const outOf = extreme >= NEAR_CERTAIN ? FINEST : extreme >= QUITE_CERTAIN ? FINE : COARSE;
  const times = Math.min(outOf - 1, Math.max(1, Math.round(probability * outOf)));
  return { times, outOf };
}

/** How sure a match is, as it is read out; the similarity where no probability is known. */
export function sureWords(
  match: Pick<Match, 'similarity'> & Partial<Pick<IndividualMatch, 'probability'>>,
  { t, format }: Pick<I18n, 't' | 'format'>,
): string {
  const { probability = null, similarity } = match;
  if (probability === null) return t.identify.similarityOf(format.similarity(similarity));
  const { times, outOf } = oddsOf(probability);
  return `${t.answer.word[surenessOf(probability)]}, ${t.answer.odds(times, outOf)}`;
}
