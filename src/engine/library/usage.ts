/** What takes how much space: told apart by what a person could do without. */
import type { ReadTransaction, StoreName } from './schema';
import { ofEncoder } from './embeddings';
import { plain } from './trash';
import type { PhotoRecord } from './records';

export interface EncoderUsage {
  readonly fingerprint: string;
  /** Photos it has prepared, those in the trash included. */
  readonly photos: number;
  /** Of their vectors and of the index over them. */
  readonly bytes: number;
}

export interface LibraryUsage {
  /** Originals of photos in the gallery, each file once. */
  readonly originals: number;
  /** Small pictures, of the gallery and the trash; by a sample, since they are many and alike. */
  readonly thumbnails: number;
  readonly encoders: readonly EncoderUsage[];
  /** Photos in the trash and the originals that would go with them. */
  readonly trash: { readonly photos: number; readonly bytes: number };
}

export const USAGE_STORES = [
  'photos',
  'trash',
  'thumbnails',
  'embeddings',
  'vectors',
  'snapshots',
] as const satisfies StoreName[];

/** Thumbnails weighed: they are within a few kilobytes of each other. */
const SAMPLE = 40;

/**
 * In bytes as they were stored; the database's own bookkeeping comes on top. Stores: USAGE_STORES.
 */
export async function measure(transaction: ReadTransaction): Promise<LibraryUsage> {
  const [photos, trash, thumbnails, encoders] = await Promise.all([
    transaction.objectStore('photos').getAll(),
    transaction.objectStore('trash').getAll(),
    weighThumbnails(transaction),
    weighEncoders(transaction),
  ]);
  const kept = bySha256(photos);
  const discarded = bySha256(trash.map(({ photo }) => photo));
  for (const sha256 of kept.keys()) discarded.delete(sha256);
  return {
    originals: sum(kept.values()),
    thumbnails,
    encoders,
    trash: { photos: trash.length, bytes: sum(discarded.values()) },
  };
}

async function weighThumbnails(transaction: ReadTransaction): Promise<number> {
  const store = transaction.objectStore('thumbnails');
  const [count, sample] = await Promise.all([store.count(), store.getAll(null, SAMPLE)]);
  if (sample.length === 0) return 0;
  return Math.round((sum(sample.map(({ bytes }) => bytes.byteLength)) / sample.length) * count);
}

async function weighEncoders(transaction: ReadTransaction): Promise<EncoderUsage[]> {
  const index = transaction.objectStore('embeddings').index('fingerprint');
  const found = new Map<string, { photos: number; bytes: number }>();
  const add = (fingerprint: string, photos: number, bytes: number): void => {
    const known = found.get(fingerprint);
    found.set(fingerprint, {
      photos: (known?.photos ?? 0) + photos,
      bytes: (known?.bytes ?? 0) + bytes,
    });
  };
  // From one fingerprint to the next: there are few of them and many embeddings of each.
  let cursor = await index.openKeyCursor();
  while (cursor) {
    const [stored] = cursor.key;
    const count = await index.count(ofEncoder(stored));
    // All vectors of an encoder have the same length.
    const vector = await transaction.objectStore('vectors').get(cursor.primaryKey);
    add(plain(stored), count, count * (vector?.byteLength ?? 0));
    cursor = await index.openKeyCursor(IDBKeyRange.lowerBound([stored, []]));
  }
  const snapshots = transaction.objectStore('snapshots');
  for (const fingerprint of await snapshots.getAllKeys()) {
    // One at a time: there is no asking for the size alone.
    add(fingerprint, 0, (await snapshots.get(fingerprint))?.byteLength ?? 0);
  }
  return [...found].map(([fingerprint, usage]) => ({ fingerprint, ...usage }));
}

function bySha256(photos: readonly PhotoRecord[]): Map<string, number> {
  return new Map(photos.map(({ sha256, byteLength }) => [sha256, byteLength]));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
