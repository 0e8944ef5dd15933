/** The text of a QR code as modules; the one place that knows uqr. */
import { encode } from 'uqr';

/**
 * How much a code may hold, by what it is read from. Paper: version 12 at level M has 65 modules;
 * more than that a phone does not read a step away. Screen: held close, evenly lit and without
 * stains, so version 22 at level L, 105 modules, which holds 1,003 bytes.
 */
const LIMITS = {
  paper: { ecc: 'M', maxVersion: 12 },
  screen: { ecc: 'L', maxVersion: 22 },
} as const;

/** Null: the text is too long. */
export function codeOf(text: string, on: keyof typeof LIMITS = 'paper'): boolean[][] | null {
  try {
    return encode(text, { ...LIMITS[on], border: 0 }).data;
  } catch {
    return null;
  }
}
