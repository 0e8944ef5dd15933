/**
 * The bytes an index is kept in between visits. Little endian:
 *
 *     0   8 bytes   magic "HUELLAIX"
 *     8   uint32    format version
 *     12  uint32    length of the header in bytes
 *     16  32 bytes  SHA-256 over (version, header length, header, digests of the body's chunks)
 *     48  header    JSON (SnapshotHeader), then zeros to a multiple of 64
 *     ..  body      labels (uint32 each), zeros to 64, vectors (float32, row-major), zeros to 64, graph
 *
 * The body is digested in chunks, so checking a large one needs no second copy of it.
 */
import { HuellaError } from '../errors';

const MAGIC = new TextEncoder().encode('HUELLAIX');
/** Raise it when the bytes change meaning; an older version is rebuilt, a newer one left for the newer app. */
export const FORMAT_VERSION = 1;
const PRELUDE_BYTES = 48;
/** Body parts start at multiples of this, so that typed arrays can look at them in place. */
const ALIGNMENT = 64;
/** crypto.subtle.digest copies what it is given: this bounds the copy. */
const CHUNK_BYTES = 16 * 1024 * 1024;
/** A header is a few hundred bytes; a length above this is damage, not a header. */
const MAX_HEADER_BYTES = 64 * 1024;

/** What an index must share with its snapshot to be allowed to use it. */
export interface SnapshotIdentity {
  /** Of the encoder that made the vectors. */
  readonly fingerprint: string;
  readonly dimension: number;
  /** Those the graph was built with; another set means another graph. */
  readonly parameters: Readonly<Record<string, number>>;
}

export interface SnapshotContent extends SnapshotIdentity {
  /** The highest label the index has ever known, removed ones included; -1 for none. */
  readonly lastSequence: number;
  /** Row order. */
  readonly labels: Uint32Array;
  /** labels.length x dimension, row-major. */
  readonly vectors: readonly Float32Array[];
  /** Empty when there is no graph. */
  readonly graph: Uint8Array;
  /** How many of the graph's elements are deleted, and whatever else its loader needs. */
  readonly graphInfo: Readonly<Record<string, number>>;
}

interface SnapshotHeader extends SnapshotIdentity {
  readonly lastSequence: number;
  readonly count: number;
  readonly graphBytes: number;
  readonly graphInfo: Readonly<Record<string, number>>;
  readonly bodyBytes: number;
}

export interface DecodedSnapshot extends Omit<SnapshotContent, 'vectors'> {
  /** A view into the decoded buffer. */
  readonly vectors: Float32Array;
}

/** @throws out-of-memory when the buffer cannot be had */
export async function encodeSnapshot(content: SnapshotContent): Promise<ArrayBuffer> {
  const count = content.labels.length;
  const labelBytes = align(count * 4);
  const vectorBytes = align(count * content.dimension * 4);
  const header: SnapshotHeader = {
    fingerprint: content.fingerprint,
    dimension: content.dimension,
    parameters: sorted(content.parameters),
    lastSequence: content.lastSequence,
    count,
    graphBytes: content.graph.length,
    graphInfo: sorted(content.graphInfo),
    bodyBytes: labelBytes + vectorBytes + content.graph.length,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bodyAt = align(PRELUDE_BYTES + json.length);
  const buffer = allocate(bodyAt + header.bodyBytes);
  const bytes = new Uint8Array(buffer);
  bytes.set(MAGIC, 0);
  const view = new DataView(buffer);
  view.setUint32(8, FORMAT_VERSION, true);
  view.setUint32(12, json.length, true);
  bytes.set(json, PRELUDE_BYTES);
  new Uint32Array(buffer, bodyAt, count).set(content.labels);
  let at = bodyAt + labelBytes;
  for (const part of content.vectors) {
    new Float32Array(buffer, at, part.length).set(part);
    at += part.byteLength;
  }
  if (at !== bodyAt + labelBytes + count * content.dimension * 4) {
    throw new HuellaError('internal', 'snapshot: vectors and labels disagree in number');
  }
  bytes.set(content.graph, bodyAt + labelBytes + vectorBytes);
  bytes.set(await digest(bytes, bodyAt), 16);
  return buffer;
}

/**
 * Checks every byte and returns views into `buffer` (vectors) and copies (labels, which are small).
 * @throws index-corrupt for damage, another encoder, dimension, parameters or format version (`detail.reason` says which)
 */
export async function decodeSnapshot(
  buffer: ArrayBuffer,
  expected: SnapshotIdentity,
): Promise<DecodedSnapshot> {
  const bytes = new Uint8Array(buffer);
  if (bytes.length < PRELUDE_BYTES) throw corrupt('truncated', `${bytes.length} bytes are no snapshot`);
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) throw corrupt('foreign', 'not a snapshot of an index');
  const view = new DataView(buffer);
  const version = view.getUint32(8, true);
  const headerBytes = view.getUint32(12, true);
  if (version !== FORMAT_VERSION) {
    throw corrupt(version > FORMAT_VERSION ? 'future' : 'outdated', `format version ${version}`);
  }
  const bodyAt = align(PRELUDE_BYTES + headerBytes);
  if (headerBytes > MAX_HEADER_BYTES) throw corrupt('damaged', `header of ${headerBytes} bytes`);
  if (bodyAt > bytes.length) throw corrupt('truncated', 'the header is cut');
  // Nothing of the header is believed before the checksum holds: afterwards it is what encodeSnapshot wrote.
  const found = await digest(bytes, bodyAt);
  if (found.some((byte, i) => bytes[16 + i] !== byte))
    throw corrupt('damaged', 'the checksum does not match');
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(PRELUDE_BYTES, PRELUDE_BYTES + headerBytes)),
  ) as SnapshotHeader;
  if (bodyAt + header.bodyBytes !== bytes.length) throw corrupt('truncated', 'the body has another length');
  if (header.fingerprint !== expected.fingerprint) throw corrupt('foreign', 'made with another encoder');
  if (header.dimension !== expected.dimension) throw corrupt('foreign', `dimension ${header.dimension}`);
  if (JSON.stringify(header.parameters) !== JSON.stringify(sorted(expected.parameters))) {
    throw corrupt('parameters', 'built with other parameters');
  }
  const vectorsAt = bodyAt + align(header.count * 4);
  const graphAt = vectorsAt + align(header.count * header.dimension * 4);
  return {
    fingerprint: header.fingerprint,
    dimension: header.dimension,
    parameters: header.parameters,
    lastSequence: header.lastSequence,
    labels: new Uint32Array(buffer, bodyAt, header.count).slice(),
    vectors: new Float32Array(buffer, vectorsAt, header.count * header.dimension),
    graph: new Uint8Array(buffer, graphAt, header.graphBytes),
    graphInfo: header.graphInfo,
  };
}

async function digest(bytes: Uint8Array<ArrayBuffer>, bodyAt: number): Promise<Uint8Array> {
  const parts = [bytes.slice(8, 16), bytes.slice(PRELUDE_BYTES, bodyAt)];
  for (let at = bodyAt; at < bytes.length; at += CHUNK_BYTES) {
    parts.push(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.subarray(at, at + CHUNK_BYTES))));
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

function allocate(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (cause) {
    throw new HuellaError('out-of-memory', `no room for a snapshot of ${bytes} bytes`, { bytes }, { cause });
  }
}

function corrupt(reason: string, message: string): HuellaError {
  return new HuellaError('index-corrupt', `index snapshot: ${message}`, { reason });
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function sorted(record: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
