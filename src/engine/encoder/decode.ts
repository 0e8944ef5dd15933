import { HuellaError, saysOutOfMemory, toHuellaError } from '../errors';
import type { Crop, RgbImage } from '../types';
import { cropToPixels } from './crop';
import type { ResizeFilter } from './resize';
import { bitmapClosed, bitmapOpened } from './open-bitmaps';
import { reducedPart, type ReducedPart, type Wanted } from './reduced-jpeg';
import { PhotoResizer, type ResizeTarget } from './resize-photo';
import { MAX_FILE_BYTES, sniffPhoto } from './sniff/sniff';
import { strips } from './strips';
import { turnedSize, type Size } from './turn';
import { browserTurns, turnedUpright } from './upright';
import type { PhotoFormat, PhotoInfo } from './sniff/info';

/**
 * From a file to the pixels an encoder starts from, in a worker or in a page. The browser decodes
 * (and turns the photo as its EXIF orientation says, once); cropping, turning and resizing are
 * ours, so that every browser gives the same pixels. Memory: the file, one decoded bitmap (in the
 * browser's memory, 4 bytes a pixel), one strip, and the small results. A large JPEG is decoded at
 * a part of its size where the browser can (reduced-jpeg.ts).
 */

/**
 * Longest side of a thumbnail, in pixels: sharp at the width of a result card on a screen of two
 * pixels a point.
 */
export const THUMBNAIL_SIDE = 320;

/**
 * End marks of formats: EOI of ITU-T T.81, IEND of PNG with its CRC. Without them Chromium's
 * createImageBitmap refuses a picture that is whole.
 */
const END_MARKS: Readonly<Partial<Record<PhotoFormat, Uint8Array<ArrayBuffer>>>> = {
  jpeg: new Uint8Array([0xff, 0xd9]),
  png: new Uint8Array([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]),
};

/** JPEG quality of a cut-out, which is looked at magnified. */
const CUT_OUT_QUALITY = 0.92;

export interface DecodeOptions {
  /** The box to encode; the whole photo when absent. */
  readonly crop?: Crop | undefined;
  /**
   * The network's input, in pixels, or how it follows from the upright crop's; the crop is squashed
   * to it, as `Image.resize((width, height))` does.
   */
  readonly size: Size | ((upright: Size) => Size);
  readonly filter?: ResizeFilter | undefined;
  /** Longest side of the thumbnail; THUMBNAIL_SIDE when absent. A smaller crop is not enlarged. */
  readonly thumbnailSide?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DecodedPhoto {
  /** The crop, upright, at the encoder's size. */
  readonly pixels: RgbImage;
  /** The crop, upright, with its proportions kept. */
  readonly thumbnail: RgbImage;
  /** The oriented photo, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly info: PhotoInfo;
}

/**
 * Decodes, crops, turns and resizes one photo. Transparent pixels become white, the paper a cut-out
 * is shown on; without that, the colours hidden under them (often black, often noise) would decide
 * the embedding.
 *
 * Throws HuellaError: those of sniffPhoto, photo-unreadable (the file is gone or forbidden),
 * photo-heic-unsupported, photo-damaged (the browser cannot decode it), crop-invalid, cancelled.
 */
export async function decodePhoto(file: Blob, options: DecodeOptions): Promise<DecodedPhoto> {
  const { signal } = options;
  checkAbort(signal);
  const bytes = await readAll(file);
  const info = sniffPhoto(bytes);
  checkAbort(signal);
  const plan = planFor(options);
  const reduced = await reducedPart(bytes, info, plan);
  checkAbort(signal);
  if (reduced) {
    const { photo } = reduced;
    return { ...resizedAtOnce(reduced, plan(photo).targets), ...photo, info };
  }
  return withBitmap(file, info, async (bitmap) => {
    const { width, height } = bitmap;
    const { box, turns, targets } = plan({ width, height });
    const upright = turnedSize(box, turns);
    const resizer = new PhotoResizer(upright, targets);
    try {
      for (const strip of strips(bitmap, box, turns)) {
        if (strip.firstRow > 0) await turnOfTheEventLoop();
        checkAbort(signal);
        resizer.push(strip.rgba, strip.firstRow, strip.rowCount);
      }
      const [pixels, thumbnail] = resizer.finish();
      return { pixels: pixels!, thumbnail: thumbnail!, width, height, info };
    } finally {
      resizer.release();
    }
  });
}

/** What a photo becomes, by its upright size; asked once more, it answers the same. */
function planFor(options: DecodeOptions): (photo: Size) => Plan {
  const filter = options.filter;
  return ({ width, height }) => {
    const box = cropToPixels(options.crop, width, height);
    const turns = options.crop?.turns ?? 0;
    const upright = turnedSize(box, turns);
    const size = typeof options.size === 'function' ? options.size(upright) : options.size;
    const small = fitWithin(upright, options.thumbnailSide ?? THUMBNAIL_SIDE);
    return { box, turns, targets: [{ ...size, filter }, small] };
  };
}
interface Plan extends Wanted {
  readonly targets: readonly ResizeTarget[];
}

/** Both results of a reduced photo. */
function resizedAtOnce(
  { source, rgba }: ReducedPart,
  targets: readonly ResizeTarget[],
): Pick<DecodedPhoto, 'pixels' | 'thumbnail'> {
  const resizer = new PhotoResizer(source, targets);
  try {
    resizer.push(rgba, 0, source.height);
    const [pixels, thumbnail] = resizer.finish();
    return { pixels: pixels!, thumbnail: thumbnail! };
  } finally {
    resizer.release();
  }
}

/**
 * The photo's size in pixels as it is shown, by the decoder itself: boxes of pixels are measured on
 * it. With the EXIF orientation by which it is turned for that, where there is one. Throws as
 * decodePhoto.
 */
export async function shownSize(file: Blob): Promise<Size & Pick<PhotoInfo, 'orientation'>> {
  const info = sniffPhoto(await readAll(file));
  const turn = info.orientation === undefined ? {} : { orientation: info.orientation };
  return withBitmap(file, info, ({ width, height }) => Promise.resolve({ width, height, ...turn }));
}

/**
 * The crop as a picture to look at, upright, its longest side at most `side` pixels. The browser
 * resizes it: nothing is computed from it. Throws as decodePhoto.
 */
export async function cutOut(file: Blob, crop: Crop | undefined, side: number): Promise<Blob> {
  const info = sniffPhoto(await readAll(file));
  return withBitmap(file, info, async (bitmap) => {
    const box = cropToPixels(crop, bitmap.width, bitmap.height);
    const turns = crop?.turns ?? 0;
    const { width, height } = fitWithin(box, side);
    const upright = turnedSize({ width, height }, turns);
    const canvas = new OffscreenCanvas(upright.width, upright.height);
    try {
      const context = canvas.getContext('2d');
      if (!context)
        throw new HuellaError('out-of-memory', 'the browser gives no canvas for a picture');
      context.imageSmoothingQuality = 'high';
      context.fillStyle = '#fff';
      context.fillRect(0, 0, upright.width, upright.height);
      context.translate(upright.width / 2, upright.height / 2);
      context.rotate((turns * Math.PI) / 2);
      context.drawImage(
        bitmap,
        box.x,
        box.y,
        box.width,
        box.height,
        -width / 2,
        -height / 2,
        width,
        height,
      );
      return await canvas.convertToBlob({ type: 'image/jpeg', quality: CUT_OUT_QUALITY });
    } finally {
      canvas.width = 0;
      canvas.height = 0;
    }
  });
}

/** Beginnings of the formats that browsers may leave as they are stored, or show in part. */
const MAY_LIE = /^(?:\x89PNG|RIFF[^]{4}WEBP)/;
const JPEG = /^\xff\xd8/;
const JPEG_END = '\xff\xd9';

/**
 * The photo as a browser shows it upright and whole: itself; where the browser does not turn it as
 * its EXIF says, a picture of it whose longest side is at most `side` pixels; where its end mark is
 * missing, which leaves the last rows of a JPEG out, itself with the mark. Throws as decodePhoto.
 */
export async function uprightPicture(file: Blob, side: number): Promise<Blob> {
  const head = await textOf(file.slice(0, 12));
  const isCutOff = JPEG.test(head) && (await textOf(file.slice(-2))) !== JPEG_END;
  if (!isCutOff && !MAY_LIE.test(head)) return file;
  const info = sniffPhoto(await readAll(file));
  return (await mustTurn(info)) ? cutOut(file, undefined, side) : withEndMark(file, info);
}

/** Bytes as text, a character each. */
async function textOf(part: Blob): Promise<string> {
  return String.fromCharCode(...new Uint8Array(await part.arrayBuffer()));
}

/** Runs `job` with the decoded photo, which is closed after it, and counted meanwhile. */
async function withBitmap<T>(
  file: Blob,
  info: PhotoInfo,
  job: (bitmap: ImageBitmap) => Promise<T>,
): Promise<T> {
  const bitmap = await openBitmap(file, info);
  try {
    return await job(bitmap);
  } catch (error) {
    throw toHuellaError(error);
  } finally {
    bitmap.close();
    bitmapClosed();
  }
}

async function readAll(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > MAX_FILE_BYTES) {
    const detail = { bytes: file.size, maximumBytes: MAX_FILE_BYTES };
    throw new HuellaError('photo-too-large', `the file has ${file.size} bytes`, detail);
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    // A folder among the files, a file moved or changed since it was picked, a card pulled out.
    throw toHuellaError(error, 'photo-unreadable');
  }
}

async function openBitmap(file: Blob, info: PhotoInfo): Promise<ImageBitmap> {
  // The type is the one the bytes show: a browser trusts it over the name, and folders are full of
  // wrong names.
  const whole = withEndMark(file, info);
  const typed = whole.type === info.mime ? whole : whole.slice(0, whole.size, info.mime);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(typed, {
      imageOrientation: 'from-image',
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    });
  } catch (error) {
    // A good photo that found no room is not a damaged one.
    if (saysOutOfMemory(error)) throw toHuellaError(error);
    const code = info.format === 'heic' ? 'photo-heic-unsupported' : 'photo-damaged';
    const detail = { format: info.format, width: info.width, height: info.height };
    throw new HuellaError(code, `this browser cannot decode the ${info.format} photo`, detail, {
      cause: error,
    });
  }
  const isTurned = bitmap.width !== info.width || bitmap.height !== info.height;
  if (!isTurned && (await mustTurn(info))) bitmap = turnedUpright(bitmap, info.orientation ?? 1);
  bitmapOpened();
  return bitmap;
}

/** The file itself, or with the end mark that it lacks. */
function withEndMark(file: Blob, { dataEnd, format, mime }: PhotoInfo): Blob {
  const mark = dataEnd === undefined ? undefined : END_MARKS[format];
  return mark ? new Blob([file.slice(0, dataEnd), mark], { type: mime }) : file;
}

/** Whether the file says that it is to be turned, and the browser does not. */
async function mustTurn({ format, orientation = 1, isUnturned }: PhotoInfo): Promise<boolean> {
  return orientation > 1 && (isUnturned === true || !(await browserTurns(format)));
}

/**
 * The size of the box with its longest side at `side`, proportions kept, never enlarged, no side
 * under one pixel.
 */
function fitWithin(box: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(box.width, box.height));
  return {
    width: Math.max(1, Math.round(box.width * scale)),
    height: Math.max(1, Math.round(box.height * scale)),
  };
}

function checkAbort(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new HuellaError('cancelled', 'cancelled', {}, { cause: signal.reason });
}

/**
 * Lets a worker hear that it is to stop: an abort arrives as a message, and messages wait for the
 * running code to end.
 */
function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
