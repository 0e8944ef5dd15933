/**
 * A file that passes for its bytes: reads what is asked for, when it is asked for. ONNX Runtime's
 * web build (1.30) looks at external data only through `byteLength` and `subarray(begin, end)`,
 * once per tensor, and copies at once; given this instead of the bytes, a gigabyte of weights
 * reaches the GPU with one tensor at a time in memory. Undocumented: the version is pinned, a test
 * holds it, and `OrtSession` reads the file whole when it fails.
 */
export class LazyBytes extends Uint8Array {
  readonly #blob: Blob;
  readonly #reader = new FileReaderSync();
  #last: { readonly begin: number; readonly end: number; readonly bytes: Uint8Array } | null = null;

  /** Only in a dedicated worker: reading is synchronous. */
  constructor(blob: Blob) {
    super(0);
    this.#blob = blob;
  }

  /** Anything made from this one (`slice`, `map`) is an ordinary array. */
  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  override get byteLength(): number {
    return this.#blob.size;
  }

  override get length(): number {
    return this.#blob.size;
  }

  override subarray(begin = 0, end = this.#blob.size): Uint8Array<ArrayBuffer> {
    // A graph with two forms of one weight asks twice in a row.
    if (this.#last?.begin === begin && this.#last.end === end)
      return this.#last.bytes as Uint8Array<ArrayBuffer>;
    const bytes = new Uint8Array(this.#reader.readAsArrayBuffer(this.#blob.slice(begin, end)));
    this.#last = bytes.byteLength <= REMEMBERED_BYTES ? { begin, end, bytes } : null;
    return bytes;
  }
}

/** Keeping a small tensor costs nothing; a large one would be a second copy. */
const REMEMBERED_BYTES = 2 ** 20;
