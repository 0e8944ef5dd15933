/** A chart as the screens describe it: what it shows, not how it is drawn. */

export interface ChartSeries {
  readonly name: string;
  /** One for each label; null: nothing there. */
  readonly values: readonly (number | null)[];
  /** Ends of each value's interval, drawn as whiskers on bars; absent: none. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** Told apart without colour: fills are plain or hatched, lines solid or dashed. */
  readonly look: 'plain' | 'second';
  /** A line of a bar chart, or the reverse; absent: as the chart. */
  readonly kind?: 'bar' | 'line';
}

export interface ChartSpec {
  readonly kind: 'bar' | 'line';
  readonly title: string;
  /** What the axes are. */
  readonly x: string;
  readonly y: string;
  /** Of the groups of bars, or of the points of a line, from left to right. */
  readonly labels: readonly string[];
  /** Where on the horizontal axis each label is, in its unit; absent: all as far apart. */
  readonly at?: readonly number[];
  readonly series: readonly ChartSeries[];
  /** How many cases each label rests on: a column of the table. */
  readonly counts?: { readonly name: string; readonly values: readonly number[] };
  /** The vertical axis, if of shares, goes up to all; else as far as the values do. */
  readonly whole: boolean;
  /** What values are written as; absent: shares, in percent. */
  readonly values?: 'count';
}

/** Colours as the browser computes them, because a canvas knows no custom properties. */
export interface Palette {
  readonly ink: string;
  readonly line: string;
  readonly paper: string;
  readonly plain: string;
  readonly second: string;
  readonly font: string;
}
