import { expect, test } from 'vitest';

test('the test page is what the app gets: isolated, with WebGPU', async () => {
  expect(crossOriginIsolated).toBe(true);
  expect(await navigator.gpu.requestAdapter()).not.toBeNull();
});
