import { expect, test } from 'vitest';
import { countryOf } from '../../../src/app/lost/countries';
import { tidyFields } from '../../../src/engine/library/fields';
import { readMicrochip, tidyMicrochip } from '../../../src/engine/microchip';

test.each([
  ['724 098 100 123 456', 'country', '724098100123456'],
  ['724-0981.0012_3456', 'country', '724098100123456'],
  ['９８５１１２００１２３４５６７', 'manufacturer', '985112001234567'],
  ['999000000000001', 'test', '999000000000001'],
  // The largest of 38 bits, and one more.
  ['941274877906943', 'manufacturer', '941274877906943'],
  ['941274877906944', 'invalid', '941274877906944'],
  ['000123456789012', 'invalid', '000123456789012'],
  ['123456789', 'older', '123456789'],
  ['00064be21a', 'older', '00064BE21A'],
  ['12345678901', 'invalid', '12345678901'],
  ['chip', 'invalid', 'CHIP'],
])('%s is %s', (text, kind, number) => {
  expect(readMicrochip(text)).toMatchObject({ kind, number });
});

test('only what a chip can have is stored', () => {
  expect(tidyMicrochip('985 112001234567')).toBe('985112001234567');
  expect(tidyMicrochip('999000000000001')).toBeNull();
  expect(tidyFields({ microchip: 'no number', contact: '  600 ' })).toEqual({
    microchip: null,
    contact: '600',
  });
});

test('a country has its number', () => {
  expect(['724', '076', '032', '858', '840'].map(countryOf)).toEqual([
    'ES',
    'BR',
    'AR',
    'UY',
    'US',
  ]);
  // `407` stands across two entries, and is none.
  expect([countryOf('001'), countryOf('899'), countryOf('S07')]).toEqual([null, null, null]);
});
