import { expect, test } from 'vitest';
import { isPartOfPerson, type PersonSeen } from '../../../../src/engine/detector/people';

const person = (score: number): readonly PersonSeen[] => [
  { crop: { x: 0.02, y: 0.04, width: 0.9, height: 0.95 }, score },
];
/** A face in a drawn portrait, as the network gives it. */
const FACE = { x: 0.38, y: 0.05, width: 0.18, height: 0.51 };

test('a face in the box of a much surer person is no animal', () => {
  expect(isPartOfPerson(FACE, 0.39, person(0.74))).toBe(true);
  expect(isPartOfPerson(FACE, 0.39, [])).toBe(false);
});

test('a pet in a person’s arms stays: the network is about as sure of it', () => {
  expect(isPartOfPerson(FACE, 0.6, person(0.75))).toBe(false);
  expect(isPartOfPerson(FACE, 0.6, person(0.79))).toBe(true);
});

test('an animal is not doubted for a person that is doubtful, or stands beside it', () => {
  expect(isPartOfPerson(FACE, 0.2, person(0.49))).toBe(false);
  expect(isPartOfPerson(FACE, 0.2, person(0.5))).toBe(true);
  // A quarter of it sticks out of the person's box.
  const half = { x: -0.025, y: 0.2, width: 0.18, height: 0.5 };
  expect(isPartOfPerson(half, 0.2, person(0.9))).toBe(false);
  expect(isPartOfPerson({ ...half, x: 0 }, 0.2, person(0.9))).toBe(true);
});
