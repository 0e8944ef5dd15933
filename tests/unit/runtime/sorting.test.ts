import { expect, test, vi } from 'vitest';
import { HuellaError } from '../../../src/engine/errors';
import type { Mistake, SortingDesk } from '../../../src/engine/sorting';
import type { DoorCalls } from '../../../src/runtime/doors';
import { Sorting } from '../../../src/runtime/sorting';
import { moved } from '../../../src/workers/moved';
import type { Spawned } from '../../../src/workers/spawn';

const mistake = (photo: string, other: string, own: string | null): Mistake => ({
  ...{ kind: own === null ? 'alike' : 'elsewhere', individualIds: ['a', 'b'], margin: 1 },
  ...{ pair: [photo, other], photoIds: [photo], ownPhoto: own, markings: null },
});
const FOUND = [mistake('p1', 'q1', 'o1'), mistake('p2', 'q2', 'o2'), mistake('p3', 'q3', null)];

/** @param points of each pair, as `photo other`; a pair that is left out cannot be read */
function started(points: Record<string, number>, failure?: HuellaError) {
  const agreeingPoints = vi.fn(({ photoId }: { photoId: string }, others: readonly string[]) =>
    failure
      ? Promise.reject(failure)
      : Promise.resolve(
          others.flatMap((other) => {
            const agreeing = points[`${photoId} ${other}`];
            return agreeing === undefined ? [] : [{ photoId: other, agreeingPoints: agreeing }];
          }),
        ),
  );
  const doors = {
    library: { mistakesTask: () => Promise.resolve({ rows: { photoIds: ['x'] }, ofPhotos: 9 }) },
    markings: { agreeing: agreeingPoints },
  } as unknown as DoorCalls;
  const desk = { door: { mistakes: () => Promise.resolve(FOUND) }, terminate: () => undefined };
  const spawn = (): Spawned<SortingDesk> => desk as unknown as Spawned<SortingDesk>;
  return { agreeingPoints, sorting: new Sorting(doors, spawn, () => 'auto', moved) };
}

test('the list comes first, and again in the order that markings give it', async () => {
  const { sorting } = started({ 'p1 q1': 0, 'p1 o1': 20, 'p2 q2': 15, 'p2 o2': 0, 'p3 q3': 11 });
  const first = vi.fn();
  const told: string[] = [];
  const { mistakes, ofPhotos } = await sorting.mistakes({
    onFirst: first,
    onProgress: (step, done, total) => told.push(`${step} ${done} ${total}`),
  });
  expect(first.mock.calls).toEqual([[{ mistakes: FOUND, photos: 1, ofPhotos: 9 }]]);
  expect(mistakes.map(({ pair, markings }) => [pair[0], markings])).toEqual([
    ['p2', { pair: 15, own: 0 }],
    ['p1', { pair: 0, own: 20 }],
    ['p3', { pair: 11, own: null }],
  ]);
  expect([ofPhotos, told.at(-1)]).toEqual([9, 'markings 2 3']);
});

test('not where a person wants none, and what cannot be compared leaves the list as it was', async () => {
  const { sorting, agreeingPoints } = started({});
  expect((await sorting.mistakes({ markings: 'never' })).mistakes).toEqual(FOUND);
  expect(agreeingPoints).not.toHaveBeenCalled();
  // Photos that cannot be read: asked of each.
  expect((await sorting.mistakes()).mistakes).toEqual(FOUND);
  expect(agreeingPoints).toHaveBeenCalledTimes(3);
  const broken = started({}, new HuellaError('markings-failed', 'no network'));
  expect((await broken.sorting.mistakes()).mistakes).toEqual(FOUND);
  expect(broken.agreeingPoints).toHaveBeenCalledTimes(1);
});
