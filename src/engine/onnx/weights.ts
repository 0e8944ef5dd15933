/**
 * The weights of a graph as a list of pieces of work: where each comes from and where it lies in
 * the external files.
 */
import { ITEM_BYTES } from '../checkpoint/dtype';
import { tooLarge } from '../checkpoint/refusals';
import type { CheckpointTensor } from '../checkpoint/tensor';
import type { ByteSource } from '../checkpoint/byte-source';
import type { Element } from './element';
import type { External } from './writer';

/**
 * ONNX Runtime's web build reads offsets and lengths of external data as unsigned 32-bit numbers.
 */
const MAX_FILE_BYTES = 2 ** 32 - 1;
/**
 * Offsets are multiples of this, as PyTorch's own are: a view of any element type can be made at
 * any weight.
 */
const ALIGNMENT = 64;

/**
 * Bytes of the checkpoint, in their own order; converted only if stored in another number format.
 */
const WEIGHTS_FILE = 'weights.bin';
/** What is computed once at conversion: folded preprocessing, token orders, attention biases. */
const COMPUTED_FILE = 'computed.bin';

export type Weight = {
  /** The initializer's name in the graph. */
  readonly name: string;
  readonly element: Element;
  readonly shape: readonly number[];
} & (
  | { readonly tensor: CheckpointTensor }
  /**
   * Little endian bytes of the declared element and shape. `source` as in
   * `CheckpointTensor.stream`.
   */
  | {
      readonly needs: readonly CheckpointTensor[];
      compute(source?: ByteSource, signal?: AbortSignal): Promise<Uint8Array>;
    }
);

export interface Placed {
  readonly weight: Weight;
  readonly at: External;
}

export interface ExternalFile {
  readonly path: string;
  readonly bytes: number;
}

export interface Layout {
  /** In the files' order. */
  readonly placed: readonly Placed[];
  readonly files: readonly ExternalFile[];
}

/**
 * Lays weights out one after another; the layout depends on the network alone, not on the file it
 * comes from.
 */
export function layOut(weights: readonly Weight[]): Layout {
  const ends = new Map<string, number>();
  const placed = weights.map((weight): Placed => {
    const path = 'tensor' in weight ? WEIGHTS_FILE : COMPUTED_FILE;
    const offset = Math.ceil((ends.get(path) ?? 0) / ALIGNMENT) * ALIGNMENT;
    const length = weight.shape.reduce(
      (product, size) => product * size,
      ITEM_BYTES[weight.element],
    );
    ends.set(path, offset + length);
    if (offset + length > MAX_FILE_BYTES) {
      const message = `The network needs more than ${MAX_FILE_BYTES} bytes of weights.`;
      throw tooLarge(message, offset + length, MAX_FILE_BYTES);
    }
    return { weight, at: { path, offset, length } };
  });
  return { placed, files: [...ends].map(([path, bytes]) => ({ path, bytes })) };
}
