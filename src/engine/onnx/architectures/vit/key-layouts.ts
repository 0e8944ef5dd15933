/** The names that the transformers library gives a DINOv2's tensors, brought to timm's. */
import type { CheckpointTensor } from '../../../checkpoint/tensor';
import type { Tensors } from '../architecture';
import { joined } from '../tensors';

/** A name that only this layout has. */
export const TRANSFORMERS_ANCHOR = 'embeddings.patch_embeddings.projection.weight';

/** transformers `modeling_dinov2.py` and `modeling_dinov2_with_registers.py`, to timm. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^embeddings\.cls_token$/, 'cls_token'],
  [/^embeddings\.register_tokens$/, 'reg_token'],
  [/^embeddings\.position_embeddings$/, 'pos_embed'],
  [/^embeddings\.patch_embeddings\.projection\./, 'patch_embed.proj.'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.dense\./, 'blocks.$1.attn.proj.'],
  [/^encoder\.layer\.(\d+)\.layer_scale(\d)\.lambda1$/, 'blocks.$1.ls$2.gamma'],
  [/^encoder\.layer\.(\d+)\./, 'blocks.$1.'],
  [/^layernorm\./, 'norm.'],
];

const QUERY = /^encoder\.layer\.(\d+)\.attention\.attention\.query\.(weight|bias)$/;

/**
 * transformers 5 has other names in memory than in the files it publishes; some scripts save those.
 */
const IN_MEMORY: readonly (readonly [RegExp, string])[] = [
  [/\.attention\.q_proj\./, '.attention.attention.query.'],
  [/\.attention\.k_proj\./, '.attention.attention.key.'],
  [/\.attention\.v_proj\./, '.attention.attention.value.'],
  [/\.attention\.o_proj\./, '.attention.output.dense.'],
];

function replaceFirst(name: string, rules: readonly (readonly [RegExp, string])[]): string {
  const rule = rules.find(([from]) => from.test(name));
  return rule ? name.replace(...rule) : name;
}

/** Query, key and value become one tensor; everything else keeps its bytes under another name. */
export function fromTransformers(all: Tensors): Tensors {
  const tensors = new Map(
    [...all].map(([name, tensor]) => [replaceFirst(name, IN_MEMORY), tensor] as const),
  );
  const renamed = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    const query = QUERY.exec(name);
    if (query) {
      const [, block, kind] = query;
      const parts = ['query', 'key', 'value'].map((part) =>
        tensors.get(`encoder.layer.${block}.attention.attention.${part}.${kind}`),
      );
      if (parts.every((part) => part !== undefined)) {
        const qkv = `blocks.${block}.attn.qkv.${kind}`;
        renamed.set(qkv, joined(qkv, parts));
      }
      continue;
    }
    if (/\.attention\.attention\.(key|value)\./.test(name)) continue;
    renamed.set(replaceFirst(name, NAMES), tensor);
  }
  return renamed;
}
