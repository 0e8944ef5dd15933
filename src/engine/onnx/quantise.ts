/**
 * Linear layers in 8 bits: weights as int8 with a scale for each output, activations quantised
 * while the graph runs (`com.microsoft:DynamicQuantizeMatMul`). A quarter of the size, and faster
 * on ONNX Runtime's WASM alone: its WebGPU provider has no kernel for the operator.
 */
import type { ByteSource } from '../checkpoint/byte-source';
import { readFloats } from '../checkpoint/tensor';
import { toFloat32 } from '../checkpoint/dtype';
import { bytesOf } from './architectures/computed';
import type { Weight } from './weights';
import type { GraphWriter } from './writer';

/** int8 without -128: a weight and its negative are as exact. */
const MOST = 127;

/** The scales of a quantised layer, float32 `[outputs]`. */
const scaleName = (layer: string): string => `${layer}.scale`;

/**
 * The same weights with the given layers in 8 bits. Each layer's `weight`, float32 `[outputs,
 * inputs]`, becomes int8 `[inputs, outputs]`, the order the operator wants, and a scale for each
 * output: `weight ≈ int8 * scale`, rounded to nearest, the largest of an output at ±127.
 *
 * @param layers names of linear layers, without `.weight`
 */
export function quantised(weights: readonly Weight[], layers: ReadonlySet<string>): Weight[] {
  return weights.flatMap((weight) => {
    const layer = weight.name.replace(/\.weight$/, '');
    return layer !== weight.name && layers.has(layer) ? bothOf(weight, layer) : [weight];
  });
}

function bothOf(weight: Weight, layer: string): Weight[] {
  const [outputs, inputs] = weight.shape as [number, number];
  const needs = 'tensor' in weight ? [weight.tensor] : weight.needs;
  // The two are computed one after the other: the layer is read once for both.
  let held: Promise<Quantised> | null = null;
  const take = (source?: ByteSource, signal?: AbortSignal): Promise<Quantised> => {
    const made =
      held ?? floatsOf(weight, source, signal).then((floats) => quantise(floats, inputs));
    held = held ? null : made;
    return made;
  };
  return [
    {
      name: weight.name,
      element: 'i8',
      shape: [inputs, outputs],
      needs,
      compute: async (source, signal) => bytesOf((await take(source, signal)).values),
    },
    {
      name: scaleName(layer),
      element: 'f32',
      shape: [outputs],
      needs,
      compute: async (source, signal) => bytesOf((await take(source, signal)).scales),
    },
  ];
}

async function floatsOf(
  weight: Weight,
  source?: ByteSource,
  signal?: AbortSignal,
): Promise<Float32Array> {
  if ('tensor' in weight) return readFloats(weight.tensor, source, signal);
  return toFloat32(await weight.compute(source, signal), 'f32');
}

export interface Quantised {
  /** `[inputs, outputs]`. */
  readonly values: Int8Array;
  /** `[outputs]`. */
  readonly scales: Float32Array;
}

/** @param floats `[outputs, inputs]` */
export function quantise(floats: Float32Array, inputs: number): Quantised {
  const outputs = floats.length / inputs;
  const values = new Int8Array(floats.length);
  const scales = new Float32Array(outputs);
  for (let out = 0; out < outputs; out++) {
    const row = floats.subarray(out * inputs, (out + 1) * inputs);
    let largest = 0;
    for (const value of row) largest = Math.max(largest, Math.abs(value));
    // A row of zeros stays zero at every scale; 1 avoids a division by zero.
    const scale = largest > 0 ? largest / MOST : 1;
    scales[out] = scale;
    for (let i = 0; i < inputs; i++) values[i * outputs + out] = Math.round(row[i]! / scale);
  }
  return { values, scales };
}

/** Nodes of a quantised layer with a bias. @returns the output, float32 `[rows, outputs]` */
export function quantisedLinear(graph: GraphWriter, x: string, layer: string, bias = true): string {
  const inputs = [x, `${layer}.weight`, scaleName(layer), ...(bias ? ['', `${layer}.bias`] : [])];
  return graph.node('com.microsoft:DynamicQuantizeMatMul', inputs)[0]!;
}
