import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerFrom, type Compared } from '../../../../src/engine/gallery/identify';
import { NOT_LEARNT, type Comparing } from '../../../../src/engine/gallery/learning';
import { learn } from '../../../../src/engine/learning';
import { NEW_SHARE, type Calibration } from '../../../../src/engine/matching';

const photo = (photoId: string, individualId: string, similarity: number): Compared => ({
  ...{ photoId, individualId, similarity },
  plain: similarity,
  species: '',
});
const photos = [
  photo('p1', 'luna', 0.9),
  photo('p2', 'luna', 0.8),
  photo('p3', 'kiki', 0.7),
  photo('p4', 'sol', 0.6),
];
const plain: Comparing = NOT_LEARNT;
const say = ({ photoId, individualId }: Compared) => ({
  name: `${photoId}.jpg`,
  individual: individualId.toUpperCase(),
});

/** Novelty by the margin alone: even chances at a margin of .1. */
const calibration: Calibration = {
  ...{ basis: 'gallery', sharpness: 10, isotonic: null, queries: 50 },
  views: [
    {
      ...{ lead: 'evidence', centre: [0.1, 0, 0], scale: [0.1, 1, 1] },
      novelty: {
        weights: [0, -2, 0, 0],
        covariance: Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 0.04 : 0)),
      },
    },
  ],
};

test('before markings are compared, individuals stand by their most similar photo', () => {
  const answer = answerFrom(photos, plain, { k: 2 }, say);
  expect(answer.matches.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints])).toEqual([
    ['p1', null],
    ['p3', null],
  ]);
  expect(answer).toMatchObject({ candidates: ['p1', 'p2', 'p3', 'p4'], contested: true });
  expect(answer).toMatchObject({ calibration: null, newProbability: null, unlike: null });
});

test('an individual that similarity left out comes in, and first, by its markings', () => {
  const agreeing = [
    { photoId: 'p1', agreeingPoints: 0 },
    { photoId: 'p2', agreeingPoints: 12 },
    { photoId: 'p4', agreeingPoints: 60 },
  ];
  const { matches } = answerFrom(photos, plain, { k: 2, agreeing }, say);
  expect(matches.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints])).toEqual([
    ['p4', 60],
    // Twelve points are worth less than a tenth of similarity: the photo shown stays the first.
    ['p1', 0],
  ]);
  expect(matches[0]).toMatchObject({ individual: 'SOL', similarity: 0.6, probability: null });
  expect(matches[0]).not.toHaveProperty('evidence');
});

test('photos of one individual, or of none, are not contested', () => {
  expect(answerFrom(photos.slice(0, 2), plain, {}, say).contested).toBe(false);
  const nothing = { matches: [], candidates: [], contested: false, newProbability: null };
  expect(answerFrom([], { ...plain, calibration }, {}, say)).toMatchObject(nothing);
});

test('chances add up to one with that of a new animal; agreeing points move them', () => {
  const answer = answerFrom(photos, { ...plain, calibration }, {}, say);
  const sum = answer.matches.reduce((all, { probability }) => all + probability!, 0);
  expect(sum + answer.newProbability!).toBeCloseTo(1, 12);
  // A margin of .2 is one unit past the centre: log-odds of -2.
  expect(answer.newProbability).toBeCloseTo(1 / (1 + Math.exp(2)), 12);
  for (const { probability, interval } of answer.matches) {
    expect(interval![0]).toBeLessThan(probability!);
    expect(interval![1]).toBeGreaterThan(probability!);
  }
  const agreeing = [{ photoId: 'p1', agreeingPoints: 40 }];
  const refined = answerFrom(photos, { ...plain, calibration }, { agreeing }, say);
  expect(refined.matches[0]!.probability).toBeGreaterThan(answer.matches[0]!.probability!);
  expect(refined.newProbability).toBeLessThan(answer.newProbability!);
});

test('a photo less like all than any animal here is new, nearly for certain', () => {
  const comparing = { ...plain, calibration, unlikeBelow: 0.95 };
  const answer = answerFrom(photos, comparing, {}, say);
  expect(answer.unlike).toBe(true);
  expect(answer.newProbability).toBeCloseTo(1 - 1 / 6, 12);
  const sum = answer.matches.reduce((all, { probability }) => all + probability!, 0);
  expect(sum).toBeCloseTo(1 / 6, 12);
});

test('a gallery too small to say what is unlike it goes by the encoder', () => {
  const small = { ...plain, calibration };
  expect(answerFrom(photos, small, {}, say).unlike).toBeNull();
  expect(answerFrom(photos, small, { sameAnimal: 0.95 }, say).unlike).toBe(true);
  expect(answerFrom(photos, small, { sameAnimal: 0.85 }, say).unlike).toBe(false);
  expect(answerFrom([], small, { sameAnimal: 0.95 }, say).unlike).toBeNull();
  // The larger of the two: a gallery of animals of many kinds has a lonely photo, too.
  const lonely = { ...small, unlikeBelow: 0.5 };
  expect(answerFrom(photos, lonely, { sameAnimal: 0.95 }, say).unlike).toBe(true);
});

test('in a small gallery a photo less like all than photos of one animal are is likely a stranger', () => {
  const fallback = { ...calibration, basis: 'encoder' as const };
  const lessThanOwn = { similarity: 0.95, newProbability: 0.6 };
  const ask = (more: Partial<Comparing>) =>
    answerFrom(photos, { ...plain, lessThanOwn, ...more }, { fallback }, say);
  const stranger = ask({});
  expect(stranger.newProbability).toBe(0.6);
  expect(stranger.unlike).toBeNull();
  const sum = stranger.matches.reduce((all, { probability }) => all + probability!, 0);
  expect(sum).toBeCloseTo(0.4, 12);
  const card = answerFrom(photos, plain, { fallback }, say).newProbability;
  expect(ask({ lessThanOwn: { similarity: 0.85, newProbability: 0.6 } }).newProbability).toBe(card);
  // A gallery with a calibration of its own has it in there.
  const own = answerFrom(photos, { ...plain, calibration }, {}, say).newProbability;
  expect(ask({ calibration }).newProbability).toBe(own);
});

test('among few animals a card takes a new one to be as likely as each of them', () => {
  const fallback = { ...calibration, basis: 'encoder' as const };
  const ask = (some: readonly Compared[]) => answerFrom(some, plain, { fallback }, say);
  // Of three, even odds are a third's; the card's own were NEW_SHARE's.
  const usual = NEW_SHARE / (1 - NEW_SHARE);
  const odds = (Math.exp(-2) * (1 / 3)) / usual;
  expect(ask(photos).newProbability).toBeCloseTo(odds / (1 + odds), 12);
  const sum = ask(photos).matches.reduce((all, { probability }) => all + probability!, 0);
  expect(sum + ask(photos).newProbability!).toBeCloseTo(1, 12);
  // Among many its own share holds.
  const many = Array.from({ length: 20 }, (_, i) => photo(`x${i}`, `animal ${i}`, 0.1));
  const own = answerFrom([...photos, ...many], { ...plain, calibration }, {}, say);
  expect(ask([...photos, ...many]).newProbability).toBe(own.newProbability);
});

test('of one animal alone the likeness still tells its photos from those of others', () => {
  const [view] = calibration.views;
  const byLikeness: Calibration = {
    ...{ ...calibration, basis: 'encoder' },
    views: [
      {
        ...{ ...view!, centre: [0.1, 0, 0.8], scale: [0.1, 1, 0.05] },
        novelty: { ...view!.novelty, weights: [-1, -2, 0, -2] },
      },
    ],
  };
  const ask = (similarity: number) =>
    answerFrom([photo('p1', 'luna', similarity)], plain, { fallback: byLikeness }, say);
  expect(ask(0.97).newProbability).toBeLessThan(0.1);
  expect(ask(0.7).newProbability).toBeGreaterThan(0.9);
});

test('a gallery without a calibration of its own says whose it uses', () => {
  const fallback = { ...calibration, basis: 'encoder' as const };
  expect(answerFrom(photos, plain, { fallback }, say).calibration).toBe('encoder');
  expect(answerFrom(photos, { ...plain, calibration }, { fallback }, say).calibration).toBe(
    'gallery',
  );
});

test('whether animals can be told apart is said of the species that the likeliest is of', () => {
  const cows = photos.map((one, i) => ({ ...one, species: i < 2 ? 'cow' : 'dog' }));
  const told = { ...plain, tellsApart: (species: string) => species !== 'cow' };
  expect(answerFrom(cows, told, {}, say).tellsApart).toBe(false);
  expect(answerFrom(cows.slice(2), told, {}, say).tellsApart).toBe(true);
  expect(answerFrom(cows, plain, {}, say).tellsApart).toBeNull();
});

describe('twelve drawings of a cow, a cat, a leopard and a dog', () => {
  const folder = 'public/samples';
  const { photos: samples } = JSON.parse(readFileSync(`${folder}/samples.json`, 'utf8')) as {
    photos: { file: string; individual: string; species: string }[];
  };
  const bytes = readFileSync(`${folder}/prepared.bin`);
  const numbers = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  const dimension = numbers.length / samples.length;
  const vectorOf = (row: number): Float32Array =>
    numbers.subarray(row * dimension, (row + 1) * dimension);
  const { calibration: fallback } = JSON.parse(
    readFileSync('public/models/default.json', 'utf8'),
  ) as { calibration: Calibration };
  const known = ['Luna', 'Tigre', 'Sol', 'Bruno'];
  const rows = known.flatMap((name) =>
    [...samples.keys()].filter((row) => samples[row]!.individual === name).slice(0, 3),
  );
  const { lessThanOwn, unlikeBelow } = learn({
    vectors: Float32Array.from(rows.flatMap((row) => [...vectorOf(row)])),
    dimension,
    individuals: Int32Array.from(rows, (row) => known.indexOf(samples[row]!.individual)),
    encounters: Int32Array.from(rows.keys()),
  });
  const ask = (query: number) => {
    const compared = rows.map((row): Compared => {
      const similarity = vectorOf(row).reduce((sum, x, k) => sum + x * vectorOf(query)[k]!, 0);
      const { file, individual, species } = samples[row]!;
      return { photoId: file, individualId: individual, similarity, plain: similarity, species };
    });
    return answerFrom(compared, { ...plain, lessThanOwn, unlikeBelow }, { fallback }, say);
  };
  const all = [...samples.keys()];

  test.each(
    all.filter((row) => samples[row]!.species === 'zebra').map((row) => samples[row]!.file),
  )('say of the zebra %s that it may well be new, and of no animal that it is likely', (file) => {
    const answer = ask(samples.findIndex((one) => one.file === file));
    expect(answer.matches[0]!.probability).toBeLessThan(0.5);
    expect(answer.newProbability).toBeGreaterThan(0.4);
  });

  test('find other drawings of the four', () => {
    const others = all.filter(
      (row) => !rows.includes(row) && known.includes(samples[row]!.individual),
    );
    const answers = others.map(ask);
    expect(answers.map(({ matches }) => matches[0]!.individualId)).toEqual(
      others.map((row) => samples[row]!.individual),
    );
    // One of the eight is less like the three than they are like each other: it may well be new.
    const likely = answers.filter(({ matches }) => matches[0]!.probability! > 0.5);
    expect(likely).toHaveLength(7);
  });
});
