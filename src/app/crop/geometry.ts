/**
 * Boxes on a photo: drawn, moved, resized and turned, always on the photo and never too small.
 * Fractions 0..1 throughout.
 */
import { sharedArea } from '../../engine/crop';
import type { Crop, Turns } from '../../engine/types';

/**
 * Pixels of the photo: with fewer there is no coat and no mark to compare, and no finger draws a
 * smaller box on purpose.
 */
const SMALLEST = 32;

export const WHOLE: Crop = { x: 0, y: 0, width: 1, height: 1 };

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The shortest sides a box may have. */
export interface Smallest {
  readonly width: number;
  readonly height: number;
}

/**
 * Which edges a handle takes with it: -1 the left or upper one, 1 the right or lower one, 0
 * neither.
 */
export interface Handle {
  readonly across: -1 | 0 | 1;
  readonly down: -1 | 0 | 1;
}

export const HANDLES: readonly Handle[] = [
  { across: 0, down: -1 },
  { across: 0, down: 1 },
  { across: -1, down: 0 },
  { across: 1, down: 0 },
  // The corners last: they lie over the edges.
  { across: -1, down: -1 },
  { across: 1, down: -1 },
  { across: -1, down: 1 },
  { across: 1, down: 1 },
];

/** @param width,height pixels of the photo */
export function smallestBox(width: number, height: number): Smallest {
  return { width: Math.min(1, SMALLEST / width), height: Math.min(1, SMALLEST / height) };
}

export function clampPoint({ x, y }: Point): Point {
  return { x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
}

/** Moved by this much, or as far as the photo goes. */
export function moveBox(box: Crop, dx: number, dy: number): Crop {
  return {
    ...box,
    x: clamp(box.x + dx, 0, 1 - box.width),
    y: clamp(box.y + dy, 0, 1 - box.height),
  };
}

/**
 * With the handle's edges moved by this much; the opposite edges stay, and an edge never passes
 * them.
 */
export function resizeBox(
  box: Crop,
  handle: Handle,
  dx: number,
  dy: number,
  smallest: Smallest,
): Crop {
  const [x, width] = resizeSide(box.x, box.width, handle.across, dx, smallest.width);
  const [y, height] = resizeSide(box.y, box.height, handle.down, dy, smallest.height);
  return { ...box, x, y, width, height };
}

function resizeSide(
  start: number,
  length: number,
  edge: -1 | 0 | 1,
  by: number,
  least: number,
): [start: number, length: number] {
  const end = start + length;
  if (edge < 0) {
    const moved = clamp(start + by, 0, Math.max(0, end - least));
    return [moved, end - moved];
  }
  if (edge > 0) return [start, clamp(end + by, Math.min(1, start + least), 1) - start];
  return [start, length];
}

/**
 * The box between two corners, grown away from the first when it is too small, and back where that
 * leaves the photo.
 */
export function drawBox(from: Point, to: Point, smallest: Smallest): Crop {
  const [x, width] = drawSide(clamp(from.x, 0, 1), clamp(to.x, 0, 1), smallest.width);
  const [y, height] = drawSide(clamp(from.y, 0, 1), clamp(to.y, 0, 1), smallest.height);
  return { x, y, width, height };
}

function drawSide(from: number, to: number, least: number): [start: number, length: number] {
  const length = Math.max(Math.abs(to - from), least);
  return [clamp(to < from ? from - length : from, 0, 1 - length), length];
}

/** One more quarter turn clockwise of what is cut out. The box stays. */
export function turnBox(box: Crop): Crop {
  const turns = ((box.turns ?? 0) + 1) % 4;
  const { x, y, width, height } = box;
  return turns === 0 ? { x, y, width, height } : { x, y, width, height, turns: turns as Turns };
}

/** Whether it covers the photo, however it is turned. */
export function coversAll({ x, y, width, height }: Crop): boolean {
  return x === 0 && y === 0 && width === 1 && height === 1;
}

/** As a photo's record has it: null for the whole photo as it is. */
export function cropOf(box: Crop): Crop | null {
  return coversAll(box) && !box.turns ? null : box;
}

/**
 * A place for one more box: a square of `share` of the photo's shorter side, where it covers least
 * of the others; in the middle when nothing is there.
 * @param width,height pixels of the photo
 */
export function freeBox(
  boxes: readonly Crop[],
  width: number,
  height: number,
  smallest: Smallest,
  share = 0.4,
): Crop {
  const side = share * Math.min(width, height);
  const w = clamp(side / width, smallest.width, 1);
  const h = clamp(side / height, smallest.height, 1);
  const places = [0.5, 0.2, 0.8].flatMap((y) => [0.5, 0.2, 0.8].map((x) => ({ x, y })));
  const candidates = places.map(({ x, y }) => ({
    x: clamp(x - w / 2, 0, 1 - w),
    y: clamp(y - h / 2, 0, 1 - h),
    width: w,
    height: h,
  }));
  const covered = (box: Crop): number =>
    boxes.reduce((sum, other) => sum + sharedArea(box, other), 0);
  return candidates.reduce((best, box) => (covered(box) < covered(best) ? box : best));
}

/**
 * The size of the cut-out, before it is turned, when it is fitted into a square of side 1: for
 * previews.
 */
export function fitSquare(
  box: Crop,
  photoWidth: number,
  photoHeight: number,
): { width: number; height: number } {
  const [w, h] = [box.width * photoWidth, box.height * photoHeight];
  const longest = Math.max(w, h);
  return { width: w / longest, height: h / longest };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Two boxes that share more than this of their union are drawn around one animal. */
const ONE_ANIMAL = 0.5;

/** Whether two boxes, most likely, are of the same animal. */
export function coincide(a: Crop, b: Crop): boolean {
  const both = sharedArea(a, b);
  return both > ONE_ANIMAL * (a.width * a.height + b.width * b.height - both);
}
