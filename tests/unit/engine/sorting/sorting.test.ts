import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  averageLinkage,
  chanceOf,
  compareAll,
  fitJoining,
  groupsOf,
  mistakeKey,
  mistakesOf,
  Parts,
  placeOf,
  SortingDesk,
  type Compared,
  type Mistake,
  type NamedRows,
  type SimilarityTable,
  type UnidentifiedPhotos,
} from '../../../../src/engine/sorting';
import { joiningOf } from '../../../../src/engine/sorting/desk';
import { learn } from '../../../../src/engine/learning';
import { finished } from '../../../../tools/evaluation/sets';

/**
 * Groups of unidentified photos and mistakes among names; linkage against SciPy and scikit-learn.
 */

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/sorting/linkage.json'), 'utf8'),
) as {
  readonly count: number;
  readonly dimension: number;
  readonly cut: number;
  readonly heights: readonly number[];
  readonly sizes: readonly number[];
  readonly labels: readonly number[];
};

/** As `make.py`. */
function referenceRows() {
  const { count, dimension } = reference;
  const vectors = new Float32Array(count * dimension);
  for (let i = 0; i < count; i++) {
    const row = Array.from(
      { length: dimension },
      (_, k) => Math.sin(1 + i * 7.31 + k * 3.17) + 2 * Math.sin(1 + (i % 9) * 5.3 + k * 1.9),
    );
    const length = Math.hypot(...row);
    vectors.set(
      row.map((x) => x / length),
      i * dimension,
    );
  }
  const photoIds = Array.from({ length: count }, (_, i) => `p${String(i).padStart(4, '0')}`);
  return { photoIds, vectors, dimension };
}

const PLAIN = { whitening: null, name: 'plain' };

/** From a full square. */
function table(square: readonly (readonly number[])[]): SimilarityTable {
  const count = square.length;
  const values = new Float32Array((count * (count - 1)) / 2);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) values[placeOf(i, j)] = square[i]![j]!;
  return { count, values };
}

/** A small generator, so that made vectors are the same on every run (Park and Miller). */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Photos of animals in the room: each near a point of its animal, `noise` away. */
function animals(counts: readonly number[], noise: number, dimension = 48, seed = 7) {
  const next = random(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const vectors: number[] = [];
  const individuals: number[] = [];
  for (const [animal, count] of counts.entries()) {
    const centre = Array.from({ length: dimension }, normal);
    for (let i = 0; i < count; i++) {
      const photo = centre.map((x) => x + noise * normal());
      const length = Math.hypot(...photo);
      vectors.push(...photo.map((x) => x / length));
      individuals.push(animal);
    }
  }
  return {
    photoIds: individuals.map((_, i) => `p${String(i).padStart(4, '0')}`),
    vectors: Float32Array.from(vectors),
    dimension,
    individuals: Int32Array.from(individuals),
  };
}

describe('average linkage', () => {
  test('joins at the heights of SciPy, and cuts into the clusters of scikit-learn', () => {
    const compared = finished(compareAll(referenceRows(), PLAIN));
    const joins = averageLinkage(compared.table);
    expect(joins).toHaveLength(reference.count - 1);
    for (const [i, { similarity }] of joins.entries())
      expect(1 - similarity).toBeCloseTo(reference.heights[i]!, 6);
    const sizes: number[] = [];
    const parts = new Parts(reference.count);
    for (const join of joins) {
      parts.join(join);
      sizes.push(parts.rowsOf(join.a).length);
    }
    expect(sizes).toEqual(reference.sizes);

    const cut = new Parts(reference.count);
    for (const join of averageLinkage(compared.table, { least: reference.cut })) cut.join(join);
    for (const rows of cut.all)
      expect(new Set(rows.map((row) => reference.labels[row])).size).toBe(1);
    expect(cut.all).toHaveLength(new Set(reference.labels).size);
  });

  test('weights count as copies of a photo would', () => {
    const square = [
      [1, 0.9, 0.5, 0.1],
      [0.9, 1, 0.2, 0.3],
      [0.5, 0.2, 1, 0.4],
      [0.1, 0.3, 0.4, 1],
    ];
    const joins = averageLinkage(table(square), { weights: Float64Array.of(3, 1, 1, 1) });
    expect(joins.map(({ similarity }) => similarity)).toEqual([
      expect.closeTo(0.9, 6),
      // (3 * .5 + 1 * .2) / 4
      expect.closeTo(0.425, 6),
      // (3 * .1 + 1 * .3 + 1 * .4) / 5
      expect.closeTo(0.2, 6),
    ]);
  });

  test('what is said to be apart stays apart, also through a third photo', () => {
    const alike = Array.from({ length: 4 }, (_, i) =>
      Array.from({ length: 4 }, (_, j) => (i === j ? 1 : 0.9 - 0.01 * Math.abs(i - j))),
    );
    const groupsWith = (options: Parameters<typeof averageLinkage>[1]): number[][] => {
      const parts = new Parts(4);
      for (const join of averageLinkage(table(alike), options)) parts.join(join);
      return parts.all.map((rows) => [...rows].sort());
    };
    expect(groupsWith({})).toEqual([[0, 1, 2, 3]]);
    for (const group of groupsWith({ apart: [[0, 3]] }))
      expect(group.includes(0) && group.includes(3)).toBe(false);
    const dismissed = groupsWith({ notAll: [[0, 1, 2, 3]] });
    expect(dismissed.length).toBe(2);
    expect(dismissed.flat().sort()).toEqual([0, 1, 2, 3]);
  });
});

describe('similarities', () => {
  test('a table made from the one before it is the table made anew', () => {
    const all = animals([5, 4, 6], 0.5, 32);
    const part = (rows: readonly number[]) => ({
      photoIds: rows.map((row) => all.photoIds[row]!),
      vectors: Float32Array.from(
        rows.flatMap((row) => [...all.vectors.subarray(row * 32, (row + 1) * 32)]),
      ),
      dimension: 32,
    });
    const before = finished(compareAll(part([0, 1, 2, 3, 7, 9]), PLAIN));
    // One is gone, two are new and one has another crop.
    const now = part([3, 1, 9, 12, 0, 14]);
    now.vectors.set(part([4]).vectors, 0);
    const anew = finished(compareAll(now, PLAIN));
    const steps: number[] = [];
    const grown = compareAll(now, PLAIN, before);
    let made: Compared;
    for (;;) {
      const step = grown.next();
      if (step.done) {
        made = step.value;
        break;
      }
      steps.push(step.value);
    }
    expect(made.table.values).toEqual(anew.table.values);
    expect(steps.length).toBeGreaterThan(0);
    // Nothing new: nothing is compared.
    expect(compareAll(now, PLAIN, made).next().done).toBe(true);
    // Compared otherwise: everything is.
    expect(compareAll(now, { ...PLAIN, name: 'learnt' }, made).next().done).toBe(false);
  });
});

function unidentified(some: ReturnType<typeof animals>, more: Partial<UnidentifiedPhotos> = {}) {
  const { photoIds, vectors, dimension } = some;
  const encounters = Int32Array.from(photoIds.keys());
  return { photoIds, vectors, dimension, encounters, apart: [], notAll: [], ...more };
}

describe('groups', () => {
  const joining = { basis: 'encoder', cut: 0.6, weights: [-12, 20] } as const;

  test('most certain first, of one animal each, the most typical photo first', () => {
    const some = animals([6, 1, 4, 5], 0.5);
    const { table: all } = finished(compareAll(some, PLAIN));
    const groups = groupsOf(unidentified(some), all, joining);
    const of = new Map(some.photoIds.map((id, row) => [id, some.individuals[row]]));
    expect(groups.map(({ photoIds }) => photoIds.length).sort()).toEqual([4, 5, 6]);
    for (const { photoIds } of groups)
      expect(new Set(photoIds.map((id) => of.get(id))).size).toBe(1);
    const chances = groups.map(({ probability }) => probability);
    expect(chances).toEqual(chances.toSorted((a, b) => b - a));
    for (const { probability, similarity } of groups)
      expect(probability).toBe(chanceOf(joining, similarity));
  });

  test('two of one file are two animals, and what was dismissed is not proposed again', () => {
    const some = animals([4], 0.3);
    const { table: all } = finished(compareAll(some, PLAIN));
    const whole = groupsOf(unidentified(some), all, joining);
    expect(whole.map(({ photoIds }) => photoIds.length)).toEqual([4]);
    const apart = groupsOf(unidentified(some, { apart: [[0, 1]] }), all, joining);
    for (const { photoIds } of apart)
      expect(photoIds.includes('p0000') && photoIds.includes('p0001')).toBe(false);
    const dismissed = groupsOf(unidentified(some, { notAll: [[0, 1, 2, 3]] }), all, joining);
    for (const { photoIds } of dismissed) expect(photoIds.length).toBeLessThan(4);
    expect(dismissed.length).toBeGreaterThan(0);
  });

  test('a burst counts as one photo', () => {
    // Two photos of a burst are near a third, one of another day is not: each moment has one vote.
    const square = [
      [1, 0.95, 0.9, 0.3],
      [0.95, 1, 0.9, 0.3],
      [0.9, 0.9, 1, 0.8],
      [0.3, 0.3, 0.8, 1],
    ];
    const photoIds = ['a', 'b', 'c', 'd'];
    const rows = { photoIds, vectors: new Float32Array(4), dimension: 1, apart: [], notAll: [] };
    const cut = { ...joining, cut: 0.5 };
    const alone = groupsOf({ ...rows, encounters: Int32Array.of(0, 1, 2, 3) }, table(square), cut);
    expect(alone.map(({ photoIds: ids }) => ids.length)).toEqual([3]);
    // (.5 * .3 + .5 * .3 + 1 * .8) / 2 = .55
    const burst = groupsOf({ ...rows, encounters: Int32Array.of(0, 0, 2, 3) }, table(square), cut);
    expect(burst.map(({ photoIds: ids }) => ids.length)).toEqual([4]);
    expect(burst[0]!.similarity).toBeCloseTo(0.55, 6);
    expect(burst[0]!.encounters).toBe(3);
  });
});

describe('how similar photos must be', () => {
  test('the cut leaves pure groups, and chances rise with similarity', () => {
    const some = animals(
      Array.from({ length: 20 }, () => 6),
      0.9,
    );
    const { table: all } = finished(compareAll(some, PLAIN));
    const joining = fitJoining([{ table: all, individuals: some.individuals }], 'gallery')!;
    expect(chanceOf(joining, joining.cut)).toBeGreaterThan(chanceOf(joining, joining.cut - 0.2));
    const groups = groupsOf(unidentified(some), all, joining);
    const of = new Map(some.photoIds.map((id, row) => [id, some.individuals[row]]));
    let [pairs, right] = [0, 0];
    for (const { photoIds } of groups) {
      for (const [i, a] of photoIds.entries()) {
        for (const b of photoIds.slice(0, i)) {
          pairs += 1;
          if (of.get(a) === of.get(b)) right += 1;
        }
      }
    }
    expect(pairs).toBeGreaterThan(40);
    expect(right / pairs).toBeGreaterThan(0.95);
  });

  test('too few photos, or one animal alone, say nothing', () => {
    const one = animals([5], 0.3);
    const { table: alone } = finished(compareAll(one, PLAIN));
    expect(fitJoining([{ table: alone, individuals: one.individuals }], 'gallery')).toBeNull();
    const few = animals([2, 2], 0.3);
    const { table: all } = finished(compareAll(few, PLAIN));
    expect(fitJoining([{ table: all, individuals: few.individuals }], 'gallery')).toBeNull();
  });

  test('the desk groups as learnt where names say how, else as the card says, else not at all', async () => {
    const named = animals(
      Array.from({ length: 12 }, () => 5),
      0.9,
      48,
      3,
    );
    const photos = unidentified(animals([5, 5, 5, 5], 0.9, 48, 11));
    const encounters = Int32Array.from(named.photoIds.keys());
    const learnt = learn({ ...named, encounters });
    const strength = learnt.strength ?? 0.1;
    expect(joiningOf({ ...named, encounters }, strength)).not.toBeNull();
    const desk = new SortingDesk();
    const shares: number[] = [];
    const request = { photos, learnt: null, named: { ...named, encounters } };
    const own = await desk.groups(request, (share) => shares.push(share));
    expect(own.basis).toBe('gallery');
    expect(own.groups.length).toBeGreaterThan(0);
    expect(shares.at(-1)).toBe(1);
    const fallback = { basis: 'encoder', cut: 0.5, weights: [-5, 10] } as const;
    const card = await desk.groups({ ...request, named: null, fallback }, () => undefined);
    expect(card.basis).toBe('encoder');
    const none = await desk.groups({ ...request, named: null }, () => undefined);
    expect(none).toEqual({ groups: [], basis: null, learnt: false });
  });
});

function namedRows(some: ReturnType<typeof animals>, names = some.individuals): NamedRows {
  return {
    ...some,
    individuals: names,
    encounters: Int32Array.from(names.keys()),
    individualIds: Array.from({ length: Math.max(...names) + 1 }, (_, i) => `animal ${i}`),
    copies: [],
    dismissed: [],
  };
}

function mistakesIn(rows: NamedRows): Mistake[] {
  return mistakesOf(rows, finished(compareAll(rows, PLAIN)).table);
}

describe('mistakes', () => {
  test('of names swapped for a tenth of the photos, two thirds are first in the list', () => {
    const some = animals(
      Array.from({ length: 25 }, () => 8),
      1.1,
    );
    const names = some.individuals.slice();
    const wrong = new Set<string>();
    // Photo i of animal a takes the name of animal a + 1 and the other way round.
    for (let pair = 0; pair < 10; pair++) {
      const [a, b] = [pair * 16 + (pair % 8), pair * 16 + 8 + ((pair * 3) % 8)];
      [names[a], names[b]] = [names[b]!, names[a]!];
      wrong.add(some.photoIds[a]!).add(some.photoIds[b]!);
    }
    const lone = mistakesIn(namedRows(some, names)).filter(({ kind }) => kind === 'elsewhere');
    const first = lone.slice(0, wrong.size);
    expect(first.filter(({ pair }) => wrong.has(pair[0])).length).toBeGreaterThanOrEqual(
      (2 / 3) * wrong.size,
    );
    // The one that comes first says where the photo belongs.
    const row = some.photoIds.indexOf(first[0]!.pair[0]);
    expect(first[0]!.individualIds).toEqual([
      `animal ${names[row]}`,
      `animal ${some.individuals[row]}`,
    ]);
    // All names right: what is doubted is doubted less.
    const clean = mistakesIn(namedRows(some));
    expect(clean.every(({ margin }) => margin < first[0]!.margin)).toBe(true);
  });

  test('one animal under two names, and two under one', () => {
    const some = animals([8, 8, 8, 8, 8], 0.6);
    const split = some.individuals.map((animal, row) => (animal === 2 && row % 2 ? 5 : animal));
    const [alike] = mistakesIn(namedRows(some, split)).filter(({ kind }) => kind === 'alike');
    expect([...alike!.individualIds].sort()).toEqual(['animal 2', 'animal 5']);
    expect(alike!.photoIds).toHaveLength(4);

    const merged = some.individuals.map((animal) => (animal === 4 ? 3 : animal));
    const [several, ...rest] = mistakesIn(namedRows(some, merged)).filter(
      ({ kind }) => kind === 'several',
    );
    expect(several!.individualIds).toEqual(['animal 3']);
    expect(several!.photoIds).toHaveLength(8);
    const of = new Map(some.photoIds.map((id, row) => [id, some.individuals[row]]));
    expect(new Set(several!.photoIds.map((id) => of.get(id))).size).toBe(1);
    expect(rest).toEqual([]);
    expect(mistakesIn(namedRows(some)).filter(({ kind }) => kind !== 'elsewhere')).toEqual([]);
  });

  test('one picture in two individuals comes first, and what was dismissed does not come', () => {
    const some = animals([4, 4, 4], 0.4);
    const rows = { ...namedRows(some), copies: [[1, 6]] as const };
    const [copy] = mistakesIn(rows);
    expect(copy).toMatchObject({ kind: 'copy', pair: ['p0001', 'p0006'] });
    expect(mistakesIn({ ...rows, dismissed: [mistakeKey(copy!)] })).toEqual([]);
  });

  test('with one photo each, or one individual, nothing is doubted', () => {
    expect(mistakesIn(namedRows(animals([1, 1, 1], 0.4)))).toEqual([]);
    expect(mistakesIn(namedRows(animals([5], 0.4)))).toEqual([]);
  });
});
