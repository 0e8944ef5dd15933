import { HuellaError } from '../../errors';
import { damaged, truncated, type Reader } from './bytes';
import type { PhotoFormat, PhotoInfo } from './info';
import { itemExtents } from './items';

/**
 * AVIF and HEIC: boxes of ISO/IEC 14496-12 (size, type, content) with the picture's size in
 * `meta/iprp/ipco/ispe` (ISO/IEC 23008-12). A photo is stored in tiles, each with its own size,
 * beside a thumbnail; the largest is the photo.
 */

/** Brands of `ftyp` by which a file says what it holds. */
const BRANDS: Readonly<Record<string, PhotoFormat>> = {
  avif: 'avif',
  avis: 'avif',
  heic: 'heic',
  heix: 'heic',
  heim: 'heic',
  heis: 'heic',
  hevc: 'heic',
  hevx: 'heic',
};

/**
 * Brands that hold a picture without saying in which codec; phones write them first and the codec's
 * own after.
 */
const GENERIC_BRANDS = new Set(['mif1', 'mif2', 'msf1', 'miaf']);

/** Compatible brands looked at: files have fewer than ten. */
const MAX_BRANDS = 32;

/** Property boxes looked at: a photo of 200 megapixels in tiles shares a handful of them. */
const MAX_PROPERTIES = 4096;

interface Box {
  readonly type: string;
  readonly content: number;
  readonly end: number;
}

export function sniffBoxes(reader: Reader): Omit<PhotoInfo, 'mime'> {
  const format = brandFormat(reader);
  let size: { width: number; height: number } | undefined;
  let isWhole = false;
  for (let offset = 0; offset < reader.length;) {
    const box = nextBox(reader, offset);
    // What follows the picture is no box, or one of another program: phones add films and notes.
    if (size && isWhole && !PICTURE_BOXES.has(box?.type ?? '')) break;
    if (!box || box.end > reader.length)
      throw truncated(box?.end ?? reader.length + 1, reader.length);
    if (box.type === 'meta' && !size) {
      size = pictureSize(reader, box);
      isWhole = holdsItems(reader, box);
    }
    offset = box.end;
  }
  if (!size) throw damaged('the file names no picture');
  return { format, ...size };
}

/** Boxes of which the picture is made: one that is cut is a cut picture. */
const PICTURE_BOXES = new Set(['ftyp', 'meta', 'mdat', 'moov', 'moof']);

/** Null: the bytes there are no box. */
function nextBox(reader: Reader, offset: number): Box | null {
  try {
    return boxAt(reader, offset, Infinity);
  } catch (error) {
    if (error instanceof HuellaError) return null;
    throw error;
  }
}

/** Whether all bytes of all items that `meta` lists are in the file; false where it lists none. */
function holdsItems(reader: Reader, meta: Box): boolean {
  const location = child(reader, meta.content + 4, meta.end, 'iloc');
  if (!location) return false;
  const { buffer, byteOffset } = reader.bytes;
  try {
    const extents = itemExtents(
      new DataView(buffer, byteOffset, reader.length),
      location.content,
    ).filter(({ isInData }) => !isInData);
    return (
      extents.length > 0 && extents.every(({ start, length }) => start + length <= reader.length)
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function brandFormat(reader: Reader): PhotoFormat {
  const end = Math.min(reader.u32(0), reader.length, 16 + MAX_BRANDS * 4);
  const major = reader.code(8);
  if (major === 'crx ') {
    throw new HuellaError('photo-format-unsupported', 'Canon RAW files are not decoded', {
      format: 'Canon RAW',
    });
  }
  let format = BRANDS[major];
  let generic = GENERIC_BRANDS.has(major);
  for (let offset = 16; offset + 4 <= end; offset += 4) {
    const brand = reader.code(offset);
    format ??= BRANDS[brand];
    generic ||= GENERIC_BRANDS.has(brand);
  }
  if (format) return format;
  if (generic) {
    throw new HuellaError(
      'photo-format-unsupported',
      `pictures of brand ${major} are not decoded`,
      {
        format: major,
      },
    );
  }
  throw new HuellaError(
    'photo-not-an-image',
    `a file of brand ${major}, such as a film, is not a photo`,
  );
}

/** Size 1 means that a 64-bit size follows, 0 that the box reaches to the end of the file. */
function boxAt(reader: Reader, offset: number, limit: number): Box {
  const size = reader.u32(offset);
  const type = reader.code(offset + 4);
  const header = size === 1 ? 16 : 8;
  let length = size;
  if (size === 1) length = reader.u32(offset + 8) * 2 ** 32 + reader.u32(offset + 12);
  if (size === 0) length = reader.length - offset;
  if (length < header || offset + length > limit)
    throw damaged(`box ${JSON.stringify(type)} of ${length} bytes`);
  return { type, content: offset + header, end: offset + length };
}

function child(reader: Reader, start: number, end: number, type: string): Box | undefined {
  for (let offset = start; offset + 8 <= end;) {
    const box = boxAt(reader, offset, end);
    if (box.type === type) return box;
    offset = box.end;
  }
  return undefined;
}

function pictureSize(reader: Reader, meta: Box): { width: number; height: number } | undefined {
  // `meta` starts with a version and flags.
  const properties = child(reader, meta.content + 4, meta.end, 'iprp');
  const container = properties && child(reader, properties.content, properties.end, 'ipco');
  if (!container) return undefined;
  let largest: { width: number; height: number } | undefined;
  let seen = 0;
  for (
    let offset = container.content;
    offset + 8 <= container.end && seen < MAX_PROPERTIES;
    seen++
  ) {
    const box = boxAt(reader, offset, container.end);
    if (box.type === 'ispe') {
      const width = reader.u32(box.content + 4);
      const height = reader.u32(box.content + 8);
      if (!largest || width * height > largest.width * largest.height) largest = { width, height };
    }
    offset = box.end;
  }
  return largest;
}
