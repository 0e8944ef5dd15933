import { damaged, type Reader } from './bytes';
import type { PhotoInfo } from './info';
import { browserOrientation, exifOrientation } from './orientation';

type Sniffed = Omit<PhotoInfo, 'mime'>;

/** Length and type of a chunk of PNG; behind its data stands its CRC. */
const CHUNK_HEAD = 8;
const CHUNK_FRAME = 12;

/**
 * PNG (W3C PNG, section 5): IHDR first, then chunks of length + type + data + CRC, to IEND. A file
 * that ends behind a whole chunk of pixels lacks no more than IEND, or the browser, given that, does
 * not decode it.
 */
export function sniffPng(reader: Reader): Sniffed {
  if (reader.code(12) !== 'IHDR' || reader.u32(8) !== 13)
    throw damaged('the PNG does not start with IHDR');
  const [width, height] = [reader.u32(16), reader.u32(20)];
  let hasData = false;
  let dataEnd: number | null = null;
  let turned: number | undefined;
  let stated: number | undefined;
  for (let offset = 8; ;) {
    if (hasData && offset + CHUNK_HEAD > reader.length) {
      dataEnd = offset;
      break;
    }
    const length = reader.u32(offset);
    const type = reader.code(offset + 4);
    // Decoders do not mind what is missing behind its name.
    if (type === 'IEND') break;
    reader.need(offset + 8, length + 4);
    if (type === 'IDAT') hasData = true;
    if (type === 'eXIf') {
      const [start, end] = [offset + 8, offset + 8 + length];
      // Browsers look before the pixels.
      if (!hasData) turned ??= browserOrientation(reader, start, end);
      stated ??= exifOrientation(reader, start, end);
    }
    offset += CHUNK_FRAME + length;
  }
  if (!hasData) throw damaged('the PNG has no image data');
  const orientation = turned ?? stated;
  return {
    ...{ format: 'png', width, height },
    ...(orientation === undefined ? {} : { orientation }),
    ...(turned === undefined && stated !== undefined ? { isUnturned: true } : {}),
    ...(dataEnd === null ? {} : { dataEnd }),
  };
}

/**
 * WebP (RFC 9649): the RIFF size says where the file ends, the first chunk how large the picture
 * is.
 */
export function sniffWebp(reader: Reader): Sniffed {
  reader.need(8, reader.u32(4, true));
  const chunk = reader.code(12);
  if (chunk === 'VP8X') {
    const orientation = webpOrientation(reader);
    return {
      format: 'webp',
      width: u24(reader, 24) + 1,
      height: u24(reader, 27) + 1,
      ...(orientation === undefined ? {} : { orientation }),
    };
  }
  if (chunk === 'VP8L') {
    if (reader.u8(20) !== 0x2f) throw damaged('the lossless WebP signature is missing');
    const bits = reader.u32(21, true);
    return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk === 'VP8 ') {
    if (reader.u8(23) !== 0x9d || reader.u16(24) !== 0x012a)
      throw damaged('the WebP start code is missing');
    return {
      format: 'webp',
      width: reader.u16(26, true) & 0x3fff,
      height: reader.u16(28, true) & 0x3fff,
    };
  }
  throw damaged('the WebP starts with no picture');
}

/** Chunks of a WebP looked at: an animation has one for each frame. */
const MAX_CHUNKS = 4096;

/** What the EXIF chunk says, which stands behind the picture. */
function webpOrientation(reader: Reader): number | undefined {
  let offset = 12;
  for (let i = 0; i < MAX_CHUNKS && offset + 8 <= reader.length; i++) {
    const length = reader.u32(offset + 4, true);
    const end = Math.min(reader.length, offset + 8 + length);
    if (reader.code(offset) === 'EXIF') return exifOrientation(reader, offset + 8, end);
    offset += 8 + length + (length & 1);
  }
  return undefined;
}

/**
 * GIF (GIF89a): only its first frame is shown, so only that must be there; files without a trailer
 * are common and decode. Where the frame is larger than the screen, decoders make room for it.
 */
export function sniffGif(reader: Reader): Sniffed {
  const width = reader.u16(6, true);
  const height = reader.u16(8, true);
  let offset = 13 + colorTableBytes(reader.u8(10));
  for (;;) {
    const block = reader.u8(offset);
    if (block === 0x21) {
      offset = skipSubBlocks(reader, offset + 2);
    } else if (block === 0x2c) {
      skipSubBlocks(reader, offset + 11 + colorTableBytes(reader.u8(offset + 9)));
      const [left, top, across, down] = [1, 3, 5, 7].map((at) => reader.u16(offset + at, true));
      return {
        format: 'gif',
        width: Math.max(width, left! + across!),
        height: Math.max(height, top! + down!),
      };
    } else {
      throw damaged(
        block === 0x3b ? 'the GIF has no frame' : `unknown GIF block at byte ${offset}`,
      );
    }
  }
}

function colorTableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function skipSubBlocks(reader: Reader, start: number): number {
  let offset = start;
  for (;;) {
    const length = reader.u8(offset);
    offset += 1 + length;
    if (length === 0) return offset;
  }
}

/**
 * Bytes of a BITMAPCOREHEADER, of the shortest header of OS/2 that grew from it, and of one that says
 * how its pixels are packed.
 */
const CORE_HEADER = 12;
const SHORT_HEADER = 16;
const PACKED_HEADER = 20;
const LARGEST_BMP_HEADER = 124;

/** BMP: an uncompressed one says by its size how many bytes its pixels take. */
export function sniffBmp(reader: Reader): Sniffed {
  const pixels = reader.u32(10, true);
  const header = reader.u32(14, true);
  if (header === CORE_HEADER) {
    const width = reader.u16(18, true);
    const height = reader.u16(20, true);
    reader.need(pixels, bmpBytes(width, height, reader.u16(24, true)));
    return { format: 'bmp', width, height };
  }
  if (header < SHORT_HEADER || header > LARGEST_BMP_HEADER) {
    throw damaged(`a BMP header of ${header} bytes`);
  }
  const width = reader.i32(18, true);
  // A negative height means that the rows run from top to bottom.
  const height = Math.abs(reader.i32(22, true));
  const compression = header < PACKED_HEADER ? 0 : reader.u32(30, true);
  const compressed = compression === 1 || compression === 2;
  reader.need(
    pixels,
    compressed ? reader.u32(34, true) : bmpBytes(width, height, reader.u16(28, true)),
  );
  return { format: 'bmp', width, height };
}

function bmpBytes(width: number, height: number, bitsPerPixel: number): number {
  const bytes = Math.ceil((width * bitsPerPixel) / 32) * 4 * height;
  if (bytes < 0) throw damaged('a BMP of negative width');
  return bytes;
}

function u24(reader: Reader, offset: number): number {
  return reader.u16(offset, true) + reader.u8(offset + 2) * 0x10000;
}
