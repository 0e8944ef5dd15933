/**
 * Turning a decoded photo as its EXIF says, where the browser has not. Every browser turns JPEGs;
 * for WebP and PNG they differ, and so do their versions, so each format is tried once, on a
 * picture of two pixels.
 */
import { HuellaError } from '../errors';
import type { PhotoFormat } from './sniff/info';

/**
 * Two pixels side by side with EXIF orientation 6 (written by Pillow): a browser that turns them
 * makes them stand.
 */
const PROBES: Readonly<
  Partial<Record<PhotoFormat, { readonly mime: string; readonly base64: string }>>
> = {
  webp: {
    mime: 'image/webp',
    base64:
      'UklGRk4AAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA4AAAAvAQAAAAcQEf0PRET/A0VYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=',
  },
  png: {
    mime: 'image/png',
    base64:
      'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kAAAAPSURBVHicY2BgYGBgYAAAAAcAAVchYhkAAAAASUVORK5CYII=',
  },
};

const turning = new Map<PhotoFormat, Promise<boolean>>();

/** Whether this browser turns photos of a format as their EXIF says. */
export function browserTurns(format: PhotoFormat): Promise<boolean> {
  const probe = PROBES[format];
  if (!probe) return Promise.resolve(true);
  let answer = turning.get(format);
  if (!answer) turning.set(format, (answer = tryProbe(probe)));
  return answer;
}

async function tryProbe({ mime, base64 }: { mime: string; base64: string }): Promise<boolean> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mime }), {
    imageOrientation: 'from-image',
  });
  const { width } = bitmap;
  bitmap.close();
  return width === 1;
}

/**
 * The bitmap as its orientation says (EXIF 2.32, tag 0x0112); the one given is closed. Pixels are
 * moved, never resampled.
 * @throws HuellaError `out-of-memory` when the browser gives no canvas
 */
export function turnedUpright(bitmap: ImageBitmap, orientation: number): ImageBitmap {
  if (orientation <= 1 || orientation > 8) return bitmap;
  const { width, height } = bitmap;
  const isSideways = orientation >= 5;
  const canvas = new OffscreenCanvas(isSideways ? height : width, isSideways ? width : height);
  const context = canvas.getContext('2d', { colorSpace: 'srgb' });
  if (!context) {
    bitmap.close();
    throw new HuellaError('out-of-memory', 'the browser gives no canvas to turn a photo on');
  }
  const [w, h] = [width, height];
  /** From stored pixels to shown ones: [a, b, c, d, e, f] of a canvas, by orientation. */
  const transforms: Readonly<
    Record<number, readonly [number, number, number, number, number, number]>
  > = {
    2: [-1, 0, 0, 1, w, 0],
    3: [-1, 0, 0, -1, w, h],
    4: [1, 0, 0, -1, 0, h],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, h, 0],
    7: [0, -1, -1, 0, h, w],
    8: [0, -1, 1, 0, 0, w],
  };
  context.imageSmoothingEnabled = false;
  context.setTransform(...transforms[orientation]!);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}
