/** The graph that the app would make at a size, timed, or given up when there is no time for it. */
import { expect, test } from 'vitest';
import { SearchTimer, SIZES, type SearchTimes } from '../../../../src/engine/index/search-timer';

const DIMENSION = 32;
/** A graph from 10,000 on. */
const OPTIONS = { dimension: DIMENSION, vectorBudget: Infinity, exactBytes: 5000 * DIMENSION };

test('the graph is timed where there is time to make it, and told to be late where not', async () => {
  const told: SearchTimes[] = [];
  // Enough for 10,000 elements on any machine, for 100,000 on none.
  await new SearchTimer().time({ ...OPTIONS, withinMs: 12_000 }, (times) => told.push(times));
  expect(told.map(({ photos }) => photos)).toEqual(SIZES);
  expect(told.map(({ graph }) => graph)).toEqual(['unused', 'timed', 'late']);
  const [small, middle, large] = told;
  expect([small!.graphMs, large!.graphMs]).toEqual([null, null]);
  expect(middle!.graphMs).toBeGreaterThan(0);
  expect(large!.exactMs).toBeGreaterThan(small!.exactMs);
});
