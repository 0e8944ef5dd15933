import { expect, test } from 'vitest';
import { equal } from '../../../src/engine/equal';

test.each<[unknown, unknown, boolean]>([
  [1, 1, true],
  [1, '1', false],
  [null, undefined, true],
  [null, '', false],
  [null, {}, false],
  [{ a: 1, b: [2, { c: 3, d: 4 }] }, { b: [2, { d: 4, c: 3 }], a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: undefined }, { b: undefined }, true],
  [{ a: 1, b: null }, { a: 1 }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [2, 1], false],
  [[1], { 0: 1 }, false],
  [[], {}, false],
  [[], [], true],
])('%j and %j: %j', (a, b, is) => {
  expect(equal(a, b)).toBe(is);
  expect(equal(b, a)).toBe(is);
});
