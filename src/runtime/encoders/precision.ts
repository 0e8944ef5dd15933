/**
 * Encoders in half precision: half the size, where the device computes in halves and the network's
 * numbers survive it.
 */
import type { Precision } from '../../engine/encoder/card';
import { isAbort, toHuellaError } from '../../engine/errors';
import type { WholeReason } from '../status';

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
