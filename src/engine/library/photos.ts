/** Photos: one crop of one file each, with the file's bytes and a thumbnail. */
import { HuellaError } from '../errors';
import { cropKey as cropKeyOf } from '../crop';
import { isSha256 } from '../hash';
import type { Crop } from '../types';
import { addEmbedding, checkNormalised, removeEmbeddings, type NewEmbedding } from './embeddings';
import { type AddedFields, type Place, tidyFields } from './fields';
import { individualIdsOf, individualNamed, removeEmpty } from './individuals';
import { removeMatches } from './matches';
import type { ReadTransaction, StoreName, WriteTransaction } from './schema';
import type { PhotoRecord, StoredFile } from './records';

export interface NewPhoto {
  /**
   * Of the record to be: a call repeated after a crash, with the same id, stores nothing twice.
   * Absent: a new one.
   */
  readonly id?: string;
  /** File name. */
  readonly name: string;
  /** Of `original`, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly original: Blob;
  /** Of `original`, where they have been read. */
  readonly bytes?: ArrayBuffer | undefined;
  /** Of the crop, as results show it. */
  readonly thumbnail: Blob;
  readonly crop: Crop | null;
  /** Pixels of the original, after EXIF rotation. */
  readonly width: number;
  readonly height: number;
  readonly takenAt?: string | null;
  readonly place?: Place | null;
  /** What is known of it beyond its file; its time and place go before `takenAt` and `place`. */
  readonly fields?: AddedFields;
  /** `PhotoRecord.lookHash`. */
  readonly lookHash?: string;
  /** `PhotoRecord.quality`. */
  readonly quality?: number;
  /** Name; absent, null or empty: unidentified. */
  readonly individual?: string | null;
  readonly embedding: NewEmbedding;
}

export type AddedPhoto =
  | {
      readonly kind: 'added';
      readonly photo: PhotoRecord;
      /** Of its embedding; null when a repeated call finds that gone again. */
      readonly seq: number | null;
    }
  | { readonly kind: 'duplicate'; readonly photoId: string };

/** Everything a photo is made of, and what refers to it. */
export const PHOTO_STORES = [
  'photos',
  'originals',
  'thumbnails',
  'embeddings',
  'vectors',
  'individuals',
  'matches',
  'trash',
] as const satisfies StoreName[];

/** A NewPhoto with its files read: a transaction ends while it waits for anything but itself. */
export interface PreparedPhoto {
  readonly record: Omit<PhotoRecord, 'individualId'>;
  readonly original: StoredFile;
  readonly thumbnail: StoredFile;
  readonly individual: string | null;
  /** Of the individual. */
  readonly microchip: string | null;
  readonly embedding: NewEmbedding;
}

/**
 * @throws HuellaError `crop-invalid`, `photo-unreadable`, `internal` when the embedding is not
 * normalised.
 */
export async function prepare(photo: NewPhoto): Promise<PreparedPhoto> {
  const { name, sha256, crop, width, height, takenAt = null, place = null } = photo;
  if (!isSha256(sha256)) throw new HuellaError('internal', `not a SHA-256: ${String(sha256)}`);
  checkNormalised(photo.embedding.vector);
  const cropKey = cropKeyOf(crop);
  const [original, thumbnail] = await Promise.all([
    photo.bytes ? { bytes: photo.bytes, mime: photo.original.type } : readFile(photo.original),
    readFile(photo.thumbnail),
  ]);
  const { mime } = original;
  const byteLength = original.bytes.byteLength;
  const { id = crypto.randomUUID() } = photo;
  const importedAt = Date.now();
  const { microchip = null, ...told } = tidyFields<AddedFields>(photo.fields ?? {});
  return {
    record: {
      ...{
        id,
        name,
        sha256,
        cropKey,
        crop,
        mime,
        byteLength,
        width,
        height,
        importedAt,
        takenAt,
        place,
      },
      ...told,
      ...(photo.lookHash === undefined ? {} : { lookHash: photo.lookHash }),
      ...(photo.quality === undefined ? {} : { quality: photo.quality }),
    },
    original,
    thumbnail,
    individual: photo.individual ?? null,
    microchip,
    embedding: photo.embedding,
  };
}

/** @throws HuellaError `photo-unreadable`. */
export async function readFile(file: Blob): Promise<StoredFile> {
  try {
    return { bytes: await file.arrayBuffer(), mime: file.type };
  } catch (error) {
    // The file behind the handle has been moved, changed or taken away.
    throw new HuellaError('photo-unreadable', String(error), {}, { cause: error });
  }
}

/**
 * Stores the photo with all that belongs to it, or finds that it is here already; `isNew`: this
 * call stored it, not an earlier one whose answer was lost. Stores: PHOTO_STORES.
 */
export async function addPhoto(
  transaction: WriteTransaction,
  prepared: PreparedPhoto,
): Promise<{ added: AddedPhoto; isNew: boolean }> {
  const { record, original, thumbnail, embedding } = prepared;
  const before = await addedBefore(transaction, prepared);
  if (before) return { added: before, isNew: false };
  const duplicate = await findDuplicate(transaction, record.sha256, record.cropKey);
  if (duplicate) return { added: { kind: 'duplicate', photoId: duplicate }, isNew: false };
  const individual = await individualNamed(transaction, prepared.individual, {
    ...record,
    microchip: prepared.microchip,
  });
  const photo: PhotoRecord = { ...record, individualId: individual?.id ?? null };
  const originals = transaction.objectStore('originals');
  if ((await originals.getKey(record.sha256)) === undefined)
    await originals.add(original, record.sha256);
  await transaction.objectStore('thumbnails').add(thumbnail, photo.id);
  const seq = await addEmbedding(transaction, photo.id, embedding);
  await transaction.objectStore('photos').add(photo);
  return { added: { kind: 'added', photo, seq }, isNew: true };
}

/** What the call that stored this very photo would have answered. Stores: photos, embeddings. */
async function addedBefore(
  transaction: ReadTransaction,
  { record, embedding }: PreparedPhoto,
): Promise<AddedPhoto | null> {
  const photo = await transaction.objectStore('photos').get(record.id);
  if (!photo) return null;
  const seq = await transaction
    .objectStore('embeddings')
    .index('photo')
    .getKey([photo.id, embedding.fingerprint]);
  return { kind: 'added', photo, seq: seq ?? null };
}

/** Says which picture a photo is. */
export function contentOf({ sha256, cropKey }: Pick<PhotoRecord, 'sha256' | 'cropKey'>): string {
  return `${sha256} ${cropKey}`;
}

/** The id of the photo with these bytes and this crop. Stores: photos. */
export function findDuplicate(
  transaction: ReadTransaction,
  sha256: string,
  cropKey: string,
): Promise<string | undefined> {
  return transaction.objectStore('photos').index('content').getKey([sha256, cropKey]);
}

/** Newest first, by id within a millisecond. Stores: photos. */
export async function newestFirst(transaction: ReadTransaction): Promise<PhotoRecord[]> {
  return (await transaction.objectStore('photos').index('importedAt').getAll()).reverse();
}

/**
 * Up to `limit` of them in the order of `newestFirst`, after the one given. Stores: photos.
 */
export async function pageAfter(
  transaction: ReadTransaction,
  limit: number,
  after: Pick<PhotoRecord, 'importedAt' | 'id'> | null,
): Promise<PhotoRecord[]> {
  const range = after ? IDBKeyRange.upperBound(after.importedAt) : null;
  let cursor = await transaction
    .objectStore('photos')
    .index('importedAt')
    .openCursor(range, 'prev');
  // To the one given, or where it was: of the same millisecond the higher ids come first.
  if (after && cursor?.key === after.importedAt && cursor.primaryKey > after.id) {
    cursor = await cursor.continuePrimaryKey(after.importedAt, after.id);
  }
  if (after && cursor?.primaryKey === after.id) cursor = await cursor.continue();
  const found: PhotoRecord[] = [];
  while (cursor && found.length < limit) {
    found.push(cursor.value);
    if (found.length < limit) cursor = await cursor.continue();
  }
  return found;
}

/** The file a photo was cut from. Stores: photos, originals. */
export async function original(
  transaction: ReadTransaction,
  photoId: string,
): Promise<StoredFile | undefined> {
  const photo = await transaction.objectStore('photos').get(photoId);
  return photo && transaction.objectStore('originals').get(photo.sha256);
}

/**
 * Removes the photos for good with all that belonged to them alone; those already gone are passed
 * over. Returns the ids removed and the seqs of their embeddings. Stores: PHOTO_STORES.
 */
export async function deletePhotos(
  transaction: WriteTransaction,
  photoIds: readonly string[],
): Promise<{ photoIds: string[]; seqs: number[] }> {
  const photos = transaction.objectStore('photos');
  const found = await Promise.all([...new Set(photoIds)].map((id) => photos.get(id)));
  const present = found.filter((photo) => photo !== undefined);
  const seqs = await Promise.all(
    present.map(async ({ id }) => {
      await Promise.all([
        photos.delete(id),
        transaction.objectStore('thumbnails').delete(id),
        removeMatches(transaction, id),
      ]);
      return removeEmbeddings(transaction, id);
    }),
  );
  for (const sha256 of new Set(present.map((photo) => photo.sha256))) {
    await removeUnsharedOriginal(transaction, sha256);
  }
  await removeEmpty(transaction, individualIdsOf(present));
  return { photoIds: present.map((photo) => photo.id), seqs: seqs.flat() };
}

/**
 * Removes the file unless a photo, in the gallery or the trash, still needs it. Stores: photos,
 * trash, originals.
 */
export async function removeUnsharedOriginal(
  transaction: WriteTransaction,
  sha256: string,
): Promise<void> {
  const [shown, discarded] = await Promise.all([
    transaction.objectStore('photos').index('sha256').count(sha256),
    transaction.objectStore('trash').index('sha256').count(sha256),
  ]);
  if (shown + discarded === 0) await transaction.objectStore('originals').delete(sha256);
}
