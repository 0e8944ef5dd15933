/** The boxes being drawn on one photo: which there are, which is chosen, and how it was before. */
import { cropKey } from '../../engine/crop';
import type { Crop } from '../../engine/types';
import {
  coversAll,
  freeBox,
  moveBox,
  resizeBox,
  smallestBox,
  turnBox,
  WHOLE,
  type Handle,
  type Smallest,
} from './geometry';

/** Steps that can be undone: more than a person takes, and they are small. */
const KEPT_STEPS = 100;

/** A herd; more in one photo are too small to tell apart. */
export const MAX_BOXES = 24;

interface Step {
  readonly boxes: readonly Crop[];
  readonly selected: number;
}

export class Boxes {
  /** At least one: the whole photo when nothing was drawn. */
  boxes = $state.raw<readonly Crop[]>([WHOLE]);
  selected = $state(0);
  /** Pixels of the photo, once it is known. */
  width = $state(1);
  height = $state(1);
  #steps = $state.raw<readonly Step[]>([]);

  readonly current = $derived(this.boxes[this.selected] ?? WHOLE);
  readonly full = $derived(this.boxes.length >= MAX_BOXES);
  readonly smallest: Smallest = $derived(smallestBox(this.width, this.height));
  readonly canUndo = $derived(this.#steps.length > 0);

  constructor(boxes: readonly Crop[], selected: number) {
    if (boxes.length > 0) this.boxes = boxes;
    this.select(selected);
  }

  select(index: number): void {
    this.selected = Math.min(this.boxes.length - 1, Math.max(0, index));
  }

  /** Call before a change a person would take back as one: a whole drag, a held key. */
  remember(): void {
    const step = { boxes: this.boxes, selected: this.selected };
    this.#steps = [...this.#steps, step].slice(-KEPT_STEPS);
  }

  undo(): void {
    const last = this.#steps.at(-1);
    if (!last) return;
    this.#steps = this.#steps.slice(0, -1);
    this.boxes = last.boxes;
    this.select(last.selected);
  }

  /** Puts a box in the chosen one's place. */
  set(box: Crop): void {
    this.boxes = this.boxes.with(this.selected, box);
  }

  move(dx: number, dy: number): void {
    this.set(moveBox(this.current, dx, dy));
  }

  resize(handle: Handle, dx: number, dy: number): void {
    this.set(resizeBox(this.current, handle, dx, dy, this.smallest));
  }

  turn(): void {
    this.remember();
    this.set(turnBox(this.current));
  }

  /** The chosen box over the whole photo, turned as it is. */
  whole(): void {
    if (coversAll(this.current)) return;
    this.remember();
    this.set({ ...this.current, ...WHOLE });
  }

  /**
   * One more, chosen; in place of a box of the whole photo, which was only there for want of
   * another.
   */
  add(box: Crop = freeBox(this.boxes, this.width, this.height, this.smallest)): void {
    if (this.full) return;
    if (this.boxes.length === 1 && coversAll(this.current)) {
      this.set({ ...box, ...(this.current.turns ? { turns: this.current.turns } : {}) });
      return;
    }
    this.boxes = [...this.boxes, box];
    this.selected = this.boxes.length - 1;
  }

  /**
   * Those a detector found, in place of all that are there; the surest is chosen. One step to take
   * back.
   */
  propose(found: readonly Crop[]): void {
    if (found.length === 0) return;
    this.remember();
    this.boxes = found.slice(0, MAX_BOXES);
    this.selected = 0;
  }

  /** Without the chosen one; without the last, the whole photo. */
  remove(): void {
    this.remember();
    const left = this.boxes.toSpliced(this.selected, 1);
    this.boxes = left.length > 0 ? left : [WHOLE];
    this.select(this.selected);
  }

  /** What was drawn, each box once, and where among them the chosen one is. */
  result(): { boxes: readonly Crop[]; selected: number } {
    const byKey = new Map(this.boxes.map((box) => [cropKey(box), box]));
    const selected = [...byKey.keys()].indexOf(cropKey(this.current));
    return { boxes: [...byKey.values()], selected };
  }
}
