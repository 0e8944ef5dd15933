import { HuellaError } from '../../errors';
import { ascii, Reader } from './bytes';
import { sniffBoxes } from './boxes';
import { sniffJpeg } from './jpeg';
import { sniffBmp, sniffGif, sniffPng, sniffWebp } from './formats';
import type { PhotoFormat, PhotoInfo } from './info';

/**
 * What a file is, by its bytes and never by its name, and whether it is all there. Browsers decode
 * half a JPEG into half a grey picture without complaint; a search by such a picture would be a
 * wrong answer, so files are walked to their end before they are decoded. The walk reads structure
 * only, never pixels, and its work is bounded by the file's length.
 */

/**
 * The largest photo, in pixels. The largest sensors in phones make 200 megapixels and those of
 * medium-format cameras 150; 250 megapixels are 1 GB once decoded, which is as much as a tab can be
 * trusted to hold.
 */
export const MAX_PIXELS = 250_000_000;

/**
 * The largest file, in bytes: it is read whole once. A JPEG of 250 megapixels at top quality has
 * about 200 MB.
 */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

const MIME: Readonly<Record<PhotoFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  bmp: 'image/bmp',
  avif: 'image/avif',
  heic: 'image/heic',
};

/**
 * Images that are not decoded, by how they start. Camera RAW files need a developer's choices
 * (white balance, tone) that no two programs make alike; SVG is a program and is never run; JPEG
 * XL, JPEG 2000 and TIFF decode in one browser at most.
 */
const UNSUPPORTED: readonly (readonly [name: string, start: string])[] = [
  ['TIFF or camera RAW', 'II*\0'],
  ['TIFF or camera RAW', 'MM\0*'],
  ['TIFF', 'II+\0'],
  ['TIFF', 'MM\0+'],
  ['Panasonic RAW', 'IIU\0'],
  ['Olympus RAW', 'IIRO'],
  ['Olympus RAW', 'IIRS'],
  ['Olympus RAW', 'MMOR'],
  ['Fujifilm RAW', 'FUJIFILMCCD-RAW'],
  ['Sigma RAW', 'FOVb'],
  ['Minolta RAW', '\0MRM'],
  ['JPEG XL', '\xff\x0a'],
  ['JPEG XL', '\0\0\0\x0cJXL '],
  ['JPEG 2000', '\0\0\0\x0cjP  '],
  ['JPEG 2000', '\xff\x4f\xff\x51'],
  ['Photoshop', '8BPS'],
  ['icon', '\0\0\x01\0'],
];

/** How far into a text file `<svg` may hide behind a prolog, a licence comment and a DOCTYPE. */
const SVG_SEARCH_BYTES = 4096;

/**
 * Recognises a photo from its whole file and checks that it is complete. Bytes after its end are
 * fine (motion photos, MPF). Throws HuellaError: photo-empty, photo-not-an-image,
 * photo-format-unsupported, photo-truncated, photo-damaged, photo-too-large; nothing else, for any
 * bytes.
 */
export function sniffPhoto(bytes: Uint8Array): PhotoInfo {
  if (bytes.length === 0) throw new HuellaError('photo-empty', 'the file is empty');
  const reader = new Reader(bytes);
  const info = dispatch(reader);
  const { width, height } = info;
  if (width < 1 || height < 1)
    throw new HuellaError('photo-damaged', `the photo is ${width} x ${height} pixels`);
  if (width * height > MAX_PIXELS) throw tooManyPixels(width, height);
  return { ...info, mime: MIME[info.format] };
}

/** The error of a photo with more than MAX_PIXELS pixels. */
export function tooManyPixels(width: number, height: number): HuellaError {
  const detail = { width, height, maximum: MAX_PIXELS };
  return new HuellaError(
    'photo-too-large',
    `${width} x ${height} pixels are more than ${MAX_PIXELS}`,
    detail,
  );
}

function dispatch(reader: Reader): Omit<PhotoInfo, 'mime'> {
  const start = ascii(reader.bytes, 0, 16);
  for (const [name, magic] of UNSUPPORTED) {
    if (start.startsWith(magic)) {
      throw new HuellaError('photo-format-unsupported', `${name} files are not decoded`, {
        format: name,
      });
    }
  }
  if (start.startsWith('\xff\xd8')) return sniffJpeg(reader);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return sniffPng(reader);
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return sniffWebp(reader);
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return sniffGif(reader);
  if (start.slice(4, 8) === 'ftyp') return sniffBoxes(reader);
  if (start.startsWith('BM') && reader.bytes.length >= 26) return sniffBmp(reader);
  if (isSvg(reader.bytes)) {
    throw new HuellaError('photo-format-unsupported', 'SVG drawings are not rendered', {
      format: 'SVG',
    });
  }
  throw new HuellaError('photo-not-an-image', 'the bytes are those of no known image format');
}

function isSvg(bytes: Uint8Array): boolean {
  const head = ascii(bytes, 0, SVG_SEARCH_BYTES).replace(/^\xef\xbb\xbf/, '');
  if (!/^\s*</.test(head) || /<html[\s>]/i.test(head)) return false;
  return /<svg[\s>]/i.test(head);
}
