/**
 * Protocol Buffers wire format, reading only, of files that are not trusted
 * (protobuf.dev/programming-guides/encoding). Every length is checked against what encloses it, and
 * nothing is read that was not asked for.
 */
import type { ByteSource } from '../../checkpoint/byte-source';
import { tooLarge } from '../../checkpoint/refusals';
import { HuellaError } from '../../errors';

/** A field of a message: a number, or a stretch of the file with bytes, a text or a message. */
export type Field =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'fixed'; readonly bytes: Uint8Array }
  | {
      readonly number: number;
      readonly kind: 'bytes';
      readonly start: number;
      readonly end: number;
    };

/** Fields are a few bytes, so they are read this many at a time. */
const WINDOW_BYTES = 64 * 2 ** 10;
/** The longest varint that 64 bits need. */
const MAX_VARINT_BYTES = 10;
/** A graph of 1,200 nodes has some 20,000 fields; a file with millions wants something else. */
const MAX_FIELDS = 2_000_000;

export function malformed(what: string): HuellaError {
  return new HuellaError('checkpoint-damaged', `The ONNX file is malformed: ${what}.`, {
    tensor: what,
  });
}

/** @param where it was counted */
export function tooMany(what: string, found: number, limit: number, where = what): HuellaError {
  return tooLarge(`The ONNX file has too many ${what}.`, found, limit, { tensor: where });
}

/** Walks the messages of one file. */
export class WireReader {
  #window = new Uint8Array();
  #start = 0;
  #fields = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * The fields of the message in this stretch, in their order.
   *
   * @throws HuellaError `checkpoint-damaged`, `checkpoint-too-large` for millions of fields
   */
  async *fields(start: number, end: number): AsyncGenerator<Field, void> {
    let at = start;
    const varint = async (): Promise<bigint> => {
      let value = 0n;
      for (let i = 0; i < MAX_VARINT_BYTES; i++) {
        if (at >= end) throw malformed('a number is cut off');
        const byte = await this.#byte(at++);
        value |= BigInt(byte & 0x7f) << BigInt(7 * i);
        if (byte < 0x80) return BigInt.asUintN(64, value);
      }
      throw malformed('a number has more than ten bytes');
    };
    while (at < end) {
      if (++this.#fields > MAX_FIELDS) throw tooMany('fields', this.#fields, MAX_FIELDS, 'graph');
      const tag = await varint();
      const number = Number(tag >> 3n);
      if (number < 1 || number > 2 ** 29 - 1) throw malformed('a field has no valid number');
      const type = Number(tag & 7n);
      if (type === 0) {
        yield { number, kind: 'varint', value: await varint() };
      } else if (type === 2) {
        const length = Number(await varint());
        if (length > end - at) throw malformed('a field is longer than what it is in');
        const field = { number, kind: 'bytes', start: at, end: at + length } as const;
        at += length;
        yield field;
      } else if (type === 1 || type === 5) {
        const length = type === 1 ? 8 : 4;
        if (length > end - at) throw malformed('a number is cut off');
        const bytes = await this.read(at, at + length);
        at += length;
        yield { number, kind: 'fixed', bytes };
      } else {
        throw malformed(`a field is of the unknown kind ${type}`);
      }
    }
  }

  /** A copy of a stretch. The caller has checked that it is small. */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (start >= this.#start && end <= this.#start + this.#window.byteLength)
      return this.#window.slice(start - this.#start, end - this.#start);
    return (await this.source.read(start, end - start, this.signal)).slice();
  }

  /**
   * A text.
   *
   * @throws HuellaError `checkpoint-damaged` for one longer than `limit` bytes
   */
  async text({ start, end }: { start: number; end: number }, limit: number): Promise<string> {
    if (end - start > limit) throw malformed('a name is too long');
    return new TextDecoder().decode(await this.read(start, end));
  }

  async #byte(at: number): Promise<number> {
    const inside = at - this.#start;
    if (inside >= 0 && inside < this.#window.byteLength) return this.#window[inside]!;
    const length = Math.min(WINDOW_BYTES, this.source.size - at);
    this.#window = (await this.source.read(at, length, this.signal)).slice();
    this.#start = at;
    return this.#window[0]!;
  }
}
