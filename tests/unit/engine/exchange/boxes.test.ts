import { expect, test } from 'vitest';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';

/**
 * A picture of 400 x 200 pixels, stored so and shown 200 x 400, with a box of 100 x 50 at 20, 40.
 * Where the box is in the picture as it is shown follows from what each orientation says of rows
 * and columns (EXIF 2.32, tag 0x0112).
 */
test.each([
  [5, { x: 0.2, y: 0.05 }],
  [6, { x: 0.55, y: 0.05 }],
  [7, { x: 0.55, y: 0.7 }],
  [8, { x: 0.2, y: 0.7 }],
])('a box drawn on the stored picture is turned with it, orientation %i', (orientation, at) => {
  const box = { x: 20, y: 40, width: 100, height: 50, of: { width: 400, height: 200 } };
  const crop = cropOfBox(box, { width: 200, height: 400, orientation })!;
  for (const [side, value] of Object.entries({ ...at, width: 0.25, height: 0.25 }))
    expect(crop[side as 'x']).toBeCloseTo(value, 9);
  // Without that orientation the box is of another picture.
  expect(cropOfBox(box, { width: 200, height: 400 })).toBeNull();
});
