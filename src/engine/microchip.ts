/**
 * Numbers of microchips, as readers show them and people copy them. ISO 11784:1996 gives a chip 64
 * bits; the number is 3 digits of a country (ISO 3166-1, numeric) or of a manufacturer and 12
 * digits of its own. Older chips have 9 digits (AVID) or 10 hexadecimal ones (FECAVA, Trovan).
 */

/** What a number says of itself. */
export type MicrochipKind =
  /** ISO 11784, registered by a country: `code` is its ISO 3166-1 number. */
  | { readonly kind: 'country'; readonly number: string; readonly code: string }
  /** ISO 11784, of a manufacturer: `code` is 900 (shared) to 998, given by ICAR. */
  | { readonly kind: 'manufacturer'; readonly number: string; readonly code: string }
  /** Of 9 or 10 places, from before ISO 11784: fewer readers show it. */
  | { readonly kind: 'older'; readonly number: string }
  /** ISO 11784 keeps 999 for trying readers out: no animal has it. */
  | { readonly kind: 'test'; readonly number: string }
  | { readonly kind: 'invalid'; readonly number: string };

/** A chip's own number has 38 bits (ISO 11784, bits 27 to 64). */
const LARGEST_OWN = 2 ** 38 - 1;
const FIRST_MANUFACTURER = 900;
const TEST = 999;
const ISO = /^(\d{3})(\d{12})$/;
const OLDER = /^(?:\d{9}|[0-9A-F]{10})$/;
/** What people put between the digits. */
const BETWEEN = /[\s.\-_*/]/g;
/** Longer texts are no number that was copied. */
const LONGEST = 40;

/** @param text as it was typed or pasted; what stands between its digits does not count */
export function readMicrochip(text: string): MicrochipKind {
  const number = text.normalize('NFKC').replace(BETWEEN, '').toUpperCase();
  const [, code, own] = ISO.exec(number) ?? [];
  if (code !== undefined && own !== undefined && Number(own) <= LARGEST_OWN) {
    if (Number(code) === TEST) return { kind: 'test', number };
    if (Number(code) >= FIRST_MANUFACTURER) return { kind: 'manufacturer', number, code };
    // 000 is no country.
    return Number(code) === 0 ? { kind: 'invalid', number } : { kind: 'country', number, code };
  }
  return OLDER.test(number) ? { kind: 'older', number } : { kind: 'invalid', number };
}

/** As it is stored; null for what is no number of a chip. */
export function tidyMicrochip(text: string): string | null {
  const { kind, number } = readMicrochip(text.slice(0, LONGEST));
  return kind === 'invalid' || kind === 'test' ? null : number;
}
