/**
 * What a cell says together with the rest of its column and row: `AM/PM` beside a time,
 * `GPSLatitudeRef` beside a latitude without a sign, a number that pandas wrote with a fraction.
 */
import { isSouthOrWest } from './column-heads';
import type { Mapping } from './columns';
import type { Table } from './csv';
import type { Field } from './vocabulary';
import { isMissing } from './words';

/** A side of the world within degrees; `deg` has none. */
const HAS_SIDE = /(?<![a-z])[nsewol](?![a-z])|nort|sout|sur|sul|est/i;
const HALF_OF_DAY = /^[ap]\.?\s?m\.?$/i;
const SIDES = {
  latitude: /^(?:n|s|north|south|norte|sur|sul)$/i,
  longitude: /^(?:e|w|o|l|east|west|este|leste|oeste)$/i,
} as const;
/** Names that may be numbers: pandas makes them fractions where a row has none. */
const COUNTED: readonly Field[] = ['individual', 'station', 'file'];
const WHOLE = /^(\d+)[.,]0$/;
const SIDE_NAME = /ref|hem|dir|lat|lon|[ns]\W?\/?\W?[so]|e\W?\/?\W?[wo]/i;
/** Columns between a number and its side, at most. */
const NEAR = 2;

/** What a cell says together with those that finish it. */
export type Finish = (row: readonly string[], field: Field, text: string) => string;

export function finishOf({ columns, rows }: Table, mapping: Mapping): Finish {
  const used = new Set(Object.values(mapping));
  const first = columns.map((_, i) => rows.find((row) => !isMissing(row[i] ?? ''))?.[i]);
  const isOf = (column: number, pattern: RegExp): boolean =>
    pattern.test(first[column]?.trim() ?? '') &&
    rows.every((row) => {
      const value = (row[column] ?? '').trim();
      return pattern.test(value) || isMissing(value);
    });
  const holding = (pattern: RegExp): number[] =>
    columns.flatMap((_, i) => (!used.has(i) && isOf(i, pattern) ? [i] : []));
  const sideOf = (axis: keyof typeof SIDES, isNamed: boolean): number | undefined => {
    const own = mapping[axis];
    if (own === undefined) return undefined;
    return holding(SIDES[axis]).find((i) =>
      isNamed ? SIDE_NAME.test(columns[i]!) : Math.abs(i - own) <= NEAR,
    );
  };
  // A lone column of the letter E may be something else.
  const near = { latitude: sideOf('latitude', false), longitude: sideOf('longitude', false) };
  const arePair = near.latitude !== undefined && near.longitude !== undefined;
  const beside = arePair
    ? near
    : { latitude: sideOf('latitude', true), longitude: sideOf('longitude', true) };
  const floats = COUNTED.filter((field) => {
    const column = mapping[field];
    if (column === undefined) return false;
    return isOf(column, WHOLE);
  });
  const clock = mapping.time === undefined ? 'date' : 'time';
  const [half] = mapping[clock] === undefined ? [] : holding(HALF_OF_DAY);
  const signs = {
    latitude: isSouthOrWest(columns[mapping.latitude ?? -1] ?? '') ? 'S' : '',
    longitude: isSouthOrWest(columns[mapping.longitude ?? -1] ?? '') ? 'W' : '',
  };
  return (row, field, text) => {
    if (text === '') return text;
    if (floats.includes(field)) return text.replace(WHOLE, '$1');
    if (field === clock && half !== undefined && !/[ap]\.?\s?m\b/i.test(text))
      return `${text} ${isMissing(row[half] ?? '') ? '' : row[half]!}`.trim();
    if (field !== 'latitude' && field !== 'longitude') return text;
    const column = beside[field];
    const side = column === undefined ? '' : (row[column] ?? '').trim();
    if (column !== undefined && !isMissing(side)) {
      // A sign says it already, or contradicts it.
      const isSaid = /^[-\u2212]/.test(text) && !/^[nel]/i.test(side) && !/^este/i.test(side);
      return isSaid || HAS_SIDE.test(text) ? text : `${text} ${side}`;
    }
    const isBare = !/[-\u2212]/.test(text) && !HAS_SIDE.test(text);
    return signs[field] !== '' && isBare ? `${text} ${signs[field]}` : text;
  };
}
