/**
 * What was learnt, as bytes: a JSON head (its length first, uint32), then mean and norms in float64
 * and the factor in float32, all little endian, behind the SHA-256 of everything after it. A cache:
 * bytes that are damaged, of another encoder or of another version are learnt anew.
 */
import { digestOf } from '../hash';
import type { Learnt } from './learn';

/** Raised when older bytes can no longer be read. */
const VERSION = 2;
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

type Head = Omit<Learnt, 'whitening' | 'norms'> & {
  readonly version: number;
  readonly fingerprint: string;
  readonly signature: string;
  readonly labels: readonly number[];
  readonly owners: readonly number[];
  /** 0: nothing was kept. */
  readonly dimension: number;
};

export async function packLearning(stored: StoredLearning): Promise<ArrayBuffer> {
  const { whitening, norms, ...rest } = stored.learnt;
  const { fingerprint, signature, labels } = stored;
  const head: Head = {
    ...rest,
    ...{ version: VERSION, fingerprint, signature },
    labels: [...labels],
    owners: [...stored.owners],
    dimension: whitening?.dimension ?? 0,
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const start = bodyStart(json.length);
  const mean = whitening?.mean ?? new Float64Array();
  const lengths = norms ?? new Float64Array();
  const factor = whitening?.factor ?? new Float32Array();
  const bytes = new Uint8Array(start + mean.byteLength + lengths.byteLength + factor.byteLength);
  new DataView(bytes.buffer).setUint32(HASH_BYTES, json.length, true);
  bytes.set(json, HASH_BYTES + LENGTH_BYTES);
  let at = start;
  for (const part of [mean, lengths, factor]) {
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
  const { signature, labels, owners, dimension, version: _, ...rest } = head;
  const { fingerprint: __, ...learnt } = rest;
  const start = bodyStart(length);
  const kept = dimension > 0;
  const norms = kept ? new Float64Array(buffer, start + 8 * dimension, labels.length) : null;
  const whitening = kept
    ? {
        dimension,
        mean: new Float64Array(buffer, start, dimension),
        factor: new Float32Array(buffer, start + 8 * (dimension + labels.length)),
      }
    : null;
  return {
    fingerprint,
    signature,
    labels: Uint32Array.from(labels),
    owners: Uint32Array.from(owners),
    learnt: { ...learnt, whitening, norms },
  };
}

function bodyStart(jsonLength: number): number {
  return Math.ceil((HASH_BYTES + LENGTH_BYTES + jsonLength) / ALIGN) * ALIGN;
}

function hashOf(bytes: Uint8Array): Promise<Uint8Array> {
  return digestOf(bytes.subarray(HASH_BYTES));
}
