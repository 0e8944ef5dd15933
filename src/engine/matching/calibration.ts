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
import { fitIsotonic, isotonicAt, type IsotonicModel } from './isotonic';
import { fitLogistic, logit, logitError, sigmoid, softplus, type LogisticModel } from './logistic';

/** What one regression on novelty was fitted on, and what it says. */
export interface NoveltyView {
  /** Whose lead is its first feature: of all evidence, or of what the encoder sees alone. */
  readonly lead: 'evidence' | 'plain';
  /** Of the features, over photos of new animals: they are fitted in these units. */
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  /** Log-odds that the animal is new: intercept, then one weight per feature, none above 0. */
  readonly novelty: LogisticModel;
}

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

/** One photo asked among the others. */
export interface AskedPhoto {
  /** Evidence for each other individual, best photo of each, in no order. */
  readonly others: Float64Array;
  /** Evidence for its own individual; null: it has no other encounter. */
  readonly own: number | null;
  /** As `others`, as if none of its individual's photos had been there to learn from. */
  readonly othersAsNew: Float64Array;
  /** As `own` and `others`, as the encoder sees them. */
  readonly ownPlain: number | null;
  readonly othersPlain: Float64Array;
  /** How much it counts: the photos of one encounter count as one together. */
  readonly weight: number;
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

/** Keeps the weights of a separable gallery finite; features are in units of their own spread. */
const PENALTY = 0.1;

/** Where the search for the sharpness begins and ends; similarities span at most 2. */
const SHARPNESS = [2, 1000] as const;
/**
 * Without errors any sharpness fits: it is drawn, as by one photo's worth, to what is usual on
 * public sets.
 */
const USUAL_SHARPNESS = 40;
/** Golden section shortens the bracket to less than 1e-7 of a logarithm. */
const SHARPNESS_STEPS = 40;
/**
 * Names that may be wrong: one in ten are in galleries that people keep, and more would let a fit
 * call its hard photos wrong.
 */
const LAPSES_MOST = 0.15;
/** To a hundred-thousandth of a share. */
const LAPSE_STEPS = 20;

const FOLDS = 5;
/** 97.5 % point of the normal distribution: nineteen times in twenty. */
const NORMAL_975 = 1.959964;

export interface SharpnessFit {
  readonly sharpness: number;
  /** Mean log-loss of the right individual among all. */
  readonly loss: number;
  /** Share of photos that were taken to have a wrong name; 0: all names were taken to be right. */
  readonly lapse: number;
}

/**
 * The sharpness that makes the log-loss least. One photo with a wrong name costs it as much as many
 * right ones gain: with one name in ten wrong, answers that were right 17 times in 20 were called
 * right 12 times. So a share of the photos may be lapses, found anywhere by chance (a lapse rate:
 * Wichmann and Hill 2001), where that is so much the better fit that it is worth a parameter
 * (Schwarz 1978). A lapse is of a name in the gallery: a photo in question has none yet, so its
 * chances are those without lapses.
 */
export function fitSharpness(asked: readonly AskedPhoto[]): SharpnessFit {
  const known = asked.filter(({ own, others }) => own !== null && others.length > 0);
  const all = known.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const trusting = sharpestOf(known, all, 0);
  const doubting = sharpestOf(known, all, LAPSES_MOST);
  const gain = all * (trusting.loss - doubting.loss);
  return gain > Math.log(all) / 2 ? doubting : trusting;
}

/**
 * @param all the sum of their weights
 * @param most of them may be lapses
 */
function sharpestOf(known: readonly AskedPhoto[], all: number, most: number): SharpnessFit {
  const at = (sharpness: number): SharpnessFit => {
    const losses = known.map(({ own, others }) => shareLoss(own!, others, sharpness));
    const loss = (lapse: number): number => {
      let sum = 0;
      for (const [i, { others, weight }] of known.entries()) {
        const share = (1 - lapse) * Math.exp(-losses[i]!) + lapse / (others.length + 1);
        sum += weight * (lapse === 0 ? losses[i]! : -Math.log(share));
      }
      return sum / all;
    };
    const lapse = most === 0 ? 0 : goldenSection(loss, 0, most, LAPSE_STEPS);
    return { sharpness, loss: loss(lapse), lapse };
  };
  const target = (log: number): number =>
    at(Math.exp(log)).loss + (log - Math.log(USUAL_SHARPNESS)) ** 2 / (2 * all);
  return at(
    Math.exp(
      goldenSection(target, Math.log(SHARPNESS[0]), Math.log(SHARPNESS[1]), SHARPNESS_STEPS),
    ),
  );
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

/**
 * Lead: how far the first individual is ahead of the next. Ahead: how far it is ahead of the mean
 * of all others, as the encoder sees them. Best: how similar the best photo is, as the encoder sees
 * it.
 */
type Features = readonly [lead: number, ahead: number, best: number];
/** Alone in the gallery an individual is ahead of none: null. */
type Seen = Features | readonly [lead: null, ahead: null, best: number];

/** The features of one question, of one individual or more. */
function featuresOf(lead: ArrayLike<number>, plain: ArrayLike<number>): Seen {
  const [first, next] = firstTwo(lead);
  const [best] = firstTwo(plain);
  if (lead.length < 2 || plain.length < 2) return [null, null, best];
  let sum = 0;
  for (let i = 0; i < plain.length; i++) sum += plain[i]!;
  return [first - next, best - (sum - best) / (plain.length - 1), best];
}

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

function featuresAsKnown(
  { own, others, ownPlain, othersPlain }: AskedPhoto,
  lead: NoveltyView['lead'],
): Features {
  const plain = [ownPlain!, ...othersPlain];
  return featuresOf(lead === 'plain' ? plain : [own!, ...others], plain) as Features;
}

function featuresAsNew(
  { othersAsNew, othersPlain }: AskedPhoto,
  lead: NoveltyView['lead'],
): Features {
  return featuresOf(lead === 'plain' ? othersPlain : othersAsNew, othersPlain) as Features;
}

interface Example {
  /** Its features for each view. */
  readonly views: readonly Features[];
  readonly label: 0 | 1;
  readonly weight: number;
  readonly fold: number;
}

/**
 * The logistic curves, or the isotonic one over them where that predicts the folds left out better.
 */
function fitNovelty(
  examples: readonly Example[],
  leads: readonly NoveltyView['lead'][],
): Pick<Calibration, 'views' | 'isotonic'> {
  const fit = (some: readonly Example[]): NoveltyView[] =>
    leads.map((lead, view) => fitView(some, view, lead));
  const steps = (some: readonly Example[], views: readonly NoveltyView[]): IsotonicModel => {
    const fitted = fitIsotonic(
      some.map((example) => pooled(views, example.views).score),
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
    const views = fit(rest);
    const curve = steps(rest, views);
    for (const example of examples) {
      if (example.fold !== fold) continue;
      const { label, weight } = example;
      const { score } = pooled(views, example.views);
      losses[0]! += weight * softplus(label === 1 ? -score : score);
      const p = isotonicAt(curve, score);
      losses[1]! -= weight * Math.log(label === 1 ? p : 1 - p);
    }
  }
  const views = fit(examples);
  return { views, isotonic: losses[1]! < losses[0]! ? steps(examples, views) : null };
}

/**
 * A regression in which no feature speaks for a new animal by being larger: with few photos a
 * weight of the wrong sign is noise, and it would turn markings that agree into a sign of novelty.
 * The one that is most wrong is left out until none is (an active set of constraints).
 */
function fitView(
  examples: readonly Example[],
  view: number,
  lead: NoveltyView['lead'],
): NoveltyView {
  const rows = examples.map(({ views }) => views[view]!);
  const fresh = rows.filter((_, i) => examples[i]!.label === 1);
  const columns = [0, 1, 2];
  const centre = columns.map((column) => mean(fresh.map((row) => row[column]!)));
  const scale = columns.map((column) => spread(fresh.map((row) => row[column]!)));
  const labels = examples.map(({ label }) => label);
  const weights = examples.map(({ weight }) => weight);
  const kept = [...columns];
  for (;;) {
    const features = rows.map((row) =>
      kept.map((column) => (row[column]! - centre[column]!) / scale[column]!),
    );
    const model = fitLogistic({ features, labels, weights }, PENALTY);
    const worst = Math.max(...model.weights.slice(1));
    if (worst <= 0 || kept.length === 0)
      return { lead, centre, scale, novelty: spreadOut(model, kept) };
    kept.splice(model.weights.indexOf(worst, 1) - 1, 1);
  }
}

/** The model with a weight of 0, known for certain, for each feature that is not in `kept`. */
function spreadOut({ weights, covariance }: LogisticModel, kept: readonly number[]): LogisticModel {
  const places = [0, ...kept.map((column) => column + 1)];
  const size = 4;
  const all = Array.from({ length: size }, () => 0);
  const wide = Array.from({ length: size * size }, () => 0);
  for (const [i, row] of places.entries()) {
    all[row] = weights[i]!;
    for (const [j, column] of places.entries()) {
      wide[row * size + column] = covariance[i * places.length + j]!;
    }
  }
  return { weights: all, covariance: wide };
}

/** Mean log-odds of the views, and how well they are known: as if all of them erred together. */
function pooled(
  views: readonly NoveltyView[],
  features: readonly Seen[],
): { score: number; error: number } {
  let [score, error] = [0, 0];
  for (const [i, { centre, scale, novelty }] of views.entries()) {
    // Ahead of none: as far as a new animal's best usually is.
    const row = centre.map((at, k) => ((features[i]?.[k] ?? at) - at) / scale[k]!);
    score += logit(novelty, row) / views.length;
    error += logitError(novelty, row) / views.length;
  }
  return { score, error };
}

function firstTwo(values: ArrayLike<number>): [number, number] {
  let [first, next] = [-Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const one = values[i]!;
    if (one > first) [first, next] = [one, first];
    else if (one > next) next = one;
  }
  return [first, next];
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
