/**
 * How much memory the vectors may take before only their codes are kept and the last word is read
 * from the library.
 */

/** A phone's browser gives a page about a quarter of the memory; the encoder needs most of that. */
const SHARE_OF_DEVICE = 1 / 16;

/** For browsers that do not tell (Safari, Firefox): right for a phone of 4 GB. */
const UNKNOWN_DEVICE_BYTES = 4 * 2 ** 30;

/**
 * Bytes of float32 vectors to hold at most. The results are the same either way, to the bit; a
 * search then reads a few dozen vectors.
 * @param deviceMemory `navigator.deviceMemory`: GiB, rounded and capped at 8 by the browser;
 *   undefined where it does not tell
 */
export function vectorBudgetFor(deviceMemory: number | undefined): number {
  return (
    (deviceMemory === undefined ? UNKNOWN_DEVICE_BYTES : deviceMemory * 2 ** 30) * SHARE_OF_DEVICE
  );
}
