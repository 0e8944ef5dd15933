import { expect, test } from 'vitest';
import { HuellaError, isAbort, toHuellaError } from '../../../src/engine/errors';

test('a HuellaError keeps its code; anything else gets the fallback and its own words', () => {
  const known = new HuellaError('storage-full', 'full', { needed: 3 });
  expect(toHuellaError(known)).toBe(known);
  expect(toHuellaError('odd', 'encoder-failed')).toMatchObject({
    code: 'encoder-failed',
    message: 'odd',
  });
  expect(toHuellaError(new DOMException('no room', 'QuotaExceededError')).code).toBe(
    'storage-full',
  );
});

test('an aborted signal is a cancellation, not a failure', () => {
  const reason: unknown = AbortSignal.abort().reason;
  expect(isAbort(reason)).toBe(true);
  expect(toHuellaError(reason).code).toBe('cancelled');
});
