/** Photos that look nearly the same: their look hashes (`encoder/look-hash.ts`) differ in few bits. */

/**
 * Bits of 64 that may differ: few, because a near-duplicate is only flagged and kept, and a wrong flag costs a look. Chosen, not measured
 * on real photos.
 */
export const NEAR_DUPLICATE_BITS = 4;

/** With one band more than bits that may differ, two near hashes agree in at least one band (pigeonhole). */
const BANDS = NEAR_DUPLICATE_BITS + 1;
const BITS = 64;

/** Bits in which two hashes of 16 hexadecimal digits differ. */
export function hammingDistance(a: string, b: string): number {
  let count = 0;
  for (let x = BigInt(`0x${a}`) ^ BigInt(`0x${b}`); x > 0n; x &= x - 1n) count += 1;
  return count;
}

/** Finds near duplicates without comparing with everything: a lookup in each band, whatever the gallery's size. */
export class LookIndex {
  readonly #bands: Map<number, { hash: string; id: string }[]>[] = Array.from(
    { length: BANDS },
    () => new Map<number, { hash: string; id: string }[]>(),
  );

  add(id: string, hash: string): void {
    keysOf(hash).forEach((key, band) => {
      const same = this.#bands[band]!.get(key);
      if (same) same.push({ hash, id });
      else this.#bands[band]!.set(key, [{ hash, id }]);
    });
  }

  /** The id whose look is nearest, within NEAR_DUPLICATE_BITS, other than `except`; null when there is none. */
  nearest(hash: string, except?: string): string | null {
    let best: string | null = null;
    let least = NEAR_DUPLICATE_BITS + 1;
    keysOf(hash).forEach((key, band) => {
      for (const other of this.#bands[band]!.get(key) ?? []) {
        if (other.id === except) continue;
        const distance = hammingDistance(hash, other.hash);
        if (distance < least) [best, least] = [other.id, distance];
        if (least === 0) return;
      }
    });
    return best;
  }
}

function keysOf(hash: string): number[] {
  const value = BigInt(`0x${hash}`);
  const width = Math.ceil(BITS / BANDS);
  return Array.from({ length: BANDS }, (_, band) =>
    Number((value >> BigInt(band * width)) & ((1n << BigInt(width)) - 1n)),
  );
}
