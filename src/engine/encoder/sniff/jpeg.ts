import { damaged, truncated, type Reader } from './bytes';
import type { PhotoInfo } from './info';

/** Markers of ITU-T T.81, table B.1 (second byte, after 0xff). */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const TEM = 0x01;

/** Frame headers: SOF0..SOF15 without DHT (c4), JPG (c8) and DAC (cc), which share the range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** Walks the segments and scans of a JPEG to its EOI; what follows that (motion photo, MPF, makers' data) is not looked at. */
export function sniffJpeg(reader: Reader): Omit<PhotoInfo, 'mime'> {
  let width = 0;
  let height = 0;
  let orientation: number | undefined;
  let scans = 0;
  let offset = 2;
  for (;;) {
    if (reader.u8(offset) !== 0xff) throw damaged(`no JPEG marker at byte ${offset}`);
    // Any number of fill bytes may stand before a marker (T.81, B.1.1.2).
    while (reader.u8(offset) === 0xff) offset++;
    const marker = reader.u8(offset++);
    if (marker === EOI) break;
    if (marker === TEM || isRestart(marker)) continue;
    if (marker === 0 || marker === SOI)
      throw damaged(`JPEG marker ${marker} out of place at byte ${offset}`);
    const length = reader.u16(offset);
    if (length < 2) throw damaged(`JPEG segment of ${length} bytes at byte ${offset}`);
    reader.need(offset, length);
    if (isFrameHeader(marker) && width === 0) {
      if (length < 8) throw damaged('the JPEG frame header is too short');
      height = reader.u16(offset + 3);
      width = reader.u16(offset + 5);
    } else if (marker === APP1) {
      orientation ??= exifOrientation(reader, offset + 2, offset + length);
    }
    offset += length;
    if (marker === SOS) {
      if (width === 0 || height === 0) throw damaged('a JPEG scan without a frame header');
      scans++;
      offset = endOfScan(reader.bytes, offset);
    }
  }
  if (scans === 0) throw damaged('the JPEG has no scan');
  return { format: 'jpeg', width, height, ...(orientation === undefined ? {} : { orientation }) };
}

/**
 * The offset of the first marker after a scan's entropy-coded data, in which 0xff is followed by 0 (a stuffed byte) or is a
 * restart marker. `indexOf` runs at memory speed; only one byte in some 250 is looked at here.
 */
function endOfScan(bytes: Uint8Array, start: number): number {
  let offset = start;
  for (;;) {
    offset = bytes.indexOf(0xff, offset);
    if (offset < 0 || offset + 1 >= bytes.length) throw truncated(bytes.length + 1, bytes.length);
    const next = bytes[offset + 1]!;
    if (next === 0xff) offset++;
    else if (next === 0 || isRestart(next)) offset += 2;
    else return offset;
  }
}

const ORIENTATION_TAG = 0x0112;

/**
 * The orientation in the first directory of an EXIF segment [start, end), or undefined when there is none to be read: a
 * damaged one is the browser's to ignore, not a reason to refuse a photo.
 */
function exifOrientation(reader: Reader, start: number, end: number): number | undefined {
  if (end - start < 14 || reader.code(start) !== 'Exif' || reader.u16(start + 4) !== 0)
    return undefined;
  const tiff = start + 6;
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
    const value = reader.u16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
