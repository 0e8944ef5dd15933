/** Occasions: the parts that a survey's time is divided in, for capture histories and curves. */
import { dayAt, dayNumberOf, dayOf } from './days';
import { effortDays, type Station } from './stations';

/** First and last day, both of it: `YYYY-MM-DD`. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/**
 * `days`: parts of equal length from the first day on (1: by day, 7: by week; the last may be
 * shorter), of the survey or of the span chosen. `dates`: a person's own, in any order.
 */
export type OccasionChoice =
  | { readonly by: 'days'; readonly length: number; readonly span?: Span }
  | { readonly by: 'dates'; readonly spans: readonly Span[] };

export interface Occasion extends Span {
  /** From 0, in order of time. */
  readonly index: number;
  /** Its length in days: 1 at least. */
  readonly days: number;
}

/**
 * Ten years by day. One photo whose camera thought it was 1970 would else make a table of 20,000
 * columns.
 */
export const MOST_OCCASIONS = 3660;

export type OccasionProblem =
  /** Nothing has a date. */
  | 'no-dates'
  /** A span ends before it begins, or is no date; a length is no whole number of days above 0. */
  | 'not-a-span'
  /** Two spans share a day, which would count its captures twice. */
  | 'overlap'
  /** More than MOST_OCCASIONS. */
  | 'too-many';

export type OccasionsOfSurvey =
  | { readonly occasions: readonly Occasion[]; readonly problem: null }
  | { readonly occasions: null; readonly problem: OccasionProblem };

/**
 * The occasions of a survey that lasts as `span` says (`Survey.span`; null: nothing has a date), or
 * why they cannot be made.
 */
export function occasionsOf(choice: OccasionChoice, span: Span | null): OccasionsOfSurvey {
  if (choice.by === 'dates') return ownOccasions(choice.spans);
  const whole = choice.span ?? span;
  if (!whole) return failed('no-dates');
  const days = daysIn(whole);
  const { length } = choice;
  if (!days || !Number.isInteger(length) || length < 1) return failed('not-a-span');
  const count = Math.ceil((days.last - days.first + 1) / length);
  if (count > MOST_OCCASIONS) return failed('too-many');
  return {
    occasions: Array.from({ length: count }, (_, index) => {
      const first = days.first + index * length;
      return occasionFrom(index, first, Math.min(first + length - 1, days.last));
    }),
    problem: null,
  };
}

/** The occasion that a day (`Encounter.day`) is in; null: none. Occasions in order, as they come. */
export function occasionAt(occasions: readonly Occasion[], day: string | null): Occasion | null {
  if (day === null) return null;
  let [low, high] = [0, occasions.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const occasion = occasions[middle]!;
    if (day < occasion.from) high = middle - 1;
    else if (day > occasion.to) low = middle + 1;
    else return occasion;
  }
  return null;
}

/** Days on which each station was watched in each occasion: `[station][occasion]`. */
export function effortTable(
  stations: readonly Station[],
  occasions: readonly Occasion[],
): number[][] {
  return stations.map((station) => {
    const row = new Array<number>(occasions.length).fill(0);
    for (const day of effortDays(station)) {
      const occasion = occasionAt(occasions, dayAt(day));
      if (occasion) row[occasion.index]! += 1;
    }
    return row;
  });
}

function ownOccasions(spans: readonly Span[]): OccasionsOfSurvey {
  const ranges = spans.map(daysIn);
  if (ranges.length === 0) return failed('no-dates');
  if (ranges.length > MOST_OCCASIONS) return failed('too-many');
  const known = ranges.filter((range) => range !== null);
  if (known.length < ranges.length) return failed('not-a-span');
  known.sort((a, b) => a.first - b.first);
  if (known.some(({ first }, i) => i > 0 && first <= known[i - 1]!.last)) return failed('overlap');
  return {
    occasions: known.map(({ first, last }, index) => occasionFrom(index, first, last)),
    problem: null,
  };
}

function occasionFrom(index: number, first: number, last: number): Occasion {
  return { index, from: dayAt(first), to: dayAt(last), days: last - first + 1 };
}

function daysIn({ from, to }: Span): { readonly first: number; readonly last: number } | null {
  const [start, end] = [dayOf(from), dayOf(to)];
  if (start === null || end === null || start > end) return null;
  return { first: dayNumberOf(start), last: dayNumberOf(end) };
}

function failed(problem: OccasionProblem): OccasionsOfSurvey {
  return { occasions: null, problem };
}
