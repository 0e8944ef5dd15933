import { expect, test } from 'vitest';
import { RunTimes } from '../../../../src/engine/encoder/run-times';

test('percentiles by nearest rank, in any order of arrival', () => {
  const times = new RunTimes();
  expect([times.percentile(0.5), times.percentile(0.95)]).toEqual([0, 0]);
  for (const ms of [50, 10, 40, 20, 30]) times.add(ms);
  expect([times.percentile(0.5), times.percentile(0.95), times.percentile(0.2)]).toEqual([
    30, 50, 10,
  ]);
});

test('only the last times count', () => {
  const times = new RunTimes();
  for (let i = 0; i < 500; i++) times.add(1000);
  for (let i = 0; i < 500; i++) times.add(1);
  expect(times.percentile(1)).toBe(1);
});
