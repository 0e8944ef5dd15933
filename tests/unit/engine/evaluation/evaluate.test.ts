/**
 * An evaluation against NumPy and scikit-learn (tests/fixtures/evaluation/make.py), and of
 * galleries too small for it.
 */
import { describe, expect, test } from 'vitest';
import { EvaluationDesk, Evaluator, type Evaluation } from '../../../../src/engine/evaluation';
import { answer } from '../../../../src/engine/evaluation/asking';
import type { EvaluatedPhotos } from '../../../../src/engine/evaluation/named-photos';
import type { Steps } from '../../../../src/engine/evaluation/evaluate';
import {
  gramOf,
  judge,
  learn,
  learntLeaveOut,
  plainLeaveOut,
  Workspace,
  type NamedPhotos,
} from '../../../../src/engine/learning';
import fixture from '../../../fixtures/evaluation/evaluation.json' with { type: 'json' };
import { randomNumbers } from '../index/index-data';

function photosOf(
  vectors: Float32Array,
  dimension: number,
  individuals: readonly number[],
  encounters: readonly number[],
): EvaluatedPhotos {
  return {
    vectors,
    dimension,
    individuals: Int32Array.from(individuals),
    encounters: Int32Array.from(encounters),
    photoIds: individuals.map((_, row) => `p${row}`),
    individualIds: [...new Set(individuals)].map((one) => `i${one}`),
    species: individuals.map((one) => (one % 2 === 0 ? 'Panthera leo' : '')),
    speciesKeys: individuals.map(() => ''),
  };
}

const photos = photosOf(
  Float32Array.from(fixture.vectors),
  fixture.dimension,
  fixture.individuals,
  fixture.encounters,
);

function run<Result>(steps: Steps<Result>): { result: Result; shares: number[] } {
  const shares: number[] = [];
  for (;;) {
    const step = steps.next();
    if (step.done) return { result: step.value, shares };
    shares.push(step.value);
  }
}

test.each(['plain', 'learnt'] as const)(
  'each photo is asked among those of other encounters: ranks and precisions, %s',
  (way) => {
    const work = new Workspace();
    const gram = gramOf(work, photos);
    const plain = plainLeaveOut(photos, gram);
    const evidence = way === 'plain' ? plain : learntLeaveOut(work, photos, gram, fixture.strength);
    const { asked } = judge(photos, evidence, plain);
    for (const [row, expected] of fixture[way].entries()) {
      const { known } = answer({ photos, evidence, asNew: evidence, plain }, row, asked[row]!, []);
      expect(known?.rank ?? null).toBe(expected?.rank ?? null);
      if (known && expected)
        expect(Math.abs(known.averagePrecision! - expected.averagePrecision)).toBeLessThan(1e-6);
    }
  },
);

/** Individuals with photos around centres of their own; photos two by two are one encounter. */
function gallery(individuals: number, each: number, noise = 0.55): EvaluatedPhotos {
  const next = randomNumbers(individuals * 31 + each);
  const normal = (): number => next() + next() + next() - 1.5;
  const dimension = 16;
  const rows: number[][] = [];
  for (let i = 0; i < individuals; i++) {
    const centre = Array.from({ length: dimension }, normal);
    for (let p = 0; p < each; p++) {
      const row = centre.map((c) => c + noise * normal());
      const norm = Math.hypot(...row);
      rows.push(row.map((value) => value / norm));
    }
  }
  return photosOf(
    Float32Array.from(rows.flat()),
    dimension,
    rows.map((_, row) => Math.floor(row / each)),
    rows.map((_, row) => Math.floor(row / each) * each + Math.floor((row % each) / 2)),
  );
}

test('of two species each is asked by its own fit, where learning gives it one', () => {
  // What differs between two photos of one cow is what tells dogs apart: axes change places.
  const [dogs, others] = [axial(12, 4), axial(13, 4)];
  const cows = others.vectors.map((_, at) => others.vectors[at - (at % 24) + ((at + 12) % 24)]!);
  const owners = [...dogs.individuals, ...others.individuals.map((one) => one + 12)];
  const all = photosOf(Float32Array.from([...dogs.vectors, ...cows]), 24, owners, [
    ...owners.keys(),
  ]);
  const species = owners.map((one) => (one < 12 ? 'dog' : 'cow'));
  const apart = run(new Evaluator({ ...all, species, speciesKeys: species }).evaluate()).result;
  const mixed = run(new Evaluator(all).evaluate()).result;
  const learnt = learn({ ...all, species });
  expect(learnt.species.every(({ whitening }) => whitening !== null)).toBe(true);
  const top1 = ({ ways }: Evaluation): number => ways[1]!.top1!.value;
  // What the app's own learning says of the same photos.
  expect(top1(apart)).toBe(learnt.top1After);
  expect(top1(mixed)).toBe(learn(all).top1After);
  expect(top1(apart)).toBeGreaterThan(top1(mixed) + 0.05);
});

/** Animals that differ along the first twelve axes, photos of each along the others. */
function axial(individuals: number, each: number): NamedPhotos {
  const next = randomNumbers(individuals * 1000 + each);
  const normal = (): number => next() + next() + next() - 1.5;
  const rows: number[][] = [];
  for (let i = 0; i < individuals; i++) {
    const centre = Array.from({ length: 24 }, (_, k) => (k < 12 ? 0.5 * normal() : 0));
    for (let p = 0; p < each; p++) {
      const row = centre.map((c, k) => 0.3 + c + (k < 12 ? 0.15 : 0.8) * normal());
      const norm = Math.hypot(...row);
      rows.push(row.map((value) => value / norm));
    }
  }
  const owners = rows.map((_, row) => Math.floor(row / each));
  return {
    ...{ vectors: Float32Array.from(rows.flat()), dimension: 24 },
    ...{ individuals: Int32Array.from(owners), encounters: Int32Array.from(owners.keys()) },
  };
}

describe('a gallery of twelve animals', () => {
  const { result, shares } = run(new Evaluator(gallery(12, 6)).evaluate());

  test('has every figure, with what each is of', () => {
    expect(result).toMatchObject({ photos: 72, individuals: 12, encounters: 36, alone: 0 });
    const [plain, learnt] = result.ways;
    expect([plain!.way, learnt!.way]).toEqual(['plain', 'learnt']);
    for (const way of result.ways) {
      expect(way.queries).toBe(72);
      for (const figure of [way.top1, way.top5, way.meanAveragePrecision, way.balancedKnown]) {
        expect(figure!.value).toBeGreaterThan(0.5);
        expect(figure!.low).toBeLessThanOrEqual(figure!.value);
        expect(figure!.high).toBeGreaterThanOrEqual(figure!.value);
      }
      expect(way.newAuc!.value).toBeGreaterThan(0.6);
      expect(way.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(72);
    }
  });

  test('is told apart by species, by number of photos and by animal', () => {
    const queries = (slices: readonly { queries: number }[]): number =>
      slices.reduce((sum, one) => sum + one.queries, 0);
    expect(result.bySpecies.map(({ name }) => name).sort()).toEqual(['', 'Panthera leo']);
    expect(queries(result.bySpecies)).toBe(72);
    // Four photos of other encounters each.
    expect(result.byPhotos.map(({ name, queries }) => [name, queries])).toEqual([['5', 72]]);
    expect(result.byAnimal).toHaveLength(12);
    expect(queries(result.byAnimal)).toBe(72);
    const shares = result.byAnimal.map(({ right, queries }) => right / queries);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  test('counts every pair of two encounters, of one animal or of two', () => {
    const { edges, same, different } = result.similarities;
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    expect(edges).toHaveLength(same.length + 1);
    expect(sum(same)).toBe(72 * 4);
    expect(sum(different)).toBe(72 * 66);
  });

  test('tells how far it is, only forwards, and is the same each time', () => {
    expect(shares.length).toBeGreaterThan(5);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(run(new Evaluator(gallery(12, 6)).evaluate()).result).toEqual(result);
  });
});

test('markings that agree with the right photos alone make more photos right', () => {
  const noisy = gallery(12, 6, 1.2);
  const evaluator = new Evaluator(noisy);
  run(evaluator.evaluate());
  const questions = evaluator.markingQuestions();
  expect(questions).toHaveLength(72);
  const agreeing = questions.map(({ row, candidates }) =>
    candidates.map((photo) => (noisy.individuals[photo] === noisy.individuals[row] ? 60 : 0)),
  );
  const { markings, without } = run(evaluator.withMarkings(questions, agreeing)).result;
  expect(markings.top1!.value).toBe(1);
  expect(without.top1!.value).toBeLessThan(0.95);
  // Points that agree with nothing change nothing.
  const none = questions.map(({ candidates }) => candidates.map(() => 0));
  const same = run(evaluator.withMarkings(questions, none)).result;
  expect({ ...same.markings, way: same.without.way }).toEqual(same.without);
});

test.each([
  ['of one photo', gallery(1, 1)],
  ['of one animal', gallery(1, 6)],
  ['of many animals with one encounter each', gallery(20, 2)],
  ['of nothing', gallery(0, 0)],
])('a gallery %s says that it cannot tell', (_, few) => {
  const { result } = run(new Evaluator(few).evaluate());
  for (const way of result.ways) {
    expect(way.newAuc).toBeNull();
    expect(way.reliability).toEqual([]);
  }
  expect(result.ways[0]!.top1).toBeNull();
});

test('an evaluation stands still while it is paused', async () => {
  const desk = new EvaluationDesk();
  const shares: number[] = [];
  let result: Evaluation | null = null;
  const evaluating = desk.evaluate(gallery(12, 6), (share) => shares.push(share));
  void evaluating.then((evaluation) => (result = evaluation));
  desk.pause();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(shares).toHaveLength(1);
  expect(result).toBeNull();
  desk.resume();
  expect((await evaluating).photos).toBe(72);
  expect(shares.length).toBeGreaterThan(5);
});
