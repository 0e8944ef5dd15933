/**
 * The TIFF structure of an EXIF block (TIFF 6.0; CIPA DC-008, "Exif 2.32"), as cameras and editors
 * really write it: pointers of several types, signed numbers, texts that are typed as bytes. Every
 * step is bounded by the block's bytes.
 */

/** TIFF types and their bytes. */
const BYTES: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1 },
};
const [BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SLONG, SRATIONAL, IFD, UTF8] = [
  ...[1, 2, 3, 4, 5, 7, 9, 10, 13, 129],
];
const [SSHORT, FLOAT, DOUBLE] = [8, 11, 12];

/** Longest text read: a date has 20 bytes, and some write an offset behind it. */
const MAX_TEXT = 64;

export interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where the entry's four bytes of value, or of offset to the value, are. */
  readonly at: number;
}

/** A TIFF block; everything beyond its end reads as zero. */
export class Tiff {
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  private constructor(view: DataView, littleEndian: boolean) {
    this.#view = view;
    this.#littleEndian = littleEndian;
  }

  /** Undefined when the bytes are no TIFF. */
  static open(block: Uint8Array): Tiff | undefined {
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    if (view.byteLength < 8) return undefined;
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) return undefined;
    const littleEndian = order === 0x4949;
    return view.getUint16(2, littleEndian) === 42 ? new Tiff(view, littleEndian) : undefined;
  }

  /** The first directory. */
  root(): ReadonlyMap<number, Entry> {
    return this.directory(this.#u32(4));
  }

  /** The entries of the directory at an offset; none at offset 0, which is where the header is. */
  directory(at: number): ReadonlyMap<number, Entry> {
    const entries = new Map<number, Entry>();
    if (at === 0) return entries;
    const count = this.#u16(at);
    const size = this.#view.byteLength;
    for (let i = 0, entry = at + 2; i < count && entry + 12 <= size; i++, entry += 12) {
      const tag = this.#u16(entry);
      if (entries.has(tag)) continue;
      const [type, values] = [this.#u16(entry + 2), this.#u32(entry + 4)];
      entries.set(tag, { type, count: values, at: entry + 8 });
    }
    return entries;
  }

  /**
   * The offset that an entry holds: LONG by the standard, IFD (type 13) and other whole numbers by
   * some writers; else 0.
   */
  pointer(entry: Entry | undefined): number {
    if (!entry || entry.count < 1) return 0;
    if (entry.type === LONG || entry.type === IFD || entry.type === SLONG)
      return this.#u32(entry.at);
    return entry.type === SHORT ? this.#u16(entry.at) : 0;
  }

  /** A small whole number of any integer type; undefined for another value. */
  whole(entry: Entry | undefined): number | undefined {
    if (!entry || entry.count < 1) return undefined;
    if (entry.type === SHORT || entry.type === SSHORT) return this.#u16(entry.at);
    if (entry.type === LONG || entry.type === SLONG) return this.#u32(entry.at);
    return entry.type === BYTE ? this.#view.getUint8(entry.at) : undefined;
  }

  /** The text up to the first zero behind it, trimmed; empty when the entry is of numbers. */
  text(entry: Entry | undefined): string {
    const isText =
      entry &&
      (entry.type === ASCII ||
        entry.type === UTF8 ||
        entry.type === BYTE ||
        entry.type === UNDEFINED);
    if (!isText) return '';
    const at = entry.count > 4 ? this.#u32(entry.at) : entry.at;
    let text = '';
    for (let i = 0; i < Math.min(entry.count, MAX_TEXT) && at + i < this.#view.byteLength; i++) {
      const code = this.#view.getUint8(at + i);
      if (code === 0 && text !== '') break;
      if (code !== 0) text += String.fromCharCode(code);
    }
    return text.trim();
  }

  /**
   * Up to `most` numbers of any type, also those that a text holds; a rational without a divisor is
   * NaN. Empty when the entry is absent or reaches beyond the block.
   */
  numbers(entry: Entry | undefined, most: number): number[] {
    const size = entry && BYTES[entry.type];
    if (!size) return [];
    if (entry.type === ASCII || entry.type === UTF8)
      return numbersIn(this.text(entry)).slice(0, most);
    const at = entry.count * size > 4 ? this.#u32(entry.at) : entry.at;
    const count = Math.min(entry.count, most);
    if (at + count * size > this.#view.byteLength) return [];
    return Array.from({ length: count }, (_, i) => this.#number(entry.type, at + i * size));
  }

  #number(type: number, at: number): number {
    const [view, little] = [this.#view, this.#littleEndian];
    switch (type) {
      case RATIONAL:
        return view.getUint32(at, little) / divisor(view.getUint32(at + 4, little));
      case SRATIONAL:
        return view.getInt32(at, little) / divisor(view.getInt32(at + 4, little));
      case SHORT:
        return view.getUint16(at, little);
      case SSHORT:
        return view.getInt16(at, little);
      case LONG:
      case IFD:
        return view.getUint32(at, little);
      case SLONG:
        return view.getInt32(at, little);
      case FLOAT:
        return view.getFloat32(at, little);
      case DOUBLE:
        return view.getFloat64(at, little);
      default:
        return view.getUint8(at);
    }
  }

  #u16(at: number): number {
    return at + 2 <= this.#view.byteLength ? this.#view.getUint16(at, this.#littleEndian) : 0;
  }

  #u32(at: number): number {
    return at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, this.#littleEndian) : 0;
  }
}

const divisor = (value: number): number => (value === 0 ? NaN : value);

/** `43,21`: a decimal comma, or degrees and minutes. */
const EITHER = /^\s*-?\d+,\d+\s*[a-z]?\s*$/i;

/** `43.21`, `43 12 36`, `43/1,126/10`; none where the text may mean two things. */
function numbersIn(text: string): number[] {
  if (EITHER.test(text)) return [];
  return Array.from(
    text.matchAll(/(-?\d+(?:\.\d+)?)(?:\/(\d+))?/g),
    ([, above, below]) => Number(above) / divisor(Number(below ?? 1)),
  );
}
