import type { Reader } from './bytes';

const ORIENTATION_TAG = 0x0112;
const DETAILS_TAG = 0x8769;
const [SHORT, LONG] = [3, 4];

/** Of the mark `Exif`, a zero, and a byte that means nothing. */
const MARK_BYTES = 6;

/**
 * The orientation in the first directory of the EXIF block [start, end), which may begin with
 * JPEG's own mark, as exiftool reads it; undefined when there is none to be read: a damaged one is
 * no reason to refuse a photo.
 */
export function exifOrientation(reader: Reader, start: number, end: number): number | undefined {
  const isMarked = end - start >= MARK_BYTES && reader.code(start) === 'Exif';
  const tiff = isMarked ? start + MARK_BYTES : start;
  for (const { tag, type, at, little } of entriesIn(reader, tiff, end)) {
    if (tag !== ORIENTATION_TAG) continue;
    // SHORT by the standard; some writers make it a LONG.
    return valid(type === LONG ? reader.u32(at, little) : reader.u16(at, little));
  }
  return undefined;
}

/**
 * The same as Chromium reads it, in files that it turns (Skia's `SkExif`): a SHORT, of several the
 * first that says something, and one among the details where they come first.
 *
 * @param start of the TIFF, without a mark before it
 */
export function browserOrientation(reader: Reader, start: number, end: number): number | undefined {
  if (end - start < 4 || !/^(?:II\*\0|MM\0\*)$/.test(reader.code(start))) return undefined;
  for (const entry of entriesIn(reader, start, end)) {
    const own = shortOrientation(reader, entry);
    if (own !== undefined) return own;
    if (entry.tag !== DETAILS_TAG || entry.type !== LONG || entry.count !== 1) continue;
    const details = start + reader.u32(entry.at, entry.little);
    for (const detail of directory(reader, details, end, entry.little)) {
      const value = shortOrientation(reader, detail);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

function shortOrientation(
  reader: Reader,
  { tag, type, count, at, little }: Entry,
): number | undefined {
  const isOne = tag === ORIENTATION_TAG && type === SHORT && count === 1;
  return isOne ? valid(reader.u16(at, little)) : undefined;
}

const valid = (value: number): number | undefined => (value >= 1 && value <= 8 ? value : undefined);

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where its four bytes of value are. */
  readonly at: number;
  readonly little: boolean;
}

/** The entries of the first directory of a TIFF at [tiff, end). */
function entriesIn(reader: Reader, tiff: number, end: number): Iterable<Entry> {
  if (end - tiff < 14) return [];
  const order = reader.u16(tiff);
  if (order !== 0x4949 && order !== 0x4d4d) return [];
  const little = order === 0x4949;
  return directory(reader, tiff + reader.u32(tiff + 4, little), end, little);
}

function* directory(reader: Reader, start: number, end: number, little: boolean): Iterable<Entry> {
  if (start + 2 > end) return;
  const count = reader.u16(start, little);
  for (let i = 0, entry = start + 2; i < count && entry + 12 <= end; i++, entry += 12) {
    const [tag, type] = [reader.u16(entry, little), reader.u16(entry + 2, little)];
    yield { tag, type, count: reader.u32(entry + 4, little), at: entry + 8, little };
  }
}
