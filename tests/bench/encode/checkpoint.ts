/**
 * A Swin checkpoint with seeded weights of trained networks' scale: the difference of two graphs
 * shows in its embeddings.
 */
import { bytesSource, type ByteSource } from '../../../src/engine/checkpoint/byte-source';
import {
  expectedShapes,
  type SwinConfig,
} from '../../../src/engine/onnx/architectures/swin/config';
import { safetensors } from '../../fixtures/swin/torch-file';

/** Uniform in -1..1: xorshift32. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
}

/**
 * Spread of a tensor's values: linear layers keep their input's size, biases and tables are large
 * enough to matter.
 */
function spread(name: string, shape: readonly number[]): number {
  if (name.endsWith('relative_position_bias_table')) return 1;
  if (name.includes('norm') || name.endsWith('bias')) return 0.2;
  // A uniform number's deviation is 1 / sqrt(3) of its range.
  return Math.sqrt(3 / shape.slice(1).reduce((product, size) => product * size, 1));
}

/** The whole file in memory, as safetensors. */
export function seededCheckpoint(config: SwinConfig, seed = 1): ByteSource {
  const next = noise(seed);
  const header: Record<string, unknown> = {};
  const tensors: Float32Array[] = [];
  let at = 0;
  for (const [name, shape] of expectedShapes(config)) {
    const centre = name.includes('norm') && name.endsWith('weight') ? 1 : 0;
    const scale = spread(name, shape);
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let i = 0; i < values.length; i++) values[i] = centre + scale * next();
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + values.byteLength] };
    at += values.byteLength;
    tensors.push(values);
  }
  const data = new Uint8Array(at);
  let position = 0;
  for (const values of tensors) {
    data.set(new Uint8Array(values.buffer), position);
    position += values.byteLength;
  }
  return bytesSource(safetensors(JSON.stringify(header), data), 'seeded.safetensors');
}
