/**
 * A weight's bytes as the graph wants them, in pieces of one size for every checkpoint format.
 */
import { PIECE_BYTES, type ByteSource } from '../checkpoint/byte-source';
import { ITEM_BYTES, toFloat32 } from '../checkpoint/dtype';
import { halves } from './halves';
import type { Weight } from './weights';

/** Pieces are views of buffers that nothing else will write to. */
export async function* weightPieces(
  weight: Weight,
  source?: ByteSource,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (!('tensor' in weight)) {
    const bytes = await weight.compute(source, signal);
    for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES)
      yield bytes.subarray(at, at + PIECE_BYTES);
    return;
  }
  const { tensor, element } = weight;
  const stream = tensor.stream(source, signal);
  if (tensor.dtype === element) {
    yield* cut(stream, PIECE_BYTES);
    return;
  }
  const stored = (PIECE_BYTES / ITEM_BYTES[element]) * ITEM_BYTES[tensor.dtype];
  for await (const piece of cut(stream, stored)) {
    const floats = toFloat32(piece, tensor.dtype);
    const converted = element === 'f16' ? halves(floats, weight.name) : floats;
    yield new Uint8Array(converted.buffer, converted.byteOffset, converted.byteLength);
  }
}

/**
 * The same bytes in pieces of exactly `size`, the last one shorter. Copies only where a piece spans
 * two chunks.
 */
async function* cut(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void> {
  let partial = new Uint8Array(0);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength;) {
      if (filled === 0 && chunk.byteLength - at >= size) {
        yield chunk.subarray(at, at + size);
        at += size;
        continue;
      }
      if (filled === 0) partial = new Uint8Array(size);
      const take = Math.min(size - filled, chunk.byteLength - at);
      partial.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled === size) {
        yield partial;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield partial.subarray(0, filled);
}
