/**
 * The few words in a table's cells that Huella knows by meaning: unidentified, sides, lost and
 * found.
 */
import { MISSING, plainName, SIDES, STATUSES, UNKNOWN, type Side, type Status } from './vocabulary';

/** What chats, file systems and web pages leave in a text: no width, and no letter. */
export const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** How most cells begin, and no word for a missing value does. */
const HOLDS = /^[a-hj-mo-rtv-z02-9]/i;

/** What instruments, GIS and statistics write for no value: -999, -9999, with or without zeros. */
const NO_NUMBER = /^-9{3,}(?:[.,]0+)?$/;

/** Characters, with some room for spaces; longer cells hold something. */
const LONGEST_MISSING = 16;

/** Whether a cell holds nothing: empty, only dashes or dots, or a word for a missing value. */
export function isMissing(text: string): boolean {
  if (text.length > LONGEST_MISSING) return false;
  // Most cells begin with a letter or digit that begins none of these words.
  if (HOLDS.test(text)) return false;
  const plain = text.trim().toLowerCase();
  return (
    plain === '' ||
    /^[-‐-―.?_*]+$/.test(plain) ||
    NO_NUMBER.test(plain) ||
    MISSING.has(plain.replace(/\s+/g, ''))
  );
}

/**
 * The individual's name, or null for a cell that says it is not known. wildlife-datasets writes
 * `unknown`.
 */
export function individualOf(text: string): string | null {
  const name = text.trim();
  // A name of other letters than ours (漢字) is a name.
  const isWord = /[a-z0-9]/i.test(name) || /^[\s\p{P}]*$/u.test(name);
  return isMissing(name) || (isWord && UNKNOWN.has(plainName(name))) ? null : name;
}

export function sideOf(text: string): Side | null {
  return SIDES.get(plainName(text)) ?? null;
}

export function statusOf(text: string): Status | null {
  return STATUSES.get(plainName(text)) ?? null;
}
