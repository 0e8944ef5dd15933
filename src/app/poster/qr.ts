/** The text of a QR code as modules; the one place that knows uqr. */
import { encode } from 'uqr';

/**
 * Version 12 at level M has 65 modules: more than that a phone does not read from paper a step
 * away.
 */
const LARGEST_VERSION = 12;

/** Null: the text is too long. */
export function codeOf(text: string): boolean[][] | null {
  try {
    return encode(text, { ecc: 'M', border: 0, maxVersion: LARGEST_VERSION }).data;
  } catch {
    return null;
  }
}
