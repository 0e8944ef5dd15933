/**
 * kernel.wat in plain TypeScript: what its test compares it with, and what runs where there is no
 * SIMD.
 */
export interface Kernel {
  /**
   * The dot products of 2 rows from byte `a` and 4 rows from byte `b` on, over `2 * pairs` float64,
   * written as 2 x 4 float64 from byte `out` on. Strides are in bytes.
   */
  tile(a: number, aStride: number, b: number, bStride: number, pairs: number, out: number): void;
}

const DOUBLE = Float64Array.BYTES_PER_ELEMENT;

export class ReferenceKernel implements Kernel {
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  tile(a: number, aStride: number, b: number, bStride: number, pairs: number, out: number): void {
    const all = new Float64Array(this.#memory.buffer);
    for (let i = 0; i < 2; i++) {
      const x = (a + i * aStride) / DOUBLE;
      for (let j = 0; j < 4; j++) {
        const y = (b + j * bStride) / DOUBLE;
        let even = 0;
        let odd = 0;
        for (let k = 0; k < 2 * pairs; k += 2) {
          even += all[x + k]! * all[y + k]!;
          odd += all[x + k + 1]! * all[y + k + 1]!;
        }
        all[out / DOUBLE + 4 * i + j] = even + odd;
      }
    }
  }
}
