/**
 * kernel.wat in plain TypeScript: what its tests compare it with, and what compares markings where
 * WebAssembly has no SIMD.
 */

/** Bytes of a descriptor's code. */
export const CODE_LENGTH = 64;

export interface Kernel {
  /**
   * For each of the `n` rows of 64 int8 at byte `a` the row of the `m` at byte `b` with the largest
   * dot product times that row's inverse length, and the other way round; the first of several
   * equal ones. `m` is a multiple of 4: rows beyond the last have the inverse length 0.
   *
   * @param inverseA float32 `[n]`; `inverseB`: float32 `[m]`
   * @param wide room for one row as int16, 128 bytes
   * @param bestAb int32 `[n]` and `scoreAb` float32 `[n]`: written
   * @param bestBa int32 `[m]` and `scoreBa` float32 `[m]`: written; `scoreBa` holds -Infinity
   *   before
   */
  nearest(
    a: number,
    n: number,
    b: number,
    m: number,
    inverseA: number,
    inverseB: number,
    wide: number,
    bestAb: number,
    scoreAb: number,
    bestBa: number,
    scoreBa: number,
  ): void;
}

export class ReferenceKernel implements Kernel {
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  nearest(...[a, n, b, m, ia, ib, , bab, sab, bba, sba]: Parameters<Kernel['nearest']>): void {
    const { buffer } = this.#memory;
    const rowsA = new Int8Array(buffer, a, n * CODE_LENGTH);
    const rowsB = new Int8Array(buffer, b, m * CODE_LENGTH);
    const inverseA = new Float32Array(buffer, ia, n);
    const inverseB = new Float32Array(buffer, ib, m);
    const bestAb = new Int32Array(buffer, bab, n);
    const scoreAb = new Float32Array(buffer, sab, n);
    const bestBa = new Int32Array(buffer, bba, m);
    const scoreBa = new Float32Array(buffer, sba, m);
    for (let i = 0; i < n; i++) {
      let best = -Infinity;
      let index = 0;
      for (let j = 0; j < m; j++) {
        let dot = 0;
        for (let k = 0; k < CODE_LENGTH; k++) {
          dot += rowsA[i * CODE_LENGTH + k]! * rowsB[j * CODE_LENGTH + k]!;
        }
        const forward = Math.fround(dot * inverseB[j]!);
        if (forward > best) {
          best = forward;
          index = j;
        }
        const backward = Math.fround(dot * inverseA[i]!);
        if (backward > scoreBa[j]!) {
          scoreBa[j] = backward;
          bestBa[j] = i;
        }
      }
      bestAb[i] = index;
      scoreAb[i] = best;
    }
  }
}
