/**
 * Encoders in fewer bits: in halves where the device computes in halves and the network's numbers
 * survive it, in 8 bits where the answers stay nearly the same.
 */
import { selfCheckReference, type EncoderCard, type Precision } from '../../engine/encoder/card';
import { isAbort, toHuellaError } from '../../engine/errors';
import type { WholeReason } from '../status';

/** Of an encoder in 8 bits with the same in full precision: below this it would find others. */
const EIGHT_BITS_MIN_COSINE = 0.99;

/** Whether two encoders give nearly the same embedding of the self-check picture. */
export function agrees(one: EncoderCard, other: EncoderCard): boolean {
  const [a, b] = [selfCheckReference(one), selfCheckReference(other)];
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  // Not below: a number that is none agrees with nothing.
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) >= EIGHT_BITS_MIN_COSINE;
}

/**
 * Whether the graphics processor computes in halves. On the main processor they would be slower
 * than full precision.
 */
export async function computesHalves(): Promise<boolean> {
  if (!('gpu' in navigator)) return false;
  const adapter = await navigator.gpu.requestAdapter();
  return adapter?.features.has('shader-f16') ?? false;
}

/**
 * Installs in halves if that works, else in full precision, and says why. Weights too large for a
 * half are found when they are converted, results that are not finite when the first embedding is
 * computed.
 *
 * @param discard removes what the attempt in halves left behind
 */
export async function inHalves<T>(
  attempt: (precision: Precision) => Promise<T>,
  supported: boolean,
  discard: () => Promise<void>,
): Promise<{ readonly made: T; readonly whole: WholeReason | null }> {
  if (!supported) return { made: await attempt('fp32'), whole: 'device' };
  try {
    return { made: await attempt('fp16'), whole: null };
  } catch (error) {
    const { code, detail } = toHuellaError(error);
    const tooLarge =
      code === 'checkpoint-unsupported' && detail['found'] === 'numbers too large for fp16';
    if (isAbort(error) || !(tooLarge || code === 'encoder-failed')) throw error;
    await discard();
    return { made: await attempt('fp32'), whole: 'numbers' };
  }
}
