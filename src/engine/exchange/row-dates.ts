/** When a row's photo was taken, from whichever columns the table has for it. */
import {
  choose,
  datesOf,
  isNoMoment,
  readDate,
  readDateAndTime,
  type DayOrder,
  type Readings,
} from './dates';
import type { CellOf } from './row-types';

/** MySQL's date of no day, with or without a time; also with the year last. */
const ZERO_DATE = /^(?:0{4}[-/:.]00?[-/:.]00?|00?[-/.]00?[-/.]0{2,4})(?:[T ][0:.]*Z?)?$/;
const NO_DATE: Readings = { dayFirst: null, monthFirst: null, yearFirst: null };

export interface RowDate {
  readonly takenAt: string | null;
  /** All readings where there are several. */
  readonly readings: Readings | null;
  readonly isBad: boolean;
  readonly text: string;
}

/**
 * @param yearFirst whether the column may write the year first, in two digits
 * @param zone offset from UTC of times that have none of their own; null: they are of the place
 */
export function dateOf(
  row: readonly string[],
  cell: CellOf,
  order: DayOrder | null,
  yearFirst: boolean,
  zone: string | null,
): RowDate {
  const [written, time] = [cell(row, 'date'), timeOf(row, cell)];
  const date = ZERO_DATE.test(written) ? '' : written;
  const text = [date, time].filter((part) => part !== '').join(' ');
  if (date === '') {
    const year = cell(row, 'year');
    if (year === '') return { takenAt: null, readings: null, isBad: false, text };
    const { iso, isBad, written } = splitDateOf(row, cell, year);
    return { takenAt: inZone(iso, zone), readings: null, isBad, text: written };
  }
  const readings = readDateAndTime(date, time);
  // A time of day that cannot be read costs the time of day, and is said.
  const all = readings ?? readDate(date);
  const used =
    all && !yearFirst && all.yearFirst !== all.dayFirst ? { ...all, yearFirst: null } : all;
  if (!used || datesOf(used).length === 0 || datesOf(used).every(isNoMoment))
    return { takenAt: null, readings: null, isBad: true, text };
  return {
    takenAt: inZone(choose(used, order), zone),
    readings: datesOf(used).length > 1 ? used : null,
    isBad: readings === null,
    text,
  };
}

/** A time of day from one column or as many as three. */
function timeOf(row: readonly string[], cell: CellOf): string {
  const time = cell(row, 'time');
  const hours = time === '' && cell(row, 'date') !== '' ? cell(row, 'hour') : time;
  if (!/^\d{1,2}(?:\.0+)?$/.test(hours) || (time !== '' && cell(row, 'minute') === '')) return time;
  return clockIn(row, cell, hours);
}

function clockIn(row: readonly string[], cell: CellOf, hours: string): string {
  return [hours, cell(row, 'minute'), cell(row, 'second')].map(twoDigits).join(':');
}

const twoDigits = (part: string): string => part.replace(/\.0+$/, '').padStart(2, '0');

/** A moment with the offset, unless it is a day or has one already. */
function inZone(iso: string | null, zone: string | null): string | null {
  return iso !== null && zone !== null && /T[\d:.]+$/.test(iso) ? iso + zone : iso;
}

/** A date in up to six columns, or in three and a time; what is missing is missing from the end. */
function splitDateOf(
  row: readonly string[],
  cell: CellOf,
  year: string,
): { iso: string | null; isBad: boolean; written: string } {
  const [month, day] = [twoDigits(cell(row, 'month')), twoDigits(cell(row, 'day'))];
  const written = [
    year,
    cell(row, 'month'),
    cell(row, 'day'),
    cell(row, 'hour'),
    cell(row, 'minute'),
  ]
    .filter((text) => text !== '')
    .join(' ');
  const hasHour = cell(row, 'hour') !== '';
  const clock = hasHour ? ` ${clockIn(row, cell, cell(row, 'hour'))}` : '';
  const plainYear = year.replace(/\.0+$/, '').replace(/^\d{2}$/, '20$&');
  const date = `${plainYear}-${month}-${day}`;
  const time = hasHour ? '' : timeOf(row, cell);
  const iso = choose(readDateAndTime(`${date}${clock}`, time) ?? readDate(date) ?? NO_DATE, null);
  const isBad = iso === null || (time !== '' && iso.length <= date.length);
  return { iso, isBad, written: `${written} ${time}`.trim() };
}
