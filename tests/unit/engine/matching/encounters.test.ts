import { describe, expect, test } from 'vitest';
import {
  distanceKm,
  encounterOf,
  groupEncounters,
  timeOf,
  type Shot,
} from '../../../../src/engine/matching';

const shot = (id: string, takenAt: string | null, place: Shot['place'] = null): Shot => ({
  id,
  takenAt,
  place,
});
const at = (clock: string): string => `2026-05-01T${clock}`;
const A = { latitude: 36.98, longitude: -6.45 };
/** About a kilometre north of A. */
const B = { latitude: 36.989, longitude: -6.45 };

describe('distance', () => {
  // By Karney's GeographicLib on WGS 84; the sphere may be off by 0.6 %.
  test.each([
    ['Madrid to Barcelona', [40.4168, -3.7038], [41.3874, 2.1686], 506.9],
    ['across the date line', [0, 179.5], [0, -179.5], 111.32],
    ['pole to pole', [90, 0], [-90, 0], 20003.93],
    ['nowhere', [12, 34], [12, 34], 0],
  ] as const)('%s', (_, [a, b], [c, d], km) => {
    const distance = distanceKm({ latitude: a, longitude: b }, { latitude: c, longitude: d });
    expect(Math.abs(distance - km)).toBeLessThanOrEqual(km * 0.006);
  });
});

describe('encounters', () => {
  test('photos at most a minute after one another are one, however long the chain', () => {
    const shots = [
      shot('c', at('10:01:50')),
      shot('a', at('10:00:00')),
      shot('b', at('10:01:00')),
      shot('d', at('10:02:51')),
    ];
    expect(groupEncounters(shots).map((group) => group.map(({ id }) => id))).toEqual([
      ['a', 'b', 'c'],
      ['d'],
    ]);
  });

  test('two places at one time are two; a photo without a place joins', () => {
    const shots = [
      shot('a', at('10:00:00'), A),
      shot('b', at('10:00:01'), B),
      shot('c', at('10:00:02')),
      shot('d', at('10:00:03'), B),
    ];
    expect(groupEncounters(shots).map((group) => group.map(({ id }) => id))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  test('a photo without a date stands alone', () => {
    expect(
      groupEncounters([shot('a', null), shot('b', null), shot('c', 'yesterday')]),
    ).toHaveLength(3);
  });

  test("the query's own is what a chain from it reaches, both ways, at its place", () => {
    const shots = [
      shot('long before', at('09:00:00')),
      shot('before', at('09:59:30')),
      shot('query', at('10:00:00'), A),
      shot('after', at('10:00:40'), A),
      shot('elsewhere', at('10:00:41'), B),
      shot('later', at('10:01:39'), A),
      shot('too late', at('10:02:40'), A),
    ];
    expect([...encounterOf({ takenAt: at('10:00:00'), place: A }, shots)].sort()).toEqual([
      'after',
      'before',
      'later',
      'query',
    ]);
    expect(encounterOf({ takenAt: null, place: A }, shots).size).toBe(0);
  });

  test('a day alone groups photos of that day and place, and hides none', () => {
    const day = '2026-05-01';
    const shots = [
      shot('a', day, A),
      shot('b', day, A),
      shot('c', day, B),
      shot('d', '2026-05-02', A),
    ];
    expect(groupEncounters(shots).map((group) => group.map(({ id }) => id))).toEqual([
      ['a', 'b'],
      ['c'],
      ['d'],
    ]);
    expect(encounterOf({ takenAt: day, place: A }, shots).size).toBe(0);
    const midnight = [...shots, shot('e', `${day}T00:00:10`, A)];
    expect([...encounterOf({ takenAt: `${day}T00:00:00`, place: A }, midnight)]).toEqual(['e']);
    expect(timeOf(day)).toBe(Date.UTC(2026, 4, 1));
  });

  test('an offset counts', () => {
    expect(timeOf('2026-05-01T10:00:00+02:00')).toBe(Date.UTC(2026, 4, 1, 8));
    expect(timeOf('2026-05-01T10:00:00')).toBe(Date.UTC(2026, 4, 1, 10));
  });
});
