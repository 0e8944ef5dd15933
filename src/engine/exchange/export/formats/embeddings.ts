/** `embeddings.npy` with one row a photo, and `embeddings.csv` that says whose each row is. */
import type { Cell } from '../../csv/write';
import { npyHeader, npyRow } from '../../npy';
import type { ExportedPhoto } from '../types';
import { namesOf, streamFrom, tableStream, zipFormat, type ExportSource } from './format';

/** Vectors asked for at once: 256 of 1,536 numbers are 1.5 MB. */
const VECTOR_BATCH = 256;

export const embeddings = zipFormat(async (zip, source, run) => {
  const { encoder } = source;
  const { signal } = run;
  const names = namesOf(source);
  // Photos still waiting for this encoder have no row; how many rows there are must be known before
  // the first.
  const present: ExportedPhoto[] = [];
  await eachBatch(source, (photo, vector) => {
    if (vector) present.push(photo);
  });
  async function* rows(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield npyHeader(present.length, encoder.dimension);
    for (let from = 0; from < present.length; from += VECTOR_BATCH) {
      signal.throwIfAborted();
      run.onProgress(from, present.length);
      const batch = present.slice(from, from + VECTOR_BATCH);
      const vectors = await source.vectors(batch.map(({ id }) => id));
      // One that went meanwhile is a row of zeros: the others keep their places.
      for (const vector of vectors) yield npyRow(vector ?? new Float32Array(encoder.dimension));
    }
  }
  await zip.add('embeddings.npy', streamFrom(rows()), { signal });
  const columns = ['row', 'image_id', 'identity', 'name', 'encoder'];
  const ids = present.map((photo, row): Cell[] => [
    ...[
      row,
      photo.id,
      names.get(photo.individualId ?? '') ?? 'unknown',
      photo.name,
      encoder.fingerprint,
    ],
  ]);
  await zip.add('embeddings.csv', tableStream(columns, ids), { deflate: true, signal });
  run.onProgress(present.length, present.length);
});

async function eachBatch(
  source: ExportSource,
  take: (photo: ExportedPhoto, vector: Float32Array | null) => void,
): Promise<void> {
  for (let from = 0; from < source.photos.length; from += VECTOR_BATCH) {
    const batch = source.photos.slice(from, from + VECTOR_BATCH);
    const vectors = await source.vectors(batch.map(({ id }) => id));
    batch.forEach((photo, i) => take(photo, vectors[i] ?? null));
  }
}
