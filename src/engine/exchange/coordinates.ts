/**
 * Places as people write and paste them: decimal degrees, degrees and minutes, degrees, minutes and
 * seconds.
 */

/** Structurally the library's Place: WGS 84 degrees, south and west negative. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** A metre, about what a phone knows. */
const DECIMALS = 5;

/** `O` is oeste: Huella speaks Spanish and Portuguese, and no German east. `L` is leste. */
const SIGNS: Readonly<Record<string, { axis: 'latitude' | 'longitude'; sign: 1 | -1 }>> = {
  N: { axis: 'latitude', sign: 1 },
  S: { axis: 'latitude', sign: -1 },
  E: { axis: 'longitude', sign: 1 },
  L: { axis: 'longitude', sign: 1 },
  W: { axis: 'longitude', sign: -1 },
  O: { axis: 'longitude', sign: -1 },
};

type Token = number | string;

/**
 * The place that `text` names, or null when it names none: `37.39, -5.99`, `37,39 -5,99`,
 * `37°23'24"N 5°59'24"O`, `N 37 23.4 W 5 59.4`, `(37.39, -5.99)`, `Lat: 37.39, Lon: -5.99`, WKT,
 * GeoJSON, `geo:` and the links that maps share. Latitude first unless letters, labels or the
 * format say otherwise. 0,0 is what devices write without a fix, and open sea: no place.
 */
export function parseCoordinates(text: string): Coordinates | null {
  const plain = text
    .normalize('NFC')
    .replace(DIRECTION_MARKS, '')
    .replace(/[\u2212\u2010-\u2013]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  const place =
    fromFormat(plain) ??
    fromLabels(plain) ??
    fromNumbers(plain.replace(HEADING, '').replace(REMARK, ''));
  return place && isPlace(place) ? place : null;
}

/** Whether these are degrees of a place on Earth; 0,0 is not (see parseCoordinates). */
export function isPlace({ latitude, longitude }: Coordinates): boolean {
  const isInside = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isInside && (latitude !== 0 || longitude !== 0);
}

/**
 * Invisible characters that chats and maps put around numbers to keep their order in right-to-left
 * text.
 */
const DIRECTION_MARKS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** What people write before a place. */
const HEADING =
  /^(?:gps|coordenadas?|coordinates?|coords?|ubicaci[oó]n|localiza[cç][aã]o|location|posici[oó]n|posi[cç][aã]o|position|latlng|\u{1f4cd})\s*[:=]?\s*(?=[^a-z]|[nsewo]\b)/iu;
/** And behind it: `(Sevilla)`. */
const REMARK = /\s*\([^()\d]*\)$/;

const DECIMAL = String.raw`[-+]?\d+(?:\.\d+)?`;
const PAIR = String.raw`(${DECIMAL})\s*(?:,|%2c|\+|\s|/|~|%7e)\s*(${DECIMAL})`;

/** Formats that name the order of their two numbers. `x`: the longitude comes first. */
const FORMATS: readonly { readonly pattern: RegExp; readonly order: 'latitude' | 'longitude' }[] = [
  // WKT and EWKT (OGC 06-103r4): POINT, POINT Z, SRID=4326;POINT.
  {
    pattern: new RegExp(
      String.raw`^(?:srid=\d+;)?\s*(?:multi)?point\s*(?:z|m|zm)?\s*\(\s*\(?\s*(${DECIMAL})[ ,]+(${DECIMAL})(?: ${DECIMAL}){0,2}\s*\)?\s*\)$`,
      'i',
    ),
    order: 'longitude',
  },
  // GeoJSON (RFC 7946): longitude first.
  {
    pattern: new RegExp(String.raw`"coordinates"\s*:\s*\[\s*(${DECIMAL})\s*,\s*(${DECIMAL})`, 'i'),
    order: 'longitude',
  },
  // Android's: the place searched for, with no middle of the map.
  {
    pattern: new RegExp(String.raw`^geo:0(?:\.0+)?,0(?:\.0+)?\?(?:[^#]*&)?q=${PAIR}`, 'i'),
    order: 'latitude',
  },
  { pattern: new RegExp(String.raw`^geo:${PAIR}`, 'i'), order: 'latitude' },
  // OpenDataKit and KoboToolbox, with spaces: latitude, longitude, altitude, accuracy.
  {
    pattern: /^([-+]?\d+\.\d+) ([-+]?\d+\.\d+)(?: [-+]?\d+(?:\.\d+)?){1,2}$/,
    order: 'latitude',
  },
];

/** Where links of maps keep the place, the pin before the middle of the view. */
const LINKS: readonly RegExp[] = [
  new RegExp(String.raw`!3d(${DECIMAL})!4d(${DECIMAL})`, 'i'),
  new RegExp(String.raw`[?&]mlat=(${DECIMAL})&mlon=(${DECIMAL})`, 'i'),
  new RegExp(String.raw`[?&#]lat=(${DECIMAL})&(?:lon|lng)=(${DECIMAL})`, 'i'),
  new RegExp(String.raw`[?&]map=(${DECIMAL}),(${DECIMAL})`, 'i'),
  new RegExp(
    String.raw`[?&#/](?:q|query|ll|sll|center|cp|daddr|saddr|destination|coordinate|viewpoint|loc|markers|pin)[=:](?:loc:|geo:)?${PAIR}`,
    'i',
  ),
  new RegExp(String.raw`/(?:place|search|dir|maps)/(?:[^/]*/)?${PAIR}(?![\d.])`, 'i'),
  new RegExp(String.raw`/@(${DECIMAL}),(${DECIMAL})`, 'i'),
  new RegExp(String.raw`#map=[\d.]+/(${DECIMAL})/(${DECIMAL})`, 'i'),
];

/** Maps whose links have the longitude first. */
const LONGITUDE_FIRST = /^https?:\/\/(?:[\w-]+\.)*yandex\./i;

/** `37%C2%B023'24.0%22N+5%C2%B059'24.0%22W` as text. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function fromFormat(text: string): Coordinates | null {
  for (const { pattern, order } of FORMATS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [first, second] = [Number(match[1]), Number(match[2])];
    return order === 'latitude'
      ? { latitude: first, longitude: second }
      : { latitude: second, longitude: first };
  }
  const link = /https?:\/\/\S+/i.exec(text)?.[0];
  if (!link) return null;
  for (const pattern of LINKS) {
    const match = pattern.exec(link);
    if (!match) continue;
    const [first, second] = [Number(match[1]), Number(match[2])];
    return LONGITUDE_FIRST.test(link)
      ? { latitude: second, longitude: first }
      : { latitude: first, longitude: second };
  }
  const named = /\/(?:place|search)\/([^/?#]+)/i.exec(link)?.[1];
  return named === undefined ? null : fromNumbers(unescaped(named));
}

const LATITUDE_LABEL = String.raw`\b(?:lat(?:itude|itud)?|decimallatitude|y)\b`;
const LONGITUDE_LABEL = String.raw`\b(?:lon(?:g|gitude|gitud)?|lng|decimallongitude|x)\b`;
const LABELS = new RegExp(`(${LATITUDE_LABEL})|(${LONGITUDE_LABEL})`, 'gi');

/** `Lat: 37.39, Lon: -5.99`, in either order, as JSON or with an equals sign too. */
function fromLabels(text: string): Coordinates | null {
  const found = [...text.matchAll(LABELS)];
  if (found.length !== 2) return null;
  const [first, second] = found as [RegExpExecArray, RegExpExecArray];
  const isLatitudeFirst = first[1] !== undefined;
  if (isLatitudeFirst === (second[1] !== undefined)) return null;
  if (!/^[\s"'([{]*$/.test(text.slice(0, first.index))) return null;
  const cut = (part: string): string => part.replace(/^[\s"':=]+|[\s"',;|)\]}]+$/g, '');
  const parts = [
    cut(text.slice(first.index + first[0].length, second.index)),
    cut(text.slice(second.index + second[0].length)),
  ];
  const [latitude, longitude] = isLatitudeFirst ? parts : [parts[1], parts[0]];
  return fromHalves(latitude!, longitude!);
}

/** `-7.12E+01`, as spreadsheets write numbers in narrow columns. */
const EXPONENT = /^[-+]?\d+(?:\.\d+)?e[-+]?\d+$/i;
const PLAIN_DEGREES = /^-?\d{1,3}\.\d+$/;

/** A latitude and a longitude written apart, each with its own letters, signs and decimal mark. */
export function fromHalves(latitude: string, longitude: string): Coordinates | null {
  // What most tables hold is read without looking for anything else.
  if (PLAIN_DEGREES.test(latitude) && PLAIN_DEGREES.test(longitude))
    return { latitude: Number(latitude), longitude: Number(longitude) };
  const [lat, lon] = [halfOf(latitude), halfOf(longitude)];
  if (!lat || !lon || lat.axis === 'longitude' || lon.axis === 'latitude') return null;
  return { latitude: lat.degrees, longitude: lon.degrees };
}

function halfOf(text: string): { degrees: number; axis: string | null } | null {
  const plain = text
    .trim()
    .replace(/(\d),(?=\d)/g, '$1.')
    .replace(/^([-+\u2212])\s+(?=\d)/, '$1');
  if (EXPONENT.test(plain)) return { degrees: Number(plain), axis: null };
  // No latitude is a time of day.
  const tokens = tokensOf(plain.replace(/(\d):(?=\d)/g, '$1 '));
  return tokens && degreesOf(tokens);
}

function fromNumbers(text: string): Coordinates | null {
  const tokens = tokensOf(text);
  const halves = tokens && (splitByLetters(tokens) ?? splitInTwo(tokens));
  if (!halves) return null;
  const [first, second] = halves.map(degreesOf);
  if (!first || !second) return null;
  const swapped = first.axis === 'longitude' || second.axis === 'latitude';
  if (first.axis !== null && first.axis === second.axis) return null;
  const [latitude, longitude] = swapped
    ? [second.degrees, first.degrees]
    : [first.degrees, second.degrees];
  return { latitude, longitude };
}

/** Decimal degrees with a point in every language, so that it can be pasted anywhere. */
export function formatCoordinates({ latitude, longitude }: Coordinates): string {
  return `${latitude.toFixed(DECIMALS)}, ${longitude.toFixed(DECIMALS)}`;
}

/**
 * Directions in words, in the three languages; `este` is east in Spanish, `leste` in Portuguese.
 */
const DIRECTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:NORTH|NORTE)\b/g, 'N'],
  [/\b(?:SOUTH|SUR|SUL)\b/g, 'S'],
  [/\b(?:EAST|ESTE|LESTE)\b/g, 'E'],
  [/\b(?:WEST|OESTE)\b/g, 'W'],
  [/\b(?:DEGREES|DEGREE|DEG|GRADOS|GRAUS|MINUTES|MINUTOS|MIN|SECONDS|SEGUNDOS|SEG|SEC)\b\.?/g, ' '],
];

/** Numbers and hemisphere letters in order; null when anything else is there. */
function tokensOf(text: string): Token[] | null {
  let plain = text
    .normalize('NFC')
    .replace(DIRECTION_MARKS, '')
    .replace(/[\u2212\u2010-\u2013]/g, '-')
    .trim()
    .toUpperCase();
  // Brackets around the whole, of any kind.
  while (/^[([{<].*[)\]}>]$/s.test(plain)) plain = plain.slice(1, -1).trim();
  for (const [word, letter] of DIRECTIONS) plain = plain.replace(word, letter);
  // `37d23m24s N`: these letters are units, and S no south.
  plain = plain.replace(/(\d)D\s*(\d+(?:[.,]\d+)?)M\s*(?:(\d+(?:[.,]\d+)?)S\s*)?/g, '$1 $2 $3 ');
  // `37:23:24 N`; without letters it may be a time of day.
  if (/[NSEWO]/.test(plain)) plain = plain.replace(/(\d):(?=\d)/g, '$1 ');
  plain = plain.replace(/([,;] ?[-+]) (?=\d)/g, '$1');
  const tokens: Token[] = [];
  const rest = withDecimalPoints(plain).replace(/[-+]?\d+(?:\.\d+)?|[NSEWOL]/g, (found) => {
    tokens.push(/\d/.test(found) ? Number(found) : found);
    return ' ';
  });
  return /^[\s,;/|°º˚ºD'’‘′"”“″]*$/.test(rest) ? tokens : null;
}

/**
 * A comma between digits is a decimal one when there is no point and two of them (`37,39 -5,99`),
 * or another separator beside it.
 */
function withDecimalPoints(text: string): string {
  if (text.includes('.')) return text;
  const inside = text.match(/\d,\d/g)?.length ?? 0;
  const separated = /\d\s*[;/]|\d,?\s+[-+\dNSEWO]|[°º'’′"”″]/.test(text);
  return inside >= 2 || (inside === 1 && separated) ? text.replace(/(\d),(?=\d)/g, '$1.') : text;
}

/** With letters each half ends (or begins) with its own. */
function splitByLetters(tokens: readonly Token[]): [Token[], Token[]] | null {
  const letters = tokens.flatMap((token, i) => (typeof token === 'string' ? [i] : []));
  if (letters.length !== 2) return null;
  const [first, second] = letters as [number, number];
  const cut = first === 0 ? second : first + 1;
  // `5.99 N 37.39 W` with a letter on the wrong side of its number has a half without one.
  const halves: [Token[], Token[]] = [tokens.slice(0, cut), tokens.slice(cut)];
  return halves.every((half) => half.filter((token) => typeof token === 'string').length === 1)
    ? halves
    : null;
}

function splitInTwo(tokens: readonly Token[]): [Token[], Token[]] | null {
  if (tokens.length % 2 !== 0 || tokens.some((token) => typeof token === 'string')) return null;
  return [tokens.slice(0, tokens.length / 2), tokens.slice(tokens.length / 2)];
}

function degreesOf(half: readonly Token[]): { degrees: number; axis: string | null } | null {
  const numbers = half.filter((token) => typeof token === 'number');
  const letter = half.find((token) => typeof token === 'string');
  const [degrees, minutes = 0, seconds = 0] = numbers;
  if (degrees === undefined || numbers.length > 3) return null;
  // Only the last may have a fraction, and only the first a sign.
  if (numbers.slice(0, -1).some((part) => !Number.isInteger(part))) return null;
  if (numbers.slice(1).some((part) => part < 0 || part >= 60)) return null;
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  const negative = degrees < 0 || Object.is(degrees, -0);
  if (letter === undefined) return { degrees: negative ? -size : size, axis: null };
  const { axis, sign } = SIGNS[letter]!;
  return negative ? null : { degrees: sign * size, axis };
}
