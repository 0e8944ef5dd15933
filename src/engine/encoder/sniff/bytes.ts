import { HuellaError } from '../../errors';

/**
 * Bounds-checked reading for the sniffers: beyond the end of the file there is 'photo-truncated',
 * never `undefined`.
 */
export class Reader {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** Throws 'photo-truncated' unless bytes [offset, offset + count) exist. */
  need(offset: number, count: number): void {
    if (offset + count > this.bytes.length) throw truncated(offset + count, this.bytes.length);
  }

  u8(offset: number): number {
    this.need(offset, 1);
    return this.#view.getUint8(offset);
  }

  u16(offset: number, littleEndian = false): number {
    this.need(offset, 2);
    return this.#view.getUint16(offset, littleEndian);
  }

  u32(offset: number, littleEndian = false): number {
    this.need(offset, 4);
    return this.#view.getUint32(offset, littleEndian);
  }

  i32(offset: number, littleEndian = false): number {
    this.need(offset, 4);
    return this.#view.getInt32(offset, littleEndian);
  }

  /** A four-character code. */
  code(offset: number): string {
    this.need(offset, 4);
    return ascii(this.bytes, offset, 4);
  }
}

/** Bytes as Latin-1 text, as many as there are. */
export function ascii(bytes: Uint8Array, offset: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + count));
}

export function truncated(needed: number, present: number): HuellaError {
  return new HuellaError(
    'photo-truncated',
    `the file ends early: ${present} bytes of at least ${needed}`,
    {
      bytes: present,
    },
  );
}

export function damaged(why: string): HuellaError {
  return new HuellaError('photo-damaged', why);
}
