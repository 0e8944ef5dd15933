import { expect, test } from 'vitest';
import { isBetterKnown } from '../../../../src/app/individuals/better-known';

test('of two animals the better known has more photos, or is the older one', () => {
  const many = { photoCount: 9, createdAt: 20 };
  const few = { photoCount: 2, createdAt: 10 };
  expect([isBetterKnown(many, few), isBetterKnown(few, many)]).toEqual([true, false]);
  const older = { photoCount: 9, createdAt: 10 };
  expect([isBetterKnown(older, many), isBetterKnown(many, older)]).toEqual([true, false]);
});
