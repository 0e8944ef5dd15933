/** The names that transformers and OpenCLIP give the tensors of CLIP's image tower, to timm's. */
import type { CheckpointTensor } from '../../../checkpoint/tensor';
import type { Tensors } from '../architecture';
import { joined, reshaped, transposed } from '../tensors';
import { PROJECTION } from '../vit/config';
import { CLASS, POSITIONS } from '../vit/trunk';

/** Names that only these layouts have; the typing error is the published one. */
export const TRANSFORMERS = 'vision_model.pre_layrnorm.weight';
export const OPEN_CLIP = 'visual.ln_pre.weight';

type Rules = readonly (readonly [RegExp, string])[];

/** transformers `modeling_clip.py`. */
const OF_TRANSFORMERS: Rules = [
  [/^vision_model\.embeddings\.class_embedding$/, CLASS],
  [/^vision_model\.embeddings\.position_embedding\.weight$/, POSITIONS],
  [/^vision_model\.embeddings\.patch_embedding\./, 'patch_embed.proj.'],
  [/^vision_model\.pre_layrnorm\./, 'norm_pre.'],
  [/^vision_model\.post_layernorm\./, 'norm.'],
  [/^vision_model\.encoder\.layers\.(\d+)\.self_attn\.out_proj\./, 'blocks.$1.attn.proj.'],
  [/^vision_model\.encoder\.layers\.(\d+)\.layer_norm([12])\./, 'blocks.$1.norm$2.'],
  [/^vision_model\.encoder\.layers\.(\d+)\./, 'blocks.$1.'],
  [/^visual_projection\.weight$/, PROJECTION],
];

/** open_clip `transformer.py`, and openai/CLIP `clip/model.py`. */
const OF_OPEN_CLIP: Rules = [
  [/^visual\.class_embedding$/, CLASS],
  [/^visual\.positional_embedding$/, POSITIONS],
  [/^visual\.conv1\./, 'patch_embed.proj.'],
  [/^visual\.ln_pre\./, 'norm_pre.'],
  [/^visual\.ln_post\./, 'norm.'],
  [/^visual\.transformer\.resblocks\.(\d+)\.ln_([12])\./, 'blocks.$1.norm$2.'],
  [/^visual\.transformer\.resblocks\.(\d+)\.attn\.in_proj_/, 'blocks.$1.attn.qkv.'],
  [/^visual\.transformer\.resblocks\.(\d+)\.attn\.out_proj\./, 'blocks.$1.attn.proj.'],
  [/^visual\.transformer\.resblocks\.(\d+)\.mlp\.c_fc\./, 'blocks.$1.mlp.fc1.'],
  [/^visual\.transformer\.resblocks\.(\d+)\.mlp\.c_proj\./, 'blocks.$1.mlp.fc2.'],
  [/^visual\.transformer\.resblocks\.(\d+)\./, 'blocks.$1.'],
];

const QUERY = /^vision_model\.encoder\.layers\.(\d+)\.self_attn\.q_proj\.(weight|bias)$/;
const KEY_OR_VALUE = /^vision_model\.encoder\.layers\.\d+\.self_attn\.[kv]_proj\./;

/** Query, key and value become one tensor. @param tensors of both towers */
export function fromTransformers(tensors: Tensors): Tensors {
  const renamed = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    const query = QUERY.exec(name);
    if (query) {
      const [, block, kind] = query;
      const parts = ['q', 'k', 'v'].map((part) =>
        tensors.get(`vision_model.encoder.layers.${block}.self_attn.${part}_proj.${kind}`),
      );
      const qkv = `blocks.${block}.attn.qkv.${kind}`;
      if (parts.every((part) => part !== undefined)) renamed.set(qkv, joined(qkv, parts));
    } else if (!KEY_OR_VALUE.test(name)) {
      add(renamed, replaceFirst(name, OF_TRANSFORMERS), tensor);
    }
  }
  return renamed;
}

/** The projection becomes a linear layer's weight. @param tensors of both towers */
export function fromOpenClip(tensors: Tensors): Tensors {
  const renamed = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    if (name === 'visual.proj') renamed.set(PROJECTION, transposed(tensor, PROJECTION));
    else add(renamed, replaceFirst(name, OF_OPEN_CLIP), tensor);
  }
  return renamed;
}

/** Class token and positions with the axis of images that timm's have. */
function add(to: Map<string, CheckpointTensor>, name: string, tensor: CheckpointTensor): void {
  const shape = name === CLASS ? [1, 1, ...tensor.shape] : [1, ...tensor.shape];
  const padded = name === CLASS || name === POSITIONS;
  to.set(name, padded ? reshaped(tensor, name, shape) : tensor);
}

function replaceFirst(name: string, rules: Rules): string {
  const rule = rules.find(([from]) => from.test(name));
  return rule ? name.replace(...rule) : name;
}
