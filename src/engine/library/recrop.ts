/** Another crop for a photo that is here: everything made of the old one goes, and what the photo is to people stays. */
import { HuellaError } from '../errors';
import type { Crop } from '../types';
import { cropKey as cropKeyOf } from '../crop';
import { addEmbedding, checkNormalised, removeEmbeddings, type NewEmbedding } from './embeddings';
import { findDuplicate, readFile } from './photos';
import type { ChangeDetail } from './changes';
import type { StoredFile, StoreName, WriteTransaction } from './schema';

export interface Recrop {
  readonly photoId: string;
  /** Null: the whole photo. */
  readonly crop: Crop | null;
  /** Of the new crop. */
  readonly thumbnail: Blob;
  /** `PhotoRecord.lookHash` of the new crop; absent: not known. */
  readonly lookHash?: string;
  readonly embedding: NewEmbedding;
}

export const RECROP_STORES = ['photos', 'thumbnails', 'embeddings', 'vectors'] as const satisfies StoreName[];

/** A Recrop with its thumbnail read: a transaction ends while it waits for anything but itself. */
export interface PreparedRecrop extends Omit<Recrop, 'thumbnail'> {
  readonly cropKey: string;
  readonly thumbnail: StoredFile;
}

/** @throws HuellaError `crop-invalid`, `photo-unreadable`, `internal` when the embedding is not normalised. */
export async function prepareRecrop(recrop: Recrop): Promise<PreparedRecrop> {
  checkNormalised(recrop.embedding.vector);
  const cropKey = cropKeyOf(recrop.crop);
  return { ...recrop, cropKey, thumbnail: await readFile(recrop.thumbnail) };
}

/**
 * Replaces crop, thumbnail and embeddings; those of other encoders are of the old crop and go too. Returns what others need to
 * know. @throws HuellaError `not-found`, `crop-taken` when another photo of the file has this crop. Stores: RECROP_STORES.
 */
export async function recropPhoto(
  transaction: WriteTransaction,
  { photoId, crop, cropKey, thumbnail, lookHash, embedding }: PreparedRecrop,
): Promise<ChangeDetail[]> {
  const photos = transaction.objectStore('photos');
  const photo = await photos.get(photoId);
  if (!photo) throw new HuellaError('not-found', `no photo ${photoId}`, { id: photoId });
  const holder = await findDuplicate(transaction, photo.sha256, cropKey);
  if (holder !== undefined && holder !== photoId) {
    throw new HuellaError('crop-taken', `photo ${holder} has the crop ${cropKey}`, { id: holder });
  }
  const gone = await removeEmbeddings(transaction, photoId);
  const seq = await addEmbedding(transaction, photoId, embedding);
  await transaction.objectStore('thumbnails').put(thumbnail, photoId);
  const { lookHash: _old, ...kept } = photo;
  await photos.put({ ...kept, crop, cropKey, ...(lookHash === undefined ? {} : { lookHash }) });
  return [
    { kind: 'unembedded', seqs: gone },
    { kind: 'updated', photoIds: [photoId], individualIds: [] },
    { kind: 'embedded', photoIds: [photoId], seqs: [seq] },
  ];
}
