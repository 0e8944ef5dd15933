/**
 * What is added to attention scores: the relative position bias, and for shifted windows the mask
 * between image parts.
 */
import { windowsOf, type WindowOrder } from './window-order';

/** timm fills forbidden pairs with -100, not -infinity: kept, so that results are the same. */
const MASKED = -100;

/**
 * Shape of `attentionBias`: one set of heads for all windows, or for shifted windows a set for
 * each.
 */
export function biasShape(order: WindowOrder, heads: number): [number, number, number, number] {
  const tokens = order.window ** 2;
  return [1, order.shift === 0 ? heads : windowsOf(order) * heads, tokens, tokens];
}

/**
 * @param table `relative_position_bias_table`, `[(2w-1)^2, heads]`
 * @returns float32 of `biasShape`; head `window * heads + head` where shifted. timm:
 *   `get_relative_position_index`, `get_attn_mask`
 */
export function attentionBias(
  table: Float32Array,
  order: WindowOrder,
  heads: number,
): Float32Array {
  const { resolution, window, shift } = order;
  const tokens = window * window;
  const pairs = tokens * tokens;
  const span = 2 * window - 1;
  const [, sets] = biasShape(order, heads);
  const bias = new Float32Array(sets * pairs);
  for (let i = 0; i < tokens; i++) {
    for (let j = 0; j < tokens; j++) {
      const dy = Math.floor(i / window) - Math.floor(j / window) + window - 1;
      const dx = (i % window) - (j % window) + window - 1;
      for (let head = 0; head < heads; head++) {
        bias[head * pairs + i * tokens + j] = table[(dy * span + dx) * heads + head]!;
      }
    }
  }
  if (shift === 0) return bias;

  const across = resolution / window;
  // Rolling brings the first rows behind the last ones: three bands a side, and tokens of different
  // bands are strangers.
  const band = (at: number): number =>
    at < resolution - window ? 0 : at < resolution - shift ? 1 : 2;
  const plain = bias.slice(0, heads * pairs);
  for (let w = 0; w < across * across; w++) {
    const top = Math.floor(w / across) * window;
    const left = (w % across) * window;
    const part = Array.from(
      { length: tokens },
      (_, t) => 3 * band(top + Math.floor(t / window)) + band(left + (t % window)),
    );
    bias.set(plain, w * heads * pairs);
    for (let i = 0; i < tokens; i++) {
      for (let j = 0; j < tokens; j++) {
        if (part[i] === part[j]) continue;
        for (let head = 0; head < heads; head++) {
          const at = (w * heads + head) * pairs + i * tokens + j;
          bias[at] = bias[at]! + MASKED;
        }
      }
    }
  }
  return bias;
}
