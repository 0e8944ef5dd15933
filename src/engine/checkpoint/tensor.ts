/** What both container formats offer: named tensors whose bytes are read when asked for. */
import { HuellaError } from '../errors';
import type { ByteSource } from './byte-source';
import { ITEM_BYTES, toFloat32, type DType } from './dtype';
import { tooLarge } from './refusals';

/**
 * The largest tensor of the supported encoders is 38 MB; a gigabyte leaves room without letting a
 * file ask for all memory.
 */
const MAX_TENSOR_BYTES = 2 ** 30;
/** NumPy's limit is 64, networks use up to 6. */
const MAX_DIMENSIONS = 16;

export interface CheckpointTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Bytes of the tensor itself, row-major and dense. */
  readonly byteLength: number;
  /**
   * The stretch of the file that `stream` will read; null when the tensor is a scattered view. It
   * may be slightly longer than `byteLength` (headers).
   */
  readonly extent: { readonly offset: number; readonly length: number } | null;
  /**
   * The tensor's bytes (little endian, row-major) in pieces of at most 4 MiB, for any strides.
   *
   * @param source read from here instead; a window over the same file
   * @throws HuellaError `checkpoint-damaged` on a checksum mismatch, `checkpoint-too-large` for
   *   views over `MAX_TENSOR_BYTES`
   */
  stream(source?: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array, void>;
}

/**
 * Number of elements. @throws HuellaError `checkpoint-damaged` for negative, fractional or
 * unrepresentable sizes
 */
export function elementsOf(name: string, shape: readonly unknown[]): number {
  let product = 1;
  const valid =
    shape.length <= MAX_DIMENSIONS &&
    shape.every((size) => {
      if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return false;
      product *= size;
      return Number.isSafeInteger(product * 16);
    });
  if (!valid) {
    const shown = shape.slice(0, MAX_DIMENSIONS).join(' x ');
    const message = `Tensor ${name} has the impossible shape ${shown}.`;
    throw new HuellaError('checkpoint-damaged', message, { tensor: name, found: shown });
  }
  return product;
}

/**
 * All bytes of a tensor. @throws HuellaError as `stream`, and `checkpoint-too-large` over
 * `MAX_TENSOR_BYTES`
 */
export async function readTensor(
  tensor: CheckpointTensor,
  source?: ByteSource,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  checkSize(tensor.name, tensor.byteLength);
  return gather(tensor.stream(source, signal), tensor.byteLength);
}

/** All of a stream that has so many bytes. */
export async function gather(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const piece of pieces) {
    bytes.set(piece, filled);
    filled += piece.byteLength;
  }
  return bytes;
}

/** A float tensor's values as float32, row-major. */
export async function readFloats(
  tensor: CheckpointTensor,
  source?: ByteSource,
  signal?: AbortSignal,
): Promise<Float32Array> {
  return toFloat32(await readTensor(tensor, source, signal), tensor.dtype);
}

export function checkSize(name: string, bytes: number): void {
  if (bytes <= MAX_TENSOR_BYTES) return;
  const message = `Tensor ${name} would take ${bytes} bytes.`;
  throw tooLarge(message, bytes, MAX_TENSOR_BYTES, { tensor: name });
}

/** Row-major strides, in elements. */
export function denseStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= Math.max(1, shape[i]!);
  }
  return strides;
}

/** Copies a strided view into row-major order. `storage` starts at the view's first element. */
export function gatherStrided(
  storage: Uint8Array,
  shape: readonly number[],
  strides: readonly number[],
  dtype: DType,
): Uint8Array {
  const item = ITEM_BYTES[dtype];
  const count = shape.reduce((product, size) => product * size, 1);
  const dense = new Uint8Array(count * item);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    for (let b = 0; b < item; b++) dense[to * item + b] = storage[from * item + b]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return dense;
}
