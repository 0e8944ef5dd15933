/** What the journal keeps of the probability that a person saw when they decided. */
import type { Decision } from '../../engine/library';
import type { Answer } from '../../runtime/api';

/**
 * @param probability null: none was shown
 * @param basis of the answer it was shown with; null: not known
 */
export function seenChance(
  probability: number | null,
  basis: Answer['basis'] | null,
): Pick<Decision, 'probability' | 'basis'> {
  if (probability === null) return {};
  if (!basis?.calibration) return { probability };
  const { calibration, learnt, compared } = basis;
  return { probability, basis: { calibration, learnt, compared } };
}
