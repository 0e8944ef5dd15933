import { expect, test } from 'vitest';
import { vectorBudgetFor } from '../../../../src/engine/gallery/budget';

test('a sixteenth of what the device says it has, or of a 4 GB phone', () => {
  const MiB = 2 ** 20;
  expect([8, 4, 2, 0.5].map(vectorBudgetFor)).toEqual([512 * MiB, 256 * MiB, 128 * MiB, 32 * MiB]);
  expect(vectorBudgetFor(undefined)).toBe(256 * MiB);
});
