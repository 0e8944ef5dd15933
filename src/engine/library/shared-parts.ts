/**
 * Thumbnails, embeddings and files of photos by what they show, as devices that share a catalogue
 * give them to each other.
 */
import type { ChangeDetail } from './changes';
import { addVector, isNormalised, ofEncoder } from './embeddings';
import { contentOf } from './photos';
import type { PhotoRecord, StoredFile } from './records';
import type { ReadTransaction, StoreName, WriteTransaction } from './schema';
import { plain, TRASH_PREFIX } from './trash';

/** The part that is no embedding; every other part is named by its encoder's fingerprint. */
export const THUMBNAIL = 'thumbnail';

export interface PartKey {
  /** `contentOf` the photo. */
  readonly content: string;
  /** `THUMBNAIL`, or an encoder's fingerprint. */
  readonly what: string;
}

export interface Part extends PartKey {
  /** Of a thumbnail; null: an embedding, as float32, little-endian. */
  readonly mime: string | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const PART_STORES = [
  'photos',
  'trash',
  'thumbnails',
  'embeddings',
  'vectors',
] as const satisfies StoreName[];

/** Names of the parts of each content that are here. Stores: PART_STORES. */
export async function inventory(transaction: ReadTransaction): Promise<Map<string, Set<string>>> {
  const [photos, trash, thumbnails, embeddings] = await Promise.all([
    transaction.objectStore('photos').getAll(),
    transaction.objectStore('trash').getAll(),
    transaction.objectStore('thumbnails').getAllKeys(),
    transaction.objectStore('embeddings').getAll(),
  ]);
  const all: PhotoRecord[] = [...photos, ...trash.map(({ photo }) => photo)];
  const contents = new Map(all.map((photo) => [photo.id, contentOf(photo)]));
  const found = new Map<string, Set<string>>();
  const note = (photoId: string, what: string): void => {
    const content = contents.get(photoId);
    if (content === undefined) return;
    const names = found.get(content) ?? new Set();
    found.set(content, names.add(what));
  };
  for (const photoId of thumbnails) note(photoId, THUMBNAIL);
  for (const { photoId, fingerprint } of embeddings) note(photoId, plain(fingerprint));
  return found;
}

/** Those of the parts that are here. Stores: PART_STORES. */
export async function partsOf(
  transaction: ReadTransaction,
  keys: readonly PartKey[],
): Promise<Part[]> {
  const parts = await Promise.all(
    keys.map(async ({ content, what }): Promise<Part[]> => {
      for (const { id } of await holders(transaction, content)) {
        const file = await partOf(transaction, id, what);
        if (file) return [{ content, what, ...file }];
      }
      return [];
    }),
  );
  return parts.flat();
}

/**
 * Adds what photos lack. What is no embedding, or not as long as those that are here, is passed
 * over: it would make every search wrong. Stores: PART_STORES.
 */
export async function fillParts(
  transaction: WriteTransaction,
  parts: readonly Part[],
): Promise<ChangeDetail[]> {
  const lengths = new Map<string, number>();
  const seen: string[] = [];
  const embedded: { photoId: string; seq: number }[] = [];
  const thumbnails = transaction.objectStore('thumbnails');
  for (const { content, what, mime, bytes } of parts) {
    const vector = what === THUMBNAIL ? null : await embedding(transaction, what, bytes, lengths);
    if (what !== THUMBNAIL && !vector) continue;
    for (const { id, isLive } of await holders(transaction, content)) {
      if (vector) {
        const fingerprint = isLive ? what : TRASH_PREFIX + what;
        if ((await seqOf(transaction, id, plain(fingerprint))) !== undefined) continue;
        const seq = await addVector(transaction, id, fingerprint, vector);
        if (isLive) embedded.push({ photoId: id, seq });
      } else if ((await thumbnails.getKey(id)) === undefined) {
        await thumbnails.put({ bytes: bytes.slice().buffer, mime: mime ?? '' }, id);
        if (isLive) seen.push(id);
      }
    }
  }
  const changes: ChangeDetail[] = [];
  if (seen.length > 0) changes.push({ kind: 'updated', photoIds: seen, individualIds: [] });
  if (embedded.length > 0) {
    const [photoIds, seqs] = [embedded.map((one) => one.photoId), embedded.map(({ seq }) => seq)];
    changes.push({ kind: 'embedded', photoIds: [...new Set(photoIds)], seqs });
  }
  return changes;
}

export const FILE_STORES = ['photos', 'trash', 'originals'] as const satisfies StoreName[];

/** Keeps a file that a photo needs and that is not here. Stores: FILE_STORES. */
export async function keepFile(
  transaction: WriteTransaction,
  sha256: string,
  file: StoredFile,
): Promise<ChangeDetail | null> {
  const originals = transaction.objectStore('originals');
  const [photoIds, discarded, known] = await Promise.all([
    transaction.objectStore('photos').index('sha256').getAllKeys(sha256),
    transaction.objectStore('trash').index('sha256').count(sha256),
    originals.getKey(sha256),
  ]);
  if (known !== undefined || photoIds.length + discarded === 0) return null;
  await originals.put(file, sha256);
  return photoIds.length === 0 ? null : { kind: 'updated', photoIds, individualIds: [] };
}

/** Photos of this content, in the gallery and in the trash. */
async function holders(
  transaction: ReadTransaction,
  content: string,
): Promise<{ readonly id: string; readonly isLive: boolean }[]> {
  const at = content.indexOf(' ');
  const [sha256, cropKey] = [content.slice(0, at), content.slice(at + 1)];
  const [live, trashed] = await Promise.all([
    transaction.objectStore('photos').index('content').getAllKeys([sha256, cropKey]),
    transaction.objectStore('trash').index('sha256').getAll(sha256),
  ]);
  return [
    ...live.map((id) => ({ id, isLive: true })),
    ...trashed
      .filter(({ photo }) => photo.cropKey === cropKey)
      .map(({ id }) => ({ id, isLive: false })),
  ];
}

async function partOf(
  transaction: ReadTransaction,
  photoId: string,
  what: string,
): Promise<Pick<Part, 'mime' | 'bytes'> | null> {
  if (what === THUMBNAIL) {
    const file = await transaction.objectStore('thumbnails').get(photoId);
    return file ? { mime: file.mime, bytes: new Uint8Array(file.bytes) } : null;
  }
  const seq = await seqOf(transaction, photoId, what);
  const bytes = seq === undefined ? undefined : await transaction.objectStore('vectors').get(seq);
  return bytes ? { mime: null, bytes: new Uint8Array(bytes) } : null;
}

async function seqOf(
  transaction: ReadTransaction,
  photoId: string,
  fingerprint: string,
): Promise<number | undefined> {
  const index = transaction.objectStore('embeddings').index('photo');
  return (
    (await index.getKey([photoId, fingerprint])) ??
    (await index.getKey([photoId, TRASH_PREFIX + fingerprint]))
  );
}

/** Null: it is none that may join those of its encoder. */
async function embedding(
  transaction: ReadTransaction,
  fingerprint: string,
  bytes: Uint8Array<ArrayBuffer>,
  lengths: Map<string, number>,
): Promise<ArrayBuffer | null> {
  if (bytes.length === 0 || bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) return null;
  const vector = bytes.slice().buffer;
  if (!isNormalised(new Float32Array(vector))) return null;
  const length = lengths.get(fingerprint) ?? (await lengthOf(transaction, fingerprint));
  lengths.set(fingerprint, length ?? bytes.length);
  return (length ?? bytes.length) === bytes.length ? vector : null;
}

/** In bytes, of the vectors of this encoder that are here; undefined: there is none. */
async function lengthOf(
  transaction: ReadTransaction,
  fingerprint: string,
): Promise<number | undefined> {
  const index = transaction.objectStore('embeddings').index('fingerprint');
  const seq = await index.getKey(ofEncoder(fingerprint));
  if (seq === undefined) return undefined;
  return (await transaction.objectStore('vectors').get(seq))?.byteLength;
}
