/** The patch embedding of a transformer, with the preprocessing folded into its weights. */
import type { CheckpointTensor } from '../../checkpoint/tensor';
import type { Weight } from '../weights';
import type { GraphWriter } from '../writer';
import { INPUT, type Normalisation } from './architecture';
import { computedFloats, computedIndices } from './computed';

/** Names of the initializers that `foldedPatch` makes and `patchEmbedding` uses. */
const FOLDED = 'patch_embed.folded';
const ORDER = 'patch_embed.order';

interface PatchGeometry {
  /** Side of the input, in pixels: a multiple of `patchSize`. */
  readonly imageSize: number;
  readonly patchSize: number;
}

/**
 * Always float32: `W / (255 std)` would be subnormal in halves.
 * `sum W (p / 255 - mean) / std + b = sum (W / (255 std)) p + (b - sum W mean / std)`, columns
 * reordered from (channel, row, column) to the pixels' own (row, column, channel).
 *
 * @param weight `[dim, 3, patchSize, patchSize]`
 * @param bias `[dim]`, or null where the network has none
 * @param raster index `y * resolution + x` of the patch at each position of the token order
 */
export function foldedPatch(
  { imageSize, patchSize }: PatchGeometry,
  weight: CheckpointTensor,
  bias: CheckpointTensor | null,
  raster: Int32Array,
  { mean, std }: Normalisation,
): Weight[] {
  const dim = weight.shape[0]!;
  const area = patchSize * patchSize;
  const foldWeight = (from: Float32Array): Float32Array => {
    const folded = new Float32Array(from.length);
    for (let d = 0; d < dim; d++) {
      for (let c = 0; c < 3; c++) {
        for (let at = 0; at < area; at++) {
          folded[(d * area + at) * 3 + c] = from[(d * 3 + c) * area + at]! / (255 * std[c]!);
        }
      }
    }
    return folded;
  };
  const foldBias = (from: Float32Array, before?: Float32Array): Float32Array => {
    const folded = before?.slice() ?? new Float32Array(dim);
    for (let d = 0; d < dim; d++) {
      let sum = 0;
      for (let i = 0; i < 3 * area; i++) {
        const c = Math.floor(i / area);
        sum += (from[d * 3 * area + i]! * mean[c]!) / std[c]!;
      }
      folded[d] = folded[d]! - sum;
    }
    return folded;
  };
  const both = bias ? [weight, bias] : [weight];
  return [
    computedFloats(`${FOLDED}.weight`, 'f32', [dim, area * 3], [weight], foldWeight),
    computedFloats(`${FOLDED}.bias`, 'f32', [dim], both, foldBias),
    computedIndices(ORDER, patchRows(raster, imageSize / patchSize, patchSize)),
  ];
}

/**
 * Nodes from the input to patch embeddings: one Gather cuts the image, one Gemm embeds.
 *
 * @returns the name of the embeddings, float32 `[batch * patches, dim]`
 */
export function patchEmbedding(
  graph: GraphWriter,
  { imageSize, patchSize }: PatchGeometry,
): string {
  const [floats] = graph.node('Cast', [INPUT], { to: 1 });
  // The image as runs of `patchSize` pixels: [batch, lines * runs a line, values a run].
  const lines = graph.shape([-1, (imageSize * imageSize) / patchSize, patchSize * 3]);
  const [runs] = graph.node('Reshape', [floats!, lines]);
  const [gathered] = graph.node('Gather', [runs!, ORDER], { axis: 1 });
  const flat = graph.shape([-1, patchSize * patchSize * 3]);
  const [patches] = graph.node('Reshape', [gathered!, flat]);
  return graph.node('Gemm', [patches!, `${FOLDED}.weight`, `${FOLDED}.bias`], { transB: 1 })[0]!;
}

/**
 * Gather indices that cut the image into patches: the image is seen as runs of `patchSize` pixels
 * (`resolution` of them a line), and each patch takes `patchSize` of these from consecutive lines.
 *
 * @param raster index of the patch at each position
 * @returns `[patches * patchSize]`
 */
function patchRows(raster: Int32Array, resolution: number, patchSize: number): Int32Array {
  const indices = new Int32Array(raster.length * patchSize);
  raster.forEach((token, i) => {
    const y = Math.floor(token / resolution);
    const x = token % resolution;
    for (let row = 0; row < patchSize; row++) {
      indices[i * patchSize + row] = (y * patchSize + row) * resolution + x;
    }
  });
  return indices;
}
