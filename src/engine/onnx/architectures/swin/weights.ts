/**
 * Every initializer of the Swin graph, in one order for all files: the checkpoint's own tensors and
 * what is computed from them.
 */
import { attentionBias, biasShape } from './attention-bias';
import type { Swin, SwinConfig } from './config';
import type { Weight } from '../../weights';
import type { Normalisation, Precision } from '../architecture';
import { computedFloats, computedIndices } from '../computed';
import { foldedPatch } from '../patch-embedding';
import {
  blockOrder,
  mergeOrder,
  rasterOf,
  reorder,
  sameOrder,
  type WindowOrder,
} from './window-order';

const BIAS_TABLE = 'relative_position_bias_table';

/** Name of the gather that takes tokens from one order to another. Blocks of a stage share them. */
export function gatherName(stage: number, from: WindowOrder, to: WindowOrder): string {
  if (from.resolution !== to.resolution) return `layers.${stage}.merge`;
  return `layers.${stage}.${to.shift > 0 ? 'shift' : 'unshift'}`;
}

export function stageOrder(config: SwinConfig, stage: number, block: number): WindowOrder {
  const { resolution, window } = config.stages[stage]!;
  return blockOrder(resolution, window, block);
}

export function swinWeights(
  { config, weights }: Swin,
  normalisation: Normalisation,
  precision: Precision,
): Weight[] {
  const element = precision === 'fp16' ? 'f16' : 'f32';
  const list: Weight[] = foldedPatch(
    config,
    weights.get('patch_embed.proj.weight')!,
    weights.get('patch_embed.proj.bias')!,
    rasterOf(stageOrder(config, 0, 0)),
    normalisation,
  );
  const gathers = new Map<string, Int32Array>();

  let order = stageOrder(config, 0, 0);
  for (const [s, { depth, heads }] of config.stages.entries()) {
    for (let b = 0; b < depth; b++) {
      const next = stageOrder(config, s, b);
      if (!sameOrder(order, next)) {
        const merging = order.resolution !== next.resolution;
        gathers.set(
          gatherName(s, order, next),
          merging ? mergeOrder(order, next) : reorder(order, next),
        );
      }
      order = next;
      const table = weights.get(`layers.${s}.blocks.${b}.attn.${BIAS_TABLE}`)!;
      const here = order;
      list.push(
        computedFloats(
          `layers.${s}.blocks.${b}.attn.bias`,
          element,
          biasShape(here, heads),
          [table],
          (values) => attentionBias(values, here, heads),
        ),
      );
    }
  }
  for (const [name, indices] of gathers) list.push(computedIndices(name, indices));
  for (const [name, tensor] of weights) {
    if (name.startsWith('patch_embed.proj.') || name.endsWith(BIAS_TABLE)) continue;
    list.push({ name, element, shape: tensor.shape, tensor });
  }
  return list;
}
