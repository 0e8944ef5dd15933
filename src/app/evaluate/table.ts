/** All figures of an evaluation as one table, for a spreadsheet or a method section. */
import type { EvaluationReport, Figure, WayFigures } from '../../engine/evaluation';
import { csvText, type Cell } from '../../engine/exchange/csv/write';

/** In the order a person reads them. */
export const MEASURES = [
  ...['top1', 'top5', 'meanAveragePrecision', 'balancedKnown'],
  ...['balancedNew', 'newAuc', 'calibrationError'],
] as const satisfies readonly (keyof WayFigures)[];
export type Measure = (typeof MEASURES)[number];

/** Measured with markings, and of the same photos without, behind the others. */
export function columnsOf({
  ways,
  markings,
}: EvaluationReport): { readonly id: string; readonly way: WayFigures }[] {
  const columns = ways.map((way) => ({ id: way.way, way }));
  if (!markings) return columns;
  return [
    ...columns,
    { id: 'markings', way: markings.markings },
    { id: 'without', way: markings.without },
  ];
}

/**
 * Column names are English and stay so: scripts read them. `part` says what a row is about: a
 * measure, a bin of the reliability diagram or of the similarities, a species, a number of photos
 * or an animal.
 * @param nameOf of an individual
 */
export function evaluationCsv(
  report: EvaluationReport,
  encoder: string,
  nameOf: (individualId: string) => string,
): string {
  const rows: Cell[][] = [
    ['part', 'way', 'name', 'value', 'low', 'high', 'count'],
    ['about', '', 'encoder', encoder, '', '', ''],
    ['about', '', 'photos', report.photos, '', '', report.ofPhotos],
    ['about', '', 'individuals', report.individuals, '', '', report.ofIndividuals],
    ['about', '', 'encounters', report.encounters, '', '', ''],
    ['about', '', 'in use', report.inUse, '', '', ''],
  ];
  for (const { id, way } of columnsOf(report)) {
    for (const measure of MEASURES) {
      const figure: Figure | null = way[measure];
      rows.push(['measure', id, measure, ...ends(figure), way.queries]);
    }
    for (const { from, to, said, right, count } of way.reliability) {
      if (count > 0) rows.push(['reliability', id, `${from}-${to}`, right, said, '', count]);
    }
  }
  const { edges, same, different } = report.similarities;
  for (const [i, count] of same.entries()) {
    rows.push(['similarity', report.inUse, 'same', edges[i], edges[i], edges[i + 1], count]);
    const others = different[i];
    rows.push(['similarity', report.inUse, 'different', edges[i], edges[i], edges[i + 1], others]);
  }
  for (const { name, top1, queries } of report.bySpecies)
    rows.push(['species', report.inUse, name, ...ends(top1), queries]);
  for (const { name, top1, queries } of report.byPhotos)
    rows.push(['other photos, at most', report.inUse, name, ...ends(top1), queries]);
  for (const { individualId, right, queries } of report.byAnimal)
    rows.push(['animal', report.inUse, nameOf(individualId), right / queries, '', '', queries]);
  return csvText(rows);
}

function ends(figure: Figure | null): [Cell, Cell, Cell] {
  return figure ? [figure.value, figure.low, figure.high] : ['', '', ''];
}
