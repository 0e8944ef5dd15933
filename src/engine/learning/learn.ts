/** Learns from a gallery's named photos, and keeps what was learnt only where it helps. */
import { fitCalibration, LEAST_INDIVIDUALS, LEAST_QUERIES, type Calibration } from '../matching';
import { judge, type Verdict } from './judge';
import { gramOf, learntLeaveOut, plainLeaveOut, type Similarities } from './leave-out';
import { Workspace } from './matrix';
import { countsOf, sampleRows, takeRows, type NamedPhotos } from './sample';
import { fitWhitening, scatterOf, whitenedNorms, type Whitening } from './whitening';

/** Strengths of the shrinkage to choose from: .03 to .3 are alike, more photos each want less. */
export const STRENGTHS = [0.03, 0.1, 0.3] as const;

/** Photos that are asked: their table of similarities takes the square, and 600 tell 2 % apart. */
export const JUDGED_MOST = 600;
/** Photos that are fitted on: three for each number of an embedding; more change the fit by little. */
export const LEARNT_MOST = 5000;

/**
 * Photos of one animal that differ by less than this (squared, of unit vectors) are copies: rounding
 * of float32 alone gives 1e-13.
 */
const LEAST_SPREAD = 1e-9;

/** Below half right, the best match is more often wrong than right. */
const TELLS_APART = 0.5;
/** Photos before the least similar of them says what is unlike all: one of ten is no measure. */
const LEAST_FOR_UNLIKE = 10;

export interface Learnt {
  /** Photos it was learnt from, and individuals of them. */
  readonly photos: number;
  readonly individuals: number;
  /** Null: it does not help, or there is too little to tell. */
  readonly whitening: Whitening | null;
  /** Chosen by cross-validation; null with `whitening`. */
  readonly strength: number | null;
  /** Share of photos found first time, as the encoder sees them and as learnt; null: too few to tell. */
  readonly top1Before: number | null;
  readonly top1After: number | null;
  /** For similarities as the encoder sees them, and as learnt; null: too few photos, or not learnt. */
  readonly plainCalibration: Calibration | null;
  readonly learntCalibration: Calibration | null;
  /** A photo less similar than this to all is unlike every animal here; null: too few to tell. */
  readonly unlikeBelow: number | null;
  /** `whitenedNorm` of every photo given, in order; null with `whitening`. */
  readonly norms: Float64Array | null;
}

/**
 * Deterministic: the same photos in the same order give the same bits.
 * @throws HuellaError `out-of-memory`
 */
export function learn(all: NamedPhotos, kernel: 'simd' | 'reference' = 'simd'): Learnt {
  const work = new Workspace(kernel);
  const photos = takeRows(all, sampleRows(all.individuals, JUDGED_MOST));
  const gram = gramOf(work, photos);
  const plain = plainLeaveOut(photos, gram);
  const before = judge(photos, plain, plain);
  const best = enough(photos, before) ? bestStrength(work, photos, gram, plain, before) : null;
  const whitening =
    best &&
    fitWhitening(work, takeRows(all, sampleRows(all.individuals, LEARNT_MOST)), best.strength);
  return {
    photos: all.individuals.length,
    individuals: countsOf(all.individuals).length,
    whitening,
    strength: best?.strength ?? null,
    top1Before: before.queries < LEAST_QUERIES ? null : before.top1,
    top1After: before.queries < LEAST_QUERIES ? null : (best?.verdict ?? before).top1,
    plainCalibration: fitCalibration(before.asked),
    learntCalibration: best && learntCalibration(work, photos, gram, plain, best.strength),
    unlikeBelow: unlikeBelow(photos, plain),
    norms: whitening && whitenedNorms(work, whitening, all.vectors),
  };
}

/** Whether the gallery shows that its individuals can be told apart; null: too few to tell. */
export function tellsApart({ top1After }: Pick<Learnt, 'top1After'>): boolean | null {
  return top1After === null ? null : top1After >= TELLS_APART;
}

function enough(photos: NamedPhotos, { queries }: Verdict): boolean {
  if (queries < LEAST_QUERIES || countsOf(photos.individuals).length < LEAST_INDIVIDUALS)
    return false;
  const { trace, freedom } = scatterOf(photos);
  return trace > LEAST_SPREAD * freedom;
}

/**
 * The strength with the least log-loss, if it is less than without learning and no more photos are
 * wrong; null: none. The loss, and not the count of right answers: it tells strengths apart that
 * differ by a photo or two.
 */
function bestStrength(
  work: Workspace,
  photos: NamedPhotos,
  gram: Similarities,
  plain: Similarities,
  before: Verdict,
): { strength: number; verdict: Verdict } | null {
  let best: { strength: number; verdict: Verdict } | null = null;
  for (const strength of STRENGTHS) {
    const verdict = judge(photos, learntLeaveOut(work, photos, gram, strength), plain);
    if (verdict.top1 < before.top1 || verdict.loss >= before.loss) continue;
    if (!best || verdict.loss < best.verdict.loss) best = { strength, verdict };
  }
  return best;
}

/** A new animal is one that nothing was learnt from: its individual is left out of the fit, too. */
function learntCalibration(
  work: Workspace,
  photos: NamedPhotos,
  gram: Similarities,
  plain: Similarities,
  strength: number,
): Calibration | null {
  const evidence = learntLeaveOut(work, photos, gram, strength);
  const asNew = learntLeaveOut(work, photos, gram, strength, 'individual');
  return fitCalibration(judge(photos, evidence, plain, asNew).asked, 'gallery', true);
}

/** How similar the loneliest photo still is to some photo of another animal. */
function unlikeBelow({ individuals }: NamedPhotos, { count, values }: Similarities): number | null {
  if (count < LEAST_FOR_UNLIKE) return null;
  let least = Infinity;
  for (let query = 0; query < count; query++) {
    let most = -Infinity;
    for (let photo = 0; photo < count; photo++) {
      if (individuals[photo] === individuals[query]) continue;
      most = Math.max(most, values[query * count + photo]!);
    }
    least = Math.min(least, most);
  }
  // One individual alone: there is no other.
  return Number.isFinite(least) ? least : null;
}
