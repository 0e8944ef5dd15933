/**
 * The named photos that "How well it works here" is measured on, of any encoder that has made them.
 */
import type { EvaluatedFrom, EvaluatedPhotos } from '../evaluation';
import { numbered, sampleRows } from '../learning';
import type { IndividualRecord, Library, PhotoRecord } from '../library';
import { encounterNumbers } from './encounters';
import { wordKey } from './filter';

/**
 * Of more photos a sample of whole individuals: the table of their similarities takes the square, a
 * dozen of it 100 MB, and 1,000 tell 2 % apart.
 */
export const EVALUATED_MOST = 1000;

export interface EvaluationTask {
  readonly rows: EvaluatedPhotos;
  readonly from: EvaluatedFrom;
}

export interface EvaluationChoice {
  /** Of the encoder whose embeddings are evaluated. */
  readonly fingerprint: string;
  /** Only photos of this species; absent: all. */
  readonly species?: string | undefined;
  /** Only these photos: to compare encoders on the same ones; absent: all. */
  readonly photoIds?: readonly string[] | undefined;
}

type Named = PhotoRecord & { readonly individualId: string };

/**
 * Oldest import first, so that the same gallery gives the same rows.
 * @param most rows; only tests pass another number
 */
export async function evaluationTask(
  library: Library,
  { fingerprint, species: wanted, photoIds }: EvaluationChoice,
  most = EVALUATED_MOST,
): Promise<EvaluationTask> {
  const [records, individuals] = await Promise.all([library.photos(), library.individualRecords()]);
  const byId = new Map(individuals.map((one) => [one.id, one]));
  const only = photoIds && new Set(photoIds);
  const named = records
    .filter((photo): photo is Named => photo.individualId !== null)
    .filter((photo) => !only || only.has(photo.id))
    .filter((photo) => wanted === undefined || speciesOf(photo, byId) === wanted)
    .sort((a, b) => a.importedAt - b.importedAt || (a.id < b.id ? -1 : 1));
  const sampled = [...sampleRows(numbered(named.map((photo) => photo.individualId)), most)].map(
    (row) => named[row]!,
  );
  const { photos, vectors, dimension } = await withVectors(library, sampled, fingerprint);
  const ids = photos.map(({ individualId }) => individualId);
  const species = photos.map((photo) => speciesOf(photo, byId));
  return {
    rows: {
      vectors,
      dimension,
      individuals: numbered(ids),
      encounters: encounterNumbers(photos),
      photoIds: photos.map(({ id }) => id),
      individualIds: [...new Set(ids)],
      species,
      speciesKeys: species.map(wordKey),
    },
    from: {
      fingerprint,
      photos: named.length,
      individuals: new Set(named.map(({ individualId }) => individualId)).size,
    },
  };
}

/** Those of the photos that this encoder has seen, with their vectors row by row. */
export async function withVectors<Photo extends PhotoRecord>(
  library: Library,
  chosen: readonly Photo[],
  fingerprint: string,
): Promise<{ photos: Photo[]; vectors: Float32Array; dimension: number }> {
  const ids = chosen.map(({ id }) => id);
  const stored = await library.vectorsOf(ids, fingerprint);
  const kept = chosen.flatMap((photo, i) => {
    const vector = stored[i];
    return vector ? [{ photo, vector }] : [];
  });
  const dimension = kept[0]?.vector.length ?? 0;
  const vectors = new Float32Array(kept.length * dimension);
  for (const [row, { vector }] of kept.entries()) vectors.set(vector, row * dimension);
  return { photos: kept.map(({ photo }) => photo), vectors, dimension };
}

/** What is said of the photo, or else of its individual; empty: nothing. */
function speciesOf(photo: Named, byId: ReadonlyMap<string, IndividualRecord>): string {
  return photo.species ?? byId.get(photo.individualId)?.species ?? '';
}
