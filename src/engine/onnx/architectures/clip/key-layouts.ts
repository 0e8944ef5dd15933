/** The names that transformers and OpenCLIP give the tensors of CLIP's image tower, to timm's. */
import type { CheckpointTensor } from '../../../checkpoint/tensor';
import type { Tensors } from '../architecture';
import { renamed, replaceFirst, type Rules } from '../key-names';
import { reshaped, transposed } from '../tensors';
import { PROJECTION } from '../vit/config';
import { CLASS, POSITIONS } from '../vit/trunk';

/** Names that only these layouts have; the typing error is the published one. */
export const TRANSFORMERS = 'vision_model.pre_layrnorm.weight';
export const OPEN_CLIP = 'visual.ln_pre.weight';

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

const ATTENTION =
  /^vision_model\.encoder\.layers\.(\d+)\.self_attn\.(q_proj|k_proj|v_proj)\.(weight|bias)$/;

/** @param tensors of both towers */
export function fromTransformers(tensors: Tensors): Tensors {
  return withImageAxis(
    renamed(tensors, OF_TRANSFORMERS, ATTENTION, ['q_proj', 'k_proj', 'v_proj']),
  );
}

/** The projection becomes a linear layer's weight. @param tensors of both towers */
export function fromOpenClip(tensors: Tensors): Tensors {
  const all = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    if (name === 'visual.proj') all.set(PROJECTION, transposed(tensor, PROJECTION));
    else all.set(replaceFirst(name, OF_OPEN_CLIP), tensor);
  }
  return withImageAxis(all);
}

/** Class token and positions with the axis of images that timm's have. */
function withImageAxis(tensors: Map<string, CheckpointTensor>): Tensors {
  for (const [name, axes] of [
    [CLASS, [1, 1]],
    [POSITIONS, [1]],
  ] as const) {
    const tensor = tensors.get(name);
    if (tensor) tensors.set(name, reshaped(tensor, name, [...axes, ...tensor.shape]));
  }
  return tensors;
}
