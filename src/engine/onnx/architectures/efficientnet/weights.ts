/** Every initializer of the EfficientNet graph, in one order for all files. */
import type { Weight } from '../../weights';
import type { Normalisation, Precision, Tensors } from '../architecture';
import { computedColours, computedFloats } from '../computed';
import { headOf, NORM_PARTS, stemOf, stepsOf, type EfficientNet, type Step } from './config';

/** Of every batch normalisation of timm's own EfficientNets and of MiewID's neck. */
const EPSILON = 1e-5;

/** Added to pixel values: what remains is zero where the padding is. */
export const SHIFT = 'preprocess.shift';

export function efficientNetWeights(
  { config, weights }: EfficientNet,
  { mean, std }: Normalisation,
  precision: Precision,
): Weight[] {
  const element = precision === 'fp16' ? 'f16' : 'f32';
  const list: Weight[] = [
    computedColours(
      SHIFT,
      mean.map((value) => -255 * value),
    ),
    // Float32 in either precision: divided by 255, its numbers would be subnormal in halves.
    ...folded(weights, stemOf(config), 'f32', (channel) => 1 / (255 * std[channel]!)),
  ];
  config.stages.forEach((blocks, s) => {
    blocks.forEach((block, b) => {
      const name = `blocks.${s}.${b}`;
      for (const step of stepsOf(name, block)) {
        list.push(...folded(weights, step, element));
        if (!step.excited || block.squeeze === 0) continue;
        for (const part of ['conv_reduce', 'conv_expand']) {
          const weight = weights.get(`${name}.se.${part}.weight`)!;
          const bias = weights.get(`${name}.se.${part}.bias`)!;
          // One pixel: the convolution is a matrix.
          const shape = weight.shape.slice(0, 2);
          list.push({ name: `${name}.se.${part}.weight`, element, shape, tensor: weight });
          list.push({ name: `${name}.se.${part}.bias`, element, shape: bias.shape, tensor: bias });
        }
      }
    });
  });
  list.push(...folded(weights, headOf(config), element));
  if (config.pooling === 'gem') {
    const exponent = weights.get('pooling.p')!;
    list.push(
      computedFloats('pooling.p', 'f32', [], [exponent], (p) => p),
      computedFloats('pooling.inverse', 'f32', [], [exponent], (p) => p.map((value) => 1 / value)),
    );
  }
  if (config.neck) {
    const parts = NORM_PARTS.map((part) => weights.get(`neck.${part}`)!);
    const { dimension } = config;
    list.push(
      computedFloats('neck.scale', 'f32', [dimension], parts, (...norm) => scaleOf(norm)),
      computedFloats('neck.shift', 'f32', [dimension], parts, (...norm) => shiftOf(norm)),
    );
  }
  return list;
}

/** Weight, bias, running mean and variance of a batch normalisation. */
type Norm = readonly Float32Array[];

function scaleOf([weight, , , variance]: Norm): Float32Array {
  return weight!.map((value, i) => value / Math.sqrt(variance![i]! + EPSILON));
}

function shiftOf([weight, bias, mean, variance]: Norm): Float32Array {
  return bias!.map(
    (value, i) => value - (weight![i]! * mean![i]!) / Math.sqrt(variance![i]! + EPSILON),
  );
}

/** A convolution without bias and the normalisation behind it, as one convolution with bias. */
function folded(
  weights: Tensors,
  { conv, norm }: Step,
  element: 'f32' | 'f16',
  perInput?: (channel: number) => number,
): Weight[] {
  const weight = weights.get(`${conv}.weight`)!;
  const parts = NORM_PARTS.map((part) => weights.get(`${norm}.${part}`)!);
  const [to = 0, from = 0, height = 0, width = 0] = weight.shape;
  const area = height * width;
  const scaled = (values: Float32Array, ...[gain, , , variance]: Float32Array[]): Float32Array =>
    values.map((value, i) => {
      const out = Math.floor(i / (from * area));
      const scale = gain![out]! / Math.sqrt(variance![out]! + EPSILON);
      return value * scale * (perInput?.(Math.floor(i / area) % from) ?? 1);
    });
  return [
    computedFloats(`${conv}.weight`, element, weight.shape, [weight, ...parts], scaled),
    computedFloats(`${conv}.bias`, element, [to], parts, (...values) => shiftOf(values)),
  ];
}
