/**
 * From similarities to probabilities: which individual it is, and that it is none of them.
 *
 * Two questions, each with few numbers to fit. Among the gallery's individuals, chances go with
 * `exp(sharpness * evidence)` (a conditional logit: McFadden 1974). Whether it is one of them at all
 * is a logistic regression on two numbers: how far the best individual is ahead of the next, and how
 * similar the best photo is as the encoder sees it. Both are fitted on photos that are asked among
 * all others but those of their own encounter; a new animal is the same photo asked with its own
 * individual left out.
 *
 * The number of photos of an individual is no feature: left out, the right individual loses all of
 * its photos and a known one only one encounter, so a fit takes few photos for a sign of novelty
 * (measured: AUC of "new" on opencows2020 falls from .86 to .23).
 */
import { fitIsotonic, isotonicAt, type IsotonicModel } from './isotonic';
import { fitLogistic, logit, logitError, sigmoid, softplus, type LogisticModel } from './logistic';

export interface Calibration {
  /** What it was fitted on: this gallery, or the sets of photos on the encoder's card. */
  readonly basis: 'gallery' | 'encoder';
  /** Log-odds between two individuals for each unit of evidence between them. */
  readonly sharpness: number;
  /** Of the two features of `novelty`, over photos of new animals: they are fitted in these units. */
  readonly centre: readonly [number, number];
  readonly scale: readonly [number, number];
  /** Log-odds that the animal is new. */
  readonly novelty: LogisticModel;
  /** Probability that it is new by those log-odds, where that was the better fit; null: they stand. */
  readonly isotonic: IsotonicModel | null;
  /** Photos it was fitted on. */
  readonly queries: number;
}

/** One photo asked among the others. */
export interface AskedPhoto {
  /** Evidence for each other individual, best photo of each, in no order. */
  readonly others: Float64Array;
  /** Evidence for its own individual; null: it has no other encounter. */
  readonly own: number | null;
  /** As the encoder sees it: similarity of the best photo of its own, and of the best other individual. */
  readonly ownPlain: number;
  readonly otherPlain: number;
}

/**
 * Share of photos that show a new animal, before anything is seen of them. A gallery cannot tell it
 * (who was not there is not in it); on the three public sets shares of .03 to .1 are calibrated
 * alike on photos of known animals, and .15 is too wary.
 */
export const NEW_SHARE = 0.07;

/** Photos that must have been asked, of this many individuals, before a gallery is its own measure. */
export const LEAST_QUERIES = 30;
export const LEAST_INDIVIDUALS = 5;

/** Keeps the weights of a separable gallery finite; features are in units of their own spread. */
const PENALTY = 0.1;

/** Where the search for the sharpness begins and ends; similarities span at most 2. */
const SHARPNESS = [2, 1000] as const;
/** Without errors any sharpness fits: it is drawn, as by one photo's worth, to what is usual on public sets. */
const USUAL_SHARPNESS = 40;
/** Golden section shortens the bracket to less than 1e-7 of a logarithm. */
const SHARPNESS_STEPS = 40;

const FOLDS = 5;
/** 97.5 % point of the normal distribution: nineteen times in twenty. */
const NORMAL_975 = 1.959964;

/** Mean log-loss of the right individual among all, and the sharpness that makes it least. */
export function fitSharpness(asked: readonly AskedPhoto[]): { sharpness: number; loss: number } {
  const known = asked.filter(({ own, others }) => own !== null && others.length > 0);
  const loss = (sharpness: number): number => {
    let sum = 0;
    for (const { own, others } of known) sum += shareLoss(own!, others, sharpness);
    return sum / Math.max(1, known.length);
  };
  const target = (log: number): number =>
    loss(Math.exp(log)) + (log - Math.log(USUAL_SHARPNESS)) ** 2 / (2 * Math.max(1, known.length));
  const sharpness = Math.exp(
    goldenSection(target, Math.log(SHARPNESS[0]), Math.log(SHARPNESS[1]), SHARPNESS_STEPS),
  );
  return { sharpness, loss: loss(sharpness) };
}

/** `-log` of the share that the right individual gets. */
function shareLoss(own: number, others: Float64Array, sharpness: number): number {
  let most = own;
  for (const other of others) most = Math.max(most, other);
  let sum = Math.exp(sharpness * (own - most));
  for (const other of others) sum += Math.exp(sharpness * (other - most));
  return Math.log(sum) - sharpness * (own - most);
}

function goldenSection(f: (x: number) => number, from: number, to: number, steps: number): number {
  const RATIO = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - RATIO * (high - low), low + RATIO * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  for (let step = 0; step < steps; step++) {
    if (fa <= fb) {
      [high, b, fb] = [b, a, fa];
      a = high - RATIO * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + RATIO * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}

type Features = readonly [margin: number, plain: number];

/** Null while the photos asked are too few to fit anything: `LEAST_QUERIES`, `LEAST_INDIVIDUALS`. */
export function fitCalibration(
  asked: readonly AskedPhoto[],
  basis: Calibration['basis'] = 'gallery',
): Calibration | null {
  // A margin needs a next individual, also when the own one is left out.
  const usable = asked.filter(({ others }) => others.length > 1);
  const known = usable.filter(({ own }) => own !== null);
  const most = usable.reduce((sum, { others }) => Math.max(sum, others.length + 1), 0);
  if (known.length < LEAST_QUERIES || most < LEAST_INDIVIDUALS) return null;
  const { sharpness } = fitSharpness(known);
  const fresh = usable.map(featuresAsNew);
  const centre = [mean(fresh.map(([m]) => m)), mean(fresh.map(([, p]) => p))] as const;
  const scale = [spread(fresh.map(([m]) => m)), spread(fresh.map(([, p]) => p))] as const;
  const inUnits = ([m, p]: Features): Features => [
    (m - centre[0]) / scale[0],
    (p - centre[1]) / scale[1],
  ];
  // Each kind of photo counts as its share, all together as the photos that were asked.
  const knownWeight = 1 - NEW_SHARE;
  const newWeight = (NEW_SHARE * known.length) / fresh.length;
  const examples = [
    ...usable.flatMap((photo, fold) =>
      photo.own === null
        ? []
        : {
            features: inUnits(featuresAsKnown(photo)),
            label: 0 as const,
            weight: knownWeight,
            fold,
          },
    ),
    ...fresh.map((features, fold) => ({
      features: inUnits(features),
      label: 1 as const,
      weight: newWeight,
      fold,
    })),
  ].map((example) => ({ ...example, fold: example.fold % FOLDS }));
  const { novelty, isotonic } = fitNovelty(examples);
  // A card's numbers are of several sets: the exact steps of their sum are those of no gallery.
  if (basis === 'encoder')
    return { basis, sharpness, centre, scale, novelty, isotonic: null, queries: known.length };
  return { basis, sharpness, centre, scale, novelty, isotonic, queries: known.length };
}

interface Example {
  readonly features: Features;
  readonly label: 0 | 1;
  readonly weight: number;
  readonly fold: number;
}

/** The logistic curve, or the isotonic one over it where that predicts the folds left out better. */
function fitNovelty(examples: readonly Example[]): Pick<Calibration, 'novelty' | 'isotonic'> {
  const logistic = (some: readonly Example[]): LogisticModel =>
    fitLogistic(
      {
        features: some.map(({ features }) => features),
        labels: some.map(({ label }) => label),
        weights: some.map(({ weight }) => weight),
      },
      PENALTY,
    );
  const steps = (some: readonly Example[], model: LogisticModel): IsotonicModel => {
    const fitted = fitIsotonic(
      some.map(({ features }) => logit(model, features)),
      some.map(({ label }) => label),
      some.map(({ weight }) => weight),
    );
    // No number of photos proves what never happens (Laplace's rule of succession).
    const least = 1 / (some.length + 2);
    return {
      scores: fitted.scores,
      values: fitted.values.map((value) => Math.min(1 - least, Math.max(least, value))),
    };
  };
  const losses = [0, 0];
  for (let fold = 0; fold < FOLDS; fold++) {
    const rest = examples.filter((example) => example.fold !== fold);
    const model = logistic(rest);
    const curve = steps(rest, model);
    for (const { features, label, weight, fold: own } of examples) {
      if (own !== fold) continue;
      const score = logit(model, features);
      losses[0]! += weight * softplus(label === 1 ? -score : score);
      const p = isotonicAt(curve, score);
      losses[1]! -= weight * Math.log(label === 1 ? p : 1 - p);
    }
  }
  const novelty = logistic(examples);
  return { novelty, isotonic: losses[1]! < losses[0]! ? steps(examples, novelty) : null };
}

function featuresAsKnown({ own, others, ownPlain, otherPlain }: AskedPhoto): Features {
  const best = largest(others);
  return own! >= best
    ? [own! - best, ownPlain]
    : [best - Math.max(own!, second(others)), otherPlain];
}

function featuresAsNew({ others, otherPlain }: AskedPhoto): Features {
  return [largest(others) - second(others), otherPlain];
}

function largest(values: Float64Array): number {
  return values.reduce((most, one) => Math.max(most, one), -Infinity);
}

function second(values: Float64Array): number {
  let [first, next] = [-Infinity, -Infinity];
  for (const one of values) {
    if (one > first) [first, next] = [one, first];
    else if (one > next) next = one;
  }
  return next;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const centre = mean(values);
  // Photos that are all alike would divide by zero.
  return Math.sqrt(mean(values.map((one) => (one - centre) ** 2))) || 1;
}

export interface Likelihoods {
  /** That it is none of the individuals. */
  readonly newProbability: number;
  /** Of each individual, in the order given; with `newProbability` they add up to 1. */
  readonly probabilities: readonly number[];
  /** Where each lies nineteen times in twenty, given how much novelty was fitted on. */
  readonly intervals: readonly (readonly [number, number])[];
}

/**
 * @param evidence of each individual's best photo: similarity, and what its markings add
 * @param plain similarity of the best individual's photo as the encoder sees it
 */
export function likelihoods(
  { sharpness, centre, scale, novelty, isotonic }: Calibration,
  evidence: readonly number[],
  plain: number,
): Likelihoods {
  const sorted = [...evidence].sort((a, b) => b - a);
  const best = sorted[0] ?? 0;
  // Alone in the gallery an individual is ahead of none: as far as a new animal's best usually is.
  const margin = sorted.length > 1 ? best - sorted[1]! : centre[0];
  const features = [(margin - centre[0]) / scale[0], (plain - centre[1]) / scale[1]];
  const score = logit(novelty, features);
  const newProbability = isotonic ? isotonicAt(isotonic, score) : sigmoid(score);
  const error = NORMAL_975 * logitError(novelty, features);
  const odds = Math.log(newProbability / (1 - newProbability));
  const range = [sigmoid(odds - error), sigmoid(odds + error)] as const;
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
