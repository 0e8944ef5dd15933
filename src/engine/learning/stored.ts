/**
 * What was learnt, as bytes: a JSON head (its length first, uint32), then the norms and the mean of
 * each fit in float64 and their factors in float32, all little endian, behind the SHA-256 of
 * everything after it. A cache: bytes that are damaged, of another encoder or of another version
 * are learnt anew.
 */
import { digestOf } from '../hash';
import type { Learnt, LearntSpecies } from './learn';
import type { Whitening } from './whitening';

/** Raised when older bytes can no longer be read, or would be learnt otherwise today. */
const VERSION = 5;
const HASH_BYTES = 32;
const LENGTH_BYTES = 4;
/** Arrays of float64 must begin at a whole one. */
const ALIGN = 8;

export interface StoredLearning {
  /** Of the encoder whose embeddings it was learnt from. */
  readonly fingerprint: string;
  /** Says which photos of which individuals and encounters it was learnt from. */
  readonly signature: string;
  /** The embedding each norm belongs to: the index's labels. */
  readonly labels: Uint32Array;
  /** Whose photo each was, as a number, to see when names have changed. */
  readonly owners: Uint32Array;
  readonly learnt: Learnt;
}

type Head = Omit<Learnt, 'whitening' | 'norms' | 'species' | 'fits'> & {
  readonly version: number;
  readonly fingerprint: string;
  readonly signature: string;
  readonly labels: readonly number[];
  readonly owners: readonly number[];
  /** 0: nothing was kept. */
  readonly dimension: number;
  /** With `own`, its fit is among those that follow the one of all photos, in this order. */
  readonly species: readonly (Omit<LearntSpecies, 'whitening'> & { readonly own: boolean })[];
  readonly fits: readonly number[];
};

export async function packLearning(stored: StoredLearning): Promise<ArrayBuffer> {
  const { whitening, norms, species, fits, ...rest } = stored.learnt;
  const { fingerprint, signature, labels } = stored;
  const head: Head = {
    ...rest,
    ...{ version: VERSION, fingerprint, signature },
    labels: [...labels],
    owners: [...stored.owners],
    dimension: whitening?.dimension ?? 0,
    species: species.map(({ whitening: own, ...one }) => ({ ...one, own: own !== null })),
    fits: [...(fits ?? [])],
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const start = bodyStart(json.length);
  const all = [whitening, ...species.map((one) => one.whitening)].filter((one) => one !== null);
  const parts = [
    norms ?? new Float64Array(),
    ...all.map(({ mean }) => mean),
    ...all.map(({ factor }) => factor),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, start));
  new DataView(bytes.buffer).setUint32(HASH_BYTES, json.length, true);
  bytes.set(json, HASH_BYTES + LENGTH_BYTES);
  let at = start;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  bytes.set(await hashOf(bytes));
  return bytes.buffer;
}

/** Null: damaged, of another encoder or of another version. */
export async function unpackLearning(
  buffer: ArrayBuffer,
  fingerprint: string,
): Promise<StoredLearning | null> {
  const bytes = new Uint8Array(buffer);
  if (bytes.length < HASH_BYTES + LENGTH_BYTES) return null;
  const hash = await hashOf(bytes);
  if (hash.some((byte, i) => byte !== bytes[i])) return null;
  const length = new DataView(buffer).getUint32(HASH_BYTES, true);
  const json = bytes.subarray(HASH_BYTES + LENGTH_BYTES, HASH_BYTES + LENGTH_BYTES + length);
  // What a hash has just confirmed is what `packLearning` wrote, of this version or another.
  const head = JSON.parse(new TextDecoder().decode(json)) as Head;
  if (head.version !== VERSION || head.fingerprint !== fingerprint) return null;
  const { signature, labels, owners, dimension, species, fits, version: _, ...rest } = head;
  const { fingerprint: __, ...learnt } = rest;
  const start = bodyStart(length);
  const count = dimension > 0 ? 1 + species.filter(({ own }) => own).length : 0;
  const norms = count > 0 ? new Float64Array(buffer, start, labels.length) : null;
  const means = start + 8 * (norms?.length ?? 0);
  const factors = means + 8 * dimension * count;
  const numbers = (dimension * (dimension + 1)) / 2;
  const fitAt = (i: number): Whitening => ({
    dimension,
    mean: new Float64Array(buffer, means + 8 * dimension * i, dimension),
    factor: new Float32Array(buffer, factors + 4 * numbers * i, numbers),
  });
  let next = 1;
  return {
    fingerprint,
    signature,
    labels: Uint32Array.from(labels),
    owners: Uint32Array.from(owners),
    learnt: {
      ...learnt,
      whitening: count > 0 ? fitAt(0) : null,
      species: species.map(({ own, ...one }) => ({
        ...one,
        whitening: own ? fitAt(next++) : null,
      })),
      norms,
      fits: norms && Uint8Array.from(fits),
    },
  };
}

function bodyStart(jsonLength: number): number {
  return Math.ceil((HASH_BYTES + LENGTH_BYTES + jsonLength) / ALIGN) * ALIGN;
}

function hashOf(bytes: Uint8Array): Promise<Uint8Array> {
  return digestOf(bytes.subarray(HASH_BYTES));
}
