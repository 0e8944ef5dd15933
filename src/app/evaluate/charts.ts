/** The charts of an evaluation. */
import type { EvaluationReport, Slice, WayFigures } from '../../engine/evaluation';
import type { ChartSpec } from '../charts/spec';
import type { Messages } from '../i18n/messages';

type Words = Messages['evaluate'];
type Similarity = (value: number) => string;

/** The way answers are given in: what was learnt where that helps. */
export function wayInUse({ ways, inUse }: EvaluationReport): WayFigures {
  return ways.find(({ way }) => way === inUse)!;
}

/** Said against right, beside the line on which both are equal; null without probabilities. */
export function reliabilityChart(report: EvaluationReport, t: Words): ChartSpec | null {
  const bins = wayInUse(report).reliability;
  if (bins.every(({ count }) => count === 0)) return null;
  const middle = (from: number, to: number): number => (from + to) / 2;
  return {
    kind: 'line',
    title: t.reliability,
    x: t.said,
    y: t.right,
    labels: bins.map(({ from, to }) => t.range(from, to)),
    series: [
      {
        name: t.right,
        values: bins.map(({ count, right }) => (count > 0 ? right : null)),
        look: 'plain',
      },
      {
        name: t.perfect,
        // Where the bin's answers are: its middle, or the mean of what was said.
        values: bins.map(({ from, to, count, said }) => (count > 0 ? said : middle(from, to))),
        look: 'second',
      },
    ],
    counts: { name: t.answers, values: bins.map(({ count }) => count) },
    whole: true,
  };
}

export function similarityChart(
  { similarities: { edges, same, different } }: EvaluationReport,
  t: Words,
  similarity: Similarity,
): ChartSpec {
  const shares = (counts: readonly number[]): number[] => {
    const all = Math.max(
      1,
      counts.reduce((sum, one) => sum + one, 0),
    );
    return counts.map((count) => count / all);
  };
  return {
    kind: 'bar',
    title: t.similarities,
    x: t.similarity,
    y: t.share,
    labels: same.map((_, i) => similarity((edges[i]! + edges[i + 1]!) / 2)),
    series: [
      { name: t.same, values: shares(same), look: 'plain' },
      { name: t.different, values: shares(different), look: 'second' },
    ],
    whole: false,
  };
}

/** Of animals with few photos and with many; null: all have as many. */
export function photosChart({ byPhotos }: EvaluationReport, t: Words): ChartSpec | null {
  if (byPhotos.length < 2) return null;
  const sorted = byPhotos.toSorted((a, b) => Number(a.name) - Number(b.name));
  const names: Readonly<Record<string, string>> = t.sizes;
  return slicesChart(sorted, t.byPhotos, t.otherPhotos, (name) => names[name] ?? name, t);
}

/** Null: all are of one species. */
export function speciesChart({ bySpecies }: EvaluationReport, t: Words): ChartSpec | null {
  if (bySpecies.length < 2) return null;
  return slicesChart(bySpecies, t.bySpecies, t.species, (name) => name || t.noSpecies, t);
}

function slicesChart(
  slices: readonly Slice[],
  title: string,
  x: string,
  nameOf: (name: string) => string,
  t: Words,
): ChartSpec {
  return {
    kind: 'bar',
    title,
    x,
    y: t.measures.top1,
    labels: slices.map(({ name }) => nameOf(name)),
    series: [
      {
        name: t.measures.top1,
        values: slices.map(({ top1 }) => top1.value),
        low: slices.map(({ top1 }) => top1.low),
        high: slices.map(({ top1 }) => top1.high),
        look: 'plain',
      },
    ],
    whole: true,
  };
}
