/**
 * Reading zips over a Blob: the list first, then one entry at a time; the zip itself is never in
 * memory. zip.js does the format (zip64, data descriptors, old names, ambiguous directories); what
 * a zip may ask for is decided here.
 */
import {
  BlobReader,
  ZipReader,
  type Entry,
  type FileEntry,
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import { HuellaError, isAbort, toHuellaError, type ErrorCode } from '../../errors';
import { decodeNames } from '../encodings';
import { RATIO_FREE_BYTES, ZIP_LIMITS, type ZipLimits } from './limits';
import { safePath } from './names';

/** One file of a zip. */
export interface ZipItem {
  /**
   * `folder/file`: safe to use as a path. What cannot be made safe is shown with a problem and
   * never read.
   */
  readonly path: string;
  /**
   * Unpacked bytes, as the zip states them; reading stops with an error where the truth is more.
   */
  readonly size: number;
  readonly packed: number;
  readonly modified: Date;
  /** Why this entry cannot be read; the others can. */
  readonly problem: ErrorCode | null;
}

/** Bytes of a local header without its name and extra field (APPNOTE 4.3.7). */
const LOCAL_HEADER = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * No workers of its own (the policy forbids theirs, and this runs in ours); the browser's own
 * inflate.
 */
const OPTIONS = { useWebWorkers: false, useCompressionStream: true, checkCrc32: true } as const;

export class ZipArchive {
  readonly items: readonly ZipItem[];
  readonly #entries: ReadonlyMap<ZipItem, FileEntry>;
  readonly #byPath: ReadonlyMap<string, ZipItem>;
  readonly #reader: ZipReader<unknown>;
  readonly #limits: ZipLimits;

  private constructor(
    reader: ZipReader<unknown>,
    entries: Map<ZipItem, FileEntry>,
    limits: ZipLimits,
  ) {
    this.#reader = reader;
    this.#entries = entries;
    this.#limits = limits;
    this.items = [...entries.keys()];
    this.#byPath = new Map(this.items.map((item) => [item.path, item]));
  }

  /**
   * Reads the directory of a zip; folders are left out of the list.
   *
   * Of entries of one name that are alike one is listed; others get a number, so that none is lost.
   *
   * @throws HuellaError `zip-damaged` (not a zip, cut short, entries that share bytes),
   *   `zip-unsupported` (several disks, encrypted directory), `zip-limit` (detail.limit says
   *   which), `photo-unreadable` (the file is gone), `cancelled`
   */
  static async open(
    file: Blob,
    options: { limits?: Partial<ZipLimits>; signal?: AbortSignal } = {},
  ): Promise<ZipArchive> {
    const limits = { ...ZIP_LIMITS, ...options.limits };
    const reader = new ZipReader(new BlobReader(file), {
      ...OPTIONS,
      strictness: 'balanced',
      filenameValidation: 'tolerant',
    });
    try {
      const listed: FileEntry[] = [];
      let count = 0;
      let total = 0;
      for await (const entry of reader.getEntriesGenerator()) {
        options.signal?.throwIfAborted();
        if (++count > limits.entries) throw overLimit('entries', limits.entries);
        if (isFolder(entry)) continue;
        // .NET on Windows wrote folders as empty entries with a backslash at the end
        // (dotnet/runtime#27620).
        if (entry.uncompressedSize === 0 && entry.filename.endsWith('\\')) continue;
        total += entry.uncompressedSize;
        if (total > limits.totalBytes) throw overLimit('totalBytes', limits.totalBytes);
        listed.push(entry);
      }
      refuseOverlaps(listed, file.size);
      return new ZipArchive(reader, itemsOf(listed, limits), limits);
    } catch (error) {
      await reader.close().catch(() => undefined);
      throw asZipError(error);
    }
  }

  /** The item at a path, or undefined. */
  item(path: string): ZipItem | undefined {
    return this.#byPath.get(path);
  }

  /**
   * The same zip seen from one of its folders, its paths without it; what lies elsewhere, or is not
   * kept, is not there.
   */
  under(folder: string, keep: (path: string) => boolean): ZipArchive {
    const entries = new Map<ZipItem, FileEntry>();
    for (const [item, entry] of this.#entries) {
      if (!item.path.startsWith(folder) || !keep(item.path)) continue;
      entries.set({ ...item, path: item.path.slice(folder.length) }, entry);
    }
    return new ZipArchive(this.#reader, entries, this.#limits);
  }

  /**
   * The bytes of one entry as they are unpacked, with the CRC-32 and the stated size checked on the
   * way: a wrong one is an error of the stream, after all its bytes. Cancelling the stream stops
   * reading.
   *
   * Errors of the stream are HuellaErrors: the item's own problem, `zip-damaged`,
   * `photo-unreadable`, `cancelled`.
   */
  stream(item: ZipItem, signal?: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
    const entry = this.#entries.get(item);
    if (item.problem)
      throw new HuellaError(item.problem, `${item.path}: ${item.problem}`, { name: item.path });
    if (!entry)
      throw new HuellaError('not-found', `${item.path} is not in this zip.`, { name: item.path });
    const { size } = item;
    let got = 0;
    const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        got += chunk.byteLength;
        if (got > size)
          throw damaged(`${item.path} unpacks to more than the ${size} bytes it states`);
        controller.enqueue(chunk);
      },
      flush() {
        if (got < size) throw damaged(`${item.path} ends after ${got} of ${size} bytes`);
      },
    });
    const reading = entry.getData(counted.writable, {
      ...OPTIONS,
      ...(signal ? { signal } : {}),
    });
    return withErrors(counted.readable, reading);
  }

  /**
   * One entry as a Blob.
   *
   * @throws HuellaError as `stream`, and `zip-limit` for an entry that is too large to be held
   *   whole
   */
  async blob(item: ZipItem, type = '', signal?: AbortSignal): Promise<Blob> {
    if (item.size > this.#limits.entryBytes)
      throw overLimit('entryBytes', this.#limits.entryBytes, item.path);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const reader = this.stream(item, signal).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return new Blob(chunks, { type });
      chunks.push(value);
    }
  }

  /** Lets go of the file. Streams under way end with an error. */
  async close(): Promise<void> {
    await this.#reader.close();
  }
}

function isFolder(entry: Entry): entry is Exclude<Entry, FileEntry> {
  return entry.directory;
}

function itemsOf(entries: readonly FileEntry[], limits: ZipLimits): Map<ZipItem, FileEntry> {
  const items = new Map<ZipItem, FileEntry>();
  const names = namesOf(entries);
  const seen = new Map<string, FileEntry[]>();
  for (const [i, entry] of entries.entries()) {
    const name = names[i]!;
    const path = safePath(name);
    const same = seen.get(path ?? name) ?? [];
    if (same.some((other) => isAlike(other, entry))) continue;
    seen.set(path ?? name, [...same, entry]);
    const item: ZipItem = {
      path: same.length === 0 ? (path ?? name) : numbered(path ?? name, same.length + 1),
      size: entry.uncompressedSize,
      packed: entry.compressedSize,
      modified: entry.lastModDate,
      problem: path === null ? 'zip-unsafe-name' : problemOf(entry, limits),
    };
    items.set(item, entry);
  }
  return items;
}

/** Two entries that a program wrote twice: the same bytes. */
const isAlike = (a: FileEntry, b: FileEntry): boolean =>
  a.uncompressedSize === b.uncompressedSize && a.crc32 === b.crc32 && !a.encrypted;

/** `Alba/1.jpg` as `Alba/1 (2).jpg`. */
const numbered = (path: string, number: number): string =>
  path.replace(/(\.[^./]*)?$/, (ending) => ` (${number})${ending}`);

/**
 * The entries' names. Where an entry states no encoding, its bytes are UTF-8 when they can be
 * (macOS), and else of a Windows or DOS code page, which is told from the letters that come out
 * (APPNOTE 4.4.4, bit 11; appendix D).
 */
function namesOf(entries: readonly FileEntry[]): string[] {
  const isTold = (entry: FileEntry): boolean =>
    (entry.filenameUTF8 && isUtf8(entry.rawFilename)) ||
    entry.rawFilename.every((byte) => byte < 0x80) ||
    hasUnicodePath(entry);
  const untold = entries.filter((entry) => !isTold(entry));
  const decoded = decodeNames(untold.map(({ rawFilename }) => rawFilename));
  const byEntry = new Map(untold.map((entry, i) => [entry, decoded[i]!]));
  return entries.map((entry) => byEntry.get(entry) ?? entry.filename);
}

/** Some programs say so of any name. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Info-ZIP's Unicode path, which names the entry in UTF-8 beside the old name; zip.js has checked
 * it.
 */
function hasUnicodePath(entry: FileEntry): boolean {
  return entry.extraFieldUnicodePath?.valid === true;
}

function problemOf(entry: FileEntry, limits: ZipLimits): ErrorCode | null {
  if (entry.encrypted) return 'zip-encrypted';
  if (entry.symlink) return 'zip-unsupported';
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    return 'zip-unsupported';
  const { uncompressedSize: size, compressedSize: packed } = entry;
  if (size > RATIO_FREE_BYTES && size > packed * limits.ratio) return 'zip-limit';
  return null;
}

/**
 * No byte belongs to two entries: one small piece that unpacks again and again is how a zip bomb
 * grows without a ratio.
 */
function refuseOverlaps(entries: readonly FileEntry[], fileBytes: number): void {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  sorted.forEach((entry, i) => {
    const end = entry.offset + LOCAL_HEADER + entry.rawFilename.length + entry.compressedSize;
    if (end > (sorted[i + 1]?.offset ?? fileBytes)) {
      throw damaged(`${entry.filename} and the entry after it share bytes`);
    }
  });
}

/**
 * The stream's errors in our words; also waits for the reader's last checks, which come after the
 * last byte.
 */
function withErrors(
  readable: ReadableStream<Uint8Array<ArrayBuffer>>,
  reading: Promise<unknown>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = readable.getReader();
  return new ReadableStream(
    {
      start(controller) {
        // It may fail without ever touching the stream.
        reading.catch((error: unknown) => controller.error(asZipError(error)));
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            controller.enqueue(value);
            return;
          }
          await reading;
          controller.close();
        } catch (error) {
          // What the reader says is the cause; the pipe only says that it broke.
          await reading;
          controller.error(asZipError(error));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function damaged(what: string): HuellaError {
  return new HuellaError('zip-damaged', `The zip is damaged: ${what}.`, { found: what });
}

function overLimit(limit: keyof ZipLimits, value: number, name = ''): HuellaError {
  return new HuellaError('zip-limit', `The zip exceeds the limit ${limit} of ${value}.`, {
    limit,
    value,
    name,
  });
}

/** Words of zip.js that mean "this is a zip, but of a kind we do not read". */
const UNSUPPORTED = /split zip|encrypted central|encryption method|compression method|codec/i;

function asZipError(error: unknown): HuellaError {
  if (error instanceof HuellaError || isAbort(error)) return toHuellaError(error);
  if (
    error instanceof DOMException &&
    (error.name === 'NotReadableError' || error.name === 'NotFoundError')
  ) {
    return toHuellaError(error, 'photo-unreadable');
  }
  const message = error instanceof Error ? error.message : String(error);
  if (/encrypted entry/i.test(message)) return toHuellaError(error, 'zip-encrypted');
  return toHuellaError(error, UNSUPPORTED.test(message) ? 'zip-unsupported' : 'zip-damaged');
}
