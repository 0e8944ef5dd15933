/**
 * Encounters of named photos, for learning and for "How well it works here": a photo is asked among
 * those of other encounters, so photos that were taken together must be known to be.
 */
import { grouped } from '../grouped';
import { numbered } from '../learning';
import { groupEncounters, type Shot } from '../matching';

/** A named photo. */
export interface NamedShot extends Shot {
  readonly individualId: string;
  /** How it looks, in 16 hexadecimal digits (`encoder/look-hash.ts`). */
  readonly lookHash?: string;
}

/**
 * Bits of 64 in which two photos of one animal may differ and still be one encounter. They are more
 * than for near duplicates (`exchange/looks.ts`), because a wrong join costs little here: of 850
 * real photos (chimpanzees, cows from above, pets), each with a copy whose frame was moved by up to
 * 4 %, 4 bits join 41 % with their copies and 8 bits 86 %. With such copies in galleries without
 * dates, known animals were called new 6 times in 100 by 8 bits, as without the copies, 14 to 17
 * times by 4, and 48 to 82 times when only dates joined photos.
 */
export const SAME_SHOT_BITS = 8;

/**
 * The encounter of each photo as a number: photos of one individual that were taken together, or
 * that look nearly the same. Without a date, a burst would otherwise find itself, every figure
 * would flatter, and photos that were not taken in a burst would be called new.
 */
export function encounterNumbers(photos: readonly NamedShot[]): Int32Array {
  const rowOf = new Map(photos.map(({ id }, row) => [id, row]));
  const rowsOf = grouped(photos.keys(), (row) => photos[row]!.individualId);
  const parts = new Parts(photos.length);
  for (const rows of rowsOf.values()) {
    for (const [first, ...others] of groupEncounters(rows.map((row) => photos[row]!))) {
      for (const { id } of others) parts.join(rowOf.get(first!.id)!, rowOf.get(id)!);
    }
    joinAlike(rows, photos, parts);
  }
  return numbered(photos.map((_, row) => parts.of(row)));
}

/** Joins rows whose looks differ in few bits; each look is compared once. */
function joinAlike(rows: readonly number[], photos: readonly NamedShot[], parts: Parts): void {
  const rowOfLook = new Map<string, number>();
  for (const row of rows) {
    const { lookHash } = photos[row]!;
    if (lookHash === undefined) continue;
    const same = rowOfLook.get(lookHash);
    if (same === undefined) rowOfLook.set(lookHash, row);
    else parts.join(same, row);
  }
  const looks = [...rowOfLook].map(([hash, row]) => ({
    row,
    high: Number.parseInt(hash.slice(0, 8), 16),
    low: Number.parseInt(hash.slice(8), 16),
  }));
  for (const [i, a] of looks.entries()) {
    for (let j = 0; j < i; j++) {
      const b = looks[j]!;
      if (bitsOf(a.high ^ b.high) + bitsOf(a.low ^ b.low) <= SAME_SHOT_BITS)
        parts.join(b.row, a.row);
    }
  }
}

/** Bits of 32 that are 1 (Warren, Hacker's Delight, 2002). */
function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Rows that were joined, each part by one of its rows (Tarjan 1975). */
class Parts {
  readonly #above: Int32Array;

  constructor(count: number) {
    this.#above = Int32Array.from({ length: count }, (_, row) => row);
  }

  of(row: number): number {
    let top = row;
    while (this.#above[top] !== top) top = this.#above[top]!;
    for (let next = row; next !== top;) {
      const after = this.#above[next]!;
      this.#above[next] = top;
      next = after;
    }
    return top;
  }

  join(a: number, b: number): void {
    this.#above[this.of(b)] = this.of(a);
  }
}
