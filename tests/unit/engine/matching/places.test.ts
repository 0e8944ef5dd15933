import { expect, test } from 'vitest';
import { distanceKm, placesSeen, widestKm } from '../../../../src/engine/matching';

const at = (latitude: number, longitude: number, takenAt: string | null, placeName?: string) => ({
  place: { latitude, longitude },
  takenAt,
  ...(placeName ? { placeName } : {}),
});

test('sightings a short walk apart are one place, the latest first, named by the latest that has a name', () => {
  const places = placesSeen([
    at(37.3858, -5.9931, '2026-01-01T10:00:00', 'the cathedral'),
    at(37.3862, -5.9929, '2026-03-01T10:00:00'),
    at(36.98, -6.45, '2026-02-01T10:00:00', 'the marsh'),
    { place: null, takenAt: '2026-02-02T10:00:00', placeName: 'the marsh' },
    { place: null, takenAt: null, placeName: 'the farm' },
    { place: null, takenAt: '2026-04-01T10:00:00' },
  ]);
  expect(places.map(({ name, count, lastAt }) => [name, count, lastAt])).toEqual([
    ['the cathedral', 2, '2026-03-01T10:00:00'],
    ['the marsh', 2, '2026-02-02T10:00:00'],
    ['the farm', 1, null],
  ]);
  expect(places[0]?.place).toEqual({ latitude: 37.3862, longitude: -5.9929 });
  // By the spherical law of cosines, worked out apart.
  expect(widestKm(places)).toBeCloseTo(60.662, 3);
  expect(widestKm(places.slice(0, 1))).toBe(0);
});

test('the grid finds what a comparison of all pairs would, in every latitude', () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (const latitude of [0, 37, -52, 78]) {
    const shots = Array.from({ length: 300 }, (_, i) =>
      at(
        latitude + random() * 0.02,
        179 + random() * 0.02,
        `2026-01-01T00:${String(i % 60).padStart(2, '0')}:00`,
      ),
    );
    // Each place is more than the limit away from every other, and every sighting is within it of
    // one.
    const places = placesSeen(shots);
    expect(places.reduce((n, { count }) => n + count, 0)).toBe(shots.length);
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1))
        expect(distanceKm(a.place!, b.place!)).toBeGreaterThan(0.2);
    }
    for (const { place } of shots) {
      expect(Math.min(...places.map((one) => distanceKm(one.place!, place)))).toBeLessThanOrEqual(
        0.2,
      );
    }
  }
});
