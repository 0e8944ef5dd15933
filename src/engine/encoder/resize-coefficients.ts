export type ResizeFilter = 'bilinear' | 'bicubic';

/**
 * Fixed-point bits of a coefficient: 32 bits less 8 of the sample and 2 of headroom (Resample.c).
 */
export const PRECISION_BITS = 32 - 8 - 2;
/** What a sum starts from, so that the shift that ends it rounds. */
export const HALF = 1 << (PRECISION_BITS - 1);

interface Kernel {
  readonly support: number;
  readonly weight: (x: number) => number;
}

const KERNELS: Readonly<Record<ResizeFilter, Kernel>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: cubic },
};

/**
 * Keys' cubic with a = -0.5, in the order of operations of Resample.c (the order decides the last
 * bit).
 */
function cubic(signed: number): number {
  const a = -0.5;
  const x = Math.abs(signed);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/**
 * For each output position: the first input it reads, how many, and their weights (`taps` slots
 * each).
 */
export interface Coefficients {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly taps: number;
}

/** From where to where a side is resized, in pixels and parts of them. */
export type Span = readonly [from: number, to: number];

/**
 * The coefficients of one pass (precompute_coeffs and normalize_coeffs_8bpc of Resample.c), for
 * sides in pixels.
 *
 * @param span the part of the side that becomes the output; pixels beyond it are read where the
 *   filter reaches them, as Pillow's `box` does
 */
export function coefficients(
  inSize: number,
  outSize: number,
  filter: ResizeFilter,
  span: Span = [0, inSize],
): Coefficients {
  const kernel = KERNELS[filter];
  const scale = (span[1] - span[0]) / outSize;
  const filterScale = Math.max(1, scale);
  const support = kernel.support * filterScale;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Int32Array(outSize * taps);
  const exact = new Float64Array(taps);
  const inverse = 1 / filterScale;
  for (let out = 0; out < outSize; out++) {
    const center = span[0] + (out + 0.5) * scale;
    const low = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(inSize, Math.trunc(center + support + 0.5)) - low;
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const weight = kernel.weight((i + low - center + 0.5) * inverse);
      exact[i] = weight;
      sum += weight;
    }
    for (let i = 0; i < length; i++) {
      const weight = sum === 0 ? exact[i]! : exact[i]! / sum;
      weights[out * taps + i] = Math.trunc(
        weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5),
      );
    }
    first[out] = low;
    count[out] = length;
  }
  return { first, count, weights, taps };
}
