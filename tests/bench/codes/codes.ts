/**
 * Codes of a few bits a number, and the search over them: the query stays as it is, each byte of a
 * code is looked up in a table of what it adds to the similarity (asymmetric distance; Jégou, Douze
 * and Schmid, "Product Quantization for Nearest Neighbor Search", 2011, section III).
 */

export type Bits = 1 | 2 | 4;

/**
 * What stands for each part of a normal number of variance 1, the upper half: the quantisers of least
 * squared error (Max, "Quantizing for Minimum Distortion", 1960, table I). `prepare.py` has the cuts.
 */
const LEVELS: Readonly<Record<Bits, readonly number[]>> = {
  1: [0.7979],
  2: [0.4528, 1.51],
  4: [0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733],
};

function levelsOf(bits: Bits): number[] {
  return [...LEVELS[bits].toReversed().map((level) => -level), ...LEVELS[bits]];
}

/** What each byte of a code adds to the similarity with `query`: 256 numbers for each place. */
export function tableOf(query: Float32Array, bits: Bits): Float32Array {
  const [perByte, mask, levels] = [8 / bits, 2 ** bits - 1, levelsOf(bits)];
  const places = query.length / perByte;
  const table = new Float32Array(places * 256);
  for (let place = 0; place < places; place++) {
    for (let byte = 0; byte < 256; byte++) {
      let sum = 0;
      for (let j = 0; j < perByte; j++) {
        sum += query[place * perByte + j]! * levels[(byte >> (j * bits)) & mask]!;
      }
      table[place * 256 + byte] = sum;
    }
  }
  return table;
}

/** Similarities, up to a factor, of all vectors whose codes lie one after another. */
export function scoreAll(codes: Uint8Array, table: Float32Array, scores: Float32Array): void {
  const places = table.length / 256;
  for (let i = 0, at = 0; i < scores.length; i++) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let place = 0; place < places; place += 4, at += 4) {
      const base = place * 256;
      a += table[base + codes[at]!]!;
      b += table[base + 256 + codes[at + 1]!]!;
      c += table[base + 512 + codes[at + 2]!]!;
      d += table[base + 768 + codes[at + 3]!]!;
    }
    scores[i] = a + b + c + d;
  }
}

/** The same from 1-bit codes on both sides: how many bits agree, negative for how many differ. */
export function hammingAll(words: Uint32Array, query: Uint32Array, scores: Float32Array): void {
  const length = query.length;
  for (let i = 0, at = 0; i < scores.length; i++) {
    let differ = 0;
    for (let w = 0; w < length; w++, at++) {
      let bits = words[at]! ^ query[w]!;
      bits -= (bits >>> 1) & 0x55555555;
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
      differ += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    }
    scores[i] = -differ;
  }
}

/** Places of the `k` highest scores, the highest first; a heap of the worst kept so far. */
export function topOf(scores: Float32Array, k: number): number[] {
  const heap: number[] = [];
  const lower = (a: number, b: number): boolean => scores[heap[a]!]! < scores[heap[b]!]!;
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  const sink = (): void => {
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && lower(child, least)) least = child;
      }
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  for (let i = 0; i < scores.length; i++) {
    if (heap.length < k) {
      heap.push(i);
      for (let at = heap.length - 1; at > 0;) {
        const above = (at - 1) >> 1;
        if (!lower(at, above)) break;
        swap(at, above);
        at = above;
      }
    } else if (scores[i]! > scores[heap[0]!]!) {
      heap[0] = i;
      sink();
    }
  }
  return heap.sort((a, b) => scores[b]! - scores[a]!);
}
