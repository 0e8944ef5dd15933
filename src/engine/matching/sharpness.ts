/** How far apart in evidence two individuals are for the chances between them to differ. */
import type { AskedPhoto } from './asked';

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

interface SharpnessFit {
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
