/** One resize by resize-kernel.wat, row by row: the bytes of `PillowResizer`, several times sooner. */
import type { RgbImage } from '../types';
import { coefficients, type Coefficients, type ResizeFilter } from './resize-coefficients';
import {
  isKept,
  isVerticalFirst,
  mostOverlapping,
  spansOf,
  type ResizeSource,
} from './resize-geometry';
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
  readonly #vertical: Coefficients | null;
  /** Vectors of the rows that the vertical pass adds up. */
  readonly #vectors: number;
  /** Sums of output row `r` are in lane `r % lanes.length`. */
  readonly #lanes: readonly number[];
  /** One row between the two passes. */
  readonly #between: number;
  readonly #result: number;
  readonly #width: number;
  #input = 0;
  #opened = 0;
  #next = 0;

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
      : coefficients(source.height, target.height, filter, down);
    const width = this.#verticalFirst ? source.width : target.width;
    this.#vectors = Math.ceil((width * 4) / 16);
    const lanes = this.#vertical ? mostOverlapping(this.#vertical) : 0;
    this.#lanes = Array.from({ length: lanes }, () => space.reserve(this.#vectors * 64));
    this.#between = space.reserve(this.#vectors * 16);
    this.#result = space.reserve(target.width * target.height * 4);
  }

  /** Takes the next source row, RGBA from byte `row` of the workspace on. */
  push(row: number): void {
    if (this.#verticalFirst) {
      this.#add(row);
      while (this.#isWhole()) {
        const to = this.#rowOf(this.#next);
        if (this.#table === null) this.#take(to);
        else {
          this.#take(this.#between);
          this.#across(this.#between, to);
        }
      }
      return;
    }
    if (!this.#vertical) {
      this.#across(row, this.#rowOf(this.#input++));
      return;
    }
    if (this.#table === null) this.#add(row);
    else {
      this.#across(row, this.#between);
      this.#add(this.#between);
    }
    while (this.#isWhole()) this.#take(this.#rowOf(this.#next));
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

  #add(row: number): void {
    const { first, weights, taps } = this.#vertical!;
    const { kernel } = this.#space;
    const input = this.#input++;
    for (; this.#opened < first.length && first[this.#opened]! <= input; this.#opened++)
      kernel.begin(this.#lane(this.#opened), this.#vectors);
    for (let out = this.#next; out < this.#opened; out++) {
      const weight = weights[out * taps + input - first[out]!]!;
      kernel.down(row, this.#lane(out), weight, this.#vectors);
    }
  }

  /** Whether every input of the next output row has been added. */
  #isWhole(): boolean {
    const { first, count } = this.#vertical!;
    const next = this.#next;
    return next < this.#opened && first[next]! + count[next]! <= this.#input;
  }

  #take(to: number): void {
    this.#space.kernel.end(this.#lane(this.#next++), to, this.#vectors);
  }

  #lane(out: number): number {
    return this.#lanes[out % this.#lanes.length]!;
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
