/**
 * Embeddings: who they are of (`embeddings`) and the vectors themselves (`vectors`), joined by seq.
 */
import { HuellaError } from '../errors';
import type { ReadTransaction, WriteTransaction } from './schema';
import type { EmbeddingRecord } from './records';

export interface NewEmbedding {
  readonly fingerprint: string;
  /** L2-normalised; its length is the encoder's dimension. */
  readonly vector: Float32Array;
}

export interface Embedding extends EmbeddingRecord {
  readonly vector: Float32Array;
}

/**
 * float32 accumulates under 1e-5 of error over the dimensions in use; more means that it was not
 * normalised.
 */
const NORM_TOLERANCE = 1e-3;

/**
 * A range read touches what lies between too; up to this many times what is wanted it beats reading
 * one by one.
 */
const SPAN_FACTOR = 2;

/** Every number finite and the L2 norm 1. */
export function isNormalised(vector: Float32Array): boolean {
  let sum = 0;
  for (const x of vector) sum += x * x;
  // NaN and infinity fail this too.
  return Math.abs(Math.sqrt(sum) - 1) <= NORM_TOLERANCE;
}

/** @throws HuellaError `internal` unless the vector is normalised. */
export function checkNormalised(vector: Float32Array): void {
  if (!isNormalised(vector))
    throw new HuellaError('internal', 'an embedding that is not L2-normalised');
}

/** Stores it and returns its seq. Stores: embeddings, vectors. */
export async function addEmbedding(
  transaction: WriteTransaction,
  photoId: string,
  { fingerprint, vector }: NewEmbedding,
): Promise<number> {
  // A copy of just these numbers: the array may be a window into a larger or shared buffer.
  return addVector(transaction, photoId, fingerprint, new Float32Array(vector).buffer);
}

/** As `addEmbedding`, of bytes as they are stored. Stores: embeddings, vectors. */
export async function addVector(
  transaction: WriteTransaction,
  photoId: string,
  fingerprint: string,
  bytes: ArrayBuffer,
): Promise<number> {
  // The key generator fills in `seq`.
  const record = { photoId, fingerprint } as EmbeddingRecord;
  const seq = await transaction.objectStore('embeddings').add(record);
  await transaction.objectStore('vectors').add(bytes, seq);
  return seq;
}

/**
 * Removes the embedding and returns its vector, to be added under another seq: one is never given
 * twice. Stores: embeddings, vectors.
 */
export async function takeVector(
  transaction: WriteTransaction,
  seq: number,
): Promise<ArrayBuffer | undefined> {
  const bytes = await transaction.objectStore('vectors').get(seq);
  await remove(transaction, [seq]);
  return bytes;
}

async function remove(transaction: WriteTransaction, seqs: readonly number[]): Promise<void> {
  const [embeddings, vectors] = [
    transaction.objectStore('embeddings'),
    transaction.objectStore('vectors'),
  ];
  await Promise.all(seqs.flatMap((seq) => [embeddings.delete(seq), vectors.delete(seq)]));
}

/** All of one photo in the index `photo`: an array sorts after every string. */
function ofPhoto(photoId: string): IDBKeyRange {
  return IDBKeyRange.bound([photoId, ''], [photoId, []]);
}

/** All by one encoder in the index `fingerprint`: an array sorts after every number. */
export function ofEncoder(fingerprint: string): IDBKeyRange {
  return IDBKeyRange.bound([fingerprint, -Infinity], [fingerprint, []]);
}

/**
 * Removes every embedding of the photo, of any encoder, and returns their seqs. Stores: embeddings,
 * vectors.
 */
export async function removeEmbeddings(
  transaction: WriteTransaction,
  photoId: string,
): Promise<number[]> {
  const index = transaction.objectStore('embeddings').index('photo');
  const seqs = await index.getAllKeys(ofPhoto(photoId));
  await remove(transaction, seqs);
  return seqs;
}

/**
 * Removes up to `limit` embeddings of one encoder and returns their seqs; none: there are no more.
 * The photos stay. Stores: embeddings, vectors.
 */
export async function removeSome(
  transaction: WriteTransaction,
  fingerprint: string,
  limit: number,
): Promise<number[]> {
  const index = transaction.objectStore('embeddings').index('fingerprint');
  const seqs = await index.getAllKeys(ofEncoder(fingerprint), limit);
  await remove(transaction, seqs);
  return seqs;
}

/**
 * Who the embeddings of one encoder are of, without their vectors, by ascending seq. Stores:
 * embeddings.
 */
export function recordsOf(
  transaction: ReadTransaction,
  fingerprint: string,
): Promise<EmbeddingRecord[]> {
  return transaction.objectStore('embeddings').index('fingerprint').getAll(ofEncoder(fingerprint));
}

/** Of one photo, by any encoder. Stores: embeddings. */
export function recordsOfPhoto(
  transaction: ReadTransaction,
  photoId: string,
): Promise<EmbeddingRecord[]> {
  return transaction.objectStore('embeddings').index('photo').getAll(ofPhoto(photoId));
}

/** Those of the embeddings that are there, with their vectors. Stores: embeddings, vectors. */
export async function bySeqs(
  transaction: ReadTransaction,
  seqs: readonly number[],
): Promise<Embedding[]> {
  const store = transaction.objectStore('embeddings');
  const records = await Promise.all(seqs.map((seq) => store.get(seq)));
  return withVectors(
    transaction,
    records.filter((record) => record !== undefined),
  );
}

async function withVectors(
  transaction: ReadTransaction,
  records: EmbeddingRecord[],
): Promise<Embedding[]> {
  const vectors = await vectorsOf(
    transaction,
    records.map((record) => record.seq),
  );
  return records.flatMap((record, i) => {
    const vector = vectors[i];
    return vector ? [{ ...record, vector }] : [];
  });
}

/** The vectors of the seqs, in their order; null where there is none (deleted). Stores: vectors. */
export async function vectorsOf(
  transaction: ReadTransaction,
  seqs: readonly number[],
): Promise<(Float32Array | null)[]> {
  if (seqs.length === 0) return [];
  const store = transaction.objectStore('vectors');
  const first = seqs.reduce((a, b) => Math.min(a, b));
  const last = seqs.reduce((a, b) => Math.max(a, b));
  if (last - first < seqs.length * SPAN_FACTOR) {
    const range = IDBKeyRange.bound(first, last);
    const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
    const bySeq = new Map(keys.map((key, i) => [key, values[i]!]));
    return seqs.map((seq) => asVector(bySeq.get(seq)));
  }
  return (await Promise.all(seqs.map((seq) => store.get(seq)))).map(asVector);
}

function asVector(bytes: ArrayBuffer | undefined): Float32Array | null {
  return bytes ? new Float32Array(bytes) : null;
}

/** How many photos have no embedding of this encoder. Stores: photos, embeddings. */
export async function countUnseen(
  transaction: ReadTransaction,
  fingerprint: string,
): Promise<number> {
  const [photos, seen] = await Promise.all([
    transaction.objectStore('photos').count(),
    transaction.objectStore('embeddings').index('fingerprint').count(ofEncoder(fingerprint)),
  ]);
  return Math.max(0, photos - seen);
}

/**
 * Ids of the photos that this encoder has not seen yet and could see: of a catalogue not every file
 * is on this device. Stores: photos, originals, embeddings.
 */
export async function photosLacking(
  transaction: ReadTransaction,
  fingerprint: string,
): Promise<string[]> {
  const photos = transaction.objectStore('photos');
  const [ids, records] = await Promise.all([
    photos.getAllKeys(),
    recordsOf(transaction, fingerprint),
  ]);
  const embedded = new Set(records.map((record) => record.photoId));
  const lacking = ids.filter((id) => !embedded.has(id));
  if (lacking.length === 0) return [];
  const [files, found] = await Promise.all([
    transaction.objectStore('originals').getAllKeys(),
    Promise.all(lacking.map((id) => photos.get(id))),
  ]);
  const here = new Set(files);
  return lacking.filter((_, i) => here.has(found[i]?.sha256 ?? ''));
}

/** The photo's vector by this encoder; null when it has none. Stores: embeddings, vectors. */
export async function vectorOf(
  transaction: ReadTransaction,
  photoId: string,
  fingerprint: string,
): Promise<Float32Array | null> {
  const seq = await transaction
    .objectStore('embeddings')
    .index('photo')
    .getKey([photoId, fingerprint]);
  return seq === undefined ? null : asVector(await transaction.objectStore('vectors').get(seq));
}
