/**
 * Rows with more cells than the table has columns: a cell that has the separator in it and stands in
 * no quotes, such as `4,5` or `37.39, -5.99` between commas.
 */
import type { Mapping } from '../columns';
import { parseCoordinates } from '../coordinates';

/** Columns of numbers that may have a decimal comma. */
const NUMBERS = [
  ...['latitude', 'longitude', 'boxX', 'boxY', 'boxWidth', 'boxHeight', 'boxRight', 'boxBottom'],
  ...['boxCentreX', 'boxCentreY'],
] as const satisfies readonly (keyof Mapping)[];

/**
 * The row with as many cells as there are columns; null where it is not clear which ones it has.
 * @param isOdd it differs from other rows: what is too much at its end belongs to the last column
 */
export function fitted(
  row: readonly string[],
  width: number,
  mapping: Mapping,
  delimiter: string,
  isOdd: boolean,
): readonly string[] | null {
  let length = row.length;
  while (length > width && row[length - 1]!.trim() === '') length--;
  if (length <= width) return row;
  const extra = length - width;
  const joined = (column: number, cells: number): string[] => [
    ...row.slice(0, column),
    row.slice(column, column + cells).join(delimiter),
    ...row.slice(column + cells, length),
  ];
  const numbers = NUMBERS.flatMap((field) => mapping[field] ?? []);
  if (delimiter === ',' && numbers.length === extra) {
    const whole = withCommas(row.slice(0, length), new Set(numbers));
    if (whole) return whole;
  }
  const { coordinates, notes, labels } = mapping;
  if (coordinates !== undefined && extra === 1) {
    const place = joined(coordinates, 2);
    if (parseCoordinates(place[coordinates]!)) return place;
  }
  // Words at the end of a row are the last column's.
  const last = width - 1;
  return isOdd && (notes === last || labels === last) ? joined(last, extra + 1) : null;
}

/** Each of the columns made of two cells, whole number and decimals; null where they are none. */
function withCommas(row: readonly string[], columns: ReadonlySet<number>): string[] | null {
  const cells: string[] = [];
  for (let i = 0; i < row.length; i++) {
    if (!columns.has(cells.length)) {
      cells.push(row[i]!);
      continue;
    }
    const [whole = '', decimals = ''] = [row[i], row[++i]].map((cell) => cell?.trim());
    if (!/^-?\d+$/.test(whole) || !/^\d+$/.test(decimals)) return null;
    cells.push(`${whole}.${decimals}`);
  }
  return cells;
}
