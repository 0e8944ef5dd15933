import { describe, expect, test } from 'vitest';
import {
  effortDays,
  effortTable,
  encountersOf,
  MOST_OCCASIONS,
  occasionAt,
  occasionsOf,
  stationsOf,
  surveyOf,
  type SurveyPhoto,
} from '../../../../src/engine/survey';

let count = 0;
function photo(fields: Partial<SurveyPhoto>): SurveyPhoto {
  count += 1;
  const id = fields.id ?? `p${String(count).padStart(4, '0')}`;
  return { takenAt: null, place: null, individualId: null, ...fields, id };
}
const at = (time: string): string => `2024-05-01T${time}`;

describe('stations', () => {
  test('the named one, else the place in words, else coordinates 200 m apart at most', () => {
    const near = { latitude: -1.2, longitude: 36.8 };
    const beside = { latitude: -1.2005, longitude: 36.8 }; // 56 m
    const far = { latitude: -1.21, longitude: 36.8 }; // 1.1 km
    const photos = [
      photo({ id: 'a', station: 'ST 10', place: near }),
      photo({ id: 'b', station: ' st 10', placeName: 'Waterhole' }),
      photo({ id: 'c', placeName: 'Waterhole' }),
      photo({ id: 'd', place: near, takenAt: at('08:00:00') }),
      photo({ id: 'e', place: beside, takenAt: at('09:00:00') }),
      photo({ id: 'f', place: far }),
      photo({ id: 'g' }),
      photo({ id: 'h', station: 'ST 2' }),
    ];
    const { stations, stationOf } = stationsOf(photos);
    expect(stations.map(({ name, basis, photoCount }) => [name, basis, photoCount])).toEqual([
      ['-1.20000, 36.80000', 'place', 2],
      ['-1.21000, 36.80000', 'place', 1],
      ['ST 2', 'station', 1],
      ['ST 10', 'station', 2],
      ['Waterhole', 'place-name', 1],
    ]);
    expect(stationOf.get('a')).toBe(stationOf.get('b'));
    expect(stationOf.get('d')).toBe(stationOf.get('e'));
    expect(stationOf.has('g')).toBe(false);
    // The order that photos come in does not change the stations.
    expect(stationsOf(photos.toReversed()).stations).toEqual(stations);
  });

  test('places are the median of photos, or as described; effort is described, or what was seen', () => {
    const at3 = [1, 2, 90].map((latitude, i) =>
      photo({
        station: 'A',
        place: { latitude, longitude: 0 },
        takenAt: `2024-05-0${String(i + 1)}`,
      }),
    );
    const [seen] = stationsOf(at3).stations;
    expect(seen).toMatchObject({
      place: { latitude: 2, longitude: 0 },
      efforts: [{ from: '2024-05-01', to: '2024-05-03' }],
      effortKnown: false,
    });
    const efforts = [
      { from: '2024-04-30T12:00:00Z', to: '2024-05-02T06:00:00Z', camera: 'C1' },
      { from: '2024-05-02', to: '2024-05-05', camera: 'C2' },
    ];
    const told = stationsOf(at3, [
      { name: 'a', place: { latitude: 5, longitude: 6 }, efforts },
      { name: 'Silent', place: null, efforts: [] },
    ]).stations;
    expect(told).toMatchObject([
      { name: 'A', place: { latitude: 5, longitude: 6 }, efforts, effortKnown: true },
      { name: 'Silent', photoCount: 0, efforts: [], effortKnown: false },
    ]);
    // Two cameras on 2 May are one day of the station.
    expect(effortDays(told[0]!).size).toBe(6);
  });
});

describe('encounters', () => {
  const one = { individualId: 'luna', station: 'A' };

  test('photos each at most the interval after the one before, of one animal at one station', () => {
    const photos = [
      photo({ id: '1', ...one, takenAt: at('10:00:00') }),
      photo({ id: '2', ...one, takenAt: at('10:01:00') }),
      photo({ id: '3', ...one, takenAt: at('10:02:01') }),
      photo({ id: '4', ...one, individualId: 'sol', takenAt: at('10:00:30') }),
      photo({ id: '5', ...one, station: 'B', takenAt: at('10:00:10') }),
      photo({ id: '6', ...one }),
      photo({ id: '7', ...one, takenAt: '2024-05-02' }),
      photo({ id: '8', ...one, takenAt: '2024-05-02' }),
    ];
    const { stationOf } = stationsOf(photos);
    const ids = (intervalMs?: number): string[] =>
      encountersOf(photos, stationOf, intervalMs).map(({ photoIds }) => photoIds.join());
    expect(ids()).toEqual(['1,2', '5', '4', '3', '7,8', '6']);
    expect(ids(61_000)).toEqual(['1,2,3', '5', '4', '7,8', '6']);
    expect(ids(0)).toEqual(['1', '5', '4', '2', '3', '7,8', '6']);
    const [first] = encountersOf(photos, stationOf);
    expect(first).toMatchObject({
      ...{ id: '1', individualId: 'luna', day: '2024-05-01' },
      ...{ from: at('10:00:00'), to: at('10:01:00'), stationKey: 'station:a' },
    });
    expect(encountersOf(photos, stationOf).at(-1)).toMatchObject({ day: null, from: null });
  });

  test('days are those of the clock that wrote them, and an individual tells its species', () => {
    const photos = [
      photo({ individualId: 'luna', takenAt: '2024-05-01T23:30:00-05:00', species: 'dog' }),
      photo({ individualId: null, takenAt: '2024-05-03T01:00:00', species: 'Puma ' }),
    ];
    const { encounters, span } = surveyOf(photos, [{ id: 'luna', species: 'Panthera onca' }]);
    expect(encounters.map(({ day, species }) => [day, species])).toEqual([
      ['2024-05-01', 'Panthera onca'],
      ['2024-05-03', 'Puma '],
    ]);
    expect(span).toEqual({ from: '2024-05-01', to: '2024-05-03' });
    expect(surveyOf(photos, [], [], { species: 'puma' }).encounters).toHaveLength(1);
    const may1 = { from: '2024-05-01', to: '2024-05-01' };
    expect(surveyOf(photos, [], [], { span: may1 })).toMatchObject({
      span: may1,
      photos: [{ individualId: 'luna' }],
    });
  });
});

describe('occasions', () => {
  const span = { from: '2024-02-26', to: '2024-03-11' };

  test('by day, by week from the first day on, and by own dates', () => {
    const days = occasionsOf({ by: 'days', length: 1 }, span).occasions!;
    expect(days).toHaveLength(15);
    expect(days[3]).toEqual({ index: 3, from: '2024-02-29', to: '2024-02-29', days: 1 });
    const weeks = occasionsOf({ by: 'days', length: 7 }, span).occasions!;
    expect(weeks.map(({ from, to, days }) => [from, to, days])).toEqual([
      ['2024-02-26', '2024-03-03', 7],
      ['2024-03-04', '2024-03-10', 7],
      ['2024-03-11', '2024-03-11', 1],
    ]);
    const own = occasionsOf(
      {
        by: 'dates',
        spans: [
          { from: '2024-03-05', to: '2024-03-06' },
          { from: '2024-02-26', to: '2024-03-01' },
        ],
      },
      span,
    ).occasions!;
    expect(
      ['2024-02-25', '2024-02-26', '2024-03-01', '2024-03-02', '2024-03-06', null].map(
        (day) => occasionAt(own, day)?.index ?? null,
      ),
    ).toEqual([null, 0, 0, null, 1, null]);
    const { stations } = stationsOf(
      [photo({ station: 'A' })],
      [{ name: 'A', place: null, efforts: [{ from: '2024-02-28', to: '2024-03-05' }] }],
    );
    expect(effortTable(stations, weeks)).toEqual([[5, 2, 0]]);
    expect(effortTable(stations, own)).toEqual([[3, 1]]);
  });

  test('what cannot be divided says why', () => {
    const by = (from: string, to: string) => ({ from, to });
    const problems = [
      occasionsOf({ by: 'days', length: 1 }, null),
      occasionsOf({ by: 'days', length: 0 }, span),
      occasionsOf({ by: 'days', length: 1, span: by('2024-03-02', '2024-03-01') }, span),
      occasionsOf({ by: 'days', length: 1, span: by('1970-01-01', '2024-03-01') }, span),
      occasionsOf({ by: 'dates', spans: [] }, span),
      occasionsOf({ by: 'dates', spans: [by('2024-02-30', '2024-03-01')] }, span),
      occasionsOf(
        { by: 'dates', spans: [by('2024-03-01', '2024-03-02'), by('2024-03-02', '2024-03-03')] },
        span,
      ),
    ].map(({ problem }) => problem);
    expect(problems).toEqual(
      'no-dates not-a-span not-a-span too-many no-dates not-a-span overlap'.split(' '),
    );
    expect(
      occasionsOf({ by: 'days', length: 7, span: by('1970-01-01', '2024-03-01') }, null).occasions,
    ).toHaveLength(2827);
    expect(MOST_OCCASIONS).toBe(3660);
  });
});
