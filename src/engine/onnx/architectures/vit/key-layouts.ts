/** The names that the transformers library gives a DINOv2's tensors, brought to timm's. */
import type { Tensors } from '../architecture';
import { renamed, replaceFirst, type Rules } from '../key-names';

/** A name that only this layout has. */
export const TRANSFORMERS_ANCHOR = 'embeddings.patch_embeddings.projection.weight';

/** transformers `modeling_dinov2.py` and `modeling_dinov2_with_registers.py`, to timm. */
const NAMES: Rules = [
  [/^embeddings\.cls_token$/, 'cls_token'],
  [/^embeddings\.register_tokens$/, 'reg_token'],
  [/^embeddings\.position_embeddings$/, 'pos_embed'],
  [/^embeddings\.patch_embeddings\.projection\./, 'patch_embed.proj.'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.dense\./, 'blocks.$1.attn.proj.'],
  [/^encoder\.layer\.(\d+)\.layer_scale(\d)\.lambda1$/, 'blocks.$1.ls$2.gamma'],
  [/^encoder\.layer\.(\d+)\./, 'blocks.$1.'],
  [/^layernorm\./, 'norm.'],
];

const ATTENTION = /^encoder\.layer\.(\d+)\.attention\.attention\.(query|key|value)\.(weight|bias)$/;

/**
 * transformers 5 has other names in memory than in the files it publishes; some scripts save those.
 */
const IN_MEMORY: Rules = [
  [/\.attention\.q_proj\./, '.attention.attention.query.'],
  [/\.attention\.k_proj\./, '.attention.attention.key.'],
  [/\.attention\.v_proj\./, '.attention.attention.value.'],
  [/\.attention\.o_proj\./, '.attention.output.dense.'],
];

export function fromTransformers(all: Tensors): Tensors {
  const published = [...all].map(
    ([name, tensor]) => [replaceFirst(name, IN_MEMORY), tensor] as const,
  );
  return renamed(new Map(published), NAMES, ATTENTION, ['query', 'key', 'value']);
}
