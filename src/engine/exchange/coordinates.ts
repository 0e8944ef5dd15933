/** Places as people write and paste them: decimal degrees, degrees and minutes, degrees, minutes and seconds. */

/** Structurally the library's Place: WGS 84 degrees, south and west negative. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** A metre, about what a phone knows. */
const DECIMALS = 5;

/** `O` is oeste: Huella speaks Spanish, and no German east. */
const SIGNS: Readonly<Record<string, { axis: 'latitude' | 'longitude'; sign: 1 | -1 }>> = {
  N: { axis: 'latitude', sign: 1 },
  S: { axis: 'latitude', sign: -1 },
  E: { axis: 'longitude', sign: 1 },
  W: { axis: 'longitude', sign: -1 },
  O: { axis: 'longitude', sign: -1 },
};

type Token = number | string;

/**
 * The place that `text` names, or null when it names none: `37.39, -5.99`, `37,39 -5,99`, `37°23'24"N 5°59'24"O`, `N 37 23.4 W 5 59.4`,
 * `geo:37.39,-5.99`. Latitude first unless letters say otherwise.
 */
export function parseCoordinates(text: string): Coordinates | null {
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
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

/** Decimal degrees with a point in every language, so that it can be pasted anywhere. */
export function formatCoordinates({ latitude, longitude }: Coordinates): string {
  return `${latitude.toFixed(DECIMALS)}, ${longitude.toFixed(DECIMALS)}`;
}

/** Numbers and hemisphere letters in order; null when anything else is there. */
function tokensOf(text: string): Token[] | null {
  const plain = text
    .trim()
    .replace(/^geo:/i, '')
    .replace(/[\u2212\u2013]/g, '-')
    .toUpperCase();
  const tokens: Token[] = [];
  const rest = withDecimalPoints(plain).replace(/[-+]?\d+(?:\.\d+)?|[NSEWO]/g, (found) => {
    tokens.push(/\d/.test(found) ? Number(found) : found);
    return ' ';
  });
  return /^[\s,;/°ºD'’′"”″]*$/.test(rest) ? tokens : null;
}

/** A comma between digits is a decimal one when there is no point and two of them (`37,39 -5,99`), or another separator beside it. */
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
