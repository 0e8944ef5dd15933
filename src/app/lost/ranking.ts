/** In which order the likely ones of the other side are looked at. */
import { surenessOf, type Sureness } from '../answer/sureness';

export interface Ranked {
  /** Calibrated, 0..1; null: not known. */
  readonly probability: number | null;
  /** Cosine, -1..1. */
  readonly similarity: number;
  /** Both have the same microchip number. */
  readonly sameChip: boolean;
  /** Between where the two were; null: not known. */
  readonly km: number | null;
  /** Between when the two were; null: not known. */
  readonly days: number | null;
}

const SURENESS: readonly Sureness[] = ['very-likely', 'likely', 'perhaps', 'unlikely', 'unknown'];
/** Nearer than this is one neighbourhood: the newer one is first. */
const NEIGHBOURHOOD_KM = 5;

/**
 * The same number of a microchip first; then by the word for the probability, since within a word
 * the figures differ by less than they are known; then the nearest, the closest in time, the most
 * alike. What is not known is last.
 */
export function compareRanked(a: Ranked, b: Ranked): number {
  const word = ({ probability }: Ranked): number => SURENESS.indexOf(surenessOf(probability));
  const ring = ({ km }: Ranked): number =>
    km === null ? Infinity : Math.floor(km / NEIGHBOURHOOD_KM);
  const apart = ({ days }: Ranked): number => (days === null ? Infinity : Math.abs(days));
  return (
    Number(b.sameChip) - Number(a.sameChip) ||
    word(a) - word(b) ||
    less(ring(a), ring(b)) ||
    less(apart(a), apart(b)) ||
    b.similarity - a.similarity
  );
}

/** Infinity less Infinity is no number. */
function less(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
