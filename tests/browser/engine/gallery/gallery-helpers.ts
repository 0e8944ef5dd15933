/**
 * Galleries for tests: vectors that lie as photos of individuals do, thousands of them at once, and
 * the answer by the definition.
 */
import { deleteDB, openDB } from 'idb';
import { Gallery, type GalleryMatch, type GalleryOptions } from '../../../../src/engine/gallery';
import { Library, type NewPhoto } from '../../../../src/engine/library';
import { randomNumbers, unit } from '../../../unit/engine/index/index-data';
import { FINGERPRINT, photo } from '../library/library-helpers';

export const DIMENSION = 32;
export const ENCODER = { fingerprint: FINGERPRINT, dimension: DIMENSION };

export interface Opened {
  readonly library: Library;
  readonly gallery: Gallery;
}
export const opened = new Set<Opened>();
const names = new Set<string>();

export function fresh(): string {
  const name = `gallery-test-${crypto.randomUUID()}`;
  names.add(name);
  return name;
}

export async function open(name: string, encoder: GalleryOptions = ENCODER): Promise<Opened> {
  const library = await Library.open(name);
  const both = { library, gallery: await Gallery.open(library, encoder) };
  opened.add(both);
  return both;
}

export async function close(both: Opened): Promise<void> {
  opened.delete(both);
  await both.gallery.close();
  both.library.close();
}

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const both of opened) await close(both);
  for (const name of names) await deleteDB(name);
  names.clear();
}

/** A vector near the centre of a cluster: photos of one individual lie together. */
export function near(cluster: number, seed: number, spread = 0.3): Float32Array {
  const [centre, noise] = [randomNumbers(cluster + 1), randomNumbers(seed + 1000)];
  return unit(
    Float32Array.from({ length: DIMENSION }, () => centre() - 0.5 + spread * (noise() - 0.5)),
  );
}

export const embedding = (vector: Float32Array) => ({ fingerprint: FINGERPRINT, vector });

export async function add(
  to: Gallery,
  text: string,
  vector: Float32Array,
  more: Partial<NewPhoto> = {},
): Promise<string> {
  const added = await to.add(await photo(text, { embedding: embedding(vector), ...more }));
  return added.kind === 'added' ? added.photo.id : added.photoId;
}

/**
 * Many photos at once, past the library: each `i`-th of cluster `i % clusters`, named after it.
 * Without `pictures` they have no files, which no search reads and which are half of the records.
 */
export async function fill(
  name: string,
  count: number,
  clusters: number,
  { pictures = true } = {},
): Promise<Float32Array[]> {
  const vectors = Array.from({ length: count }, (_, i) => near(i % clusters, i));
  const raw = await openDB(name);
  const stores = [
    'photos',
    'originals',
    'thumbnails',
    'individuals',
    'embeddings',
    'vectors',
    'counters',
  ];
  const transaction = raw.transaction(stores, 'readwrite');
  const store = (store: string) => transaction.objectStore(store);
  for (let c = 0; c < clusters; c++) {
    void store('individuals').put({ id: `c${c}`, name: `C${c}`, nameKey: `c${c}`, createdAt: 0 });
  }
  for (const [i, vector] of vectors.entries()) {
    const sha256 = i.toString(16).padStart(64, '0');
    const photoId = `photo-${String(i).padStart(6, '0')}`;
    void store('photos').put({
      ...{
        id: photoId,
        name: `${i}.jpg`,
        sha256,
        cropKey: 'whole',
        crop: null,
        mime: '',
        byteLength: 1,
      },
      ...{
        width: 1,
        height: 1,
        importedAt: i,
        takenAt: null,
        place: null,
        individualId: `c${i % clusters}`,
      },
    });
    if (pictures) {
      void store('originals').put({ bytes: new ArrayBuffer(1), mime: '' }, sha256);
      void store('thumbnails').put({ bytes: new ArrayBuffer(1), mime: '' }, photoId);
    }
    void store('embeddings').put({ seq: i + 1, photoId, fingerprint: FINGERPRINT });
    void store('vectors').put(vector.buffer, i + 1);
  }
  void store('counters').put(1, 'revision');
  await transaction.done;
  raw.close();
  return vectors;
}

/** The answer by the definition: every dot product, sorted, ties by id. */
export function bruteForce(
  vectors: readonly Float32Array[],
  query: Float32Array,
  k: number,
): string[] {
  return vectors
    .map((vector, i) => ({
      id: `photo-${String(i).padStart(6, '0')}`,
      similarity: vector.reduce((sum, x, d) => sum + x * query[d]!, 0),
    }))
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))
    .slice(0, k)
    .map(({ id }) => id);
}

export const ids = (matches: readonly GalleryMatch[]) => matches.map((match) => match.photoId);
