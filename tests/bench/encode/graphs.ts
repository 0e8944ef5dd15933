/**
 * The graphs that are compared and what each is fed. No file access: Node and the browser share it.
 */
import { NORMALISATIONS } from '../../../src/engine/onnx/normalisations';
import { INPUT } from '../../../src/engine/onnx/architectures/architecture';
import { fixturePixels } from '../../fixtures/swin/fixture';
import { EXPORTER_INPUT } from './exporter';

/** `mha` and `manual`: the two forms of `engine/onnx`; `exporter`: exporter.ts. */
export const GRAPHS = ['mha', 'manual', 'exporter'] as const;
export type Graph = (typeof GRAPHS)[number];

export interface GraphFiles {
  /** Names in the folder of models. */
  readonly model: string;
  readonly external: readonly string[];
}
export type Models = Readonly<Record<Graph, GraphFiles>>;

export interface Input {
  readonly name: string;
  readonly type: 'uint8' | 'float32';
  readonly data: Uint8Array | Float32Array;
  readonly dims: readonly number[];
}

/**
 * The same picture for every graph: bytes for ours, normalised numbers, channels first, for the
 * exporter's.
 */
export function inputOf(graph: Graph, size: number, images = 1): Input {
  const pixels = fixturePixels(size, images);
  if (graph !== 'exporter')
    return { name: INPUT, type: 'uint8', data: pixels, dims: [images, size, size, 3] };
  const area = size * size;
  const data = new Float32Array(pixels.length);
  pixels.forEach((value, at) => {
    const c = at % 3;
    const pixel = Math.floor(at / 3);
    const image = Math.floor(pixel / area);
    data[(image * 3 + c) * area + (pixel % area)] =
      (value / 255 - NORMALISATIONS.imagenet.mean[c]!) / NORMALISATIONS.imagenet.std[c]!;
  });
  return { name: EXPORTER_INPUT, type: 'float32', data, dims: [images, 3, size, size] };
}

/** Ours come out with length 1; the exporter's do not. */
export function normalised(features: Float32Array): number[] {
  const length = Math.hypot(...features);
  return Array.from(features, (value) => value / length);
}
