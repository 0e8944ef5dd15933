/** Every initializer of the ViT graph, in one order for all files. */
import type { Weight } from '../../weights';
import type { Normalisation, Precision } from '../architecture';
import { computedFloats, computedIndices } from '../computed';
import { foldedPatch } from '../patch-embedding';
import { tokensOf, tokenTensors, widthOf, type Vit } from './config';
import { embedTokens } from './positions';

/** Added to every image's tokens. */
export const TOKENS = 'tokens';
/** Index of the class token. */
export const CLASS_INDEX = 'class.index';

/** Linear layers whose output LayerScale scales. */
const SCALED = /^(blocks\.\d+\.)(attn\.proj|mlp\.fc2)\.(weight|bias)$/;

export function vitWeights(
  { config, weights }: Vit,
  normalisation: Normalisation,
  precision: Precision,
): Weight[] {
  const element = precision === 'fp16' ? 'f16' : 'f32';
  const patches = (config.imageSize / config.patchSize) ** 2;
  const list: Weight[] = foldedPatch(
    config,
    weights.get('patch_embed.proj.weight')!,
    weights.get('patch_embed.proj.bias') ?? null,
    Int32Array.from({ length: patches }, (_, i) => i),
    normalisation,
  );
  const shape = [1, tokensOf(config), widthOf(config)];
  list.push(
    computedFloats(
      TOKENS,
      'f32',
      shape,
      tokenTensors(weights),
      (classToken, positions, registers) => embedTokens(config, classToken, positions, registers),
    ),
    computedIndices(CLASS_INDEX, Int32Array.of(0)),
  );
  for (const [name, tensor] of weights) {
    if (/^(patch_embed\.|cls_token|pos_embed|reg_token)|\.gamma$/.test(name)) continue;
    const scaled = config.clip ? null : SCALED.exec(name);
    if (!scaled) {
      list.push({ name, element, shape: tensor.shape, tensor });
      continue;
    }
    const [, block, part] = scaled;
    const gamma = weights.get(`${block}${part === 'attn.proj' ? 'ls1' : 'ls2'}.gamma`)!;
    list.push(computedFloats(name, element, tensor.shape, [tensor, gamma], scaleRows));
  }
  return list;
}

/** LayerScale (timm `LayerScale`) folded into the layer before it: each output by its gamma. */
function scaleRows(values: Float32Array, gamma: Float32Array): Float32Array {
  const width = values.length / gamma.length;
  return values.map((value, i) => value * gamma[Math.floor(i / width)]!);
}
