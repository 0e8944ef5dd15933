/** One resize by resize-kernel.wat, row by row: the bytes of `PillowResizer`, several times sooner. */
import type { RgbImage } from '../types';
import { coefficients, type Coefficients, type ResizeFilter } from './resize-coefficients';
import { isKept, isVerticalFirst, spansOf, type ResizeSource } from './resize-geometry';
import { OpenRows } from './resize-rows';
import type { ResizeWorkspace } from './resize-workspace';
import type { Size } from './turn';

/** Inputs that the kernel takes at once. */
const GROUP = 4;
/** Low bits of a weight that is split in two. */
const LOW_BITS = 11;
const LOW_MASK = (1 << LOW_BITS) - 1;

export class SimdResizer {
  readonly #space: ResizeWorkspace;
  readonly #target: Size;
  readonly #verticalFirst: boolean;
  readonly #table: number | null;
  /** Null when that side keeps its length. */
  readonly #vertical: OpenRows | null;
  /** Vectors of the rows that the vertical pass adds up. */
  readonly #vectors: number;
  readonly #lanes: readonly number[];
  /** One row between the two passes. */
  readonly #between: number;
  readonly #result: number;
  readonly #width: number;
  /** Rows that came, where there is no vertical pass. */
  #rows = 0;

  /** Sizes as PillowResizer takes them. */
  constructor(space: ResizeWorkspace, source: ResizeSource, target: Size, filter: ResizeFilter) {
    this.#space = space;
    this.#target = target;
    this.#width = source.width;
    this.#verticalFirst = isVerticalFirst(source, target);
    const { across, down } = spansOf(source);
    this.#table = isKept(source.width, target.width, across)
      ? null
      : writeTable(space, coefficients(source.width, target.width, filter, across));
    this.#vertical = isKept(source.height, target.height, down)
      ? null
      : new OpenRows(coefficients(source.height, target.height, filter, down));
    const width = this.#verticalFirst ? source.width : target.width;
    this.#vectors = Math.ceil((width * 4) / 16);
    const length = this.#vertical?.lanes ?? 0;
    this.#lanes = Array.from({ length }, () => space.reserve(this.#vectors * 64));
    this.#between = space.reserve(this.#vectors * 16);
    this.#result = space.reserve(target.width * target.height * 4);
  }

  /** Takes the next source row, RGBA from byte `row` of the workspace on. */
  push(row: number): void {
    const vertical = this.#vertical;
    if (!vertical) {
      this.#across(row, this.#rowOf(this.#rows++));
    } else if (this.#verticalFirst) {
      this.#add(vertical, row);
      while (vertical.isWhole) {
        const to = this.#rowOf(vertical.next);
        if (this.#table === null) this.#take(vertical, to);
        else {
          this.#take(vertical, this.#between);
          this.#across(this.#between, to);
        }
      }
    } else {
      if (this.#table === null) this.#add(vertical, row);
      else {
        this.#across(row, this.#between);
        this.#add(vertical, this.#between);
      }
      while (vertical.isWhole) this.#take(vertical, this.#rowOf(vertical.next));
    }
  }

  /** The resized image, after the last row. */
  finish(): RgbImage {
    const { width, height } = this.#target;
    const { buffer } = this.#space.bytes;
    const pixels = new Uint32Array(buffer, this.#result, width * height);
    const data = new Uint8Array(width * height * 3);
    for (let from = 0, to = 0; from < pixels.length; from++, to += 3) {
      // Red is the lowest byte, as on every little-endian machine; no browser runs on another.
      const pixel = pixels[from]!;
      data[to] = pixel;
      data[to + 1] = pixel >>> 8;
      data[to + 2] = pixel >>> 16;
    }
    return { data, width, height };
  }

  #rowOf(row: number): number {
    return this.#result + row * this.#target.width * 4;
  }

  #across(row: number, to: number): void {
    const { kernel, bytes } = this.#space;
    if (this.#table === null) bytes.copyWithin(to, row, row + this.#width * 4);
    else kernel.across(row, this.#table, this.#target.width, to);
  }

  #add(vertical: OpenRows, row: number): void {
    const { kernel } = this.#space;
    vertical.add(
      (lane) => kernel.begin(this.#lanes[lane]!, this.#vectors),
      (lane, weight) => kernel.down(row, this.#lanes[lane]!, weight, this.#vectors),
    );
  }

  #take(vertical: OpenRows, to: number): void {
    this.#space.kernel.end(this.#lanes[vertical.take()]!, to, this.#vectors);
  }
}

/** The table that the kernel reads; see resize-kernel.wat. */
function writeTable(space: ResizeWorkspace, { first, count, weights, taps }: Coefficients): number {
  const words: number[] = [];
  for (let out = 0; out < first.length; out++) {
    const groups = Math.ceil(count[out]! / GROUP);
    words.push(first[out]! * 4, groups);
    for (let at = 0; at < groups * GROUP; at += 2) {
      const one = at < count[out]! ? weights[out * taps + at]! : 0;
      const other = at + 1 < count[out]! ? weights[out * taps + at + 1]! : 0;
      words.push(pair(one & LOW_MASK, other & LOW_MASK), pair(one >> LOW_BITS, other >> LOW_BITS));
    }
  }
  const table = space.reserve(words.length * 4);
  new Int32Array(space.bytes.buffer, table, words.length).set(words);
  return table;
}

/** Two 16-bit numbers in one word, the first one low. */
function pair(one: number, other: number): number {
  return (one & 0xffff) | (other << 16);
}
