/**
 * Photos that look nearly the same: their look hashes (`encoder/look-hash.ts`) differ in few bits.
 */

/**
 * Bits of 64 that may differ. Measured on 850 real photos (chimpanzees, cows from above, pets):
 * within 4 bits are 98 % of the copies saved at JPEG quality 50, 98 % of those made brighter, 92 %
 * of those of half the size, and none of 166,593 pairs of two animals. Frames of a film are often
 * that near too (76 of 506 cows), and are flagged: a near duplicate is kept, so a wrong flag costs
 * a look. At 6 bits there would be half as many again.
 */
export const NEAR_DUPLICATE_BITS = 4;

/**
 * With one band more than bits that may differ, two near hashes agree in at least one band
 * (pigeonhole).
 */
const BANDS = NEAR_DUPLICATE_BITS + 1;
const BITS = 64;

/** Bits in which two hashes of 16 hexadecimal digits differ. */
export function hammingDistance(a: string, b: string): number {
  let count = 0;
  for (let x = BigInt(`0x${a}`) ^ BigInt(`0x${b}`); x > 0n; x &= x - 1n) count += 1;
  return count;
}

/**
 * Finds near duplicates without comparing with everything: a lookup in each band, for a gallery of
 * any size.
 */
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

  /** Every id whose look is within NEAR_DUPLICATE_BITS, in the order they were added per band. */
  within(hash: string): Set<string> {
    const found = new Set<string>();
    keysOf(hash).forEach((key, band) => {
      for (const other of this.#bands[band]!.get(key) ?? [])
        if (hammingDistance(hash, other.hash) <= NEAR_DUPLICATE_BITS) found.add(other.id);
    });
    return found;
  }

  /**
   * The id whose look is nearest, within NEAR_DUPLICATE_BITS, other than `except`; null when there
   * is none.
   */
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
