/** How long the start of a worker with an encoder may take. */
import { bytesOf, type UncheckedCard } from './card';

/**
 * A first start on WASM that takes longer is begun anew in another worker, which gets START_MS.
 * Firefox leaves a worker without an answer in one start of some dozens (153 ESR, busy cores), and
 * the next one starts in seconds. The slowest honest start seen takes 14 s (WebKitGTK on two busy
 * cores).
 */
export const FIRST_START_MS = 45_000;
/**
 * A start that takes longer hangs: the slowest honest one seen (software WebGPU compiling its
 * shaders) takes 20 s.
 */
export const START_MS = 120_000;
/** A slow phone's storage reads and hashes at least this much of the weights each millisecond. */
const SLOWEST_BYTES_PER_MS = 10_000;

/**
 * Milliseconds for a start that reads this encoder's weights.
 *
 * @param ms without them: FIRST_START_MS or START_MS
 */
export function withWeights(ms: number, card: UncheckedCard): number {
  return ms + bytesOf(card) / SLOWEST_BYTES_PER_MS;
}
