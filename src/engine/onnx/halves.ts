/** Weights in half precision. */
import { toHalf } from '../checkpoint/dtype';
import { unsupported } from '../checkpoint/refusals';

/** From here on IEEE halves round to infinity. */
const HALF_OVERFLOW = 65_520;

/**
 * @param name of the weight, for the refusal
 * @throws HuellaError `checkpoint-unsupported` for weights that halves cannot hold: they would turn
 *   into infinity
 */
export function halves(floats: Float32Array, name: string): Uint16Array {
  if (floats.some((value) => Math.abs(value) >= HALF_OVERFLOW && Number.isFinite(value))) {
    const found = 'numbers too large for fp16';
    throw unsupported(`${name} has ${found}. Convert it as fp32.`, found, { tensor: name });
  }
  return toHalf(floats);
}
