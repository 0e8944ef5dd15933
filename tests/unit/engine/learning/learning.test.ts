/**
 * Learning against NumPy (tests/fixtures/learning/make.py), its two kernels, and galleries it must
 * not harm.
 */
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { compileKernel, KERNEL_BYTES } from '../../../../tools/build-learning-kernel';
import {
  learn,
  packLearning,
  unpackLearning,
  type LearningPhotos,
} from '../../../../src/engine/learning';
import { gramOf, learntLeaveOut } from '../../../../src/engine/learning/leave-out';
import { Workspace } from '../../../../src/engine/learning/matrix';
import { JUDGED_MOST, LEARNT_MOST } from '../../../../src/engine/learning/learn';
import {
  countsOf,
  sampleRows,
  takeRows,
  type NamedPhotos,
} from '../../../../src/engine/learning/sample';
import { speciesLeaveOut } from '../../../../src/engine/learning/species';
import {
  fitWhitening,
  whitenedCosine,
  whitenedNorm,
  whitenedNorms,
  whitenedQuery,
} from '../../../../src/engine/learning/whitening';
import fixture from '../../../fixtures/learning/learning.json' with { type: 'json' };
import { randomNumbers } from '../index/index-data';

const photos: NamedPhotos = {
  vectors: Float32Array.from(fixture.vectors),
  dimension: fixture.dimension,
  individuals: Int32Array.from(fixture.individuals),
  encounters: Int32Array.from(fixture.encounters),
};
const count = fixture.individuals.length;
const vector = (row: number, { vectors, dimension } = photos): Float32Array =>
  vectors.slice(row * dimension, (row + 1) * dimension);

test('the compiled kernel is that of its text', async () => {
  expect(readFileSync(KERNEL_BYTES, 'utf8')).toBe(await compileKernel());
});

test('whitened cosines and lengths are those of NumPy', () => {
  const work = new Workspace();
  const whitening = fitWhitening(work, photos, fixture.strength);
  const norms = whitenedNorms(work, whitening, photos.vectors);
  for (let a = 0; a < count; a++) {
    expect(norms[a]).toBeCloseTo(fixture.norms[a]!, 5);
    // One by one or in bulk: the same bits, so that a reload changes nothing.
    expect(whitenedNorm(whitening, vector(a))).toBe(norms[a]);
    const query = whitenedQuery(whitening, vector(a));
    for (let b = 0; b < count; b++) {
      const cosine = whitenedCosine(query, vector(b), norms[b]!);
      expect(Math.abs(cosine - fixture.whitened[a * count + b]!)).toBeLessThan(1e-6);
    }
  }
});

test.each([
  ['encounter', 'simd', fixture.leftOut],
  ['encounter', 'reference', fixture.leftOut],
  ['individual', 'simd', fixture.individualLeftOut],
] as const)('leaving an %s out is fitting without it (%s)', (without, kernel, expected) => {
  const work = new Workspace(kernel);
  const gram = gramOf(work, photos);
  const { values } = learntLeaveOut(work, photos, gram, fixture.strength, without);
  for (const [at, value] of values.entries()) {
    const other = expected[at] ?? NaN;
    if (Number.isNaN(other)) expect(value).toBeNaN();
    else expect(Math.abs(value - other)).toBeLessThan(1e-6);
  }
});

test('of two species each has a fit of its own, which is that of NumPy', () => {
  const { species, strengths, whitened, leftOut, ...made } = fixture.species;
  const several: NamedPhotos = {
    vectors: Float32Array.from(made.vectors),
    dimension: fixture.dimension,
    individuals: Int32Array.from(made.individuals),
    encounters: Int32Array.from(made.encounters),
  };
  const work = new Workspace();
  const rowsOf = (kind: number) =>
    Int32Array.from(species.keys()).filter((row) => kind === 0 || species[row] === kind);
  const [common, ...own] = strengths;
  const fits = own.map((strength, i) => ({ rows: rowsOf(i + 1), strength }));
  const { values } = speciesLeaveOut(work, several, gramOf(work, several), {
    common: common!,
    species: fits,
  });
  for (const [at, value] of values.entries()) {
    const other = leftOut[at] ?? NaN;
    if (Number.isNaN(other)) expect(value).toBeNaN();
    else expect(Math.abs(value - other)).toBeLessThan(1e-6);
  }
  const size = species.length;
  for (const [kind, strength] of strengths.entries()) {
    const whitening = fitWhitening(work, takeRows(several, rowsOf(kind)), strength);
    for (let a = 0; a < size; a++) {
      const query = whitenedQuery(whitening, vector(a, several));
      for (const [b, of] of species.entries()) {
        if (of !== kind) continue;
        const photo = vector(b, several);
        const cosine = whitenedCosine(query, photo, whitenedNorm(whitening, photo));
        expect(Math.abs(cosine - whitened[a * size + b]!)).toBeLessThan(1e-6);
      }
    }
  }
});

/** Individuals around centres that differ along few axes, photos around them along others. */
function gallery(individuals: number, each: number, dimension = 24, between = 0.5): NamedPhotos {
  const next = randomNumbers(individuals * 1000 + each);
  const normal = (): number => next() + next() + next() - 1.5;
  const vectors = new Float32Array(individuals * each * dimension);
  for (let i = 0; i < individuals; i++) {
    const centre = Array.from({ length: dimension }, (_, k) =>
      k < dimension / 2 ? between * normal() : 0,
    );
    for (let p = 0; p < each; p++) {
      const row = centre.map((c, k) => 0.3 + c + (k < dimension / 2 ? 0.15 : 0.8) * normal());
      const norm = Math.hypot(...row);
      vectors.set(
        row.map((value) => value / norm),
        (i * each + p) * dimension,
      );
    }
  }
  const rows = Array.from({ length: individuals * each }, (_, row) => row);
  return {
    vectors,
    dimension,
    individuals: Int32Array.from(rows, (row) => Math.floor(row / each)),
    encounters: Int32Array.from(rows),
  };
}

describe('a gallery', () => {
  test('of animals that differ in what photos of one do not: learning finds it', () => {
    const learnt = learn(gallery(20, 6));
    expect(learnt.whitening).not.toBeNull();
    expect(learnt.top1After!).toBeGreaterThan(learnt.top1Before! + 0.1);
    expect(learnt.learntCalibration).not.toBeNull();
    expect(learnt).toMatchObject({ photos: 120, individuals: 20 });
  });

  /** Dogs and cows: what tells dogs apart is what differs between two photos of one cow. */
  function twoSpecies(): LearningPhotos {
    const [dogs, others] = [gallery(12, 6), gallery(13, 6)];
    const cows = others.vectors.map((_, at) => {
      const [row, k] = [Math.floor(at / 24), at % 24];
      return others.vectors[row * 24 + ((k + 12) % 24)]!;
    });
    const rows = [...Array(150).keys()];
    return {
      vectors: Float32Array.from([...dogs.vectors, ...cows]),
      dimension: 24,
      individuals: Int32Array.from(rows, (row) => Math.floor(row / 6)),
      encounters: Int32Array.from(rows),
      species: rows.map((row) => (row < 72 ? 'dog' : 'cow')),
    };
  }

  test('of two species learns each by itself, where that is better than both together', async () => {
    const several = twoSpecies();
    const learnt = learn(several);
    const { species: _, ...mixed } = several;
    const together = learn(mixed);
    expect(together.species).toEqual([]);
    expect(learnt.top1After!).toBeGreaterThan(together.top1After! + 0.05);
    expect(learnt.species.map(({ name }) => name)).toEqual(['cow', 'dog']);
    for (const { top1Before, top1After, whitening } of learnt.species) {
      expect(top1After).toBeGreaterThan(top1Before);
      expect(whitening).not.toBeNull();
    }
    // Each norm is by the fit of its species.
    for (const row of [3, 80]) {
      const place = row < 72 ? 1 : 0;
      expect(learnt.fits![row]).toBe(1 + place);
      const norm = whitenedNorm(learnt.species[place]!.whitening!, vector(row, several));
      expect(learnt.norms![row]).toBe(norm);
    }
    const labels = Uint32Array.from({ length: 150 }, (_, i) => i);
    const stored = { fingerprint: 'f', signature: 's', labels, owners: labels, learnt };
    expect(await unpackLearning(await packLearning(stored), 'f')).toEqual(stored);
  });

  test('of one species, or with few photos of a second, learns all together', () => {
    const several = twoSpecies();
    const named = (some: (row: number) => string) =>
      learn({ ...several, species: several.species!.map((_, row) => some(row)) });
    const one = named(() => 'dog');
    expect(one.species).toEqual([]);
    const few = named((row) => (row < 12 ? 'cow' : 'dog'));
    expect(few.species.map(({ name, whitening }) => [name, whitening])).toEqual([['dog', null]]);
    expect(few.norms).toEqual(one.norms);
    expect(few.top1After).toBe(one.top1After);
  });

  test('gives the same bits each time and with either kernel, also once stored and read', async () => {
    const first = learn(gallery(12, 5));
    expect(learn(gallery(12, 5))).toEqual(first);
    expect(learn(gallery(12, 5), 'reference')).toEqual(first);
    const labels = Uint32Array.from({ length: 60 }, (_, i) => i + 7);
    const owners = labels.map((label) => label * 3);
    const stored = { fingerprint: 'f', signature: 's', labels, owners, learnt: first };
    const bytes = await packLearning(stored);
    expect(await unpackLearning(bytes, 'f')).toEqual(stored);
    expect(await unpackLearning(bytes, 'of another encoder')).toBeNull();
    for (const at of [0, 40, bytes.byteLength - 1]) {
      const damaged = bytes.slice(0);
      new Uint8Array(damaged)[at]! ^= 1;
      expect(await unpackLearning(damaged, 'f')).toBeNull();
    }
    expect(await unpackLearning(bytes.slice(0, 20), 'f')).toBeNull();
  });

  test.each([
    ['with one photo each', gallery(40, 1)],
    ['with one individual', gallery(1, 40)],
    ['of one photo', gallery(1, 1)],
    ['with nothing', gallery(0, 0)],
    [
      'of equal photos',
      { ...gallery(10, 5), vectors: new Float32Array(10 * 5 * 24).fill(24 ** -0.5) },
    ],
  ])('%s is left as it is', async (_, photos) => {
    const learnt = learn(photos);
    expect(learnt).toMatchObject({ whitening: null, norms: null, learntCalibration: null });
    const none = new Uint32Array();
    const stored = { fingerprint: 'f', signature: '', labels: none, owners: none, learnt };
    expect(await unpackLearning(await packLearning(stored), 'f')).toEqual(stored);
  });

  test('of a few photos says how alike two of one animal are, and what it means to be less so', () => {
    const few = gallery(4, 3);
    const { lessThanOwn } = learn(few);
    const gram = (a: number, b: number): number =>
      vector(a, few).reduce((sum, x, k) => sum + x * vector(b, few)[k]!, 0);
    const rows = [...Array(12).keys()];
    const nearest = (row: number, own: boolean): number =>
      Math.max(
        ...rows
          .filter((b) => b !== row && (few.individuals[b] === few.individuals[row]) === own)
          .map((b) => gram(row, b)),
      );
    const least = Math.min(...rows.map((row) => nearest(row, true)));
    expect(lessThanOwn!.similarity).toBeCloseTo(least, 6);
    const below = rows.filter((row) => nearest(row, false) < lessThanOwn!.similarity).length;
    // Seven in a hundred are new before anything is seen; once in thirteen a known one is below.
    const odds = (0.07 / 0.93) * ((below + 1) / 14) * 13;
    expect(lessThanOwn!.newProbability).toBeCloseTo(odds / (1 + odds), 6);
    expect(learn(gallery(40, 1)).lessThanOwn).toBeNull();
  });

  test('with one in ten names swapped is found no worse than without learning', () => {
    const right = gallery(20, 6);
    const swapped = right.individuals.map((own, row) => (row % 10 === 3 ? (own + 7) % 20 : own));
    const learnt = learn({ ...right, individuals: swapped });
    expect(learnt.top1After!).toBeGreaterThanOrEqual(learnt.top1Before!);
    // By the true names, too: each photo asked among all others.
    const found = (similarity: (a: number, b: number) => number): number => {
      let hits = 0;
      for (let a = 0; a < 120; a++) {
        let best = -1;
        for (let b = 0; b < 120; b++) {
          if (b !== a && (best < 0 || similarity(a, b) > similarity(a, best))) best = b;
        }
        if (right.individuals[best] === right.individuals[a]) hits += 1;
      }
      return hits;
    };
    const plain = found((a, b) =>
      vector(a, right).reduce((sum, x, k) => sum + x * vector(b, right)[k]!, 0),
    );
    const { whitening, norms } = learnt;
    const queries = Array.from({ length: 120 }, (_, a) =>
      whitenedQuery(whitening!, vector(a, right)),
    );
    const after = found((a, b) => whitenedCosine(queries[a]!, vector(b, right), norms![b]!));
    expect(after).toBeGreaterThanOrEqual(plain);
  });

  test('of more photos than are learnt from is learnt from a part of it', () => {
    const many = gallery(LEARNT_MOST / 5 + 10, 5, 8);
    const judged = sampleRows(many.individuals, JUDGED_MOST);
    const fitted = sampleRows(many.individuals, LEARNT_MOST);
    expect([judged.length, fitted.length]).toEqual([JUDGED_MOST, LEARNT_MOST]);
    // Whole individuals: none is judged by a part of its photos.
    const counts = countsOf(judged.map((row) => many.individuals[row]!));
    expect(new Set(counts)).toEqual(new Set([0, 5]));
    const learnt = learn(many);
    expect(learnt.norms).toHaveLength(LEARNT_MOST + 50);
    expect(learnt.top1After!).toBeGreaterThan(learnt.top1Before!);
  });
});
