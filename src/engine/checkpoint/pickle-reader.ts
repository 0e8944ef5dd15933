/** Reads a pickle's arguments: bounds, number formats and text, nothing about meaning. */
import { HuellaError } from '../errors';
import { damaged, tooLarge } from './refusals';

/**
 * Longest single string or bytes: a numpy random state takes 5 kB, a logged configuration perhaps a
 * megabyte.
 */
const MAX_TEXT_BYTES = 4 * 2 ** 20;

export class PickleReader {
  readonly #view: DataView;
  readonly #text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at = 0;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Offset of the next byte. */
  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }

  int32(): number {
    return this.#view.getInt32(this.take(4), true);
  }

  /** Big endian, unlike everything else in a pickle. */
  float64(): number {
    return this.#view.getFloat64(this.take(8), false);
  }

  /** Advances over `count` bytes and returns where they start. */
  take(count: number): number {
    const start = this.#at;
    if (count > this.bytes.length - start) {
      const message = `The pickle breaks off at byte ${start}.`;
      throw new HuellaError('checkpoint-truncated', message, { at: start });
    }
    this.#at = start + count;
    return start;
  }

  uint(bytes: 1 | 2 | 4): number {
    const at = this.take(bytes);
    if (bytes === 1) return this.#view.getUint8(at);
    return bytes === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.take(8), true));
  }

  slice(length: number): Uint8Array {
    const at = this.take(this.#checkLength(length));
    return this.bytes.subarray(at, at + length);
  }

  string(length: number): string {
    return this.#decode(this.slice(length));
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#text.decode(bytes);
    } catch (error) {
      throw damaged('text in the pickle is not UTF-8', {}, error);
    }
  }

  #checkLength(length: number): number {
    if (length > MAX_TEXT_BYTES) throw overLimit('pickle text', length, MAX_TEXT_BYTES);
    return length;
  }

  /** A GLOBAL's module or name: text up to a newline. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw damaged('a class name never ends');
    const start = this.take(this.#checkLength(end - this.#at) + 1);
    return this.#decode(this.bytes.subarray(start, end));
  }

  /** Two's complement, little endian; a number where it fits exactly. */
  long(length: number): number | bigint {
    const at = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[at + i]!);
    const signed = BigInt.asIntN(length * 8, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }
}

export function overLimit(what: string, found: number, limit: number): HuellaError {
  return tooLarge(`${what}: ${found} exceeds the limit of ${limit}.`, found, limit, { what });
}
