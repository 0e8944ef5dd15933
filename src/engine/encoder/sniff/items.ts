/** Where the items of an AVIF or HEIC lie (`iloc`, ISO/IEC 14496-12, 8.11.3). */

export interface Extent {
  /** Of the item, which may have several extents. */
  readonly id: number;
  /** Which of its extents it is, from 0. */
  readonly piece: number;
  readonly start: number;
  /** Bytes; 0: to the end of the file. */
  readonly length: number;
  /** Its start is counted from that of `idat`'s content, and not of the file. */
  readonly isInData: boolean;
}

/** Items looked at: a photo of 200 megapixels in tiles has some hundred. */
const MAX_ITEMS = 4096;

/**
 * The extents of items kept in the file or in `idat`; those of other files are left out.
 *
 * @param content where the content of `iloc` begins
 * @throws RangeError where it reaches beyond the bytes
 */
export function itemExtents(view: DataView, content: number): Extent[] {
  let at = content;
  const version = view.getUint8(at);
  const sizes = view.getUint16(at + 4);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  at += 6;
  const read = (size: number): number => {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(at++);
    return value;
  };
  const count = read(version < 2 ? 2 : 4);
  const extents: Extent[] = [];
  for (let i = 0; i < Math.min(count, MAX_ITEMS); i++) {
    const id = read(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : read(2) & 15;
    at += 2;
    const base = read(baseSize);
    const pieces = read(2);
    for (let piece = 0; piece < pieces; piece++) {
      read(indexSize);
      const start = base + read(offsetSize);
      const length = read(lengthSize);
      if (method <= 1) extents.push({ id, piece, start, length, isInData: method === 1 });
    }
  }
  return extents;
}
