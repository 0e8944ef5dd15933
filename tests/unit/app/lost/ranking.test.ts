import { expect, test } from 'vitest';
import { compareRanked, type Ranked } from '../../../../src/app/lost/ranking';

const one = (fields: Partial<Ranked>): Ranked => ({
  ...{ probability: null, similarity: 0, sameChip: false, km: null, days: null },
  ...fields,
});

test('the chip first, then the word for the chance, then near, then soon, then alike', () => {
  const chip = one({ sameChip: true, probability: 0.1 });
  const far = one({ probability: 0.99, km: 400, days: 1 });
  const near = one({ probability: 0.91, km: 3, days: 9 });
  const nearAndSoon = one({ probability: 0.92, km: 4, days: -2 });
  const nowhere = one({ probability: 0.95, days: 0 });
  const perhaps = one({ probability: 0.5, km: 0, days: 0 });
  const unknown = one({ similarity: 0.9, km: 0 });
  const less = one({ similarity: 0.8, km: 0 });
  const order = [chip, nearAndSoon, near, far, nowhere, perhaps, unknown, less];
  expect(order.toReversed().sort(compareRanked)).toEqual(order);
});
