/** Ways of comparing that are evaluated beside each other, and the figures of each. */
import { grouped } from '../grouped';
import {
  balancedKnown,
  balancedNew,
  bootstrap,
  calibrationError,
  meanAveragePrecision,
  newAuc,
  reliability,
  topK,
  type Figure,
  type Outcome,
  type ReliabilityBin,
} from './figures';

/** As the encoder sees photos, as learnt from the gallery, and with markings on top of either. */
export type Way = 'plain' | 'learnt' | 'markings';

/** Null: too few photos to measure it. */
export interface WayFigures {
  readonly way: Way;
  /** Photos asked whose individual has another encounter. */
  readonly queries: number;
  /** Share whose individual comes first. */
  readonly top1: Figure | null;
  /** Share whose individual is among the first five. */
  readonly top5: Figure | null;
  readonly meanAveragePrecision: Figure | null;
  /** BAKS: of known animals, right and not called new, as a mean over individuals. */
  readonly balancedKnown: Figure | null;
  /** BAUS: of animals left out of the gallery, called new, as a mean over individuals. */
  readonly balancedNew: Figure | null;
  readonly newAuc: Figure | null;
  readonly calibrationError: Figure | null;
  /** Of photos of known animals; empty without probabilities. */
  readonly reliability: readonly ReliabilityBin[];
}

/** As many individuals as an interval over individuals needs to mean anything. */
const LEAST_GROUPS = 2;

/**
 * @param share that each of its steps yields
 * @returns in steps, one for each figure: a bootstrap of 1,000 photos takes some tenths of a second
 */
export function* figuresOf(
  way: Way,
  known: readonly Outcome[],
  fresh: readonly Outcome[],
  share: number,
): Generator<number, WayFigures, void> {
  const groups = byIndividual(known);
  const both = byIndividual([...known, ...fresh]);
  const said = known.some(({ probability }) => probability !== null);
  const top1 = figure(groups, (some) => topK(some, 1));
  yield share;
  const top5 = figure(groups, (some) => topK(some, 5));
  yield share;
  const precision = figure(groups, meanAveragePrecision);
  yield share;
  const knownRight = figure(groups, balancedKnown);
  yield share;
  const newRight = figure(byIndividual(fresh), balancedNew);
  yield share;
  const auc = figure(both, newAuc);
  yield share;
  return {
    way,
    queries: known.length,
    top1,
    top5,
    meanAveragePrecision: precision,
    balancedKnown: knownRight,
    balancedNew: newRight,
    newAuc: auc,
    calibrationError: figure(groups, calibrationError),
    reliability: said ? reliability(known) : [],
  };
}

function figure(
  groups: readonly (readonly Outcome[])[],
  statistic: (some: readonly Outcome[]) => number,
): Figure | null {
  if (groups.length < LEAST_GROUPS || Number.isNaN(statistic(groups.flat()))) return null;
  return bootstrap(groups, statistic);
}

/** What an interval over individuals draws from. */
export function byIndividual(outcomes: readonly Outcome[]): Outcome[][] {
  return [...grouped(outcomes, ({ individual }) => individual).values()];
}
