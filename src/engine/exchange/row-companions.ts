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
/** Columns between a number and its side, at most. */
const NEAR = 2;

/** What a cell says together with those that finish it. */
export type Finish = (row: readonly string[], field: Field, text: string) => string;

export function finishOf({ columns, rows }: Table, mapping: Mapping): Finish {
  const used = new Set(Object.values(mapping));
  const holding = (pattern: RegExp): number[] =>
    columns.flatMap((_, i) => {
      if (used.has(i)) return [];
      const values = rows.map((row) => row[i] ?? '').filter((value) => !isMissing(value));
      return values.length > 0 && values.every((value) => pattern.test(value.trim())) ? [i] : [];
    });
  const sideOf = (axis: keyof typeof SIDES): number | undefined => {
    const own = mapping[axis];
    if (own === undefined) return undefined;
    const name = /ref|hem|dir|lat|lon|[ns]\W?\/?\W?[so]|e\W?\/?\W?[wo]/i;
    return holding(SIDES[axis]).find((i) => Math.abs(i - own) <= NEAR || name.test(columns[i]!));
  };
  const floats = COUNTED.filter((field) => {
    const column = mapping[field];
    if (column === undefined) return false;
    const values = rows.map((row) => row[column] ?? '').filter((value) => !isMissing(value));
    return values.length > 0 && values.every((value) => WHOLE.test(value.trim()));
  });
  const clock = mapping.time === undefined ? 'date' : 'time';
  const [half] = mapping[clock] === undefined ? [] : holding(HALF_OF_DAY);
  const beside = { latitude: sideOf('latitude'), longitude: sideOf('longitude') };
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
