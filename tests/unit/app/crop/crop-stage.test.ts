import { beforeEach, describe, expect, it } from 'vitest';
import { Boxes } from '../../../../src/app/crop/boxes.svelte';
import { HANDLES, WHOLE } from '../../../../src/app/crop/geometry';
import { Stage } from '../../../../src/app/crop/stage.svelte';
import type { Crop } from '../../../../src/engine/types';

/**
 * A photo of 1000 x 500 in a view of 552 x 552: half its size, 26 pixels from the sides, 151 from
 * above.
 */
let boxes: Boxes;
let stage: Stage;

beforeEach(() => {
  boxes = new Boxes([], 0);
  [boxes.width, boxes.height] = [1000, 500];
  stage = new Stage(boxes);
  [stage.viewWidth, stage.viewHeight] = [552, 552];
});

/** From a place on the photo, in its fractions, to pixels of the view. */
function at(x: number, y: number): { x: number; y: number } {
  const { left, top, width, height } = stage.frame;
  return { x: left + x * width, y: top + y * height };
}

function expectBox(seen: Crop | undefined, expected: Crop): void {
  for (const side of ['x', 'y', 'width', 'height'] as const) {
    expect(seen?.[side]).toBeCloseTo(expected[side], 9);
  }
}

function drag(
  from: [number, number],
  to: [number, number],
  handle: number | null,
  box: number | null,
): void {
  stage.down(1, at(...from), handle, box);
  stage.move(1, at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2));
  stage.move(1, at(...to));
  stage.up(1);
}

describe('one finger', () => {
  it('fits the photo with room for handles around it', () => {
    expect(stage.frame).toEqual({ left: 26, top: 151, width: 500, height: 250 });
  });

  it('draws a box in place of the whole photo, then another beside it', () => {
    drag([0.1, 0.1], [0.4, 0.9], null, 0);
    drag([0.9, 0.9], [0.6, 0.2], null, null);
    expect(boxes.boxes).toHaveLength(2);
    expectBox(boxes.boxes[0], { x: 0.1, y: 0.1, width: 0.3, height: 0.8 });
    expectBox(boxes.current, { x: 0.6, y: 0.2, width: 0.3, height: 0.7 });
  });

  it('moves the box it touches, resizes by a handle, and each drag is one step back', () => {
    drag([0.1, 0.1], [0.4, 0.9], null, 0);
    drag([0.2, 0.5], [0.4, 0.45], null, 0);
    expectBox(boxes.current, { x: 0.3, y: 0.05, width: 0.3, height: 0.8 });
    const corner = HANDLES.findIndex(({ across, down }) => across === 1 && down === 1);
    drag([0.6, 0.85], [0.7, 0.65], corner, null);
    expectBox(boxes.current, { x: 0.3, y: 0.05, width: 0.4, height: 0.6 });
    boxes.undo();
    boxes.undo();
    expectBox(boxes.current, { x: 0.1, y: 0.1, width: 0.3, height: 0.8 });
  });

  it('that only taps changes nothing', () => {
    stage.down(1, at(0.5, 0.5), null, 0);
    stage.move(1, { ...at(0.5, 0.5), x: at(0.5, 0.5).x + 3 });
    stage.up(1);
    expect(boxes.boxes).toEqual([WHOLE]);
    expect(boxes.canUndo).toBe(false);
  });
});

describe('two fingers', () => {
  it('magnify the photo around the point between them, and what the first had begun is taken back', () => {
    stage.down(1, at(0.4, 0.5), null, 0);
    stage.move(1, at(0.3, 0.5));
    expect(boxes.boxes).not.toEqual([WHOLE]);
    stage.down(2, at(0.5, 0.5), null, 0);
    expect(boxes.boxes).toEqual([WHOLE]);
    const middle = at(0.4, 0.5);
    stage.move(2, { x: middle.x + 100, y: middle.y });
    stage.move(1, { x: middle.x - 100, y: middle.y });
    expect(stage.zoom.scale).toBeCloseTo(2, 6);
    const now = at(0.4, 0.5);
    expect(Math.hypot(now.x - middle.x, now.y - middle.y)).toBeLessThan(1);
    stage.up(1);
    // The finger that stays draws nothing.
    stage.move(2, at(0.9, 0.9));
    stage.up(2);
    expect(boxes.boxes).toEqual([WHOLE]);
    expect(stage.dragging).toBe(false);
  });

  it('a box drawn while magnified lies where it was drawn', () => {
    stage.wheel(-400, { x: 276, y: 276 });
    expect(stage.zoom.scale).toBeGreaterThan(2);
    drag([0.4, 0.4], [0.6, 0.7], null, 0);
    expectBox(boxes.current, { x: 0.4, y: 0.4, width: 0.2, height: 0.3 });
  });
});
