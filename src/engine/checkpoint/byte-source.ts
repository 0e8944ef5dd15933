/** Where a checkpoint's bytes come from. Nothing here reads more than it is asked for. */
import { HuellaError } from '../errors';

/**
 * Random access to a file that may be far larger than memory: a File, an OPFS file, a range-serving
 * host, a file in Node.
 */
export interface ByteSource {
  /** Total bytes. */
  readonly size: number;
  /** File name or address, for messages. */
  readonly name: string;
  /**
   * Exactly `length` bytes from `offset`.
   *
   * @throws HuellaError `checkpoint-truncated` when the range leaves the file or the file turns out
   *   shorter; `checkpoint-unreachable` when the bytes cannot be fetched; `cancelled`
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Throws `checkpoint-truncated` unless `[offset, offset + length)` lies in the source. */
export function checkRange(source: ByteSource, offset: number, length: number): void {
  const valid =
    Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!valid || offset + length > source.size) {
    throw truncated(source, `bytes ${offset} to ${offset + length} were expected`);
  }
}

export function truncated(source: ByteSource, expected: string): HuellaError {
  return new HuellaError(
    'checkpoint-truncated',
    `${source.name} ends too early: it has ${source.size} bytes, ${expected}.`,
    { name: source.name, bytes: source.size },
  );
}

/** Rejects with `cancelled` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new HuellaError('cancelled', 'cancelled', {}, { cause: signal.reason });
}

/** Bytes already in memory. `read` returns views, not copies. */
export function bytesSource(bytes: Uint8Array, name = 'checkpoint'): ByteSource {
  const source: ByteSource = {
    size: bytes.byteLength,
    name,
    // async: a range error must reject, not throw.
    // eslint-disable-next-line @typescript-eslint/require-await
    async read(offset, length, signal) {
      throwIfCancelled(signal);
      checkRange(source, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
  return source;
}

/** A File or Blob (an OPFS file is a File too: `await handle.getFile()`). */
export function blobSource(
  blob: Blob,
  name = blob instanceof File ? blob.name : 'checkpoint',
): ByteSource {
  const source: ByteSource = {
    size: blob.size,
    name,
    async read(offset, length, signal) {
      throwIfCancelled(signal);
      checkRange(source, offset, length);
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        // The file was moved, deleted or changed after the person chose it.
        const message = `${name} can no longer be read.`;
        throw new HuellaError('checkpoint-unreachable', message, { name }, { cause: error });
      }
      if (bytes.byteLength !== length)
        throw truncated(source, `${length} bytes were expected at ${offset}`);
      throwIfCancelled(signal);
      return bytes;
    },
  };
  return source;
}

/**
 * Size of a piece that is read at once, which bounds memory for tensors of any size. Digests of
 * weights are over pieces of this size.
 */
export const PIECE_BYTES = 4 * 2 ** 20;

/** A stretch of the file in pieces of `PIECE_BYTES`, the last one shorter. @throws as `read` */
export async function* readPieces(
  source: ByteSource,
  offset: number,
  length: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < length; at += PIECE_BYTES) {
    throwIfCancelled(signal);
    yield await source.read(offset + at, Math.min(PIECE_BYTES, length - at), signal);
  }
}

/**
 * The same file with one stretch of it already read: reads inside the stretch cost nothing, others
 * go to the source. Neighbouring small tensors are read together this way.
 */
export function windowSource(source: ByteSource, start: number, window: Uint8Array): ByteSource {
  const end = start + window.byteLength;
  return {
    size: source.size,
    name: source.name,
    read(offset, length, signal) {
      if (offset >= start && offset + length <= end && length >= 0) {
        return Promise.resolve(window.subarray(offset - start, offset - start + length));
      }
      return source.read(offset, length, signal);
    },
  };
}
