/**
 * Where the photo lies in the view, and what fingers and mouse do on it: draw, move and resize with
 * one, pinch with two.
 */
import type { Crop } from '../../engine/types';
import { Zoom } from '../ui/zoom.svelte';
import type { Boxes } from './boxes.svelte';
import {
  clampPoint,
  coversAll,
  drawBox,
  HANDLES,
  moveBox,
  resizeBox,
  type Point,
} from './geometry';

/** Around the fitted photo, so that half a finger-sized handle has room beside its edge. */
const MARGIN = 26;

/** Less than this is a tap, not a drag. Pixels. */
const TAP = 8;

interface Gesture {
  readonly kind: 'draw' | 'move' | 'resize';
  /** Of the handle, when resizing. */
  readonly handle: number;
  /** Where it began, on the photo and on the screen. */
  readonly from: Point;
  readonly client: Point;
  readonly box: Crop;
  started: boolean;
}

export class Stage {
  readonly zoom = new Zoom();
  /** Pixels of the view. */
  viewWidth = $state(0);
  viewHeight = $state(0);
  /** A finger or a button is down. */
  dragging = $state(false);

  readonly #boxes: Boxes;
  readonly #pointers = new Map<number, Point>();
  #gesture: Gesture | null = null;

  constructor(boxes: Boxes) {
    this.#boxes = boxes;
  }

  /** The photo in the view: left, top, width and height in pixels. */
  readonly frame = $derived.by(() => {
    const { width: w, height: h } = this.#boxes;
    const room = { width: this.viewWidth - 2 * MARGIN, height: this.viewHeight - 2 * MARGIN };
    const scale = Math.max(0, Math.min(room.width / w, room.height / h)) * this.zoom.scale;
    const [width, height] = [w * scale, h * scale];
    return {
      left: this.viewWidth * (0.5 + this.zoom.x) - width / 2,
      top: this.viewHeight * (0.5 + this.zoom.y) - height / 2,
      width,
      height,
    };
  });

  /** Magnifies around the middle of the chosen box. */
  zoomBy(factor: number): void {
    const { x, y, width, height } = this.#boxes.current;
    const { frame } = this;
    this.zoom.by(
      factor,
      (frame.left + (x + width / 2) * frame.width) / this.viewWidth - 0.5,
      (frame.top + (y + height / 2) * frame.height) / this.viewHeight - 0.5,
    );
  }

  /** @param at in pixels of the view, from its top left corner */
  wheel(deltaY: number, at: Point): void {
    this.zoom.by(Math.exp(-deltaY * 0.002), ...this.#share(at));
  }

  /** @param handle of HANDLES, @param box the one touched; null: the photo. */
  down(pointer: number, at: Point, handle: number | null, box: number | null): void {
    this.#pointers.set(pointer, at);
    this.dragging = true;
    if (this.#pointers.size > 1) {
      this.#giveUp();
      return;
    }
    if (box !== null && handle === null) this.#boxes.select(box);
    const { current } = this.#boxes;
    // Inside a box of the whole photo there is nothing to move: the drag draws the box that is
    // wanted.
    const kind = handle !== null ? 'resize' : box !== null && !coversAll(current) ? 'move' : 'draw';
    const from = this.#onPhoto(at);
    this.#gesture = { kind, handle: handle ?? 0, from, client: at, box: current, started: false };
  }

  move(pointer: number, at: Point): void {
    const before = this.#pointers.get(pointer);
    if (!before) return;
    this.#pointers.set(pointer, at);
    if (this.#pointers.size > 1) this.#pinch(pointer, before, at);
    else this.#drag(at);
  }

  up(pointer: number): void {
    this.#pointers.delete(pointer);
    // What remains of a pinch is not a drag.
    this.#gesture = null;
    this.dragging = this.#pointers.size > 0;
  }

  #drag(at: Point): void {
    const gesture = this.#gesture;
    if (!gesture) return;
    if (!gesture.started) {
      if (Math.hypot(at.x - gesture.client.x, at.y - gesture.client.y) < TAP) return;
      if (gesture.kind === 'draw' && this.#boxes.full) return;
      gesture.started = true;
      this.#boxes.remember();
      if (gesture.kind === 'draw')
        this.#boxes.add(drawBox(gesture.from, gesture.from, this.#boxes.smallest));
    }
    const now = this.#onPhoto(at);
    const [dx, dy] = [now.x - gesture.from.x, now.y - gesture.from.y];
    const { smallest, current } = this.#boxes;
    if (gesture.kind === 'move') this.#boxes.set(moveBox(gesture.box, dx, dy));
    else if (gesture.kind === 'resize') {
      this.#boxes.set(resizeBox(gesture.box, HANDLES[gesture.handle]!, dx, dy, smallest));
    } else this.#boxes.set({ ...current, ...drawBox(gesture.from, clampPoint(now), smallest) });
  }

  #pinch(pointer: number, before: Point, now: Point): void {
    const other = [...this.#pointers].find(([id]) => id !== pointer)?.[1];
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(now.x - other.x, now.y - other.y);
    // What lay between the fingers stays between them.
    if (was > 0) {
      this.zoom.by(
        is / was,
        ...this.#share({ x: (before.x + other.x) / 2, y: (before.y + other.y) / 2 }),
      );
    }
    this.zoom.move(
      (now.x - before.x) / 2 / this.viewWidth,
      (now.y - before.y) / 2 / this.viewHeight,
    );
  }

  /** A second finger came: what the first began was no drag. */
  #giveUp(): void {
    if (this.#gesture?.started) this.#boxes.undo();
    this.#gesture = null;
  }

  #onPhoto({ x, y }: Point): Point {
    const { left, top, width, height } = this.frame;
    return { x: (x - left) / width, y: (y - top) / height };
  }

  #share({ x, y }: Point): [number, number] {
    return [x / this.viewWidth - 0.5, y / this.viewHeight - 0.5];
  }
}
