/** Whether a photo shows an animal that is none of the gallery's. */
import type { AskedPhoto } from './asked';
import { fitIsotonic, isotonicAt, type IsotonicModel } from './isotonic';
import { fitLogistic, logit, logitError, softplus, type LogisticModel } from './logistic';

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

/** Keeps the weights of a separable gallery finite; features are in units of their own spread. */
const PENALTY = 0.1;

/** Parts that the photos are in, each predicted by the others. */
export const FOLDS = 5;

/**
 * Lead: how far the first individual is ahead of the next. Ahead: how far it is ahead of the mean
 * of all others, as the encoder sees them. Best: how similar the best photo is, as the encoder sees
 * it.
 */
type Features = readonly [lead: number, ahead: number, best: number];
/** Alone in the gallery an individual is ahead of none: null. */
type Seen = Features | readonly [lead: null, ahead: null, best: number];

/** The features of one question, of one individual or more. */
export function featuresOf(lead: ArrayLike<number>, plain: ArrayLike<number>): Seen {
  const [first, next] = firstTwo(lead);
  const [best] = firstTwo(plain);
  if (lead.length < 2 || plain.length < 2) return [null, null, best];
  let sum = 0;
  for (let i = 0; i < plain.length; i++) sum += plain[i]!;
  return [first - next, best - (sum - best) / (plain.length - 1), best];
}

export function featuresAsKnown(
  { own, others, ownPlain, othersPlain }: AskedPhoto,
  lead: NoveltyView['lead'],
): Features {
  const plain = [ownPlain!, ...othersPlain];
  return featuresOf(lead === 'plain' ? plain : [own!, ...others], plain) as Features;
}

export function featuresAsNew(
  { othersAsNew, othersPlain }: AskedPhoto,
  lead: NoveltyView['lead'],
): Features {
  return featuresOf(lead === 'plain' ? othersPlain : othersAsNew, othersPlain) as Features;
}

export interface Example {
  /** Its features for each view. */
  readonly views: readonly Features[];
  readonly label: 0 | 1;
  readonly weight: number;
  readonly fold: number;
}

/**
 * The logistic curves, or the isotonic one over them where that predicts the folds left out better.
 */
export function fitNovelty(
  examples: readonly Example[],
  leads: readonly NoveltyView['lead'][],
): { views: readonly NoveltyView[]; isotonic: IsotonicModel | null } {
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
export function pooled(
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
