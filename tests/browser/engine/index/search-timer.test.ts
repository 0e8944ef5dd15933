/** The graph that the app would make at a size, timed, or given up when there is no time for it. */
import { expect, test } from 'vitest';
import { SearchTimer, type SearchTimes } from '../../../../src/engine/index/search-timer';

const DIMENSION = 32;
/** A graph from 3,000 on. */
const OPTIONS = { dimension: DIMENSION, vectorBudget: Infinity, exactBytes: 3000 * DIMENSION };
const SIZES = [1000, 4000];

async function timed(now?: () => number): Promise<SearchTimes[]> {
  const told: SearchTimes[] = [];
  const clock = now ? { now } : {};
  const options = { ...OPTIONS, sizes: SIZES, withinMs: 600_000, ...clock };
  await new SearchTimer().time(options, (times) => told.push(times));
  return told;
}

test('the graph is timed where the app would make one', async () => {
  const told = await timed();
  expect(told.map(({ photos }) => photos)).toEqual(SIZES);
  expect(told.map(({ graph }) => graph)).toEqual(['unused', 'timed']);
  expect(told[0]!.graphMs).toBeNull();
  expect(told[1]!.graphMs).toBeGreaterThan(0);
  for (const { exactMs } of told) expect(exactMs).toBeGreaterThan(0);
});

test('a graph for which there is no time is told to be late, a size that is not reached is not told', async () => {
  /** Asked once at the start, and once for every 500 elements. */
  const hourAfter = (asked: number): (() => number) => {
    let times = 0;
    return () => (times++ < asked ? 0 : 3_600_000);
  };
  const late = await timed(hourAfter(1 + 2 + 6 + 1));
  expect(late.map(({ graph }) => graph)).toEqual(['unused', 'late']);
  expect(late[1]!.graphMs).toBeNull();
  expect(late[1]!.exactMs).toBeGreaterThan(0);
  const first = await timed(hourAfter(1 + 2 + 3));
  expect(first.map(({ photos }) => photos)).toEqual([1000]);
});
