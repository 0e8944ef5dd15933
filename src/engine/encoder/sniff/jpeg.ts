import { HuellaError } from '../../errors';
import { damaged, truncated, type Reader } from './bytes';
import { endOfData } from './jpeg-scans';
import { browserOrientation } from './orientation';
import type { PhotoInfo } from './info';

/** Markers of ITU-T T.81, table B.1 (second byte, after 0xff). */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const COM = 0xfe;
const TEM = 0x01;

/** Frame headers: SOF0..SOF15 without DHT (c4), JPG (c8) and DAC (cc), which share the range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Segments of applications, and comments. */
function isSkipped(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === COM;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** Frames that browsers do not decode: lossless and hierarchical ones (T.81, table B.1). */
const UNSUPPORTED_FRAMES = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xcb, 0xcd, 0xce, 0xcf]);

/** What the walk has seen so far, for the case that it does not reach the end marker. */
interface Walk {
  width: number;
  height: number;
  orientation: number | undefined;
  /** An EXIF block has been read: browsers look at no other. */
  hasExif: boolean;
  scans: number;
}

/**
 * Walks the segments and scans of a JPEG to its EOI; what follows that (motion photo, MPF, makers'
 * data) is not looked at. A file without EOI is complete when its scans are
 * (`endOfData`), and cut otherwise.
 */
export function sniffJpeg(reader: Reader): Omit<PhotoInfo, 'mime'> {
  const walk: Walk = { width: 0, height: 0, orientation: undefined, hasExif: false, scans: 0 };
  let dataEnd: number | null = null;
  try {
    walkToEnd(reader, walk);
  } catch (error) {
    const isEarlyEnd =
      error instanceof HuellaError &&
      (error.code === 'photo-truncated' || error.code === 'photo-damaged');
    if (isEarlyEnd && walk.scans > 0) dataEnd = endOfData(reader.bytes);
    if (dataEnd === null) throw error;
  }
  const { width, height, orientation } = walk;
  return {
    ...{ format: 'jpeg', width, height },
    ...(orientation === undefined ? {} : { orientation }),
    ...(dataEnd === null ? {} : { dataEnd }),
  };
}

function walkToEnd(reader: Reader, walk: Walk): void {
  let offset = 2;
  for (;;) {
    offset = nextMarker(reader, offset);
    const marker = reader.u8(offset++);
    if (marker === EOI) break;
    if (marker === TEM || isRestart(marker)) continue;
    if (marker === SOI) throw damaged(`JPEG marker ${marker} out of place at byte ${offset}`);
    const stated = reader.u16(offset);
    // Decoders step over an application's or a comment's segment that states less than its own
    // length.
    const length = stated < 2 && isSkipped(marker) ? 2 : stated;
    if (length < 2) throw damaged(`JPEG segment of ${length} bytes at byte ${offset}`);
    if (marker === SOS) {
      if (walk.width === 0 || walk.height === 0)
        throw damaged('a JPEG scan without a frame header');
      walk.scans++;
    }
    reader.need(offset, length);
    if (isFrameHeader(marker) && walk.width === 0) {
      if (length < 8) throw damaged('the JPEG frame header is too short');
      refuseFrame(marker, reader.u8(offset + 2));
      walk.height = reader.u16(offset + 3);
      walk.width = reader.u16(offset + 5);
    } else if (marker === APP1 && walk.scans === 0 && !walk.hasExif) {
      // Adobe's XMP stands in segments of the same marker. Two bytes of length, six of the mark.
      walk.hasExif =
        length > 8 && reader.code(offset + 2) === 'Exif' && reader.u8(offset + 6) === 0;
      if (walk.hasExif) walk.orientation = browserOrientation(reader, offset + 8, offset + length);
    }
    offset += length;
    if (marker === SOS) offset = endOfScan(reader.bytes, offset);
  }
  if (walk.scans === 0) throw damaged('the JPEG has no scan');
}

/**
 * The offset of the second byte of the next marker. Bytes that stand between two segments are
 * stepped over, as every decoder does: editors leave padding there, and comments that are longer
 * than they say.
 */
function nextMarker(reader: Reader, start: number): number {
  const { bytes } = reader;
  let offset = start;
  for (;;) {
    const mark = bytes.indexOf(0xff, offset);
    if (mark < 0 && offset < bytes.length) throw damaged(`no JPEG marker after byte ${start}`);
    if (mark < 0) throw truncated(bytes.length + 1, bytes.length);
    offset = mark;
    // Any number of fill bytes may stand before a marker (T.81, B.1.1.2).
    while (reader.u8(offset) === 0xff) offset++;
    if (bytes[offset] !== 0) return offset;
  }
}

/**
 * @throws HuellaError `photo-format-unsupported` for pictures that are whole, and that browsers do
 * not decode
 */
function refuseFrame(marker: number, bits: number): void {
  const format =
    bits !== 8 ? `JPEG of ${bits} bits` : UNSUPPORTED_FRAMES.has(marker) ? 'lossless JPEG' : null;
  if (format === null) return;
  // A damaged header may say any number; these are the ones that exist.
  if (bits !== 8 && bits !== 12 && bits !== 16) throw damaged(`a JPEG of ${bits} bits a colour`);
  throw new HuellaError('photo-format-unsupported', `${format} files are not decoded`, { format });
}

/**
 * The offset of the first marker after a scan's entropy-coded data, in which 0xff is followed by 0
 * (a stuffed byte) or is a restart marker. `indexOf` runs at memory speed; only one byte in some
 * 250 is looked at here.
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
