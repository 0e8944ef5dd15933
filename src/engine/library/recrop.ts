/**
 * Another crop for a photo that is here: everything made of the old one goes, and what the photo is
 * to people stays.
 */
import { HuellaError } from '../errors';
import type { Crop } from '../types';
import { cropKey as cropKeyOf } from '../crop';
import { addEmbedding, checkNormalised, removeEmbeddings, type NewEmbedding } from './embeddings';
import { findDuplicate, readFile } from './photos';
import type { ChangeDetail } from './changes';
import type { ReadTransaction, StoreName, WriteTransaction } from './schema';
import type { JournalEntry, StoredFile } from './records';

export interface Recrop {
  readonly photoId: string;
  /** Null: the whole photo. */
  readonly crop: Crop | null;
  /** Of the new crop. */
  readonly thumbnail: Blob;
  /** `PhotoRecord.lookHash` of the new crop; absent: not known. */
  readonly lookHash?: string;
  /** `PhotoRecord.quality` of the new crop; absent: not known. */
  readonly quality?: number;
  readonly embedding: NewEmbedding;
  readonly entry: RecropEntry;
}

/**
 * A new entry of the journal, under an id that the caller makes, or one that goes back or forth.
 */
export type RecropEntry =
  | { readonly id: string; readonly by: string }
  | { readonly id: string; readonly to: 'before' | 'after' };

export const RECROP_STORES = [
  'photos',
  'thumbnails',
  'embeddings',
  'vectors',
  'journal',
] as const satisfies StoreName[];

export interface Recropped {
  /**
   * Null: the photo has that crop, or the entry is so already or cannot be so any more; nothing was
   * written down.
   */
  readonly entry: JournalEntry | null;
  readonly change: readonly ChangeDetail[] | null;
}

/** A Recrop with its thumbnail read: a transaction ends while it waits for anything but itself. */
export interface PreparedRecrop extends Omit<Recrop, 'thumbnail'> {
  readonly cropKey: string;
  readonly thumbnail: StoredFile;
}

/**
 * @throws HuellaError `crop-invalid`, `photo-unreadable`, `internal` when the embedding is not
 * normalised.
 */
export async function prepareRecrop(recrop: Recrop): Promise<PreparedRecrop> {
  checkNormalised(recrop.embedding.vector);
  const cropKey = cropKeyOf(recrop.crop);
  return { ...recrop, cropKey, thumbnail: await readFile(recrop.thumbnail) };
}

/**
 * Replaces crop, thumbnail and embeddings; those of other encoders are of the old crop and go too.
 * Writes it down.
 * @throws HuellaError `not-found`, `crop-taken` when another photo of the file has this crop.
 *   Stores: RECROP_STORES.
 */
export async function recropPhoto(
  transaction: WriteTransaction,
  { photoId, crop, cropKey, thumbnail, lookHash, quality, embedding, entry }: PreparedRecrop,
): Promise<Recropped> {
  const [photos, journal] = [transaction.objectStore('photos'), transaction.objectStore('journal')];
  const known = await journal.get(entry.id);
  if ('to' in entry) {
    const wanted = known && (await cropToReplay(transaction, known, entry.to));
    if (!wanted || cropKeyOf(wanted.crop) !== cropKey) return { entry: null, change: null };
  } else if (known) return { entry: known, change: null };
  const photo = await photos.get(photoId);
  if (!photo) throw new HuellaError('not-found', `no photo ${photoId}`, { id: photoId });
  const holder = await findDuplicate(transaction, photo.sha256, cropKey);
  if (holder !== undefined && holder !== photoId) {
    throw new HuellaError('crop-taken', `photo ${holder} has the crop ${cropKey}`, { id: holder });
  }
  const gone = await removeEmbeddings(transaction, photoId);
  const seq = await addEmbedding(transaction, photoId, embedding);
  await transaction.objectStore('thumbnails').put(thumbnail, photoId);
  const { lookHash: _look, quality: _quality, ...kept } = photo;
  await photos.put({
    ...kept,
    ...{ crop, cropKey },
    ...(lookHash === undefined ? {} : { lookHash }),
    ...(quality === undefined ? {} : { quality }),
  });
  let written = known ?? null;
  if (known && 'to' in entry)
    written = { ...known, undoneAt: entry.to === 'before' ? Date.now() : null };
  else if ('by' in entry && photo.cropKey !== cropKey) {
    const before = { crop: photo.crop, cropKey: photo.cropKey };
    written = {
      ...{ id: entry.id, at: Date.now(), by: entry.by, undoneAt: null },
      ...{ action: { kind: 'recrop', photoId }, photoIds: [photoId] },
      diff: {
        photos: [{ id: photoId, before, after: { crop, cropKey } }],
        ...{ individuals: [], matches: [], discarded: [] },
      },
    };
  }
  if (written) await journal.put(written);
  return {
    entry: written,
    change: [
      { kind: 'unembedded', seqs: gone },
      { kind: 'updated', photoIds: [photoId], individualIds: [] },
      { kind: 'embedded', photoIds: [photoId], seqs: [seq] },
    ],
  };
}

/**
 * What to encode to undo an entry of this kind (`before`), or to redo it. Null: it is so already,
 * the photo is gone or has another crop since, or another photo of the file has that crop. Stores:
 * photos.
 */
export async function cropToReplay(
  transaction: ReadTransaction,
  { action, diff, undoneAt }: JournalEntry,
  to: 'before' | 'after',
): Promise<{ readonly photoId: string; readonly crop: Crop | null } | null> {
  const changed = diff.photos[0];
  if (action.kind !== 'recrop' || !changed || (undoneAt !== null) === (to === 'before'))
    return null;
  const photo = await transaction.objectStore('photos').get(changed.id);
  const from = to === 'before' ? changed.after : changed.before;
  if (!photo || photo.cropKey !== from.cropKey) return null;
  const crop = changed[to].crop ?? null;
  const holder = await findDuplicate(transaction, photo.sha256, cropKeyOf(crop));
  return holder === undefined ? { photoId: photo.id, crop } : null;
}
