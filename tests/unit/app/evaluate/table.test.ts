/** What is drawn of an evaluation, and what is saved of it, from one that the engine has made. */
import { expect, test } from 'vitest';
import { messagesOf } from '../../../../src/app/i18n/languages';
import {
  photosChart,
  reliabilityChart,
  similarityChart,
  speciesChart,
  wayInUse,
} from '../../../../src/app/evaluate/charts';
import { columnsOf, evaluationCsv, MEASURES } from '../../../../src/app/evaluate/table';
import type { EvaluationReport, WayFigures } from '../../../../src/engine/evaluation';
import { LANGUAGE_CODES } from '../../../../src/runtime/languages';

const en = (await messagesOf('en')).evaluate;

const figure = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });

function way(name: WayFigures['way'], top1: number): WayFigures {
  return {
    way: name,
    queries: 20,
    top1: figure(top1),
    top5: figure(0.9),
    meanAveragePrecision: figure(0.7),
    balancedKnown: null,
    balancedNew: null,
    newAuc: null,
    calibrationError: figure(0.05),
    reliability: [
      { from: 0, to: 0.5, count: 0, said: NaN, right: NaN },
      { from: 0.5, to: 1, count: 20, said: 0.8, right: 0.75 },
    ],
  };
}

const report: EvaluationReport = {
  ...{ photos: 20, individuals: 3, encounters: 18, alone: 1, fingerprint: 'f', photoIds: [] },
  ...{ ofPhotos: 25, ofIndividuals: 4, inUse: 'learnt', markings: null },
  ways: [way('plain', 0.6), way('learnt', 0.8)],
  similarities: { edges: [0, 0.5, 1], same: [1, 3], different: [6, 2] },
  bySpecies: [{ name: 'Bos taurus', queries: 20, individuals: 3, top1: figure(0.8) }],
  byPhotos: [
    { name: 'Infinity', queries: 12, individuals: 1, top1: figure(0.9) },
    { name: '2', queries: 8, individuals: 2, top1: figure(0.6) },
  ],
  byAnimal: [{ individualId: 'i1', queries: 8, right: 4 }],
};

test('the reliability diagram has the answers of the way in use beside the line of equal', () => {
  expect(wayInUse(report).way).toBe('learnt');
  const chart = reliabilityChart(report, en)!;
  expect(chart.series.map(({ values }) => values)).toEqual([
    [null, 0.75],
    [0.25, 0.8],
  ]);
  const without = { ...report, ways: report.ways.map((one) => ({ ...one, reliability: [] })) };
  expect(reliabilityChart(without, en)).toBeNull();
});

test('similarities are shares of the pairs of each kind', () => {
  const { labels, series } = similarityChart(report, en, (value) => value.toFixed(2));
  expect(labels).toEqual(['0.25', '0.75']);
  expect(series.map(({ values }) => values)).toEqual([
    [0.25, 0.75],
    [0.75, 0.25],
  ]);
});

test('few photos come before many, with their intervals; one kind alone is no chart', () => {
  const chart = photosChart(report, en)!;
  expect(chart.labels).toEqual(['2', 'more than 10']);
  expect(chart.series[0]!.values).toEqual([0.6, 0.9]);
  expect(chart.series[0]!.high).toEqual([0.7, 1]);
  expect(speciesChart(report, en)).toBeNull();
});

test('the table has a row for each figure of each way, and numbers that a script can read', () => {
  const rows = evaluationCsv(report, 'Included, small', () => '=Luna')
    .split('\r\n')
    .map((line) => line.replace('\ufeff', ''));
  expect(rows[0]).toBe('part,way,name,value,low,high,count');
  expect(rows).toContain('about,,encoder,"Included, small",,,');
  expect(rows).toContain('about,,photos,20,,,25');
  expect(rows.filter((row) => row.startsWith('measure,'))).toHaveLength(2 * MEASURES.length);
  expect(rows).toContain('measure,plain,balancedKnown,,,,20');
  expect(rows).toContain('reliability,learnt,0.5-1,0.75,0.8,,20');
  expect(rows).toContain('similarity,learnt,same,0.5,0.5,1,3');
  // A name that a spreadsheet would run is guarded.
  expect(rows).toContain("animal,learnt,'=Luna,0.5,,,8");
});

test('markings stand beside the same photos without them', () => {
  const markings = { markings: way('markings', 0.9), without: way('learnt', 0.8) };
  expect(columnsOf({ ...report, markings }).map(({ id }) => id)).toEqual([
    ...['plain', 'learnt', 'markings', 'without'],
  ]);
});

test.each(LANGUAGE_CODES)('every sentence of %s takes its numbers', async (code) => {
  const t = (await messagesOf(code)).evaluate;
  expect((await messagesOf(code)).shell.evaluate.length).toBeGreaterThan(3);
  expect(t.first(0.86, 0.71, 0.93)).toMatch(/9.*7.*9/);
  expect(t.fresh(0.8, 0.4)).toMatch(/4.*8/);
  const figure = (value: number) => ({ value, low: value - 0.1, high: value + 0.05 });
  expect(t.would('M', figure(0.9), 'A', figure(0.7))).toMatch(/M .*9.*8.*A.*7.*6/);
  expect(t.toSwitch(240)).toMatch(/4/);
  // Ten of ten is said only of all.
  expect(t.firstFive(0.97)).toMatch(/ 9 /);
  expect(t.firstFive(1)).toMatch(/ 10 /);
  expect(Object.keys(t.measures)).toEqual([...MEASURES]);
});
