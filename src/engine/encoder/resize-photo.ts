/** A photo that arrives in strips of RGBA rows, resized to several sizes at once. */
import type { RgbImage } from '../types';
import { PillowResizer, type ResizeFilter } from './resize';
import { checkSides, checkStrip, checkWhole, type ResizeSource } from './resize-geometry';
import { SimdResizer } from './resize-simd';
import { ResizeWorkspace } from './resize-workspace';
import type { Size } from './turn';

export interface ResizeTarget extends Size {
  readonly filter?: ResizeFilter | undefined;
}

/**
 * Bytes of rows that are brought to the kernel at once, so that all sizes read them from the
 * processor's cache.
 */
const CHUNK_BYTES = 256 * 1024;

/** Every result is that of `PillowResizer`, to the byte. Rows as `PillowResizer.push` takes them. */
export class PhotoResizer {
  readonly #source: ResizeSource;
  readonly #space: ResizeWorkspace | null;
  readonly #simd: readonly SimdResizer[];
  readonly #plain: readonly PillowResizer[];
  readonly #chunk: number = 0;
  readonly #chunkRows: number;
  #nextRow = 0;
  #released = false;

  /**
   * Sizes in pixels, whole numbers of at least 1.
   *
   * @param wanted `plain`: without SIMD, as where the browser has none
   * @throws HuellaError `internal` for a size that is none
   */
  constructor(
    source: ResizeSource,
    targets: readonly ResizeTarget[],
    wanted: 'simd' | 'plain' = 'simd',
  ) {
    this.#source = source;
    for (const target of targets) checkSides(source, target);
    this.#chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / (source.width * 4)));
    const space = wanted === 'simd' ? ResizeWorkspace.take() : null;
    this.#space = space;
    if (space) {
      this.#chunk = space.reserve(this.#chunkRows * source.width * 4);
      this.#simd = targets.map(
        (target) => new SimdResizer(space, source, target, target.filter ?? 'bilinear'),
      );
      this.#plain = [];
    } else {
      this.#simd = [];
      this.#plain = targets.map(
        ({ width, height, filter }) =>
          new PillowResizer(source.width, source.height, width, height, filter, source.window),
      );
    }
  }

  /** Takes whole rows of RGBA, top to bottom, each once. The strip is not kept. */
  push(strip: Uint8ClampedArray, firstRow: number, rowCount: number): void {
    for (const resizer of this.#plain) resizer.push(strip, firstRow, rowCount);
    const space = this.#space;
    if (!space) return;
    checkStrip(this.#source, this.#nextRow, { data: strip, firstRow, rowCount });
    this.#nextRow += rowCount;
    const stride = this.#source.width * 4;
    for (let row = 0; row < rowCount; row += this.#chunkRows) {
      const count = Math.min(this.#chunkRows, rowCount - row);
      space.bytes.set(strip.subarray(row * stride, (row + count) * stride), this.#chunk);
      for (const resizer of this.#simd)
        for (let i = 0; i < count; i++) resizer.push(this.#chunk + i * stride);
    }
  }

  /** The resized images, in the order of the targets. Call once, after the last row. */
  finish(): RgbImage[] {
    if (!this.#space) return this.#plain.map((resizer) => resizer.finish());
    checkWhole(this.#nextRow, this.#source.height);
    return this.#simd.map((resizer) => resizer.finish());
  }

  /** Gives the memory back; nothing is to be called after it. May be called again. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#space?.release();
  }
}
