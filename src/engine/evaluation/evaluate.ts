/**
 * How well a gallery's own animals are found: every figure of the "How well it works here" screen.
 */
import { HuellaError } from '../errors';
import { grouped } from '../grouped';
import {
  compareWays,
  countsOf,
  enough,
  judge,
  judgedOf,
  similaritiesAsNew,
  speciesWithEnough,
  STRENGTHS,
  Workspace,
  type Judged,
} from '../learning';
import { evidence as evidenceOf, type AskedPhoto } from '../matching';
import { answer, calibrateFolds, type Asking, type FoldCalibrations } from './asking';
import { bootstrap, topK, type Figure, type Outcome } from './figures';
import { histogramsOf, type SimilarityHistograms } from './histograms';
import type { EvaluatedPhotos } from './named-photos';
import { byIndividual, figuresOf, type Way, type WayFigures } from './ways';

/** Photos of one kind: a species, or animals with so many photos. */
export interface Slice {
  readonly name: string;
  readonly queries: number;
  readonly individuals: number;
  readonly top1: Figure;
}

/** One animal. */
export interface AnimalSlice {
  readonly individualId: string;
  readonly queries: number;
  readonly right: number;
}

export interface Evaluation {
  /** Photos and individuals that were asked, and encounters of them. */
  readonly photos: number;
  readonly individuals: number;
  readonly encounters: number;
  /** Photos whose individual has no other encounter: asked as new animals only. */
  readonly alone: number;
  readonly ways: readonly WayFigures[];
  /** What slices and similarities are of: learnt where that helps. */
  readonly inUse: Exclude<Way, 'markings'>;
  readonly similarities: SimilarityHistograms;
  readonly bySpecies: readonly Slice[];
  /** By how many photos of other encounters there are of the animal: names are `SIZES`' keys. */
  readonly byPhotos: readonly Slice[];
  /** Least right first, then most photos. */
  readonly byAnimal: readonly AnimalSlice[];
}

/** An evaluation and what it is of. */
export interface EvaluationReport extends Evaluation {
  /** Of the encoder. */
  readonly fingerprint: string;
  /** Named photos of the gallery and their individuals: of very many a sample was asked. */
  readonly ofPhotos: number;
  readonly ofIndividuals: number;
  readonly photoIds: readonly string[];
  /** With markings and, of the same photos, without; null: they were not compared. */
  readonly markings: {
    readonly markings: WayFigures;
    readonly without: WayFigures;
  } | null;
}

/** What the markings are compared for: a photo, and the best photos it may be of. */
export interface MarkingQuestion {
  readonly row: number;
  readonly candidates: readonly number[];
}

/** Photos of one animal that a query may be found by; the first bound that is not exceeded. */
const SIZES = [1, 2, 5, 10, Infinity] as const;

/** As many candidates as an answer compares (`gallery/identify.ts`). */
const CANDIDATES = 50;
/** Photos whose markings are compared: a minute or two, and 300 tell 6 % apart. */
const MARKED_MOST = 300;
/** Photos that are asked between two looks at whether to go on: some tens of milliseconds. */
const SLICE = 20;

/** One way with all its answers. */
interface Asked {
  readonly asking: Asking;
  readonly asked: readonly AskedPhoto[];
  readonly calibrations: FoldCalibrations;
  readonly known: readonly Outcome[];
  readonly fresh: readonly Outcome[];
}

/** A piece of work that says how far it is, as a share, and can be left between two of them. */
export type Steps<Result> = Generator<number, Result, void>;

/** Deterministic: the same photos in the same order give the same figures. */
export class Evaluator {
  readonly #photos: EvaluatedPhotos;
  #inUse: Asked | null = null;

  constructor(photos: EvaluatedPhotos) {
    this.#photos = photos;
  }

  /** All figures but those of markings. @throws HuellaError `out-of-memory` */
  *evaluate(): Steps<Evaluation> {
    const photos = this.#photos;
    const work = new Workspace();
    yield 0;
    const judged = judgedOf(work, photos);
    const { plain, before } = judged;
    yield 0.05;
    const asking = { photos, evidence: plain, asNew: plain, plain };
    const asSeen = yield* this.#ask(asking, before.asked, 0.05, 0.25);
    const learnt = before.queries > 0 ? yield* this.#learnt(work, judged, 0.25, 0.7) : null;
    const asLearnt =
      learnt &&
      (yield* this.#ask(
        { ...asking, evidence: learnt.evidence, asNew: learnt.asNew },
        learnt.asked,
        0.7,
        0.9,
      ));
    const used = learnt?.helps && asLearnt ? asLearnt : asSeen;
    this.#inUse = used;
    const ways = [yield* figuresOf('plain', asSeen.known, asSeen.fresh, 0.9)];
    if (asLearnt) ways.push(yield* figuresOf('learnt', asLearnt.known, asLearnt.fresh, 0.94));
    yield 0.98;
    const { individuals, encounters, individualIds } = photos;
    return {
      photos: individuals.length,
      individuals: individualIds.length,
      encounters: countsOf(encounters).filter((count) => count > 0).length,
      alone: individuals.length - used.known.length,
      ways,
      inUse: used === asLearnt ? 'learnt' : 'plain',
      similarities: histogramsOf(individuals, used.asking.evidence),
      bySpecies: this.#slices(used.known, (row) => photos.species[row]!),
      byPhotos: this.#slices(used.known, (row) => String(this.#size(row))),
      byAnimal: animalsOf(photos, used.known),
    };
  }

  /**
   * What to compare the markings of, best photos first, for at most `MARKED_MOST` photos spread
   * evenly.
   */
  markingQuestions(): MarkingQuestion[] {
    const { asking } = this.#inUse ?? notEvaluated();
    const { count, values } = asking.evidence;
    const rows = this.#knownRows();
    const every = Math.max(1, rows.length / MARKED_MOST);
    const chosen = Array.from(
      { length: Math.min(rows.length, MARKED_MOST) },
      (_, i) => rows[Math.floor(i * every)]!,
    );
    return chosen.map((row) => {
      const similarity = (photo: number): number => values[row * count + photo]!;
      const ranked = Array.from({ length: count }, (_, photo) => photo)
        .filter((photo) => !Number.isNaN(similarity(photo)))
        .sort((a, b) => similarity(b) - similarity(a) || a - b);
      const own = this.#photos.individuals[row];
      const others = ranked.filter((photo) => this.#photos.individuals[photo] !== own);
      // As a photo of a known animal and as one of a new animal.
      const both = new Set([...ranked.slice(0, CANDIDATES), ...others.slice(0, CANDIDATES)]);
      return { row, candidates: [...both] };
    });
  }

  /**
   * Figures with markings and, to compare, those of the same photos without.
   * @param agreeing of each question, in order, the points that agree with each candidate
   */
  *withMarkings(
    questions: readonly MarkingQuestion[],
    agreeing: readonly (readonly number[])[],
  ): Steps<{ readonly markings: WayFigures; readonly without: WayFigures }> {
    const used = this.#inUse ?? notEvaluated();
    const { photos, evidence, asNew, plain } = used.asking;
    const values = evidence.values.slice();
    const newValues = asNew.values.slice();
    const { count } = evidence;
    for (const [i, { row, candidates }] of questions.entries()) {
      const sharpness = used.calibrations.find((one) => one !== null)?.sharpness;
      for (const [k, photo] of candidates.entries()) {
        const at = row * count + photo;
        const points = agreeing[i]![k]!;
        values[at] = evidenceOf(values[at]!, points, sharpness);
        newValues[at] = evidenceOf(newValues[at]!, points, sharpness);
      }
    }
    const marked = { evidence: { count, values }, asNew: { count, values: newValues } };
    const asking = { photos, ...marked, plain };
    const { asked } = judge(photos, marked.evidence, plain, marked.asNew);
    const known: Outcome[] = [];
    const fresh: Outcome[] = [];
    const without: Outcome[] = [];
    const withoutFresh: Outcome[] = [];
    for (const [i, { row }] of questions.entries()) {
      const now = answer(asking, row, asked[row]!, used.calibrations);
      const before = answer(used.asking, row, used.asked[row]!, used.calibrations);
      if (now.known) known.push(now.known);
      if (now.fresh) fresh.push(now.fresh);
      if (before.known) without.push(before.known);
      if (before.fresh) withoutFresh.push(before.fresh);
      if (i % SLICE === 0) yield i / questions.length;
    }
    const way = used.asking.evidence === plain ? 'plain' : 'learnt';
    return {
      markings: yield* figuresOf('markings', known, fresh, 1),
      without: yield* figuresOf(way, without, withoutFresh, 1),
    };
  }

  *#ask(asking: Asking, asked: readonly AskedPhoto[], from: number, to: number): Steps<Asked> {
    const learnt = asking.evidence !== asking.plain;
    const calibrations = calibrateFolds(asking.photos, asked, learnt);
    const known: Outcome[] = [];
    const fresh: Outcome[] = [];
    for (const [row, one] of asked.entries()) {
      if (row % SLICE === 0) yield from + ((to - from) * row) / asked.length;
      const answered = answer(asking, row, one, calibrations);
      if (answered.known) known.push(answered.known);
      if (answered.fresh) fresh.push(answered.fresh);
    }
    return { asking, asked, calibrations, known, fresh };
  }

  /** Learnt as learning does it (`learning/learn.ts`), also where that does not help. */
  *#learnt(
    work: Workspace,
    judged: Judged,
    from: number,
    to: number,
  ): Steps<Pick<Asking, 'evidence' | 'asNew'> & Pick<Asked, 'asked'> & { helps: boolean }> {
    const { photos, plain, before } = judged;
    const several = speciesWithEnough(work, photos, this.#photos.speciesKeys);
    // One for each strength, of all photos and of each species, one for the species together.
    const fits = STRENGTHS.length * (1 + several.length) + 1;
    const ways = compareWays(work, judged, several);
    for (let done = 1; ; done++) {
      const step = ways.next();
      yield from + ((to - from) * Math.min(done, fits)) / (fits + 1);
      if (!step.done) continue;
      const { used, common } = step.value;
      const way = used ?? common;
      const asNew = similaritiesAsNew(work, judged, way);
      const { asked } = judge(photos, way.evidence, plain, asNew);
      return {
        evidence: way.evidence,
        asNew,
        asked,
        helps: used !== null && enough(photos, before),
      };
    }
  }

  /** Photos of other encounters of the row's individual, as the bound they do not exceed. */
  #size(row: number): number {
    const { individuals, encounters } = this.#photos;
    let others = 0;
    for (let photo = 0; photo < individuals.length; photo++) {
      if (individuals[photo] === individuals[row] && encounters[photo] !== encounters[row])
        others += 1;
    }
    return SIZES.find((bound) => others <= bound)!;
  }

  /** @param outcomes of the photos that were asked as known, in the order of their rows */
  #slices(outcomes: readonly Outcome[], nameOf: (row: number) => string): Slice[] {
    const rows = this.#knownRows();
    const slices = grouped(outcomes.entries(), ([i]) => nameOf(rows[i]!));
    return [...slices].map(([name, some]) => {
      const groups = byIndividual(some.map(([, outcome]) => outcome));
      return {
        name,
        queries: some.length,
        individuals: groups.length,
        top1: bootstrap(groups, (drawn) => topK(drawn, 1)),
      };
    });
  }

  #knownRows(): number[] {
    const { asked } = this.#inUse ?? notEvaluated();
    return [...asked.keys()].filter((row) => asked[row]!.own !== null);
  }
}

function animalsOf({ individualIds }: EvaluatedPhotos, known: readonly Outcome[]): AnimalSlice[] {
  return byIndividual(known)
    .map((outcomes) => ({
      individualId: individualIds[outcomes[0]!.individual]!,
      queries: outcomes.length,
      right: outcomes.filter(({ rank }) => rank === 1).length,
    }))
    .sort((a, b) => a.right / a.queries - b.right / b.queries || b.queries - a.queries);
}

function notEvaluated(): never {
  throw new HuellaError('internal', 'evaluate comes first');
}
