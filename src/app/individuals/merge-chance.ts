/**
 * From "who is on this photo" to "are these two animals one": the same evidence, other chances
 * before it.
 */
import { NEW_SHARE } from '../../engine/matching';

/**
 * Share of animals that have a second entry, before anything is seen of them. Most have none, while
 * most photos that are asked show a known animal. Galleries differ, and none says it; at one in
 * ten, two animals are "likely" one only where the photos say so.
 */
const TWICE_SHARE = 0.1;

/**
 * The probability that the animal is another one of the gallery, from what an answer says of its
 * photo. Bayes' rule with the one share in place of the other (Saerens, Latinne and Decaestecker
 * 2002).
 * @param probability of that other one, 0 to 1
 * @param newProbability that it is none
 */
export function mergeChance(probability: number, newProbability: number): number {
  const known = 1 - newProbability;
  if (known <= 0) return 0;
  const shift = (1 - TWICE_SHARE) / TWICE_SHARE / (NEW_SHARE / (1 - NEW_SHARE));
  return probability / (known + shift * newProbability);
}
