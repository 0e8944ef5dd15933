/** Counts and curves equal to those of pandas and SciPy (tests/fixtures/survey/make.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  againstEffort,
  discoveryOf,
  encountersOf,
  expectedCurve,
  occasionsOf,
  sightingsOf,
  speciesFigures,
  stationFigures,
  stationsOf,
  surveyOf,
  SurveyDesk,
  thinned,
  type Span,
  type SurveyPhoto,
} from '../../../../src/engine/survey';

interface Curve {
  readonly seen: number[];
  readonly expected: number[];
  readonly deviation: number[];
  readonly once: number;
  readonly twice: number;
  readonly atLeast: number;
}

interface Reference {
  readonly photos: SurveyPhoto[];
  readonly span: Span;
  readonly encounters: Record<string, [string | null, string, number, string][]>;
  readonly curves: Record<string, Curve>;
  readonly bars: Record<'day' | 'week' | 'month' | 'year', [string, number, number][]>;
  readonly species: [string, number, number, number, number][];
  readonly effort: Record<string, [string, string][]>;
  readonly stations: [string, number, number, number, number][];
}

const reference = JSON.parse(
  readFileSync('tests/fixtures/survey/survey.json', 'utf8'),
) as Reference;
const { photos, span } = reference;
const described = Object.entries(reference.effort).map(([name, spans]) => ({
  ...{ name, place: null },
  efforts: spans.map(([from, to]) => ({ from, to })),
}));
const survey = surveyOf(photos.toReversed(), [], described, { span });

test.each(Object.keys(reference.encounters))('encounters at %s seconds', (seconds) => {
  const { stations, stationOf } = stationsOf(photos);
  const nameOf = new Map(stations.map(({ key, name }) => [key, name]));
  const order = (row: readonly unknown[]): string => JSON.stringify([row[3], row[0], row[1]]);
  const sorted = <Row extends readonly unknown[]>(rows: Row[]): Row[] =>
    rows.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const found = encountersOf(photos, stationOf, Number(seconds) * 1000).map(
    ({ individualId, stationKey, photoIds, from }) =>
      [individualId, nameOf.get(stationKey!), photoIds.length, from] as const,
  );
  expect(sorted(found)).toEqual(sorted(reference.encounters[seconds]!));
});

describe('the discovery curve', () => {
  test.each([1, 7])('occasions of %i days', (length) => {
    const { occasions } = occasionsOf({ by: 'days', length }, span);
    const curve = reference.curves[String(length)]!;
    const found = discoveryOf(survey.encounters, survey.stations, occasions!);
    expect(found).toMatchObject({ once: curve.once, twice: curve.twice });
    expect(found.atLeast).toBeCloseTo(curve.atLeast, 9);
    expect(found.points.map(({ seen }) => seen)).toEqual(curve.seen);
    for (const [i, { expected, deviation }] of found.points.entries()) {
      expect(expected).toBeCloseTo(curve.expected[i]!, 9);
      expect(deviation).toBeCloseTo(curve.deviation[i]!, 9);
    }
    expect(found.points.at(-1)!.stationDays).toBe(
      reference.stations.reduce((sum, [, , , days]) => sum + days, 0),
    );
  });

  test('occasions without effort or a sighting are none; unidentified photos discover no individual', () => {
    const one = { place: null, station: 'A', individualId: 'luna' };
    const few = [
      { ...one, id: '1', takenAt: '2024-01-01' },
      { ...one, id: '2', takenAt: '2024-01-05', individualId: null },
    ];
    const { encounters, stations } = surveyOf(few, [], []);
    const { occasions } = occasionsOf(
      { by: 'days', length: 1 },
      { from: '2023-12-25', to: '2024-01-09' },
    );
    // Watched from the first to the last photo.
    const { points } = discoveryOf(encounters, stations, occasions!);
    expect(points.map(({ seen, stationDays }) => [seen, stationDays])).toEqual([
      ...[1, 2, 3, 4, 5].map((days) => [1, days]),
    ]);
    expect(expectedCurve([], 0, 0)).toEqual([]);
  });

  test('against effort it is read where each occasion has got to', () => {
    const point = (stationDays: number, expected: number) => ({
      ...{
        from: '',
        to: '',
        occasions: 0,
        stationDays,
        seen: 0,
        expected,
        deviation: expected / 10,
      },
    });
    const even = [point(10, 3), point(20, 5), point(30, 6)];
    expect(againstEffort(even)).toEqual(even);
    // A fifth, a half and all of the effort: 0.6, 1.5 and 3 occasions.
    const uneven = againstEffort([point(4, 3), point(10, 5), point(20, 6)]);
    expect(uneven.map(({ expected }) => expected.toFixed(6))).toEqual([
      ...['1.800000', '4.000000', '6.000000'],
    ]);
    expect(uneven[1]!.deviation).toBeCloseTo(0.4, 9);
    const unknown = [point(0, 3), point(0, 5)];
    expect(againstEffort(unknown)).toEqual(unknown);
  });

  test('is thinned to its ends and even steps between', () => {
    const points = Array.from({ length: 365 }, (_, i) => i);
    expect(thinned(points, 5)).toEqual([0, 91, 182, 273, 364]);
    expect(thinned([1, 2], 5)).toEqual([1, 2]);
  });
});

describe('over time', () => {
  test.each(['day', 'week', 'month', 'year'] as const)('by %s', (unit) => {
    const { bars } = sightingsOf(survey.encounters, span, unit);
    expect(
      bars.map(({ from, encounters, individuals }) => [from, encounters, individuals]),
    ).toEqual(reference.bars[unit]);
  });

  test('the shortest unit that a screen can hold, without gaps', () => {
    const until = (to: string): string => sightingsOf([], { from: '2020-01-01', to }).unit;
    expect(
      ['2020-03-02', '2020-03-03', '2021-03-20', '2025-01-01', '2030-01-01'].map(until),
    ).toEqual(['day', 'week', 'month', 'month', 'year']);
    const { bars } = sightingsOf([], { from: '2023-11-30', to: '2024-02-01' }, 'month');
    expect(bars.map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2023-11-01 2023-11-30',
      '2023-12-01 2023-12-31',
      '2024-01-01 2024-01-31',
      '2024-02-01 2024-02-29',
    ]);
    expect(sightingsOf([], null)).toEqual({ unit: 'day', bars: [] });
  });
});

test('by species and by station', () => {
  const named = { encounters: survey.encounters.filter(({ individualId }) => individualId) };
  expect(
    speciesFigures(named).map(({ name, photos: n, encounters, individuals, stations }) => [
      ...[name, n, encounters, individuals, stations],
    ]),
  ).toEqual(reference.species);
  const figures = stationFigures(survey);
  for (const [i, [name, encounters, individuals, days, rate]] of reference.stations.entries()) {
    expect(figures[i]).toMatchObject({ station: { name }, encounters, individuals, days });
    expect(figures[i]!.rate).toBeCloseTo(rate, 9);
  }
});

test('the desk counts what it was given in parts', () => {
  const desk = new SurveyDesk();
  desk.begin(described);
  for (let i = 0; i < photos.length; i += 10) desk.take(photos.slice(i, i + 10));
  const request = {
    ...{ intervalMs: 60_000, ...span, species: null },
    occasions: { by: 'days', length: 7 },
  } as const;
  const report = desk.count(request);
  expect(report).toMatchObject({
    ...{ photos: photos.length, undated: 0, unplaced: 0, span, problem: null, effortKnown: 3 },
    encounters: survey.encounters.length,
    unidentified: survey.encounters.filter(({ individualId }) => individualId === null).length,
    stationDays: reference.stations.reduce((sum, [, , , days]) => sum + days, 0),
  });
  expect(report.discovery!.points.map(({ seen }) => seen)).toEqual(reference.curves['7']!.seen);
  expect(desk.count({ ...request, species: 'puma concolor' }).species).toHaveLength(1);
  // An end left open is the survey's: of the first photo, or of the first day watched.
  const open = { ...request, from: null };
  expect(desk.count(open).span).toEqual({ from: '2024-02-20', to: span.to });
  expect(desk.count({ ...open, to: '2024-01-05' })).toMatchObject({
    ...{ photos: 0, span: { from: '2024-01-05', to: '2024-01-05' } },
  });
  desk.begin([]);
  expect(desk.count({ ...open, to: null })).toMatchObject({
    ...{ photos: 0, discovery: null, problem: 'no-dates', span: null },
  });
});
