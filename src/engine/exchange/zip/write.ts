/**
 * Writing zips as a stream: entries one after another, each in chunks, nothing kept but the list
 * for the directory at the end. Zip64 comes by itself where a size, an offset or the number of
 * entries needs it.
 */
import { ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { HuellaError, isAbort, toHuellaError } from '../../errors';

export interface ZipEntryOptions {
  /** Compress: worth it for tables and text; photos are compressed already. Default false. */
  readonly deflate?: boolean;
  readonly modified?: Date;
  readonly signal?: AbortSignal;
}

/**
 * Pieces of a zip gathered before they become part of a Blob, which the browser may keep on disk.
 */
const BLOB_PIECE_BYTES = 4 * 1024 * 1024;

/** Deflate at the usual level; the browser's own stream knows no other. */
const DEFLATE_LEVEL = 6;

export class ZipSink {
  readonly #target: WritableStream<Uint8Array>;
  readonly #writer: ZipWriter<unknown>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(target: WritableStream<Uint8Array>) {
    this.#target = target;
    this.#writer = new ZipWriter(target, {
      useWebWorkers: false,
      useCompressionStream: true,
      keepOrder: true,
    });
  }

  /**
   * Writes one entry; resolves when the target has taken it. Calls wait for each other, so that no
   * entry waits in memory.
   *
   * @param path `folder/file`
   * @throws HuellaError `storage-full`, `cancelled`, `internal` (two entries of one path), or what
   *   the data's stream throws
   */
  add(
    path: string,
    data: Blob | ReadableStream<Uint8Array> | Uint8Array | string,
    options: ZipEntryOptions = {},
  ): Promise<void> {
    const added = this.#last.then(async () => {
      try {
        options.signal?.throwIfAborted();
        const source = streamOf(data);
        await this.#writer.add(path, source.stream, {
          level: options.deflate ? DEFLATE_LEVEL : 0,
          // With the size unknown the entry might pass 4 GB; zip64 must be decided before its first
          // byte.
          ...(source.size === undefined ? { zip64: true } : { uncompressedSize: source.size }),
          ...(options.modified ? { lastModDate: options.modified } : {}),
          ...(options.signal ? { signal: options.signal } : {}),
        });
      } catch (error) {
        throw toHuellaError(error);
      }
    });
    this.#last = added.catch(() => undefined);
    return added;
  }

  /** Writes the directory and closes the target. */
  async close(): Promise<void> {
    await this.#last;
    try {
      await this.#writer.close();
    } catch (error) {
      throw toHuellaError(error);
    }
  }

  /** Gives up: the target is aborted, and what it wrote is no zip. */
  async abort(reason?: unknown): Promise<void> {
    await this.#last;
    await this.#target.abort(reason).catch(() => undefined);
  }
}

function streamOf(data: Blob | ReadableStream<Uint8Array> | Uint8Array | string): {
  stream: ReadableStream<Uint8Array>;
  size?: number;
} {
  if (data instanceof ReadableStream) return { stream: data };
  const blob = data instanceof Blob ? data : new Blob([data as Uint8Array<ArrayBuffer> | string]);
  return { stream: blob.stream(), size: blob.size };
}

/**
 * A zip as a Blob, for browsers without a way to write to disk.
 *
 * @throws HuellaError what `write` or an entry threw
 */
export async function zipBlob(write: (zip: ZipSink) => Promise<void>): Promise<Blob> {
  const { target, blob } = blobTarget('application/zip');
  const zip = new ZipSink(target);
  try {
    await write(zip);
    await zip.close();
  } catch (error) {
    await zip.abort(error);
    throw isAbort(error) ? new HuellaError('cancelled', 'cancelled', {}, { cause: error }) : error;
  }
  return blob();
}

/** A stream that gathers what is written into a Blob. */
export function blobTarget(type: string): { target: WritableStream<Uint8Array>; blob: () => Blob } {
  let whole = new Blob([], { type });
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const gather = (): void => {
    whole = new Blob([whole, ...pieces], { type });
    pieces = [];
    bytes = 0;
  };
  const target = new WritableStream<Uint8Array>({
    write(chunk) {
      pieces.push(chunk.slice());
      bytes += chunk.byteLength;
      if (bytes >= BLOB_PIECE_BYTES) gather();
    },
  });
  return {
    target,
    blob: () => {
      gather();
      return whole;
    },
  };
}
