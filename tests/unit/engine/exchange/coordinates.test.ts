import { describe, expect, test } from 'vitest';
import { formatCoordinates, parseCoordinates } from '../../../../src/engine/exchange/coordinates';

/** Seville's cathedral: 37.38583, -5.99306. */
describe('places as people write them', () => {
  test.each([
    ['37.39, -5.99', 37.39, -5.99],
    [' 37.39 -5.99 ', 37.39, -5.99],
    ['37.39,-5.99', 37.39, -5.99],
    ['37.39; -5.99', 37.39, -5.99],
    ['geo:37.39,-5.99', 37.39, -5.99],
    ['37.39\u2009\u22125.99', 37.39, -5.99],
    ['37,39 -5,99', 37.39, -5.99],
    ['37,39; -5,99', 37.39, -5.99],
    ['37,39, -5,99', 37.39, -5.99],
    ['37, -6', 37, -6],
    ['37,-6', 37, -6],
    ['37,6', 37, 6],
    ['37.39N 5.99W', 37.39, -5.99],
    ['37.39° N, 5.99° O', 37.39, -5.99],
    ['N 37.39 W 5.99', 37.39, -5.99],
    ['5.99 W 37.39 N', 37.39, -5.99],
    ['33.45 S, 70.66 W', -33.45, -70.66],
    ['37°23\'24"N 5°59\'24"W', 37.39, -5.99],
    ['37° 23.4′ N, 5° 59.4′ O', 37.39, -5.99],
    ['N37 23 24 W5 59 24', 37.39, -5.99],
    ['37 23 24 -5 59 24', 37.39, -5.99],
    ['37º23\'24" -5º59\'24"', 37.39, -5.99],
    ["-0°30' 10", null, null],
    ["0°30'S 0°30'W", -0.5, -0.5],
    ['-0 30, 10 0', -0.5, 10],
  ])('%s', (text, latitude, longitude) => {
    const place = parseCoordinates(text);
    if (latitude === null) expect(place).toBe(null);
    else {
      expect(place?.latitude).toBeCloseTo(latitude, 10);
      expect(place?.longitude).toBeCloseTo(longitude, 10);
    }
  });

  test.each([
    '',
    'Sevilla',
    '37.39',
    '37.39, -5.99, 12',
    '91, 0',
    '0, 181',
    '37.39 N, 5.99 N',
    '-37.39 S, 5.99 W',
    "37°61' N 5° W",
    '37.5 30 N 5 W',
    '37,39,5,99,1',
    '37.39 -5.99 px',
  ])('not a place: %s', (text) => expect(parseCoordinates(text)).toBe(null));

  test('what is shown is read back', () => {
    const place = { latitude: -33.448891, longitude: -70.669261 };
    expect(formatCoordinates(place)).toBe('-33.44889, -70.66926');
    expect(parseCoordinates(formatCoordinates(place))).toEqual({
      latitude: -33.44889,
      longitude: -70.66926,
    });
  });
});
