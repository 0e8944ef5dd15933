import { expect, test } from 'vitest';
import { encountersByDay, weeksOf, yearsOf } from '../../../../src/app/individuals/calendar';

test('encounters on the days and in the months they were in', () => {
  const taken = [
    ...['2024-02-29T10:00:00', '2024-02-29T10:00:30', '2024-02-29T18:00:00'],
    ...['2023-12-31T23:59:00-05:00', null, '2024-02-30T10:00:00'],
  ];
  const photos = taken.map((takenAt, i) => ({ id: String(i), takenAt, place: null }));
  const days = encountersByDay(photos);
  expect([...days]).toEqual([
    ['2023-12-31', 1],
    ['2024-02-29', 2],
  ]);
  // With an encounter of a whole day there is one less.
  expect(encountersByDay(photos, 86_400_000).get('2024-02-29')).toBe(1);
  expect(yearsOf(days)).toEqual([
    { year: '2024', months: [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
    { year: '2023', months: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
  ]);
});

test('a month in weeks from Monday to Sunday', () => {
  const february = weeksOf('2024-02');
  expect(february).toHaveLength(5);
  // 1 February 2024 was a Thursday, and the 29th too.
  expect(february[0]).toEqual([
    ...[null, null, null],
    ...['2024-02-01', '2024-02-02', '2024-02-03', '2024-02-04'],
  ]);
  expect(february[4]!.filter((day) => day !== null)).toEqual([
    ...['2024-02-26', '2024-02-27', '2024-02-28', '2024-02-29'],
  ]);
  expect(weeksOf('2021-02')).toHaveLength(4);
  expect(weeksOf('1969-12')[0]!.indexOf('1969-12-01')).toBe(0);
});
