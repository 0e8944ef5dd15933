/**
 * Memory that resize-kernel.wat works in: one photo at a time has it, and the next one gets it
 * again, since WebAssembly memory only grows.
 */
import { KERNEL } from './resize-kernel-bytes';

/** resize-kernel.wat says what each does. */
interface ResizeKernel {
  across(row: number, table: number, count: number, to: number): void;
  down(row: number, sums: number, weight: number, count: number): void;
  begin(sums: number, count: number): void;
  end(sums: number, to: number, count: number): void;
}

/** Of a WebAssembly memory. */
const PAGE_BYTES = 65_536;
/**
 * Two megabytes: enough for photos of 100 megapixels and for panoramas of 65,000 x 2,000, so that
 * the memory of a worker is the same after its first photo and after its last.
 */
const INITIAL_PAGES = 32;
/** Rows begin where a vector does. */
const ALIGNMENT = 16;

/** Compiled once; null where the browser has no SIMD. */
let compiled: WebAssembly.Module | null | undefined;
const free: ResizeWorkspace[] = [];

function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = Uint8Array.from(atob(KERNEL), (letter) => letter.charCodeAt(0));
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled;
}

export class ResizeWorkspace {
  readonly kernel: ResizeKernel;
  readonly #memory: WebAssembly.Memory;
  #bytes: Uint8Array;
  #top = 0;

  private constructor(module: WebAssembly.Module) {
    this.#memory = new WebAssembly.Memory({ initial: INITIAL_PAGES });
    this.#bytes = new Uint8Array(this.#memory.buffer);
    const instance = new WebAssembly.Instance(module, { resize: { memory: this.#memory } });
    this.kernel = instance.exports as unknown as ResizeKernel;
  }

  /** An empty one, to be given back with `release`; null where the browser has no SIMD. */
  static take(): ResizeWorkspace | null {
    const module = kernelModule();
    return module && (free.pop() ?? new ResizeWorkspace(module));
  }

  /** All of the memory. Not to be kept: `reserve` may replace it. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The first of so many bytes, of any content. @throws RangeError when there is no room */
  reserve(bytes: number): number {
    const at = this.#top;
    // A vector read at the last byte ends within.
    this.#top += Math.ceil((bytes + ALIGNMENT) / ALIGNMENT) * ALIGNMENT;
    const missing = this.#top - this.#bytes.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#bytes = new Uint8Array(this.#memory.buffer);
    }
    return at;
  }

  /** Everything reserved is free. Call once; the workspace is not to be used after it. */
  release(): void {
    this.#top = 0;
    free.push(this);
  }
}
