/**
 * What learning is worth on the gallery itself: every photo asked among those of other encounters.
 */
import { fitSharpness, type AskedPhoto } from '../matching';
import { gramOf, plainLeaveOut, type Similarities } from './leave-out';
import type { Workspace } from './matrix';
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

/** Named photos as they are asked before anything is learnt. */
export interface Judged {
  readonly photos: NamedPhotos;
  readonly gram: Similarities;
  readonly plain: Similarities;
  readonly before: Verdict;
}

export function judgedOf(work: Workspace, photos: NamedPhotos): Judged {
  const gram = gramOf(work, photos);
  const plain = plainLeaveOut(photos, gram);
  return { photos, gram, plain, before: judge(photos, plain, plain) };
}

/**
 * @param evidence similarities to rank by, NaN within an encounter
 * @param plain as the encoder sees them, NaN within an encounter
 * @param asNew as `evidence`, of what was learnt without the query's individual
 */
export function judge(
  { individuals, encounters }: NamedPhotos,
  evidence: Similarities,
  plain: Similarities,
  asNew = evidence,
): Verdict {
  const { count } = evidence;
  const groups = countsOf(individuals).length;
  const shots = countsOf(encounters);
  const asked: AskedPhoto[] = [];
  let queries = 0;
  let right = 0;
  for (let query = 0; query < count; query++) {
    const own = individuals[query]!;
    const best = bestOfEach(evidence, individuals, groups, query);
    const bestPlain = bestOfEach(plain, individuals, groups, query);
    const bestAsNew = asNew === evidence ? best : bestOfEach(asNew, individuals, groups, query);
    const others = without(best, own);
    const known = best[own]! > -Infinity;
    if (known) {
      queries += 1;
      if (others.every((other) => best[own]! > other)) right += 1;
    }
    asked.push({
      others,
      own: known ? best[own]! : null,
      othersAsNew: without(bestAsNew, own),
      ownPlain: known ? bestPlain[own]! : null,
      othersPlain: without(bestPlain, own),
      weight: 1 / shots[encounters[query]!]!,
    });
  }
  return {
    queries,
    top1: queries > 0 ? right / queries : NaN,
    loss: fitSharpness(asked).loss,
    asked,
  };
}

/** Similarity of the query's best photo of each individual; -Infinity: there is none. */
function bestOfEach(
  { count, values }: Similarities,
  individuals: Int32Array,
  groups: number,
  query: number,
): Float64Array {
  const best = new Float64Array(groups).fill(-Infinity);
  for (let photo = 0; photo < count; photo++) {
    const value = values[query * count + photo]!;
    const group = individuals[photo]!;
    // NaN is larger than nothing.
    if (value > best[group]!) best[group] = value;
  }
  return best;
}

function without(best: Float64Array, own: number): Float64Array {
  return best.filter((value, group) => group !== own && value > -Infinity);
}
