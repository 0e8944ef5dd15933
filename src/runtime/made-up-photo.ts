/** A picture to measure with, drawn by the app: the same on every device. */

/** Of a photo as messengers send it: decoding it is a small part of what a network takes. */
const SIZE = { width: 640, height: 480 };
const QUALITY = 0.9;

/** A JPEG of waves of light and dark, coarse and fine, written by the browser itself. */
export async function madeUpPhoto(): Promise<Blob> {
  const { width, height } = SIZE;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const pixels = new ImageData(width, height);
  const { data } = pixels;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const coarse = Math.sin(x / 40) * Math.cos(y / 30);
      const fine = Math.sin((x * y) / 2000);
      data[at] = 128 + 80 * coarse + 40 * fine;
      data[at + 1] = 128 + 60 * coarse - 50 * fine;
      data[at + 2] = 128 - 70 * coarse + 30 * fine;
      data[at + 3] = 255;
    }
  }
  context.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}
