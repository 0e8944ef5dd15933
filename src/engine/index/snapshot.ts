/**
 * The bytes an index is kept in between visits. Little endian:
 *
 *     0   8 bytes   magic "HUELLAIX"
 *     8   uint32    format version
 *     12  uint32    length of the header in bytes
 *     16  32 bytes  SHA-256 over (version, header length, header, digests of the body's chunks)
 *     48  header    JSON (SnapshotHeader), then zeros to a multiple of 64
 *     ..  body      the sections the header names, each followed by zeros to a multiple of 64
 *
 * The body is digested in chunks, so checking a large one needs no second copy of it.
 */
import { HuellaError } from '../errors';
import { digestOf } from '../hash';

const MAGIC = new TextEncoder().encode('HUELLAIX');
/**
 * Raise it when the bytes change meaning; an older version is rebuilt, a newer one left for the
 * newer app.
 */
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

export interface SnapshotFacts {
  /** The highest label the index has ever known, removed ones included; -1 for none. */
  readonly lastSequence: number;
  /** Rows described by the sections. */
  readonly rows: number;
}

/** Named parts of the body. Each is given in pieces, so that writing needs no joined copy. */
export type Sections = Readonly<Record<string, readonly ArrayBufferView[]>>;

interface SnapshotHeader extends SnapshotIdentity, SnapshotFacts {
  readonly sections: readonly { readonly name: string; readonly bytes: number }[];
}

export interface DecodedSnapshot extends SnapshotFacts {
  /** Views into the decoded buffer, each at a multiple of 64 bytes. */
  readonly sections: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** @throws out-of-memory when the buffer cannot be had */
export async function encodeSnapshot(
  identity: SnapshotIdentity,
  facts: SnapshotFacts,
  sections: Sections,
): Promise<ArrayBuffer> {
  const sizes = Object.entries(sections).map(([name, parts]) => ({
    name,
    bytes: parts.reduce((sum, part) => sum + part.byteLength, 0),
  }));
  const header: SnapshotHeader = {
    fingerprint: identity.fingerprint,
    dimension: identity.dimension,
    parameters: sorted(identity.parameters),
    lastSequence: facts.lastSequence,
    rows: facts.rows,
    sections: sizes,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bodyAt = align(PRELUDE_BYTES + json.length);
  const buffer = allocate(sizes.reduce((end, { bytes }) => end + align(bytes), bodyAt));
  const bytes = new Uint8Array(buffer);
  bytes.set(MAGIC, 0);
  const view = new DataView(buffer);
  view.setUint32(8, FORMAT_VERSION, true);
  view.setUint32(12, json.length, true);
  bytes.set(json, PRELUDE_BYTES);
  let at = bodyAt;
  for (const parts of Object.values(sections)) {
    for (const part of parts) {
      bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
      at += part.byteLength;
    }
    at = align(at);
  }
  bytes.set(await digest(bytes, bodyAt), 16);
  return buffer;
}

/**
 * Checks every byte.
 * @throws index-corrupt for damage, another encoder, dimension, parameters or format version;
 *   `detail.reason` says which: truncated, damaged, foreign, parameters, outdated, future
 */
export async function decodeSnapshot(
  buffer: ArrayBuffer,
  expected: SnapshotIdentity,
): Promise<DecodedSnapshot> {
  const bytes = new Uint8Array(buffer);
  if (bytes.length < PRELUDE_BYTES)
    throw corrupt('truncated', `${bytes.length} bytes are no snapshot`);
  if (MAGIC.some((byte, at) => bytes[at] !== byte))
    throw corrupt('foreign', 'not a snapshot of an index');
  const view = new DataView(buffer);
  const version = view.getUint32(8, true);
  if (version !== FORMAT_VERSION) {
    throw corrupt(version > FORMAT_VERSION ? 'future' : 'outdated', `format version ${version}`);
  }
  const headerBytes = view.getUint32(12, true);
  if (headerBytes > MAX_HEADER_BYTES) throw corrupt('damaged', `header of ${headerBytes} bytes`);
  const bodyAt = align(PRELUDE_BYTES + headerBytes);
  if (bodyAt > bytes.length) throw corrupt('truncated', 'the header is cut');
  // Nothing of the header is believed before the checksum holds: afterwards it is what
  // encodeSnapshot wrote.
  const found = await digest(bytes, bodyAt);
  if (found.some((byte, i) => bytes[16 + i] !== byte))
    throw corrupt('damaged', 'the checksum does not match');
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(PRELUDE_BYTES, PRELUDE_BYTES + headerBytes)),
  ) as SnapshotHeader;
  if (header.fingerprint !== expected.fingerprint)
    throw corrupt('foreign', 'made with another encoder');
  if (header.dimension !== expected.dimension)
    throw corrupt('foreign', `dimension ${header.dimension}`);
  if (JSON.stringify(header.parameters) !== JSON.stringify(sorted(expected.parameters))) {
    throw corrupt('parameters', 'built with other parameters');
  }
  const sections = new Map<string, Uint8Array<ArrayBuffer>>();
  let at = bodyAt;
  for (const { name, bytes: length } of header.sections) {
    sections.set(name, new Uint8Array(buffer, at, length));
    at = align(at + length);
  }
  return { lastSequence: header.lastSequence, rows: header.rows, sections };
}

async function digest(bytes: Uint8Array<ArrayBuffer>, bodyAt: number): Promise<Uint8Array> {
  const parts = [bytes.slice(8, 16), bytes.slice(PRELUDE_BYTES, bodyAt)];
  for (let at = bodyAt; at < bytes.length; at += CHUNK_BYTES) {
    parts.push(await digestOf(bytes.subarray(at, at + CHUNK_BYTES)));
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return digestOf(all);
}

function allocate(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (cause) {
    throw new HuellaError(
      'out-of-memory',
      `no room for a snapshot of ${bytes} bytes`,
      { bytes },
      { cause },
    );
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
