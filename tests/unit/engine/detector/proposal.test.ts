import { describe, expect, test } from 'vitest';
import type { Detection } from '../../../../src/engine/detector/detection';
import { proposalOf, sureBoxes } from '../../../../src/engine/detector/proposal';

const found = (x: number, width: number, score = 0.9): Detection => ({
  crop: { x, y: 0.2, width, height: 0.5 },
  score,
  kind: null,
});
const LEFT = found(0.05, 0.4);
const RIGHT = found(0.55, 0.4, 0.7);

describe('what detections propose', () => {
  test('nothing found; one animal that fills the photo; boxes, surest first', () => {
    expect(proposalOf([])).toEqual({ kind: 'none' });
    const filling = { ...LEFT, crop: { x: 0.02, y: 0.02, width: 0.95, height: 0.95 } };
    expect(proposalOf([filling])).toEqual({ kind: 'whole' });
    const { crop } = LEFT;
    expect(proposalOf([LEFT])).toEqual({ kind: 'boxes', boxes: [crop], doubtful: false });
    expect(proposalOf([LEFT, RIGHT])).toMatchObject({ boxes: [crop, RIGHT.crop] });
    // The other animal would be lost in the whole photo.
    expect(proposalOf([filling, RIGHT])).toMatchObject({ kind: 'boxes' });
  });

  test('one box that is small or not sure makes a person look at all of them', () => {
    expect(proposalOf([LEFT, found(0.6, 0.3, 0.45)])).toMatchObject({ doubtful: true });
    const tiny: Detection = { ...RIGHT, crop: { x: 0.6, y: 0.6, width: 0.1, height: 0.1 } };
    expect(proposalOf([LEFT, tiny])).toMatchObject({ doubtful: true });
  });
});

describe('boxes that are used without asking', () => {
  const { crop } = LEFT;

  test('those in no doubt, and none else', () => {
    expect(sureBoxes(proposalOf([LEFT]), false)).toEqual([crop]);
    expect(sureBoxes(proposalOf([LEFT, RIGHT]), false)).toEqual([crop, RIGHT.crop]);
    expect(sureBoxes(proposalOf([LEFT, found(0.6, 0.3, 0.45)]), false)).toEqual([]);
    expect(sureBoxes(proposalOf([]), false)).toEqual([]);
  });

  test('a name is given to one animal, never to several', () => {
    expect(sureBoxes(proposalOf([LEFT]), true)).toEqual([crop]);
    expect(sureBoxes(proposalOf([LEFT, RIGHT]), true)).toEqual([]);
  });
});
