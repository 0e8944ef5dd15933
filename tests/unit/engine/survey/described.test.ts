import { expect, test } from 'vitest';
import { saidAnew } from '../../../../src/engine/survey/described';

const effort = (from: string, to: string, camera?: string) => ({
  ...{ from, to },
  ...(camera === undefined ? {} : { camera }),
});
const HERE = { latitude: 1, longitude: 2 };
const THERE = { latitude: 3, longitude: 4 };

test('what is said anew of a station is joined to all that is known of it', () => {
  const known = [
    { name: 'Norte 1', place: HERE, efforts: [effort('2024-05-01', '2024-05-03', 'A')] },
    { name: 'Sur', place: null, efforts: [] },
    { name: 'Río', place: HERE, efforts: [effort('2024-06-01', '2024-06-02')] },
  ];
  const said = [
    // Another spelling of a name that is known, a time that is known and one that is not.
    { name: 'norte 1', place: THERE, efforts: [effort('2024-05-01', '2024-05-03', 'A')] },
    { name: 'NORTE 1', place: THERE, efforts: [effort('2024-05-01', '2024-05-03', 'B')] },
    { name: 'Sur', place: THERE, efforts: [] },
    { name: 'Río', place: THERE, efforts: [] },
    { name: 'Este', place: null, efforts: [effort('2024-07-01', '2024-07-01')] },
    { name: 'Nada', place: null, efforts: [] },
  ];
  expect(saidAnew(known, said)).toEqual([
    {
      ...{ name: 'Norte 1', place: HERE },
      efforts: [effort('2024-05-01', '2024-05-03', 'A'), effort('2024-05-01', '2024-05-03', 'B')],
    },
    { name: 'Sur', place: THERE, efforts: [] },
    { name: 'Este', place: null, efforts: [effort('2024-07-01', '2024-07-01')] },
  ]);
  expect(saidAnew(saidAnew([], said), said)).toEqual([]);
});
