/** Which part of the sheet a map shows, and where its places are in pixels. */
import type { SheetPart, SheetPoint } from '../../engine/survey';

export type View = SheetPart;

/** Free around places that are looked at closely, as a share of the greater side. */
const MARGIN = 0.25;
/** No closer than this, in kilometres: places at one spot stay one circle. */
const LEAST_KM = 0.05;

/** The view of a shape's proportions (height to width) that holds all of a part of the sheet. */
export function viewOf(part: View, ratio: number): View {
  const width = Math.max(part.width, part.height / ratio);
  const height = width * ratio;
  return {
    x: part.x - (width - part.width) / 2,
    y: part.y - (height - part.height) / 2,
    width,
    height,
  };
}

/** The part of the sheet around these points; at least one. */
export function partAround(points: readonly SheetPoint[]): View {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const ends = (values: readonly number[]): readonly [number, number] => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const [[left, right], [top, bottom]] = [ends(xs), ends(ys)];
  const side = Math.max(right - left, bottom - top, LEAST_KM);
  const margin = side * MARGIN;
  const grown = (from: number, to: number): number => Math.max(to - from, LEAST_KM) + 2 * margin;
  const [width, height] = [grown(left, right), grown(top, bottom)];
  return {
    x: (left + right - width) / 2,
    y: (top + bottom - height) / 2,
    ...{ width, height },
  };
}
