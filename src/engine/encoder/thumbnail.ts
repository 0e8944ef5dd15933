import { HuellaError, toHuellaError } from '../errors';
import type { RgbImage } from '../types';

/**
 * JPEG quality of a thumbnail: at 320 pixels about 15 kB, with no artefact seen at arm's length.
 */
const QUALITY = 0.82;

interface EncodedThumbnail {
  readonly bytes: ArrayBuffer;
  readonly mime: string;
}

/**
 * A JPEG of the image, as an ArrayBuffer (IndexedDB reads those faster than Blobs, and they survive
 * every browser's private mode). For looking at only: browsers' JPEG encoders differ, so nothing is
 * ever computed from a thumbnail. Throws HuellaError('out-of-memory') when the browser gives no
 * canvas.
 */
export async function encodeThumbnail(image: RgbImage): Promise<EncodedThumbnail> {
  const { data, width, height } = image;
  const canvas = new OffscreenCanvas(width, height);
  try {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context)
      throw new HuellaError('out-of-memory', 'the browser gives no canvas for a thumbnail');
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
      rgba[to] = data[from]!;
      rgba[to + 1] = data[from + 1]!;
      rgba[to + 2] = data[from + 2]!;
    }
    context.putImageData(new ImageData(rgba, width, height), 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
    return { bytes: await blob.arrayBuffer(), mime: blob.type };
  } catch (error) {
    throw toHuellaError(error);
  } finally {
    canvas.width = 0;
    canvas.height = 0;
  }
}
