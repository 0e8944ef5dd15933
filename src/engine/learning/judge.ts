/** What learning is worth on the gallery itself: every photo asked among those of other encounters. */
import { fitSharpness, type AskedPhoto } from '../matching';
import type { Similarities } from './leave-out';
import { countsOf, type NamedPhotos } from './sample';

export interface Verdict {
  /** Photos that have another encounter of their individual to be found by. */
  readonly queries: number;
  /** Share of them whose most similar photo is of their individual. */
  readonly top1: number;
  /** Mean log-loss of the right individual, at the sharpness that makes it least. */
  readonly loss: number;
  readonly asked: readonly AskedPhoto[];
}

/**
 * @param evidence similarities to rank by, NaN within an encounter
 * @param plain as the encoder sees them, NaN within an encounter
 */
export function judge(
  { individuals }: NamedPhotos,
  evidence: Similarities,
  plain: Similarities,
): Verdict {
  const { count } = evidence;
  const groups = countsOf(individuals).length;
  const asked: AskedPhoto[] = [];
  let queries = 0;
  let right = 0;
  for (let query = 0; query < count; query++) {
    const best = new Float64Array(groups).fill(-Infinity);
    const bestPlain = new Float64Array(groups).fill(-Infinity);
    for (let photo = 0; photo < count; photo++) {
      const value = evidence.values[query * count + photo]!;
      if (Number.isNaN(value)) continue;
      const group = individuals[photo]!;
      if (value > best[group]!) {
        best[group] = value;
        bestPlain[group] = plain.values[query * count + photo]!;
      }
    }
    const own = individuals[query]!;
    const others = best.filter((value, group) => group !== own && value > -Infinity);
    let rival = -1;
    for (let group = 0; group < groups; group++) {
      if (group !== own && (rival < 0 || best[group]! > best[rival]!)) rival = group;
    }
    const known = best[own]! > -Infinity;
    if (known) {
      queries += 1;
      if (rival < 0 || best[own]! > best[rival]!) right += 1;
    }
    asked.push({
      others,
      own: known ? best[own]! : null,
      ownPlain: known ? bestPlain[own]! : 0,
      otherPlain: rival < 0 ? 0 : bestPlain[rival]!,
    });
  }
  return {
    queries,
    top1: queries > 0 ? right / queries : NaN,
    loss: fitSharpness(asked).loss,
    asked,
  };
}
