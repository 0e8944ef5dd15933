import { expect, test, vi } from 'vitest';
import { agrees, inHalves } from '../../../../src/runtime/encoders/precision';
import { selfCheckText, type EncoderCard } from '../../../../src/engine/encoder/card';
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

test('8 bits are kept from a cosine of .99 with full precision', () => {
  const card = (...embedding: number[]): EncoderCard =>
    ({
      dimension: embedding.length,
      selfCheck: { pattern: 'pattern-1', embedding: selfCheckText(Float32Array.from(embedding)) },
    }) as unknown as EncoderCard;
  const at = (cosine: number): EncoderCard => card(cosine, Math.sqrt(1 - cosine ** 2));
  expect(agrees(at(0.9901), card(1, 0))).toBe(true);
  expect(agrees(at(0.9899), card(1, 0))).toBe(false);
  expect(agrees(at(-1), card(1, 0))).toBe(false);
  expect(agrees(card(NaN, 0), card(1, 0))).toBe(false);
});
