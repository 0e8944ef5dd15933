/**
 * From the network's maps to keypoints with descriptors, as XFeat chooses them
 * (`XFeat.detectAndCompute` and `InterpolateSparse2d` of github.com/verlab/accelerated_features):
 * local maxima of the heat, ranked by heat times reliability, descriptors sampled bicubically.
 */

/** Numbers of a descriptor. */
export const DESCRIPTOR_LENGTH = 64;
/** Side of the neighbourhood in which a keypoint is the maximum: XFeat's `NMS(kernel_size=5)`. */
const NEIGHBOURHOOD = 5;
/** Least heat of a keypoint: XFeat's `detection_threshold`. */
const LEAST_HEAT = 0.05;
/** Pixels of the input to one place of the reliability and descriptor maps. */
const CELL = 8;
/** PyTorch's bicubic kernel (`grid_sample`, A = -0.75). */
const CUBIC_A = -0.75;

/** The outputs of the network for an input of `width` x `height` pixels, row-major. */
export interface Maps {
  readonly width: number;
  readonly height: number;
  /** float32 `[height, width]`: the chance that a keypoint is at a pixel. */
  readonly heat: Float32Array;
  /** float32 `[height / 8, width / 8]`, 0..1. */
  readonly reliability: Float32Array;
  /** float32 `[height / 8, width / 8, 64]`, each of length 1. */
  readonly descriptors: Float32Array;
}

export interface Keypoints {
  /** Pixels of the input, x and y by turns, best keypoint first. */
  readonly positions: Uint16Array;
  /** Heat times reliability of each. */
  readonly scores: Float32Array;
  /** float32 `[count, 64]`, each of length 1. */
  readonly descriptors: Float32Array;
}

/** The `most` best keypoints of a picture. Equal scores keep the order of the rows. */
export function findKeypoints(maps: Maps, most: number): Keypoints {
  const { width, height } = maps;
  const found: { readonly x: number; readonly y: number; readonly score: number }[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // XFeat reads the heat again by grid_sample, which at the last row and column reads outside.
      if (x === width - 1 || y === height - 1 || (x === 0 && y === 0)) continue;
      const heat = maps.heat[y * width + x]!;
      if (heat <= LEAST_HEAT || !isMaximum(maps, x, y, heat)) continue;
      const score = Math.fround(heat * reliabilityAt(maps, x, y));
      if (score > 0) found.push({ x, y, score });
    }
  }
  const best = found.sort((a, b) => b.score - a.score).slice(0, most);
  const positions = new Uint16Array(best.length * 2);
  const scores = new Float32Array(best.length);
  const descriptors = new Float32Array(best.length * DESCRIPTOR_LENGTH);
  best.forEach(({ x, y, score }, i) => {
    positions.set([x, y], i * 2);
    scores[i] = score;
    const at = i * DESCRIPTOR_LENGTH;
    sampleDescriptor(maps, x, y, descriptors.subarray(at, at + DESCRIPTOR_LENGTH));
  });
  return { positions, scores, descriptors };
}

function isMaximum({ heat, width, height }: Maps, x: number, y: number, value: number): boolean {
  const reach = (NEIGHBOURHOOD - 1) / 2;
  const right = Math.min(width - 1, x + reach);
  const bottom = Math.min(height - 1, y + reach);
  for (let row = Math.max(0, y - reach); row <= bottom; row++) {
    for (let column = Math.max(0, x - reach); column <= right; column++) {
      if (heat[row * width + column]! > value) return false;
    }
  }
  return true;
}

/**
 * Where a pixel lies on a map of `side / 8` places: XFeat divides by `side - 1`, and grid_sample
 * without `align_corners` multiplies by the number of places and takes half a place off.
 */
function onMap(pixel: number, side: number): number {
  return (pixel * (side / CELL)) / (side - 1) - 0.5;
}

/** grid_sample's bilinear value; places outside the map count as 0. */
function reliabilityAt({ reliability, width, height }: Maps, x: number, y: number): number {
  const columns = width / CELL;
  const rows = height / CELL;
  const u = onMap(x, width);
  const v = onMap(y, height);
  const left = Math.floor(u);
  const top = Math.floor(v);
  let sum = 0;
  for (let row = top; row <= top + 1; row++) {
    if (row < 0 || row >= rows) continue;
    for (let column = left; column <= left + 1; column++) {
      if (column < 0 || column >= columns) continue;
      const weight = (1 - Math.abs(u - column)) * (1 - Math.abs(v - row));
      sum += weight * reliability[row * columns + column]!;
    }
  }
  return sum;
}

/** grid_sample's bicubic value of each channel, then brought to length 1. */
function sampleDescriptor(maps: Maps, x: number, y: number, descriptor: Float32Array): void {
  const columns = maps.width / CELL;
  const rows = maps.height / CELL;
  const u = onMap(x, maps.width);
  const v = onMap(y, maps.height);
  const left = Math.floor(u) - 1;
  const top = Math.floor(v) - 1;
  const across = cubicWeights(u - Math.floor(u));
  const down = cubicWeights(v - Math.floor(v));
  const sums = new Float64Array(DESCRIPTOR_LENGTH);
  for (let i = 0; i < 4; i++) {
    const row = top + i;
    if (row < 0 || row >= rows) continue;
    for (let j = 0; j < 4; j++) {
      const column = left + j;
      if (column < 0 || column >= columns) continue;
      const weight = down[i]! * across[j]!;
      const from = (row * columns + column) * DESCRIPTOR_LENGTH;
      for (let c = 0; c < DESCRIPTOR_LENGTH; c++) {
        sums[c] = sums[c]! + weight * maps.descriptors[from + c]!;
      }
    }
  }
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
  for (let c = 0; c < DESCRIPTOR_LENGTH; c++) descriptor[c] = sums[c]! * scale;
}

/**
 * Weights of the four places around a fraction of a place (PyTorch's
 * get_cubic_upsample_coefficients).
 */
function cubicWeights(t: number): readonly number[] {
  const near = (d: number): number => ((CUBIC_A + 2) * d - (CUBIC_A + 3)) * d * d + 1;
  const far = (d: number): number =>
    ((CUBIC_A * d - 5 * CUBIC_A) * d + 8 * CUBIC_A) * d - 4 * CUBIC_A;
  return [far(t + 1), near(t), near(1 - t), far(2 - t)];
}
