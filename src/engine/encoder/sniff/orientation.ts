import type { Reader } from './bytes';

const ORIENTATION_TAG = 0x0112;

/**
 * The orientation in the first directory of the EXIF block [start, end), which may begin with
 * JPEG's own mark; undefined when there is none to be read: a damaged one is the browser's to
 * ignore, not a reason to refuse a photo.
 */
export function exifOrientation(reader: Reader, start: number, end: number): number | undefined {
  const isMarked = end - start >= 6 && reader.code(start) === 'Exif';
  const tiff = isMarked ? start + 6 : start;
  if (end - tiff < 14) return undefined;
  const order = reader.u16(tiff);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  const directory = tiff + reader.u32(tiff + 4, little);
  if (directory + 2 > end) return undefined;
  const count = reader.u16(directory, little);
  for (
    let entry = directory + 2;
    entry < directory + 2 + count * 12 && entry + 12 <= end;
    entry += 12
  ) {
    if (reader.u16(entry, little) !== ORIENTATION_TAG) continue;
    // SHORT by the standard; some writers make it a LONG.
    const isLong = reader.u16(entry + 2, little) === 4;
    const value = isLong ? reader.u32(entry + 8, little) : reader.u16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
