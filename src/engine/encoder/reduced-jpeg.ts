/**
 * A JPEG decoded at a half, a quarter or an eighth of its size, where no more is needed: its cosines
 * are added up over fewer samples (libjpeg's scaled decoding), which takes a third of the time and a
 * part of the memory. Chromium's ImageDecoder does so; a browser that does not decodes it whole.
 *
 * What comes out is not the whole picture's to the byte: of 44 photos of 1,024 pixels, resized as
 * here, pixels of the result were .2 levels of 255 apart (mean of all; of the worst photo .6), a
 * third of what leaving out one column of the photo does.
 */
import type { Turns } from '../types';
import type { PixelBox } from './crop';
import { bitmapClosed, bitmapOpened } from './open-bitmaps';
import type { ResizeSource } from './resize-geometry';
import type { PhotoInfo } from './sniff/info';
import { addTurns, turnedBox, turnedSize, turnPixels, type Box, type Size } from './turn';

/**
 * A decoded side is so many times as long as what it is resized to, at least: the last step is
 * ours, and antialiased as before. At 2 the results are twice as far from the whole picture's.
 */
const REDUCED_MARGIN = 3;

/** Of the photo's size: libjpeg computes these by short transforms of their own. */
const EIGHTHS = [1, 2, 4] as const;

/** Clockwise quarter turns of EXIF orientations without a mirror. */
const TURNS: Readonly<Record<number, 0 | Turns>> = { 1: 0, 3: 2, 6: 1, 8: 3 };

/** What is wanted of a photo of a size, in pixels of the upright photo. */
export interface Wanted {
  readonly box: PixelBox;
  /** Of the box, after it is cut out. */
  readonly turns: 0 | Turns;
  /** What the turned box is resized to. */
  readonly targets: readonly Size[];
}

export interface ReducedPart {
  /** Of the upright photo, not reduced. */
  readonly photo: Size;
  /** The turned box, with the parts of pixels around it; `rgba` holds all its rows. */
  readonly source: ResizeSource;
  readonly rgba: Uint8ClampedArray;
}

/** Until a photo has shown that this browser does not. */
let reduces = true;

/**
 * The part of a photo, or null where the whole photo must be decoded: another format, too small a
 * box, mirrored, damaged (decoding it whole says how), or a browser that does not reduce.
 *
 * @param bytes of the file
 * @param wanted asked with the upright photo's size
 * @throws HuellaError as `wanted`
 */
export async function reducedPart(
  bytes: Uint8Array<ArrayBuffer>,
  info: PhotoInfo,
  wanted: (photo: Size) => Wanted,
): Promise<ReducedPart | null> {
  const photoTurns = TURNS[info.orientation ?? 1];
  if (info.format !== 'jpeg' || photoTurns === undefined) return null;
  if (!reduces || typeof ImageDecoder === 'undefined') return null;
  const photo = turnedSize(info, photoTurns);
  const { box, turns, targets } = wanted(photo);
  const eighths = eighthsFor(turnedSize(box, turns), targets);
  if (eighths === null) return null;

  const stored = turnedBox(box, photo, reversed(photoTurns));
  const scale = eighths / 8;
  const reduced = { width: Math.ceil(info.width * scale), height: Math.ceil(info.height * scale) };
  const cut = cutAround(stored, scale, reduced);
  const pixels = await decodeCut(bytes, info, reduced, cut);
  if (!pixels) return null;

  const allTurns = addTurns(photoTurns, turns);
  const inside = {
    x: stored.x * scale - cut.x,
    y: stored.y * scale - cut.y,
    width: stored.width * scale,
    height: stored.height * scale,
  };
  const source = { ...turnedSize(cut, allTurns), window: turnedBox(inside, cut, allTurns) };
  if (allTurns === 0) return { photo, source, rgba: new Uint8ClampedArray(pixels.buffer) };
  const turned = new Uint32Array(pixels.length);
  turnPixels(pixels, cut, allTurns, turned);
  return { photo, source, rgba: new Uint8ClampedArray(turned.buffer) };
}

/** The least part of its size that leaves the margin; null: the whole. */
function eighthsFor(box: Size, targets: readonly Size[]): 1 | 2 | 4 | null {
  const isEnough = (eighths: number): boolean =>
    targets.every(
      ({ width, height }) =>
        box.width * eighths >= width * REDUCED_MARGIN * 8 &&
        box.height * eighths >= height * REDUCED_MARGIN * 8,
    );
  return EIGHTHS.find(isEnough) ?? null;
}

function reversed(turns: 0 | Turns): 0 | Turns {
  return ((4 - turns) % 4) as 0 | Turns;
}

/** Whole pixels of the reduced photo around a box of the photo. */
function cutAround(box: Box, scale: number, { width, height }: Size): PixelBox {
  const [x, y] = [Math.floor(box.x * scale), Math.floor(box.y * scale)];
  const right = Math.min(width, Math.ceil((box.x + box.width) * scale));
  const bottom = Math.min(height, Math.ceil((box.y + box.height) * scale));
  return { x, y, width: right - x, height: bottom - y };
}

/** JPEG's end mark: a decoder may refuse a file without. */
const END = [0xff, 0xd9];

/** The cut's pixels as they are stored, red lowest; null where the decoder gives something else. */
async function decodeCut(
  bytes: Uint8Array<ArrayBuffer>,
  info: PhotoInfo,
  reduced: Size,
  cut: PixelBox,
): Promise<Uint32Array | null> {
  const data = info.dataEnd === undefined ? bytes : withEnd(bytes, info.dataEnd);
  const decoder = new ImageDecoder({
    data,
    type: info.mime,
    colorSpaceConversion: 'none',
    desiredWidth: reduced.width,
    desiredHeight: reduced.height,
  });
  try {
    const { image } = await decoder.decode();
    bitmapOpened();
    try {
      if (image.codedWidth === info.width) reduces = false;
      if (image.codedWidth !== reduced.width || image.codedHeight !== reduced.height) return null;
      const pixels = new Uint32Array(cut.width * cut.height);
      await image.copyTo(pixels, { rect: cut, format: 'RGBX' });
      return pixels;
    } finally {
      image.close();
      bitmapClosed();
    }
  } catch {
    // The photo is decoded whole instead, and that decoder's error has its sentence.
    return null;
  } finally {
    decoder.close();
  }
}

function withEnd(bytes: Uint8Array, end: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(end + END.length);
  whole.set(bytes.subarray(0, end));
  whole.set(END, end);
  return whole;
}
