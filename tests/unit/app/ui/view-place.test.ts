import { expect, test } from 'vitest';
import { placeInView } from '../../../../src/app/ui/view-place';

const view = { left: 10, top: 20, width: 400, height: 200 };
const still = { scale: 1, x: 0, y: 0 };

test('a wide picture fills the width of its view, a high one the height', () => {
  const wide = { view, picture: { width: 4000, height: 1000 }, zoom: still };
  expect(placeInView(wide, { x: 0, y: 0 })).toEqual({ x: 10, y: 70 });
  expect(placeInView(wide, { x: 1, y: 1 })).toEqual({ x: 410, y: 170 });
  const high = { view, picture: { width: 100, height: 200 }, zoom: still };
  expect(placeInView(high, { x: 0, y: 0 })).toEqual({ x: 160, y: 20 });
  expect(placeInView(high, { x: 0.5, y: 0.5 })).toEqual({ x: 210, y: 120 });
});

test('magnified and moved, places go with the picture and leave the view', () => {
  const shown = { view, picture: { width: 400, height: 200 }, zoom: { scale: 2, x: 0.25, y: 0 } };
  expect(placeInView(shown, { x: 0.5, y: 0.5 })).toEqual({ x: 310, y: 120 });
  expect(placeInView(shown, { x: 0.25, y: 0.5 })).toEqual({ x: 110, y: 120 });
  expect(placeInView(shown, { x: 0.9, y: 0.5 })).toBeNull();
  expect(placeInView(shown, { x: 0.5, y: 0 })).toBeNull();
});
