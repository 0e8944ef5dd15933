/**
 * The part of the zip format that PyTorch writes (APPNOTE 6.3.10; torch/csrc,
 * `PyTorchStreamWriter`): stored entries, zip64 records even in small files, sizes only in the
 * central directory, data padded to 64 bytes through the local extra field. Everything else
 * (compression, encryption, several disks) is refused by name.
 */
import type { HuellaError } from '../errors';
import { crc32 } from './crc32';
import { PIECE_BYTES, truncated, windowSource, type ByteSource } from './byte-source';
import { damaged, tooLarge, unsupported } from './refusals';

/**
 * The largest published training checkpoints have about 2,000 entries; a storage per tensor and a
 * few more.
 */
const MAX_ENTRIES = 65_536;
/** `MAX_ENTRIES` names of PyTorch's usual length with their zip64 fields fit four times. */
const MAX_DIRECTORY_BYTES = 32 * 2 ** 20;
/** Names are `<file name>/data/<number>`; file systems stop at 255. */
const MAX_NAME_BYTES = 1024;
/** PyTorch pads with at most 64 + 4 bytes; some writers align to 4096. */
const MAX_LOCAL_EXTRA_BYTES = 8192;
/**
 * A zip comment is at most 65,535 bytes, so the end record starts in this tail (APPNOTE 4.3.16).
 */
const END_BYTES = 22;
const LONG_TAIL_BYTES = 65_535 + END_BYTES + 76;
/** PyTorch writes no comment: the two end records and the locator are in the last 98 bytes. */
const SHORT_TAIL_BYTES = 1024;

const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /**
   * 0: the writer recorded none (`torch.serialization.set_crc32_options(False)`) or the entry is
   * empty.
   */
  readonly crc: number;
  /** Where the local header starts. */
  readonly start: number;
  /**
   * Nothing of this entry lies at or after this offset: the next entry or the directory starts
   * here.
   */
  readonly end: number;
}

export interface Zip {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /**
   * Offset of the entry's first data byte. Reads its local header (from `source`, which may be a
   * window).
   */
  locate(entry: ZipEntry, source?: ByteSource, signal?: AbortSignal): Promise<number>;
  /** The entry's bytes in pieces of at most `PIECE_BYTES`, checked against its CRC at the end. */
  stream(
    entry: ZipEntry,
    source?: ByteSource,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array, void>;
}

/** Upper bound of the bytes needed to read an entry whole, from `entry.start`. */
export function entryExtent(entry: ZipEntry): number {
  const header = LOCAL_BYTES + MAX_NAME_BYTES + MAX_LOCAL_EXTRA_BYTES;
  return Math.min(entry.end - entry.start, header + entry.size);
}

/**
 * Reads the central directory, nothing else.
 *
 * @throws HuellaError `checkpoint-not-recognised` without an end record, `checkpoint-truncated`,
 *   `checkpoint-damaged` (broken records, overlapping entries), `checkpoint-unsupported`
 *   (compression, encryption, several disks), `checkpoint-too-large` (more entries than
 *   `MAX_ENTRIES`)
 */
export async function openZip(source: ByteSource, signal?: AbortSignal): Promise<Zip> {
  const end = await findEnd(source, signal);
  const { entries: count, directoryBytes } = end;
  if (count > MAX_ENTRIES)
    throw tooLarge(`${source.name} lists ${count} zip entries.`, count, MAX_ENTRIES);
  if (directoryBytes > MAX_DIRECTORY_BYTES) {
    const message = `${source.name} has a zip directory of ${directoryBytes} bytes.`;
    throw tooLarge(message, directoryBytes, MAX_DIRECTORY_BYTES);
  }
  const directory = await source.read(end.directoryStart, end.directoryBytes, signal);
  const entries = disjoint(readDirectory(directory, end), end.directoryStart);

  const zip: Zip = {
    entries,
    async locate(entry, from = source, signal) {
      const header = await from.read(entry.start, LOCAL_BYTES, signal);
      const view = viewOf(header);
      if (view.getUint32(0, true) !== LOCAL_SIGNATURE)
        throw damaged(`entry ${entry.name} has no local header`);
      const nameBytes = view.getUint16(26, true);
      const extraBytes = view.getUint16(28, true);
      const data = entry.start + LOCAL_BYTES + nameBytes + extraBytes;
      if (extraBytes > MAX_LOCAL_EXTRA_BYTES || data + entry.size > entry.end) {
        throw damaged(`entry ${entry.name} runs into what follows it`);
      }
      const name = await from.read(entry.start + LOCAL_BYTES, nameBytes, signal);
      if (decodeName(name) !== entry.name)
        throw damaged(`entry ${entry.name} has another name in its local header`);
      if (view.getUint16(8, true) !== 0)
        throw damaged(`entry ${entry.name} contradicts the directory`);
      return data;
    },
    async *stream(entry, from = source, signal) {
      // Header and first piece in one read: over a network the header alone would cost a round
      // trip.
      const head = await from.read(entry.start, Math.min(entryExtent(entry), PIECE_BYTES), signal);
      const near = windowSource(from, entry.start, head);
      const data = await zip.locate(entry, near, signal);
      let crc = 0;
      for (let at = 0; at < entry.size;) {
        const inHead = entry.start + head.byteLength - (data + at);
        const length = Math.min(entry.size - at, inHead > 0 ? inHead : PIECE_BYTES);
        const piece = await near.read(data + at, length, signal);
        crc = crc32(piece, crc);
        at += length;
        if (at === entry.size && entry.crc !== 0 && crc !== entry.crc) {
          throw damaged(`the bytes of entry ${entry.name} do not match their checksum`, {
            entry: entry.name,
          });
        }
        yield piece;
      }
    },
  };
  return zip;
}

interface End {
  readonly entries: number;
  readonly directoryStart: number;
  readonly directoryBytes: number;
}

async function findEnd(source: ByteSource, signal?: AbortSignal): Promise<End> {
  for (const tailBytes of [SHORT_TAIL_BYTES, LONG_TAIL_BYTES]) {
    const length = Math.min(tailBytes, source.size);
    const tail = await source.read(source.size - length, length, signal);
    const view = viewOf(tail);
    for (let at = length - END_BYTES; at >= 0; at--) {
      if (view.getUint32(at, true) !== END_SIGNATURE) continue;
      // The record must end the file, comment included; otherwise the signature is part of other
      // data.
      if (at + END_BYTES + view.getUint16(at + 20, true) !== length) continue;
      return readEnd(source, view, at, source.size - length, signal);
    }
    if (length === source.size) break;
  }
  throw truncated(source, 'and the zip directory that ends a PyTorch file is missing');
}

async function readEnd(
  source: ByteSource,
  view: DataView,
  at: number,
  tailStart: number,
  signal?: AbortSignal,
): Promise<End> {
  let end = {
    disk: view.getUint16(at + 4, true),
    directoryDisk: view.getUint16(at + 6, true),
    diskEntries: view.getUint16(at + 8, true),
    entries: view.getUint16(at + 10, true),
    directoryBytes: view.getUint32(at + 12, true),
    directoryStart: view.getUint32(at + 16, true),
  };
  let recordStart = tailStart + at;
  if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR64_SIGNATURE) {
    const start = getUint53(view, at - 20 + 8);
    if (start + 56 > recordStart - 20) throw damaged('the zip64 end record lies outside the file');
    const record = viewOf(await source.read(start, 56, signal));
    if (record.getUint32(0, true) !== END64_SIGNATURE)
      throw damaged('the zip64 end record is missing');
    end = {
      disk: record.getUint32(16, true),
      directoryDisk: record.getUint32(20, true),
      diskEntries: getUint53(record, 24),
      entries: getUint53(record, 32),
      directoryBytes: getUint53(record, 40),
      directoryStart: getUint53(record, 48),
    };
    recordStart = start;
  }
  if (end.disk !== 0 || end.directoryDisk !== 0 || end.diskEntries !== end.entries) {
    throw unsupported('A zip split over several disks cannot be read.', 'multi-disk zip');
  }
  // Bytes before the zip or between directory and end would shift every offset: not what PyTorch
  // writes.
  if (end.directoryStart + end.directoryBytes !== recordStart) {
    throw damaged('the zip directory is not where the end record says');
  }
  return end;
}

type Listed = Omit<ZipEntry, 'end'> & { readonly least: number };

function readDirectory(bytes: Uint8Array, end: End): Listed[] {
  const view = viewOf(bytes);
  const listed: Listed[] = [];
  let at = 0;
  for (let i = 0; i < end.entries; i++) {
    if (at + CENTRAL_BYTES > bytes.length || view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
      throw damaged(`the zip directory breaks off at entry ${i + 1} of ${end.entries}`);
    }
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const crc = view.getUint32(at + 16, true);
    const sizes = {
      compressed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    };
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const commentBytes = view.getUint16(at + 32, true);
    const nameStart = at + CENTRAL_BYTES;
    const extraStart = nameStart + nameBytes;
    const next = extraStart + extraBytes + commentBytes;
    if (next > bytes.length || nameBytes === 0 || nameBytes > MAX_NAME_BYTES) {
      throw damaged(`zip entry ${i + 1} has an impossible name or extra field`);
    }
    const name = decodeName(bytes.subarray(nameStart, extraStart));
    applyZip64(new DataView(bytes.buffer, bytes.byteOffset + extraStart, extraBytes), sizes, name);
    if (flags & 0x1) throw unsupportedEntry(name, 'encrypted');
    if (method !== 0) throw isProgram(name) ? torchScript() : unsupportedEntry(name, 'compressed');
    if (sizes.compressed !== sizes.size)
      throw damaged(`entry ${name} is stored but its two sizes differ`);
    listed.push({
      name,
      size: sizes.size,
      crc,
      start: sizes.start,
      least: LOCAL_BYTES + nameBytes + sizes.size,
    });
    at = next;
  }
  if (at !== bytes.length) throw damaged('the zip directory has bytes that belong to no entry');
  return listed;
}

/** Source code in the archive of a program: `torch.jit.save` compresses it, and only it. */
const isProgram = (name: string): boolean => /^[^/]+\/code\/.*\.py(?:\.debug_pkl)?$/.test(name);

/** The error of a program in place of weights. */
export function torchScript(): HuellaError {
  return unsupported('This is a TorchScript program, not a checkpoint.', 'TorchScript');
}

/**
 * Replaces 32-bit fields that are all ones by their zip64 values, which come in this order (APPNOTE
 * 4.5.3).
 */
function applyZip64(
  extra: DataView,
  sizes: Record<'size' | 'compressed' | 'start', number>,
  name: string,
): void {
  const wanted = (['size', 'compressed', 'start'] as const).filter(
    (field) => sizes[field] === 0xffffffff,
  );
  if (wanted.length === 0) return;
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const length = extra.getUint16(at + 2, true);
    if (at + 4 + length > extra.byteLength) break;
    if (extra.getUint16(at, true) === 1 && length >= wanted.length * 8) {
      wanted.forEach((field, i) => (sizes[field] = getUint53(extra, at + 4 + i * 8)));
      return;
    }
    at += 4 + length;
  }
  throw damaged(`entry ${name} lacks its zip64 sizes`);
}

/**
 * Orders entries by offset and gives each the end it may not pass: no byte belongs to two entries.
 */
function disjoint(listed: readonly Listed[], limit: number): Map<string, ZipEntry> {
  const sorted = [...listed].sort((a, b) => a.start - b.start);
  const ends = new Map<Listed, number>();
  sorted.forEach((entry, i) => {
    const end = sorted[i + 1]?.start ?? limit;
    if (entry.start + entry.least > limit)
      throw damaged(`entry ${entry.name} does not fit into the file`);
    if (entry.start + entry.least > end) {
      throw damaged(`zip entries ${entry.name} and ${sorted[i + 1]?.name ?? ''} overlap`, {
        entry: entry.name,
      });
    }
    ends.set(entry, end);
  });
  const entries = new Map<string, ZipEntry>();
  for (const entry of listed) {
    if (entries.has(entry.name))
      throw damaged(`two zip entries are called ${entry.name}`, { entry: entry.name });
    const { name, size, crc, start } = entry;
    entries.set(name, { name, size, crc, start, end: ends.get(entry)! });
  }
  return entries;
}

function getUint53(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw damaged('the zip directory names a size no file has');
  return value;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Never fails: a name that is not UTF-8 keeps replacement characters and simply matches nothing.
 */
function decodeName(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function unsupportedEntry(entry: string, found: string): HuellaError {
  return unsupported(
    `Zip entry ${entry} is ${found}; PyTorch writes neither compressed nor encrypted entries.`,
    `${found} zip entry`,
    { entry },
  );
}
