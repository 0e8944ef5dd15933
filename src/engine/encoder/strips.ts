/** A decoded photo's box read back in strips, upright, through one small canvas. */
import { HuellaError } from '../errors';
import type { Turns } from '../types';
import type { PixelBox } from './crop';
import { turnedSize, turnPixels } from './turn';

/**
 * Pixels of a strip read back at a time (16 MB of RGBA). iOS refuses a canvas of over 16.7 million
 * pixels and counts all canvases of a page together; a quarter of that leaves room for the
 * screens'.
 */
const STRIP_PIXELS = 4 * 1024 * 1024;

/** The longest canvas side every browser allows; wider photos are read in pieces. */
const MAX_CANVAS_SIDE = 8192;

interface Strip {
  /** Whole rows of the upright crop, RGBA; valid until the next strip is asked for. */
  readonly rgba: Uint8ClampedArray;
  readonly firstRow: number;
  readonly rowCount: number;
}

/**
 * The rows of the box, turned clockwise by `turns` quarters, from top to bottom. What is read of
 * the bitmap is never resampled or transformed by the canvas: the turning is ours, so every browser
 * gives the same pixels.
 * @throws HuellaError `out-of-memory` when the browser gives no canvas
 */
export function* strips(
  bitmap: ImageBitmap,
  box: PixelBox,
  turns: 0 | Turns = 0,
): Generator<Strip, void, undefined> {
  const upright = turnedSize(box, turns);
  const rows = Math.min(
    upright.height,
    MAX_CANVAS_SIDE,
    Math.max(1, Math.floor(STRIP_PIXELS / upright.width)),
  );
  const piece = turnedSize(
    { width: Math.min(upright.width, MAX_CANVAS_SIDE), height: rows },
    turns,
  );
  const canvas = new OffscreenCanvas(piece.width, piece.height);
  const turned = turns === 0 ? undefined : new Uint32Array(upright.width * rows);
  const inPieces = upright.width > MAX_CANVAS_SIDE;
  const whole = inPieces ? new Uint8ClampedArray(upright.width * rows * 4) : undefined;
  try {
    // `willReadFrequently` keeps the canvas in main memory: pixels pass through no GPU, whose
    // rounding differs by device.
    const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
    if (!context)
      throw new HuellaError(
        'out-of-memory',
        'the browser gives no canvas to read the photo through',
      );
    context.imageSmoothingEnabled = false;
    context.fillStyle = '#fff';
    const read = ({ x, y, width, height }: PixelBox): Uint8ClampedArray => {
      context.fillRect(0, 0, width, height);
      context.drawImage(bitmap, x, y, width, height, 0, 0, width, height);
      return context.getImageData(0, 0, width, height).data;
    };
    /** A part larger than a canvas may be, piece by piece. */
    const readWhole = (part: PixelBox): Uint8ClampedArray => {
      if (!whole) return read(part);
      for (let top = 0; top < part.height; top += piece.height) {
        for (let left = 0; left < part.width; left += piece.width) {
          const width = Math.min(piece.width, part.width - left);
          const height = Math.min(piece.height, part.height - top);
          const pixels = read({ x: part.x + left, y: part.y + top, width, height });
          for (let row = 0; row < height; row++) {
            const to = ((top + row) * part.width + left) * 4;
            whole.set(pixels.subarray(row * width * 4, (row + 1) * width * 4), to);
          }
        }
      }
      return whole.subarray(0, part.width * part.height * 4);
    };
    for (let firstRow = 0; firstRow < upright.height; firstRow += rows) {
      const rowCount = Math.min(rows, upright.height - firstRow);
      const part = sourceOf(box, turns, firstRow, rowCount);
      const rgba = readWhole(part);
      if (turns === 0 || !turned) {
        yield { rgba, firstRow, rowCount };
        continue;
      }
      const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
      turnPixels(pixels, part, turns, turned);
      yield { rgba: new Uint8ClampedArray(turned.buffer, 0, rgba.length), firstRow, rowCount };
    }
  } finally {
    // Frees the canvas's memory now; Safari keeps it until a garbage collection otherwise.
    canvas.width = 0;
    canvas.height = 0;
  }
}

/** The part of the photo that becomes these rows once turned. */
function sourceOf(box: PixelBox, turns: 0 | Turns, firstRow: number, rowCount: number): PixelBox {
  const { x, y, width, height } = box;
  const end = firstRow + rowCount;
  switch (turns) {
    case 0:
      return { x, y: y + firstRow, width, height: rowCount };
    case 1:
      return { x: x + firstRow, y, width: rowCount, height };
    case 2:
      return { x, y: y + height - end, width, height: rowCount };
    case 3:
      return { x: x + width - end, y, width: rowCount, height };
  }
}
