import { expect, test, vi } from 'vitest';
import { inHalves } from '../../../../src/runtime/encoders/precision';
import { HuellaError } from '../../../../src/engine/errors';

const discard = (): Promise<void> => Promise.resolve();

test('in halves where they work', async () => {
  const attempt = vi.fn((precision: string) => Promise.resolve(precision));
  expect(await inHalves(attempt, true, discard)).toEqual({ made: 'fp16', whole: null });
  expect(attempt).toHaveBeenCalledTimes(1);
});

test('whole, without trying, where the device does not compute in halves', async () => {
  const attempt = vi.fn((precision: string) => Promise.resolve(precision));
  expect(await inHalves(attempt, false, discard)).toEqual({ made: 'fp32', whole: 'device' });
  expect(attempt).toHaveBeenCalledTimes(1);
});

test.each([
  [
    'weights too large',
    new HuellaError('checkpoint-unsupported', '', { found: 'numbers too large for fp16' }),
  ],
  ['results that are not finite', new HuellaError('encoder-failed', '')],
])('whole after %s, and nothing of the attempt is left', async (_, error) => {
  const steps: string[] = [];
  const attempt = (precision: string): Promise<string> => {
    steps.push(precision);
    return precision === 'fp16' ? Promise.reject(error) : Promise.resolve(precision);
  };
  const result = await inHalves(attempt, true, () => {
    steps.push('discard');
    return Promise.resolve();
  });
  expect(result).toEqual({ made: 'fp32', whole: 'numbers' });
  expect(steps).toEqual(['fp16', 'discard', 'fp32']);
});

test('other failures are not hidden by another attempt', async () => {
  for (const error of [
    new HuellaError('checkpoint-unsupported', '', { found: 'something else' }),
    new HuellaError('storage-full', ''),
    new DOMException('cancelled', 'AbortError'),
  ]) {
    const attempt = vi.fn(() => Promise.reject(error));
    await expect(inHalves(attempt, true, discard)).rejects.toBe(error);
    expect(attempt).toHaveBeenCalledTimes(1);
  }
});
