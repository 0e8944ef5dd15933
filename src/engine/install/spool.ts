/**
 * What has been received from a host and not yet become part of an encoder, kept on disk so that
 * neither a lost connection nor a closed tab makes a byte be fetched twice. Records are appended as
 * they arrive; files whose every byte has been used are deleted, so that the spool stays small
 * beside the encoder.
 */
import { crc32 } from '../checkpoint/crc32';
import { openForWriting, removeFrom } from './folder';
import type { WritableFile } from './writable-file';

/** Offset (float64), length and CRC-32 (uint32 each), little endian, before the bytes. */
const HEADER_BYTES = 16;
/** Small enough to be given back often, large enough to be few. */
const SEGMENT_BYTES = 32 * 2 ** 20;
/** `received-` of the model's own file, `received2-` and so on of those beside it. */
const ANY = /^received\d*-/;
/**
 * What describes the file (directories, headers): kept to the end, since every resumption reads it
 * again.
 */
const KEPT = 'kept';

interface Stretch {
  readonly offset: number;
  readonly length: number;
  readonly segment: Segment;
  /** Of the first byte, in the segment's file. */
  readonly at: number;
}

interface Segment {
  readonly name: string;
  readonly file: WritableFile;
  size: number;
}

interface Gap {
  readonly offset: number;
  readonly length: number;
}

export class Spool {
  /** By offset, never overlapping. */
  #stretches: Stretch[] = [];
  readonly #segments: Segment[] = [];
  #next = 0;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #prefix: string;

  private constructor(folder: FileSystemDirectoryHandle, prefix: string) {
    this.#folder = folder;
    this.#prefix = prefix;
  }

  /**
   * Takes up what an earlier run left in the folder.
   * @param nth of the files that one encoder is made from, from 1
   */
  static async open(folder: FileSystemDirectoryHandle, nth = 1): Promise<Spool> {
    const prefix = `received${nth === 1 ? '' : nth}-`;
    const spool = new Spool(folder, prefix);
    const names: string[] = [];
    for await (const name of folder.keys()) if (name.startsWith(prefix)) names.push(name);
    for (const name of names) {
      spool.#next = Math.max(spool.#next, Number(name.slice(prefix.length)) + 1 || 0);
      spool.#scan(await spool.#addSegment(name));
    }
    return spool;
  }

  /** Removes every file of every spool from the folder. */
  static async remove(folder: FileSystemDirectoryHandle): Promise<void> {
    const names: string[] = [];
    for await (const name of folder.keys()) if (ANY.test(name)) names.push(name);
    for (const name of names) await removeFrom(folder, name);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#stretches.reduce((sum, { length }) => sum + length, 0);
  }

  /** The parts of the range that are not here, in order. */
  missing(offset: number, length: number): Gap[] {
    const gaps: Gap[] = [];
    let at = offset;
    const end = offset + length;
    for (const stretch of this.#stretches) {
      if (stretch.offset + stretch.length <= at) continue;
      if (stretch.offset >= end) break;
      if (stretch.offset > at) gaps.push({ offset: at, length: stretch.offset - at });
      at = stretch.offset + stretch.length;
    }
    if (at < end) gaps.push({ offset: at, length: end - at });
    return gaps;
  }

  /** Fills `into` with the bytes from `offset`; none of them may be missing. */
  copy(offset: number, into: Uint8Array): void {
    const end = offset + into.byteLength;
    for (const { offset: start, length, segment, at } of this.#stretches) {
      const from = Math.max(start, offset);
      const to = Math.min(start + length, end);
      if (from >= to) continue;
      segment.file.read(into.subarray(from - offset, to - offset), { at: at + from - start });
    }
  }

  /** Stores bytes that were missing. `keep`: never forgotten before the end. */
  async append(offset: number, bytes: Uint8Array, keep: boolean): Promise<void> {
    if (bytes.byteLength === 0) return;
    const segment = await this.#segmentFor(keep);
    const record = new Uint8Array(HEADER_BYTES + bytes.byteLength);
    const header = new DataView(record.buffer);
    header.setFloat64(0, offset, true);
    header.setUint32(8, bytes.byteLength, true);
    header.setUint32(12, crc32(bytes), true);
    record.set(bytes, HEADER_BYTES);
    segment.file.write(record, { at: segment.size });
    this.#insert({ offset, length: bytes.byteLength, segment, at: segment.size + HEADER_BYTES });
    segment.size += record.byteLength;
  }

  /** Everything before `offset` has been used: files that hold nothing else are deleted. */
  async forgetBefore(offset: number): Promise<void> {
    for (const segment of [...this.#segments]) {
      if (segment.name === this.#prefix + KEPT) continue;
      const mine = this.#stretches.filter((stretch) => stretch.segment === segment);
      if (mine.some((stretch) => stretch.offset + stretch.length > offset)) continue;
      this.#stretches = this.#stretches.filter((stretch) => stretch.segment !== segment);
      this.#segments.splice(this.#segments.indexOf(segment), 1);
      await segment.file.close();
      await removeFrom(this.#folder, segment.name);
    }
  }

  async close(): Promise<void> {
    for (const { file } of this.#segments.splice(0)) await file.close();
  }

  async #segmentFor(keep: boolean): Promise<Segment> {
    const kept = this.#prefix + KEPT;
    const open = this.#segments.find(({ name, size }) =>
      keep ? name === kept : name !== kept && size < SEGMENT_BYTES,
    );
    return open ?? this.#addSegment(keep ? kept : `${this.#prefix}${this.#next++}`);
  }

  async #addSegment(name: string): Promise<Segment> {
    const file = await openForWriting(this.#folder, name);
    const segment = { name, file, size: file.getSize() };
    this.#segments.push(segment);
    return segment;
  }

  /** Reads the records of an earlier run; what is torn ends the file. */
  #scan(segment: Segment): void {
    const head = new Uint8Array(HEADER_BYTES);
    const header = new DataView(head.buffer);
    let at = 0;
    while (at + HEADER_BYTES <= segment.size) {
      segment.file.read(head, { at });
      const offset = header.getFloat64(0, true);
      const length = header.getUint32(8, true);
      const start = at + HEADER_BYTES;
      if (
        length === 0 ||
        start + length > segment.size ||
        !Number.isSafeInteger(offset) ||
        offset < 0
      )
        break;
      const bytes = new Uint8Array(length);
      segment.file.read(bytes, { at: start });
      if (crc32(bytes) !== header.getUint32(12, true)) break;
      this.#insert({ offset, length, segment, at: start });
      at = start + length;
    }
    segment.file.truncate(at);
    segment.size = at;
  }

  #insert(stretch: Stretch): void {
    const after = this.#stretches.findIndex(({ offset }) => offset > stretch.offset);
    if (after < 0) this.#stretches.push(stretch);
    else this.#stretches.splice(after, 0, stretch);
  }
}
