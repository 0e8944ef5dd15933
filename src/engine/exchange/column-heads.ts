/**
 * What stands in the name of a column beside the name: units, the order of a date (`dd/mm/yyyy`),
 * the zone of a time, a side of the world, and what a date is the date of.
 */
import type { DayOrder } from './dates';
import { COLUMN_NAMES, plainName, type Field } from './vocabulary';

const KNOWN: ReadonlySet<string> = new Set(Object.values(COLUMN_NAMES).flat());
/** Whether a whole name, as `plainName` makes it, is one of a table's columns. */
export const isKnownName = (plain: string): boolean => KNOWN.has(plain);

const HALVES: ReadonlySet<string> = new Set([...COLUMN_NAMES.latitude, ...COLUMN_NAMES.longitude]);
/** `(dd/mm/aaaa)`, `[px]`. */
const BRACKETS = /\s*(?:\([^)]*\)|\[[^\]]*\]|\{[^}]*\})/g;
/** An order of a date with or without a clock, the letters alone. */
const ORDERS: readonly (readonly [RegExp, DayOrder])[] = [
  [/(?:d{1,2}m{2,3}[ya]{2,4}|dmy)(?:hh?(?:mm?)?(?:ss?)?)?$/, 'day-first'],
  [/(?:m{2,3}d{1,2}[ya]{2,4}|mdy)(?:hh?(?:mm?)?(?:ss?)?)?$/, 'month-first'],
  [/(?:[ya]{2,4}m{2,3}d{1,2}|ymd)(?:hh?(?:mm?)?(?:ss?)?)?$/, 'year-first'],
];
const ZONE = /(?:^|[^a-z])(?:utc|gmt)\s*(?:([+-])\s*(\d{1,2})(?::?(\d{2}))?)?(?![a-z])/i;
const ZONE_WORDS = /(?:(?:utc|gmt)\d{0,4}|localtime|local)$/;
/**
 * The side of the world where degrees without a sign lie: `Latitude (S)`, `Longitud Oeste`. A letter
 * without brackets may be seconds.
 */
const SOUTH_OR_WEST =
  /\s*[([](?:s|sur|sul|south|w|o|oeste|west)[)\]]$|[\s_.-]+(?:sur|sul|south|oeste|west)$/i;

/** What brackets may say of these without making something else of them. */
const CLOSED: readonly Field[] = ['individual', 'date', 'time'];
const UNITS =
  /^(?:[dmyahs]+|\d+h?|utc|gmt|local|hora|time|iso|iso8601|exif|24hr?s?|hrs?|formato?|optional|opcional|required|obligatorio|obrigatorio|id|code|codigo)$/;

/** What dates, times and notes are of, in the three languages. */
const OF_A_PHOTO = new Set(
  (
    'photo photograph image img picture pic foto fotografia imagen imagem media capture captured captura taken toma ' +
    'tomada shot trigger sighting avistamiento avistamento encounter of the de del la el da do'
  ).split(' '),
);
const TOLD_BY_WORDS: readonly Field[] = ['date', 'time', 'species', 'side', 'notes'];

/**
 * The known name in the name of a column, as `plainName` makes it: `Latitude (WGS84)`, `fecha de la
 * foto`, `timestamp_utc`; empty where there is none.
 */
export function knownNameIn(name: string): string {
  const bare = name.replace(BRACKETS, '');
  const plain = plainName(bare);
  const half = plainName(name.trim().replace(SOUTH_OR_WEST, ''));
  if (HALVES.has(half)) return half;
  const tries = [plain, plain.replace(ZONE_WORDS, '')];
  for (const [order] of ORDERS) tries.push(plain.replace(order, ''));
  const found = tries.find((each) => KNOWN.has(each));
  if (found !== undefined) {
    // `Nombre (científico)` is none of an animal's, `Fecha (nacimiento)` no photo's.
    const isOpen = CLOSED.some((field) => COLUMN_NAMES[field].includes(found));
    const aside = (name.match(BRACKETS) ?? []).flatMap(wordsOf);
    return isOpen && !aside.every((word) => UNITS.test(word)) ? '' : found;
  }
  const rest = wordsOf(bare)
    .filter((word) => !OF_A_PHOTO.has(word))
    .join('');
  return TOLD_BY_WORDS.some((field) => COLUMN_NAMES[field].includes(rest)) ? rest : '';
}

/** The order of day and month that the name says: `Fecha (dd/mm/aaaa)`. */
export function orderIn(name: string): DayOrder | null {
  const plain = plainName(name);
  return ORDERS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** The offset from UTC that the name says, as ISO 8601 writes it: `Date (UTC)`, `Hora GMT-5`. */
export function zoneIn(name: string): string | null {
  const match = ZONE.exec(name.replaceAll('_', ' '));
  if (!match) return null;
  const [, sign, hours = '', minutes = '00'] = match;
  return sign === undefined ? 'Z' : `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

/** Whether the name of a latitude or longitude says south or west: its degrees may have no sign. */
export function isSouthOrWest(name: string): boolean {
  return SOUTH_OR_WEST.test(name.trim()) || /[\s_.-][swo]$/i.test(name.trim());
}

/** `location-Latitude` as location and latitude. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .map(plainName)
    .filter((word) => word !== '');
}

/** Parts and kinds of a latitude that are none by themselves. */
const NO_WHOLE = new Set(
  (
    'ref deg degrees degree min minutes minute sec seconds second d m s g grados graus minutos segundos error accuracy ' +
    'precision exactitud hem hemisphere hemisferio direction dir zone max sd std delta'
  ).split(' '),
);

const SIDES = { latitude: /^[ns]$/, longitude: /^[ewo]$/ } as const;

/**
 * Two columns that are the halves of a place, of which the other words are equal: `location-Latitude`
 * and `location-Longitude`, `lat_2_Lugar` and `long_2_Lugar`.
 */
export function halvesOf(
  names: readonly string[],
  fits: (column: number) => boolean,
): { latitude: number; longitude: number } | null {
  const halves = new Map<string, { latitude?: number; longitude?: number }>();
  for (const [column, name] of names.entries()) {
    const words = wordsOf(name.replace(BRACKETS, ''));
    for (const axis of ['latitude', 'longitude'] as const) {
      const at = words.findIndex((word) => COLUMN_NAMES[axis].includes(word));
      // `lat_s` beside `lon_w` has no seconds.
      const side = at < words.length - 1 && SIDES[axis].test(words.at(-1)!) ? words.pop() : '';
      if (at < 0 || words.some((word) => NO_WHOLE.has(word)) || !fits(column)) continue;
      const others = [...words.filter((_, i) => i !== at), side && 'side'].join(' ');
      const known = halves.get(others) ?? {};
      known[axis] ??= column;
      halves.set(others, known);
    }
  }
  for (const { latitude, longitude } of halves.values())
    if (latitude !== undefined && longitude !== undefined) return { latitude, longitude };
  return null;
}
