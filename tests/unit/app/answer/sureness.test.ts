import { expect, test } from 'vitest';
import { oddsOf, surenessOf, sureWords } from '../../../../src/app/answer/sureness';
import { createFormatters } from '../../../../src/app/i18n/format';
import { messagesOf } from '../../../../src/app/i18n/languages';

test.each([
  [1, 'very-likely'],
  [0.9, 'very-likely'],
  [0.899, 'likely'],
  [0.66, 'likely'],
  [0.5, 'perhaps'],
  [0.33, 'perhaps'],
  [0.329, 'unlikely'],
  [0, 'unlikely'],
  [null, 'unknown'],
] as const)('%s is said as %s', (probability, word) => {
  expect(surenessOf(probability)).toBe(word);
});

test.each([
  [0.95, 19, 20],
  [0.93, 19, 20],
  [0.85, 9, 10],
  [0.5, 5, 10],
  [0.06, 1, 20],
  [0.985, 99, 100],
  [1, 99, 100],
  [0, 1, 100],
])('%s is %i in %i', (probability, times, outOf) => {
  expect(oddsOf(probability)).toEqual({ times, outOf });
});

test('the odds differ from the probability by half a step at most, but never say certain', () => {
  for (let i = 1; i < 1000; i++) {
    const { times, outOf } = oddsOf(i / 1000);
    expect(times).toBeGreaterThan(0);
    expect(times).toBeLessThan(outOf);
    expect(Math.abs(times / outOf - i / 1000)).toBeLessThanOrEqual(
      (times === 1 || times === outOf - 1 ? 1 / outOf : 0.5 / outOf) + 1e-12,
    );
  }
});

test('a match is read out with its odds, or with its similarity where no odds are known', async () => {
  const words = { t: await messagesOf('en'), format: createFormatters('en') };
  expect(sureWords({ similarity: 0.914, probability: 0.95 }, words)).toBe(
    'Very likely, about 19 in 20',
  );
  expect(sureWords({ similarity: 0.914, probability: null }, words)).toBe('Similarity 0.91');
  expect(sureWords({ similarity: 0.914 }, words)).toBe('Similarity 0.91');
});
