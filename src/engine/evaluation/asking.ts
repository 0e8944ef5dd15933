/**
 * Every named photo asked among all others but those of its own encounter, as an answer is made:
 * who it is, with what probability, and whether it is new. Each is asked twice, as a photo of an
 * animal that is known and, its own individual left out, as one of an animal that is new.
 */
import type { NamedPhotos, Similarities } from '../learning';
import {
  fitCalibration,
  likelihoods,
  scoreQuery,
  type AskedPhoto,
  type Calibration,
  type Considered,
} from '../matching';
import type { Outcome } from './figures';

/**
 * Calibrations are fitted on the photos of four fifths of the individuals and judged on the others:
 * on the photos it was fitted on, any curve looks well calibrated.
 */
const FOLDS = 5;

/** One calibration for each fold, by the individual's number; null: too few photos to fit one. */
export type FoldCalibrations = readonly (Calibration | null)[];

export function foldOf(individual: number): number {
  return individual % FOLDS;
}

/**
 * @param asked of every photo, in order, by similarities without markings: as answers are
 *   calibrated
 * @param learnt whether they are as learnt
 */
export function calibrateFolds(
  { individuals }: NamedPhotos,
  asked: readonly AskedPhoto[],
  learnt: boolean,
): FoldCalibrations {
  return Array.from({ length: FOLDS }, (_, fold) =>
    fitCalibration(
      asked.filter((_, row) => foldOf(individuals[row]!) !== fold),
      'gallery',
      learnt,
    ),
  );
}

/** How the photos are asked, and as what they are known to the encoder. */
export interface Asking {
  readonly photos: NamedPhotos;
  /** To rank by, NaN within an encounter. */
  readonly evidence: Similarities;
  /** As `evidence`, as if the query's individual had not been there to learn from. */
  readonly asNew: Similarities;
  /** As the encoder sees them, NaN within an encounter. */
  readonly plain: Similarities;
}

export interface Answered {
  /** As a photo of an animal that is known; null: its individual has no other encounter. */
  readonly known: Outcome | null;
  /** With its own individual left out; null: nothing else is there to compare with. */
  readonly fresh: Outcome | null;
}

/**
 * @param row of the photo that is asked
 * @param asked of the same row
 */
export function answer(
  { photos: { individuals }, evidence }: Asking,
  row: number,
  asked: AskedPhoto,
  calibrations: FoldCalibrations,
): Answered {
  const individual = individuals[row]!;
  const calibration = calibrations[foldOf(individual)] ?? null;
  const { othersPlain } = asked;
  const besides = (some: Float64Array): Considered[] =>
    Array.from(some, (evidence, i) => ({ evidence, plain: othersPlain[i]! }));
  const asNew = besides(asked.othersAsNew);
  const fresh = asNew.length === 0 ? null : { ...chances(calibration, asNew), rank: 0 };
  const common = { individual, averagePrecision: null };
  const left = fresh && { ...common, ...fresh, known: false };
  if (asked.own === null) return { known: null, fresh: left };
  const ranking = rankingOf(individuals, evidence, row);
  const outcome = scoreQuery(String(row), String(individual), ranking);
  if (!outcome) return { known: null, fresh: left };
  const { individualRank, averagePrecision } = outcome;
  const own = { evidence: asked.own, plain: asked.ownPlain! };
  const said = chances(calibration, [own, ...besides(asked.others)]);
  return {
    known: { individual, known: true, ...said, rank: individualRank, averagePrecision },
    fresh: left,
  };
}

function rankingOf(
  individuals: Int32Array,
  { count, values }: Similarities,
  row: number,
): { photoId: string; individualId: string; similarity: number }[] {
  const ranking = [];
  for (let photo = 0; photo < count; photo++) {
    const similarity = values[row * count + photo]!;
    if (Number.isNaN(similarity)) continue;
    ranking.push({ photoId: String(photo), individualId: String(individuals[photo]), similarity });
  }
  return ranking;
}

/** Of the first individual, and that it is none. */
function chances(
  calibration: Calibration | null,
  individuals: readonly Considered[],
): Pick<Outcome, 'probability' | 'newProbability'> {
  if (!calibration) return { probability: null, newProbability: null };
  const { probabilities, newProbability } = likelihoods(calibration, individuals);
  return { probability: Math.max(...probabilities), newProbability };
}
