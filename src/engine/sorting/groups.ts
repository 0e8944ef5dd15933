/** Unidentified photos that may be one animal. */
import { chanceOf, type Joining } from './joining';
import { averageLinkage, Parts } from './linkage';
import { typicalFirst, type Rows, type SimilarityTable } from './similarity-table';

/** Photos to be grouped, with what is known of them beyond their embeddings. */
export interface UnidentifiedPhotos extends Rows {
  /** Of each row: the burst it is of, as a number. Photos of one burst count as one together. */
  readonly encounters: Int32Array;
  /** Pairs of rows that are two animals: two crops of one file, or a person has said so. */
  readonly apart: readonly (readonly [number, number])[];
  /** Sets of rows of which a person has said that they are not all one animal. */
  readonly notAll: readonly (readonly number[])[];
}

export interface Group {
  /** Most typical first: what does not belong is likely last. */
  readonly photoIds: readonly string[];
  /** Calibrated chance, 0..1, that its two least similar parts are one animal. */
  readonly probability: number;
  /** Mean similarity of those parts. */
  readonly similarity: number;
  /** Bursts that its photos are of. */
  readonly encounters: number;
}

/** Most certain first; of two that are equally so, the one with more encounters. */
export function groupsOf(
  { photoIds, encounters, apart, notAll }: UnidentifiedPhotos,
  table: SimilarityTable,
  joining: Joining,
): Group[] {
  const joins = averageLinkage(table, {
    weights: weightsOf(encounters),
    ...{ apart, notAll, least: joining.cut },
  });
  const parts = new Parts(table.count);
  // Of each part by its first row: joins come most similar first, so the last one says.
  const weakest = new Map<number, number>();
  for (const join of joins) {
    parts.join(join);
    for (const row of [join.a, join.b]) weakest.set(row, join.similarity);
  }
  const groups = parts.all
    .filter((rows) => rows.length > 1)
    .map((rows): Group => {
      const similarity = Math.min(...rows.map((row) => weakest.get(row) ?? 1));
      return {
        photoIds: typicalFirst(rows, table).map((row) => photoIds[row]!),
        probability: chanceOf(joining, similarity),
        similarity,
        encounters: new Set(rows.map((row) => encounters[row])).size,
      };
    });
  return groups.sort(
    (a, b) =>
      b.probability - a.probability ||
      b.encounters - a.encounters ||
      (a.photoIds[0]! < b.photoIds[0]! ? -1 : 1),
  );
}

/** One divided among the photos of each burst. */
function weightsOf(encounters: Int32Array): Float64Array {
  const counts = new Map<number, number>();
  for (const one of encounters) counts.set(one, (counts.get(one) ?? 0) + 1);
  return Float64Array.from(encounters, (one) => 1 / counts.get(one)!);
}
