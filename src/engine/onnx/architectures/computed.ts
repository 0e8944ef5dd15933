/** Initializers that are computed once, at conversion. */
import { readFloats, type CheckpointTensor } from '../../checkpoint/tensor';
import { halves } from '../halves';
import type { Weight } from '../weights';

/** The bytes of a typed array, as they lie in memory. */
export function bytesOf(values: Float32Array | Uint16Array | Int32Array | Int8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Indices that follow from the network's geometry alone. */
export function computedIndices(name: string, indices: Int32Array): Weight {
  const compute = (): Promise<Uint8Array> => Promise.resolve(bytesOf(indices));
  return { name, element: 'i32', shape: [indices.length], needs: [], compute };
}

/** One number for each colour of a picture whose colours are its last axis. */
export function computedColours(name: string, values: readonly number[]): Weight {
  const bytes = bytesOf(Float32Array.from(values));
  const compute = (): Promise<Uint8Array> => Promise.resolve(bytes);
  return { name, element: 'f32', shape: [1, 1, 1, 3], needs: [], compute };
}

/**
 * Numbers computed from tensors of the checkpoint.
 *
 * @param compute gets the values of `needs` in their order, as float32; may change and return them
 */
export function computedFloats(
  name: string,
  element: 'f32' | 'f16',
  shape: readonly number[],
  needs: readonly CheckpointTensor[],
  compute: (...values: Float32Array[]) => Float32Array,
): Weight {
  return {
    name,
    element,
    shape,
    needs,
    async compute(source, signal) {
      const values: Float32Array[] = [];
      for (const tensor of needs) values.push(await readFloats(tensor, source, signal));
      const made = compute(...values);
      return bytesOf(element === 'f16' ? halves(made, name) : made);
    },
  };
}
