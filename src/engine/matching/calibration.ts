/**
 * From similarities to probabilities: which individual it is, and that it is none of them.
 *
 * Two questions, each with few numbers to fit. Among the gallery's individuals, chances go with
 * `exp(sharpness * evidence)` (a conditional logit: McFadden 1974). Whether it is one of them at
 * all is a logistic regression on three numbers (`Features`). Both are fitted on photos that are
 * asked among all others but those of their own encounter; a new animal is the same photo asked
 * with its own individual left out, also of what was learnt.
 *
 * Where the gallery was learnt from, there are two such regressions, one on what the encoder sees
 * and one on what was learnt, and the mean of their log-odds stands (a logarithmic opinion pool:
 * Genest and Zidek 1986). With few individuals each errs in its own way
 * (tests/bench/answers/RESULTS.md).
 *
 * The number of photos of an individual is no feature: left out, the right individual loses all of
 * its photos and a known one only one encounter, so a fit takes few photos for a sign of novelty
 * (measured: AUC of "new" on opencows2020 falls from .86 to .23).
 */
import type { AskedPhoto } from './asked';
import { isotonicAt, type IsotonicModel } from './isotonic';
import { sigmoid } from './logistic';
import {
  featuresAsKnown,
  featuresAsNew,
  featuresOf,
  fitNovelty,
  FOLDS,
  pooled,
  type Example,
  type NoveltyView,
} from './novelty';
import { fitSharpness } from './sharpness';

export interface Calibration {
  /** What it was fitted on: this gallery, or the sets of photos on the encoder's card. */
  readonly basis: 'gallery' | 'encoder';
  /** Log-odds between two individuals for each unit of evidence between them. */
  readonly sharpness: number;
  /** One, or two where something was learnt: the mean of their log-odds that the animal is new. */
  readonly views: readonly NoveltyView[];
  /**
   * Probability that it is new by those log-odds, where that was the better fit; null: they stand.
   */
  readonly isotonic: IsotonicModel | null;
  /** Photos it was fitted on. */
  readonly queries: number;
}

/**
 * Share of photos that show a new animal, before anything is seen of them. A gallery cannot tell it
 * (who was not there is not in it); on the three public sets shares of .03 to .1 are calibrated
 * alike on photos of known animals, and .15 is too wary.
 */
export const NEW_SHARE = 0.07;

/**
 * Photos that must have been asked, of this many individuals, before a gallery is its own measure.
 */
export const LEAST_QUERIES = 30;
export const LEAST_INDIVIDUALS = 5;

/** 97.5 % point of the normal distribution: nineteen times in twenty. */
const NORMAL_975 = 1.959964;

/**
 * Null while the photos asked are too few to fit anything: `LEAST_QUERIES`, `LEAST_INDIVIDUALS`.
 * @param learnt whether their evidence is of what was learnt, and so says more than `ownPlain` does
 */
export function fitCalibration(
  asked: readonly AskedPhoto[],
  basis: Calibration['basis'] = 'gallery',
  learnt = false,
): Calibration | null {
  // A lead needs a next individual, also when the own one is left out.
  const usable = asked.filter(({ others }) => others.length > 1);
  const known = usable.filter(({ own }) => own !== null);
  const most = usable.reduce((sum, { others }) => Math.max(sum, others.length + 1), 0);
  if (known.length < LEAST_QUERIES || most < LEAST_INDIVIDUALS) return null;
  const { sharpness } = fitSharpness(known);
  const leads = learnt ? (['plain', 'evidence'] as const) : (['evidence'] as const);
  // Each kind of photo counts as its share, all together as the photos that were asked.
  const weightOf = (some: readonly AskedPhoto[]): number =>
    some.reduce((sum, { weight }) => sum + weight, 0);
  const newShare = (NEW_SHARE * weightOf(known)) / weightOf(usable);
  const examples = usable.flatMap((photo, at) => {
    const { weight } = photo;
    const fold = at % FOLDS;
    const fresh: Example = {
      views: leads.map((lead) => featuresAsNew(photo, lead)),
      ...{ label: 1, weight: newShare * weight, fold },
    };
    if (photo.own === null) return [fresh];
    const seen: Example = {
      views: leads.map((lead) => featuresAsKnown(photo, lead)),
      ...{ label: 0, weight: (1 - NEW_SHARE) * weight, fold },
    };
    return [seen, fresh];
  });
  const { views, isotonic } = fitNovelty(examples, leads);
  // A card's numbers are of several sets: the exact steps of their sum are those of no gallery.
  const steps = basis === 'encoder' ? null : isotonic;
  return { basis, sharpness, views, isotonic: steps, queries: known.length };
}

export interface Likelihoods {
  /** That it is none of the individuals. */
  readonly newProbability: number;
  /** Of each individual, in the order given; with `newProbability` they add up to 1. */
  readonly probabilities: readonly number[];
  /** Where each lies nineteen times in twenty, given how much novelty was fitted on. */
  readonly intervals: readonly (readonly [number, number])[];
}

/** What there is for one individual. */
export interface Considered {
  /** Of its best photo: similarity, and what its markings add. */
  readonly evidence: number;
  /** Its best photo's similarity as the encoder sees it. */
  readonly plain: number;
}

export function likelihoods(
  { sharpness, views, isotonic }: Calibration,
  individuals: readonly Considered[],
): Likelihoods {
  const evidence = individuals.map((one) => one.evidence);
  const plain = individuals.map((one) => one.plain);
  const best = evidence.reduce((most, one) => Math.max(most, one), -Infinity);
  const { score, error } = pooled(
    views,
    views.map(({ lead }) => featuresOf(lead === 'plain' ? plain : evidence, plain)),
  );
  const newProbability = isotonic ? isotonicAt(isotonic, score) : sigmoid(score);
  const odds = Math.log(newProbability / (1 - newProbability));
  const range = [sigmoid(odds - NORMAL_975 * error), sigmoid(odds + NORMAL_975 * error)] as const;
  const shares = evidence.map((one) => Math.exp(sharpness * (one - best)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return {
    newProbability,
    probabilities: shares.map((share) => ((1 - newProbability) * share) / total),
    intervals: shares.map((share) => [
      ((1 - range[1]) * share) / total,
      ((1 - range[0]) * share) / total,
    ]),
  };
}
