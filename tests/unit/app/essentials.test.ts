import { expect, test } from 'vitest';
import { lackingEssentials, type Browser } from '../../../src/app/essentials';

const here = (): Browser =>
  ({
    ...{ isSecureContext: true, indexedDB: {}, WebAssembly, BroadcastChannel, Array },
    ...{ OffscreenCanvas: Object, createImageBitmap: () => null, Worker: Object },
    navigator: { locks: {} },
  }) as unknown as Browser;

test('a browser that has everything may start; one that lacks something is told what', () => {
  expect(lackingEssentials(here())).toEqual([]);
  expect(lackingEssentials({ ...here(), navigator: {} })).toEqual(['Web Locks']);
  const old = { WebAssembly: { validate: () => false }, isSecureContext: false };
  expect(lackingEssentials({ ...here(), ...old } as unknown as Browser)).toEqual([
    'https',
    'WebAssembly SIMD',
  ]);
  const blocked = {
    validate: () => {
      throw new Error('refused by the policy');
    },
  };
  expect(lackingEssentials({ ...here(), WebAssembly: blocked } as unknown as Browser)).toEqual([
    'WebAssembly SIMD',
  ]);
  const older = { Array: { prototype: {} } };
  expect(lackingEssentials({ ...here(), ...older } as unknown as Browser)).toEqual([
    'module workers',
  ]);
  expect(lackingEssentials({})).toHaveLength(8);
});
