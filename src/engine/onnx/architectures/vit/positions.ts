/**
 * The tokens every image starts with: class token, registers, and positions of the input's grid.
 */
import { leadingTokens, tokensOf, widthOf, type VitConfig } from './config';

/**
 * What is added to the token stream, in which the leading tokens are zero and the patches are
 * embedded.
 *
 * @param classToken `[dim]`
 * @param positions `[stored, dim]`
 * @param registers `[registers, dim]`, where there are any
 * @returns `[tokens, dim]`; timm: `VisionTransformer._pos_embed`
 */
export function embedTokens(
  config: VitConfig,
  classToken: Float32Array,
  positions: Float32Array,
  registers?: Float32Array,
): Float32Array {
  const { grid, classPosition, resample } = config;
  const dim = widthOf(config);
  const tokens = new Float32Array(tokensOf(config) * dim);
  for (let d = 0; d < dim; d++) tokens[d] = classToken[d]! + (classPosition ? positions[d]! : 0);
  if (registers) tokens.set(registers, dim);
  const stored = positions.subarray(classPosition ? dim : 0);
  const side = config.imageSize / config.patchSize;
  const placed =
    resample === 'none' ? stored : resampleGrid(stored, grid, side, dim, taps[resample]);
  tokens.set(placed, leadingTokens(config) * dim);
  return tokens;
}

/** For each output, its inputs and their weights. */
type Taps = readonly (readonly { readonly from: number; readonly weight: number }[])[];

/** Keys' cubic (1981) with parameter `a`, at distance `x` from the centre. */
function cubic(x: number, a: number): number {
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

/** As `torch.nn.functional.interpolate` with `mode='bicubic'`; both are fitted to its answers. */
const taps = {
  /**
   * With `antialias=True` (timm `resample_abs_pos_embed`): the kernel widens, and ends at the edge.
   */
  antialiased: (from: number, to: number): Taps => {
    const scale = Math.max(1, from / to);
    return Array.from({ length: to }, (_, i) => {
      const centre = ((i + 0.5) * from) / to;
      const first = Math.max(0, Math.floor(centre - 2 * scale + 0.5));
      const last = Math.min(from, Math.floor(centre + 2 * scale + 0.5));
      const inputs = Array.from({ length: last - first }, (__, k) => first + k);
      const weights = inputs.map((at) => cubic((at - centre + 0.5) / scale, -0.5));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return inputs.map((at, k) => ({ from: at, weight: weights[k]! / sum }));
    });
  },
  /** Without (transformers `interpolate_pos_encoding`): four inputs, the edge's repeated. */
  plain: (from: number, to: number): Taps => {
    return Array.from({ length: to }, (_, i) => {
      const centre = ((i + 0.5) * from) / to - 0.5;
      const base = Math.floor(centre);
      return [-1, 0, 1, 2].map((step) => ({
        from: Math.min(from - 1, Math.max(0, base + step)),
        weight: cubic(base + step - centre, -0.75),
      }));
    });
  },
};

/** Rows, then columns, of a square grid of vectors. */
function resampleGrid(
  grid: Float32Array,
  from: number,
  to: number,
  dim: number,
  tapsOf: (from: number, to: number) => Taps,
): Float32Array {
  const along = tapsOf(from, to);
  const rows = new Float64Array(to * from * dim);
  along.forEach((inputs, y) => {
    for (const { from: row, weight } of inputs) {
      for (let i = 0; i < from * dim; i++) {
        rows[y * from * dim + i]! += weight * grid[row * from * dim + i]!;
      }
    }
  });
  const sums = new Float64Array(to * to * dim);
  for (let y = 0; y < to; y++) {
    along.forEach((inputs, x) => {
      for (const { from: column, weight } of inputs) {
        for (let d = 0; d < dim; d++) {
          sums[(y * to + x) * dim + d]! += weight * rows[(y * from + column) * dim + d]!;
        }
      }
    });
  }
  return Float32Array.from(sums);
}
