/** Every initializer of the Swin graph, in one order for all files: the checkpoint's own tensors and what is computed from them. */
import { toHalf } from '../../../checkpoint/dtype';
import { readFloats, type CheckpointTensor } from '../../../checkpoint/tensor';
import { attentionBias, biasShape } from './attention-bias';
import type { Swin, SwinConfig } from './config';
import type { Weight } from '../../weights';
import type { Normalisation, Precision } from '../architecture';
import {
  blockOrder,
  mergeOrder,
  patchOrder,
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
  const list: Weight[] = [...foldedPatch(config, weights, normalisation)];
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
      list.push({
        name: `layers.${s}.blocks.${b}.attn.bias`,
        element,
        shape: biasShape(here, heads),
        needs: [table],
        async compute(source, signal) {
          const bias = attentionBias(await readFloats(table, source, signal), here, heads);
          return bytesOf(precision === 'fp16' ? toHalf(bias) : bias);
        },
      });
    }
  }
  for (const [name, indices] of gathers) list.push(computed(name, indices));
  for (const [name, tensor] of weights) {
    if (name.startsWith('patch_embed.proj.') || name.endsWith(BIAS_TABLE)) continue;
    list.push({ name, element, shape: tensor.shape, tensor });
  }
  return list;
}

/**
 * The patch embedding with the preprocessing folded in, always float32: `W / (255 std)` would be subnormal in halves.
 * `sum W (p / 255 - mean) / std + b = sum (W / (255 std)) p + (b - sum W mean / std)`, columns reordered from (channel, row, column) to the
 * pixels' own (row, column, channel).
 */
function foldedPatch(
  { patchSize, stages }: SwinConfig,
  weights: ReadonlyMap<string, CheckpointTensor>,
  { mean, std }: Normalisation,
): Weight[] {
  const weight = weights.get('patch_embed.proj.weight')!;
  const bias = weights.get('patch_embed.proj.bias')!;
  const dim = stages[0]!.dim;
  const area = patchSize * patchSize;
  return [
    {
      name: 'patch_embed.folded.weight',
      element: 'f32',
      shape: [dim, area * 3],
      needs: [weight],
      async compute(source, signal) {
        const from = await readFloats(weight, source, signal);
        const folded = new Float32Array(from.length);
        for (let d = 0; d < dim; d++) {
          for (let c = 0; c < 3; c++) {
            for (let at = 0; at < area; at++) {
              folded[(d * area + at) * 3 + c] = from[(d * 3 + c) * area + at]! / (255 * std[c]!);
            }
          }
        }
        return bytesOf(folded);
      },
    },
    {
      name: 'patch_embed.folded.bias',
      element: 'f32',
      shape: [dim],
      needs: [weight, bias],
      async compute(source, signal) {
        const from = await readFloats(weight, source, signal);
        const folded = (await readFloats(bias, source, signal)).slice();
        for (let d = 0; d < dim; d++) {
          let sum = 0;
          for (let i = 0; i < 3 * area; i++) {
            const c = Math.floor(i / area);
            sum += (from[d * 3 * area + i]! * mean[c]!) / std[c]!;
          }
          folded[d] = folded[d]! - sum;
        }
        return bytesOf(folded);
      },
    },
    computed(
      'patch_embed.order',
      patchOrder(blockOrder(stages[0]!.resolution, stages[0]!.window, 0), patchSize),
    ),
  ];
}

function computed(name: string, indices: Int32Array): Weight {
  return {
    name,
    element: 'i32',
    shape: [indices.length],
    needs: [],
    compute: () => Promise.resolve(bytesOf(indices)),
  };
}

function bytesOf(values: Float32Array | Uint16Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
