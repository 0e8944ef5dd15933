/** The charts of a survey. */
import { dayNumberOf, type SurveyReport } from '../../engine/survey';
import type { ChartSpec } from '../charts/spec';
import type { Formatters } from '../i18n/format';
import type { Messages } from '../i18n/messages';

type Words = Messages['surveys'];

/** Of a normal distribution: 95 % lie within so many standard deviations. */
const Z95 = 1.96;
const DAY_MS = 86_400_000;

/** A day as the language writes it: noon, so that no zone moves it to the next one. */
export function dayText(day: string, format: Pick<Formatters, 'day'>): string {
  return format.day((dayNumberOf(day) + 0.5) * DAY_MS);
}

/** Null: no encounter has a date. */
export function sightingsChart(
  { sightings: { unit, bars } }: SurveyReport,
  t: Words,
  format: Formatters,
): ChartSpec | null {
  if (bars.length === 0) return null;
  const label = (day: string): string => {
    if (unit === 'year') return day.slice(0, 4);
    if (unit === 'month') return format.month((dayNumberOf(day) + 0.5) * DAY_MS);
    return dayText(day, format);
  };
  return {
    ...{ kind: 'bar', title: t.sightings, x: t.units[unit], y: t.number, values: 'count' },
    labels: bars.map(({ from }) => label(from)),
    series: [
      { name: t.encounters, values: bars.map(({ encounters }) => encounters), look: 'plain' },
      {
        ...{ name: t.individuals, look: 'second', kind: 'line' },
        values: bars.map(({ individuals }) => individuals),
      },
    ],
    whole: false,
  };
}

/** Against station days where those are known, else against occasions; null: nothing to draw. */
export function discoveryChart(
  { discovery }: SurveyReport,
  t: Words,
  format: Formatters,
): ChartSpec | null {
  const points = discovery?.points ?? [];
  if (points.length === 0) return null;
  const watched = points.at(-1)!.stationDays > 0;
  const efforts = points.map(({ stationDays, occasions }) => (watched ? stationDays : occasions));
  return {
    ...{ kind: 'line', title: t.discovery, y: t.number, values: 'count', whole: false },
    x: watched ? t.watched : t.occasionsSoFar,
    labels: efforts.map((effort) => format.number(effort)),
    at: efforts,
    series: [
      { name: t.seen, values: points.map(({ seen }) => seen), look: 'plain' },
      {
        ...{ name: t.expected, look: 'second' },
        values: points.map(({ expected }) => tenths(expected)),
        low: points.map(({ expected, deviation }) =>
          tenths(Math.max(0, expected - Z95 * deviation)),
        ),
        high: points.map(({ expected, deviation }) => tenths(expected + Z95 * deviation)),
      },
    ],
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
