/** Learns from a gallery's named photos, and keeps what was learnt only where it helps. */
import {
  fitCalibration,
  LEAST_INDIVIDUALS,
  LEAST_QUERIES,
  NEW_SHARE,
  type Calibration,
} from '../matching';
import { judge, judgedOf, type Judged, type Verdict } from './judge';
import { learntLeaveOut, type Similarities } from './leave-out';
import { Workspace } from './matrix';
import { countsOf, sampleRows, takeRows, type NamedPhotos } from './sample';
import {
  speciesLeaveOut,
  speciesWithEnough,
  type JudgedSpecies,
  type SpeciesNames,
  type Strengths,
} from './species';
import { fitWhitening, scatterOf, whitenedNorms, type Whitening } from './whitening';

/** Strengths of the shrinkage to choose from: .03 to .3 are alike, more photos each want less. */
export const STRENGTHS = [0.03, 0.1, 0.3] as const;

/** Photos that are asked: their table of similarities takes the square, and 600 tell 2 % apart. */
export const JUDGED_MOST = 600;
/**
 * Photos that are fitted on: three for each number of an embedding; more change the fit by little.
 */
export const LEARNT_MOST = 5000;

/**
 * Photos of one animal that differ by less than this (squared, of unit vectors) are copies:
 * rounding of float32 alone gives 1e-13.
 */
const LEAST_SPREAD = 1e-9;

/** Below half right, the best match is more often wrong than right. */
const TELLS_APART = 0.5;
/** Photos before the least similar of them says what is unlike all: one of ten is no measure. */
const LEAST_FOR_UNLIKE = 10;

/** Named photos and, where it was said, the species each shows. */
export interface LearningPhotos extends NamedPhotos {
  readonly species?: SpeciesNames;
}

/** What one of several species was judged to be. */
export interface LearntSpecies {
  readonly name: string;
  /** As `Learnt.top1Before` and `top1After`, among photos of this species. */
  readonly top1Before: number;
  readonly top1After: number;
  /** Of its own; null: its photos are compared as all others are. */
  readonly whitening: Whitening | null;
}

/**
 * What it means that a photo is less like all than every photo here is like one of its own animal.
 */
export interface LessThanOwn {
  /** As the encoder sees them: the least of each photo's nearest one of its own animal. */
  readonly similarity: number;
  /** Probability that the animal of a photo below that is new. */
  readonly newProbability: number;
}

export interface Learnt {
  /** Photos it was learnt from, and individuals of them. */
  readonly photos: number;
  readonly individuals: number;
  /**
   * Null: it does not help, or there is too little to tell. Otherwise of all photos, for those
   * whose species has none of its own.
   */
  readonly whitening: Whitening | null;
  /** Chosen by cross-validation; null with `whitening`. */
  readonly strength: number | null;
  /**
   * Share of photos found first time, as the encoder sees them and as learnt; null: too few to
   * tell.
   */
  readonly top1Before: number | null;
  readonly top1After: number | null;
  /**
   * For similarities as the encoder sees them, and as learnt; null: too few photos, or not learnt.
   */
  readonly plainCalibration: Calibration | null;
  readonly learntCalibration: Calibration | null;
  /** A photo less similar than this to all is unlike every animal here; null: too few to tell. */
  readonly unlikeBelow: number | null;
  /** Null: no animal has two photos of different encounters. */
  readonly lessThanOwn: LessThanOwn | null;
  /** Species with enough photos to be judged, where the gallery has several. */
  readonly species: readonly LearntSpecies[];
  /** `whitenedNorm` of every photo given, in order, by the fit it has; null with `whitening`. */
  readonly norms: Float64Array | null;
  /** The fit each norm is by: 0 the one of all photos, else 1 + the place in `species`. */
  readonly fits: Uint8Array | null;
}

/**
 * Deterministic: the same photos in the same order give the same bits.
 * @throws HuellaError `out-of-memory`
 */
export function learn(all: LearningPhotos, kernel: 'simd' | 'reference' = 'simd'): Learnt {
  const work = new Workspace(kernel);
  const rows = sampleRows(all.individuals, JUDGED_MOST);
  const asked = judgedOf(work, takeRows(all, rows));
  const { photos, plain, before } = asked;
  const judged = speciesWithEnough(work, photos, namesOf(all, rows));
  const best = enough(photos, before) ? finished(compareWays(work, asked, judged)).used : null;
  const fitOn = (some: NamedPhotos, strength: number): Whitening =>
    fitWhitening(work, takeRows(some, sampleRows(some.individuals, LEARNT_MOST)), strength);
  const whitening = best && fitOn(all, best.strengths.common);
  const species = judged.map((one): LearntSpecies => {
    const own = best?.strengths.species.find(({ name }) => name === one.name);
    return {
      name: one.name,
      top1Before: one.before.top1,
      top1After: best ? top1Within(one, best.evidence) : one.before.top1,
      whitening: own ? fitOn(takeRows(all, rowsOf(all, one.name)), own.strength) : null,
    };
  });
  return {
    photos: all.individuals.length,
    individuals: countsOf(all.individuals).length,
    whitening,
    strength: best?.strengths.common ?? null,
    top1Before: before.queries < LEAST_QUERIES ? null : before.top1,
    top1After: before.queries < LEAST_QUERIES ? null : (best?.verdict ?? before).top1,
    plainCalibration: fitCalibration(before.asked),
    learntCalibration: best && learntCalibration(work, asked, best),
    unlikeBelow: unlikeBelow(photos, plain),
    lessThanOwn: lessThanOwn(before),
    species,
    ...(whitening ? normsOf(work, all, whitening, species) : { norms: null, fits: null }),
  };
}

function namesOf({ species = [] }: LearningPhotos, rows: Int32Array): SpeciesNames {
  return Array.from(rows, (row) => species[row] ?? '');
}

function rowsOf({ individuals, species = [] }: LearningPhotos, name: string): Int32Array {
  return Int32Array.from(individuals.keys()).filter((row) => species[row] === name);
}

/** Of each photo, by the fit of its species or else by that on all. */
function normsOf(
  work: Workspace,
  all: LearningPhotos,
  whitening: Whitening,
  species: readonly LearntSpecies[],
): { readonly norms: Float64Array; readonly fits: Uint8Array } {
  const norms = whitenedNorms(work, whitening, all.vectors);
  const fits = new Uint8Array(norms.length);
  for (const [place, one] of species.entries()) {
    if (!one.whitening) continue;
    const rows = rowsOf(all, one.name);
    const own = whitenedNorms(work, one.whitening, takeRows(all, rows).vectors);
    for (const [i, row] of rows.entries()) {
      norms[row] = own[i]!;
      fits[row] = 1 + place;
    }
  }
  return { norms, fits };
}

/** Share of a species' photos that are found first time among photos of that species. */
function top1Within({ rows, photos }: JudgedSpecies, { count, values }: Similarities): number {
  const within = new Float64Array(rows.length * rows.length);
  for (const [a, from] of rows.entries()) {
    for (const [b, to] of rows.entries()) {
      within[a * rows.length + b] = values[from * count + to]!;
    }
  }
  const table = { count: rows.length, values: within };
  return judge(photos, table, table).top1;
}

/**
 * Whether the gallery shows that its individuals can be told apart, by the share of photos that are
 * found first time; null: too few to tell.
 */
export function tellsApart(top1: number | null): boolean | null {
  return top1 === null ? null : top1 >= TELLS_APART;
}

/** Whether there are photos enough to judge what learning is worth, and not all are copies. */
export function enough(photos: NamedPhotos, { queries }: Verdict): boolean {
  if (queries < LEAST_QUERIES || countsOf(photos.individuals).length < LEAST_INDIVIDUALS)
    return false;
  const { trace, freedom } = scatterOf(photos);
  return trace > LEAST_SPREAD * freedom;
}

/** One way of learning, and what it is worth. */
export interface LearntWay {
  readonly strengths: Omit<Strengths, 'species'> & {
    readonly species: readonly { name: string; rows: Int32Array; strength: number }[];
  };
  readonly verdict: Verdict;
  readonly evidence: Similarities;
}

/**
 * Learnt from all photos together, or each species by itself where that is better still. In steps,
 * one for each fit, so that a person's pause is heard between them.
 * @returns `used` null: neither helps; `common`: from all together, whether it helps or not
 */
export function* compareWays(
  work: Workspace,
  judged: Judged,
  several: readonly JudgedSpecies[],
): Generator<void, { readonly used: LearntWay | null; readonly common: LearntWay }, void> {
  const { photos, gram, plain, before } = judged;
  const { strength, ...found } = yield* bestStrength(work, judged);
  const common: LearntWay = { ...found, strengths: { common: strength, species: [] } };
  const best = helps(common.verdict, before) ? common : null;
  const species: LearntWay['strengths']['species'][number][] = [];
  for (const one of several) {
    const own = enough(one.photos, one.before) ? yield* bestStrength(work, one) : null;
    if (own && helps(own.verdict, one.before))
      species.push({ name: one.name, rows: one.rows, strength: own.strength });
  }
  // One species alone against a fit on all photos: that is no gallery of several.
  if (species.length < 2) return { used: best, common };
  const strengths = { common: strength, species };
  const evidence = speciesLeaveOut(work, photos, gram, strengths);
  yield;
  const verdict = judge(photos, evidence, plain);
  const better = helps(verdict, before) && helps(verdict, best?.verdict ?? before);
  return { used: better ? { strengths, verdict, evidence } : best, common };
}

function finished<Result>(steps: Generator<void, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The loss, and not the count of right answers alone: it tells ways apart that differ by a photo or
 * two.
 */
function helps(after: Verdict, before: Verdict): boolean {
  return after.top1 >= before.top1 && after.loss < before.loss;
}

/** Among those that help the one with the least log-loss; where none helps, among all. */
function* bestStrength(
  work: Workspace,
  { photos, gram, plain, before }: Judged,
): Generator<void, { strength: number; verdict: Verdict; evidence: Similarities }, void> {
  const ways: { strength: number; evidence: Similarities; verdict: Verdict }[] = [];
  for (const strength of STRENGTHS) {
    const evidence = learntLeaveOut(work, photos, gram, strength);
    ways.push({ strength, evidence, verdict: judge(photos, evidence, plain) });
    yield;
  }
  const helping = ways.filter(({ verdict }) => helps(verdict, before));
  return (helping.length > 0 ? helping : ways).reduce((best, one) =>
    one.verdict.loss < best.verdict.loss ? one : best,
  );
}

function learntCalibration(work: Workspace, judged: Judged, way: LearntWay): Calibration | null {
  const { photos, plain } = judged;
  const asNew = similaritiesAsNew(work, judged, way);
  return fitCalibration(judge(photos, way.evidence, plain, asNew).asked, 'gallery', true);
}

/** A new animal is one that nothing was learnt from: its individual is left out of the fit, too. */
export function similaritiesAsNew(
  work: Workspace,
  { photos, gram }: Judged,
  { strengths }: LearntWay,
): Similarities {
  return speciesLeaveOut(work, photos, gram, strengths, 'individual');
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

/**
 * A card's numbers are of photographs of one species each: in a gallery of another kind (drawings,
 * several species) it takes a stranger for the animal it is least unlike. However few, the
 * gallery's own photos say how alike two of one animal are here. Bayes' rule from `NEW_SHARE`: a
 * known animal falls below the least of n photos once in n + 1 times, a new one as often as a photo
 * here does without its own animal (Laplace's rule of succession).
 */
function lessThanOwn({ asked }: Verdict): LessThanOwn | null {
  const own = asked.flatMap(({ ownPlain }) => ownPlain ?? []);
  if (own.length === 0) return null;
  const similarity = Math.min(...own);
  const strangers = asked.filter(({ othersPlain }) => Math.max(...othersPlain) < similarity);
  const share = (strangers.length + 1) / (asked.length + 2);
  const odds = (NEW_SHARE / (1 - NEW_SHARE)) * share * (own.length + 1);
  return { similarity, newProbability: odds / (1 + odds) };
}
