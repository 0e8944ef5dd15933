import { describe, expect, it } from 'vitest';
import { Boxes } from '../../../../src/app/crop/boxes.svelte';
import {
  coversAll,
  cropOf,
  drawBox,
  fitSquare,
  freeBox,
  HANDLES,
  moveBox,
  resizeBox,
  smallestBox,
  turnBox,
  WHOLE,
} from '../../../../src/app/crop/geometry';
import { normaliseCrop } from '../../../../src/engine/crop';
import { cropToPixels } from '../../../../src/engine/encoder/crop';
import type { Crop } from '../../../../src/engine/types';

const least = { width: 0.1, height: 0.05 };
const box = (x: number, y: number, width: number, height: number): Crop => ({
  x,
  y,
  width,
  height,
});

/** Sides within floating point of what is expected. */
function expectBox(seen: Crop, expected: Crop): void {
  for (const side of ['x', 'y', 'width', 'height'] as const)
    expect(seen[side]).toBeCloseTo(expected[side], 9);
}

/** The same numbers every run: a linear congruential generator. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

describe('a box on a photo', () => {
  it('moves as far as the photo goes', () => {
    expectBox(moveBox(box(0.2, 0.3, 0.4, 0.5), 0.1, -0.1), box(0.3, 0.2, 0.4, 0.5));
    expectBox(moveBox(box(0.2, 0.3, 0.4, 0.5), 9, -9), box(0.6, 0, 0.4, 0.5));
  });

  it('is resized by the edges its handle holds, the others staying', () => {
    const start = box(0.2, 0.3, 0.4, 0.5);
    const by = (across: -1 | 0 | 1, down: -1 | 0 | 1, dx: number, dy: number) =>
      resizeBox(start, { across, down }, dx, dy, least);
    expectBox(by(1, 1, 0.1, 0.1), box(0.2, 0.3, 0.5, 0.6));
    expectBox(by(-1, -1, 0.1, 0.1), box(0.3, 0.4, 0.3, 0.4));
    expectBox(by(0, 1, 0.1, 0.1), box(0.2, 0.3, 0.4, 0.6));
    expectBox(by(-1, 0, -0.1, 0.1), box(0.1, 0.3, 0.5, 0.5));
    // Never past the opposite edge, nor off the photo.
    expectBox(by(-1, -1, 1, 1), box(0.5, 0.75, 0.1, 0.05));
    expectBox(by(1, 1, -1, -1), box(0.2, 0.3, 0.1, 0.05));
    expectBox(by(1, 1, 5, 5), box(0.2, 0.3, 0.8, 0.7));
  });

  it('is drawn in any direction, no smaller than the smallest', () => {
    expectBox(drawBox({ x: 0.6, y: 0.7 }, { x: 0.2, y: 0.1 }, least), box(0.2, 0.1, 0.4, 0.6));
    expectBox(drawBox({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.5 }, least), box(0.5, 0.5, 0.1, 0.05));
    expectBox(drawBox({ x: 0.99, y: 0.99 }, { x: 2, y: 2 }, least), box(0.9, 0.95, 0.1, 0.05));
  });

  it('turns a quarter at a time and is upright again after four', () => {
    const start = box(0.1, 0.2, 0.3, 0.4);
    const once = turnBox(start);
    expect(once).toEqual({ ...start, turns: 1 });
    expect(turnBox(turnBox(once))).toEqual({ ...start, turns: 3 });
    expect(turnBox(turnBox(turnBox(once)))).toEqual(start);
    expect(cropOf(WHOLE)).toBeNull();
    expect(cropOf(turnBox(WHOLE))).toEqual({ ...WHOLE, turns: 1 });
    expect(coversAll(turnBox(WHOLE))).toBe(true);
  });

  it('stays one the encoder takes, after any change', () => {
    const next = numbers(7);
    for (const [width, height] of [
      [4000, 3000],
      [640, 48],
      [20, 900],
    ] as const) {
      const smallest = smallestBox(width, height);
      let current = WHOLE;
      for (let i = 0; i < 2000; i++) {
        const [dx, dy] = [next() * 2 - 1, next() * 2 - 1];
        const what = next();
        if (what < 0.3) current = moveBox(current, dx, dy);
        else if (what < 0.7) {
          current = resizeBox(current, HANDLES[Math.floor(next() * 8)]!, dx, dy, smallest);
        } else if (what < 0.9) {
          current = drawBox({ x: next(), y: next() }, { x: dx, y: dy }, smallest);
        } else current = turnBox(current);
        expect(() => normaliseCrop(current)).not.toThrow();
        expect(() => cropToPixels(current, width, height)).not.toThrow();
      }
    }
  });

  it('is previewed in its proportions', () => {
    expect(fitSquare(box(0, 0, 0.5, 1), 400, 100)).toEqual({ width: 1, height: 0.5 });
  });

  it('more of them are put where least is covered', () => {
    const smallest = smallestBox(1000, 1000);
    const first = freeBox([], 1000, 1000, smallest);
    expectBox(first, box(0.3, 0.3, 0.4, 0.4));
    const second = freeBox([first], 1000, 1000, smallest);
    expect(second).not.toEqual(first);
    const third = freeBox([first, second], 1000, 1000, smallest);
    expect([first, second]).not.toContainEqual(third);
  });
});

describe('the boxes of a photo', () => {
  const drawn = (): Boxes => {
    const boxes = new Boxes([], 0);
    [boxes.width, boxes.height] = [1000, 500];
    return boxes;
  };

  it('begin with the whole photo, which the first one drawn replaces', () => {
    const boxes = drawn();
    expect(boxes.boxes).toEqual([WHOLE]);
    boxes.add(box(0.1, 0.1, 0.2, 0.2));
    expect(boxes.boxes).toEqual([box(0.1, 0.1, 0.2, 0.2)]);
    boxes.add(box(0.5, 0.5, 0.2, 0.2));
    expect([boxes.boxes.length, boxes.selected]).toEqual([2, 1]);
    boxes.remove();
    expect([boxes.boxes.length, boxes.selected]).toEqual([1, 0]);
    boxes.remove();
    expect(boxes.boxes).toEqual([WHOLE]);
  });

  it('are had back step by step', () => {
    const boxes = drawn();
    boxes.remember();
    boxes.add(box(0.1, 0.1, 0.2, 0.2));
    boxes.remember();
    boxes.move(0.1, 0);
    boxes.turn();
    boxes.whole();
    expect(boxes.current).toEqual({ ...WHOLE, turns: 1 });
    boxes.undo();
    expect(boxes.current.turns).toBe(1);
    boxes.undo();
    expectBox(boxes.current, box(0.2, 0.1, 0.2, 0.2));
    boxes.undo();
    expectBox(boxes.current, box(0.1, 0.1, 0.2, 0.2));
    boxes.undo();
    expect(boxes.boxes).toEqual([WHOLE]);
    expect(boxes.canUndo).toBe(false);
    boxes.undo();
    expect(boxes.boxes).toEqual([WHOLE]);
  });

  it('that are the same are one', () => {
    const boxes = drawn();
    for (const x of [0.1, 0.4, 0.1]) boxes.add(box(x, 0, 0.2, 0.2));
    expect(boxes.result()).toEqual({
      boxes: [box(0.1, 0, 0.2, 0.2), box(0.4, 0, 0.2, 0.2)],
      selected: 0,
    });
  });
});
