/** Weights in half precision. */
import { toHalf } from '../checkpoint/dtype';
import { HuellaError } from '../errors';

/** From here on IEEE halves round to infinity. */
const HALF_OVERFLOW = 65_520;

/**
 * @param name of the weight, for the refusal
 * @throws HuellaError `checkpoint-unsupported` for weights that halves cannot hold: they would turn
 *   into infinity
 */
export function halves(floats: Float32Array, name: string): Uint16Array {
  if (floats.some((value) => Math.abs(value) >= HALF_OVERFLOW && Number.isFinite(value))) {
    throw new HuellaError(
      'checkpoint-unsupported',
      `${name} has numbers too large for fp16. Convert it as fp32.`,
      { tensor: name, found: 'numbers too large for fp16' },
    );
  }
  return toHalf(floats);
}
