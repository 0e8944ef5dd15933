/**
 * Deleted photos that can still be had back. Only the photo's record moves: its file, thumbnail and
 * vectors stay where they are, its embeddings under a fingerprint of their own that no search asks
 * for.
 */
import { addVector, recordsOfPhoto, removeEmbeddings, takeVector } from './embeddings';
import { removeMatches } from './matches';
import { findDuplicate, removeUnsharedOriginal } from './photos';
import type { ReadTransaction, StoreName, WriteTransaction } from './schema';
import type { PhotoRecord, TrashedPhoto, TrashListing } from './records';
import * as days from './trash-days';

export const TRASH_STORES = [
  'photos',
  'trash',
  'originals',
  'thumbnails',
  'embeddings',
  'vectors',
  'matches',
] as const satisfies StoreName[];

/** Before the fingerprint of a discarded photo's embeddings. */
export const TRASH_PREFIX = 'trash:';

/** The encoder's own, of a photo in the gallery or in the trash. */
export function plain(fingerprint: string): string {
  return fingerprint.startsWith(TRASH_PREFIX)
    ? fingerprint.slice(TRASH_PREFIX.length)
    : fingerprint;
}

/**
 * Moves the photo there; returns the seqs that no search may find any more, null when there is no
 * such photo. Stores: photos, individuals, trash, embeddings.
 */
export async function discard(
  transaction: WriteTransaction,
  photoId: string,
): Promise<{ photo: PhotoRecord; seqs: number[] } | null> {
  const photos = transaction.objectStore('photos');
  const photo = await photos.get(photoId);
  if (!photo) return null;
  const embeddings = await recordsOfPhoto(transaction, photoId);
  const store = transaction.objectStore('embeddings');
  const individual =
    photo.individualId === null
      ? undefined
      : await transaction.objectStore('individuals').get(photo.individualId);
  const trashed = {
    id: photoId,
    photo,
    deletedAt: Date.now(),
    ...(individual ? { individual } : {}),
  };
  await Promise.all([
    photos.delete(photoId),
    transaction.objectStore('trash').put(trashed),
    ...embeddings.map((record) =>
      store.put({ ...record, fingerprint: TRASH_PREFIX + record.fingerprint }),
    ),
  ]);
  return { photo, seqs: embeddings.map((record) => record.seq) };
}

/**
 * Brings the photo back with its embeddings under new seqs (a seq is never given twice). Null when
 * it is not in the trash, or when the same picture has been added again since. Stores: photos,
 * trash, embeddings, vectors.
 */
export async function restore(
  transaction: WriteTransaction,
  photoId: string,
): Promise<{ photo: PhotoRecord; seqs: number[] } | null> {
  const trashed = await transaction.objectStore('trash').get(photoId);
  if (!trashed) return null;
  const { photo } = trashed;
  if ((await findDuplicate(transaction, photo.sha256, photo.cropKey)) !== undefined) return null;
  const seqs: number[] = [];
  for (const { seq: old, fingerprint } of await recordsOfPhoto(transaction, photoId)) {
    const bytes = await takeVector(transaction, old);
    if (bytes) seqs.push(await addVector(transaction, photoId, plain(fingerprint), bytes));
  }
  await Promise.all([
    transaction.objectStore('trash').delete(photoId),
    transaction.objectStore('photos').put(photo),
  ]);
  return { photo, seqs };
}

/** Deletes for good all that is there; returns how many. Stores: TRASH_STORES. */
export async function empty(transaction: WriteTransaction): Promise<number> {
  return remove(transaction, await transaction.objectStore('trash').getAll());
}

/**
 * Deletes for good what has been in the trash for its days; returns how many. Stores: TRASH_STORES,
 * counters.
 *
 * @param now milliseconds
 */
export async function emptyOld(transaction: WriteTransaction, now: number): Promise<number> {
  const all = await transaction.objectStore('trash').getAll();
  const seen = await days.seenOf(transaction, all, now);
  const old = all.filter(({ id }) => days.daysLeft(seen.get(id)!, now) === 0);
  const count = await remove(transaction, old);
  await keepDays(transaction, now);
  return count;
}

/**
 * What was seen of the photos that are there is kept: also when the gallery leaves its team.
 * Stores: trash, counters.
 *
 * @param now milliseconds
 */
export async function keepDays(transaction: WriteTransaction, now: number): Promise<void> {
  const all = await transaction.objectStore('trash').getAll();
  await days.note(transaction, await days.seenOf(transaction, all, now));
}

async function remove(
  transaction: WriteTransaction,
  records: readonly TrashedPhoto[],
): Promise<number> {
  for (const { id, photo } of records) {
    await Promise.all([
      transaction.objectStore('trash').delete(id),
      transaction.objectStore('thumbnails').delete(id),
      removeEmbeddings(transaction, id),
      removeMatches(transaction, id),
    ]);
    await removeUnsharedOriginal(transaction, photo.sha256);
  }
  return records.length;
}

/**
 * Newest first. Stores: trash, counters.
 *
 * @param now milliseconds
 */
export async function contents(transaction: ReadTransaction, now: number): Promise<TrashListing[]> {
  const all = await transaction.objectStore('trash').index('deletedAt').getAll();
  const seen = await days.seenOf(transaction, all, now);
  return all
    .reverse()
    .map((photo) => ({ ...photo, daysLeft: days.daysLeft(seen.get(photo.id)!, now) }));
}
