/**
 * kernel.wat in plain TypeScript: the reference its tests compare it with, and what searches where
 * WebAssembly has no SIMD.
 */
export interface Kernel {
  /** Where slot 0 lies, bytes from one slot to the next, bytes of code in a slot. */
  configure(base: number, stride: number, length: number): void;
  /** 1 - similarity of the codes in two slots, in float32. */
  distance(i: number, j: number): number;
  /**
   * Dot products (int32, from byte `out` on) of `count` slots from `first` on with the 16-bit query
   * at byte `query`.
   */
  scan(first: number, count: number, query: number, out: number): void;
  /** The same for the slots whose numbers (uint32) lie from byte `list` on. */
  gather(list: number, count: number, query: number, out: number): void;
}

export class ReferenceKernel implements Kernel {
  #base = 0;
  #stride = 0;
  #length = 0;
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  configure(base: number, stride: number, length: number): void {
    this.#base = base;
    this.#stride = stride;
    this.#length = length;
  }

  distance(i: number, j: number): number {
    const view = new DataView(this.#memory.buffer);
    const a = this.#base + i * this.#stride;
    const b = this.#base + j * this.#stride;
    let sum = 0;
    for (let at = 0; at < this.#length; at++) sum += view.getInt8(a + at) * view.getInt8(b + at);
    const scales = Math.fround(
      view.getFloat32(a + this.#length, true) * view.getFloat32(b + this.#length, true),
    );
    return Math.fround(1 - Math.fround(scales * Math.fround(sum)));
  }

  scan(first: number, count: number, query: number, out: number): void {
    const results = new Int32Array(this.#memory.buffer, out, count);
    for (let row = 0; row < count; row++) results[row] = this.#dot(first + row, query);
  }

  gather(list: number, count: number, query: number, out: number): void {
    const slots = new Uint32Array(this.#memory.buffer, list, count);
    const results = new Int32Array(this.#memory.buffer, out, count);
    for (let row = 0; row < count; row++) results[row] = this.#dot(slots[row]!, query);
  }

  #dot(slot: number, query: number): number {
    const code = new Int8Array(this.#memory.buffer, this.#base + slot * this.#stride, this.#length);
    const against = new Int16Array(this.#memory.buffer, query, this.#length);
    let sum = 0;
    for (let i = 0; i < this.#length; i++) sum += code[i]! * against[i]!;
    return sum;
  }
}
