/** Named photos as learning sees them, and which of them it uses where there are very many. */

/** Rows of one flat table, each with its individual and its encounter. */
export interface NamedPhotos {
  /** `count * dimension` numbers: the embeddings as the encoder made them, L2-normalised. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  /** Of each photo: its individual as a number from 0. */
  readonly individuals: Int32Array;
  /** Of each photo: its encounter as a number from 0. No encounter has two individuals. */
  readonly encounters: Int32Array;
}

/** How many photos of each individual (or encounter). */
export function countsOf(numbers: Int32Array): Int32Array {
  const counts = new Int32Array(numbers.reduce((most, one) => Math.max(most, one + 1), 0));
  for (const one of numbers) counts[one]! += 1;
  return counts;
}

/**
 * At most `most` rows, in their order: whole individuals, in an order that mixes them, so that what
 * is measured on the sample holds for the rest. An individual that has more photos than fit alone
 * is cut to its first ones.
 */
export function sampleRows(individuals: Int32Array, most: number): Int32Array {
  if (individuals.length <= most) return Int32Array.from(individuals.keys());
  const rowsOf: number[][] = [];
  for (const [row, individual] of individuals.entries()) (rowsOf[individual] ??= []).push(row);
  const chosen: number[] = [];
  for (const individual of mixed(rowsOf.length)) {
    const rows = rowsOf[individual] ?? [];
    if (chosen.length > 0 && chosen.length + rows.length > most) continue;
    chosen.push(...rows.slice(0, most));
  }
  return Int32Array.from(chosen).sort();
}

/** 0 .. count - 1, stepped through by the golden ratio: spread evenly, the same on every run. */
function mixed(count: number): number[] {
  const GOLDEN = 0.618_033_988_749_894_9;
  const places = Array.from({ length: count }, (_, i) => ({ i, at: (i * GOLDEN) % 1 }));
  return places.sort((a, b) => a.at - b.at || a.i - b.i).map(({ i }) => i);
}

/** Those rows alone; individuals and encounters are numbered anew, in order of appearance. */
export function takeRows(photos: NamedPhotos, rows: Int32Array): NamedPhotos {
  const { dimension } = photos;
  const vectors = new Float32Array(rows.length * dimension);
  for (const [to, from] of rows.entries()) {
    vectors.set(photos.vectors.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  }
  return {
    vectors,
    dimension,
    individuals: numbered(rows.map((row) => photos.individuals[row]!)),
    encounters: numbered(rows.map((row) => photos.encounters[row]!)),
  };
}

/** What is equal has one number, from 0 in order of appearance. */
export function numbered(values: Iterable<string | number>): Int32Array {
  const numbers = new Map<string | number, number>();
  return Int32Array.from(values, (value) => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
}
