import { expect, test } from 'vitest';
import { measuredLines, mergeResults, type LongResult } from '../../../tools/testing/long-results';

/** What `npm run test:long` writes down. */

const result = (name: string, more: Partial<LongResult> = {}): LongResult => ({
  ...{ name, outcome: 'passed', passed: 2, failed: 0, seconds: 61.4, output: '' },
  ...{ date: '2026-11-28', commit: 'abc1234', machine: '2 cores (Some), 8 GiB, Node 20' },
  ...more,
});
const ORDER = ['samples', 'kills', 'soak'];

test('a run of one stage keeps what an earlier run said of the others', () => {
  const first = mergeResults(
    '',
    [result('kills', { output: 'kills: seed 7' }), result('soak', { commit: 'first00' })],
    ORDER,
  );
  expect(first).toContain('| samples | not run yet |');
  const second = mergeResults(
    first,
    [result('kills', { outcome: 'failed', failed: 1, output: 'kills: seed 8' })],
    ORDER,
  );
  expect(second).toContain('| kills | failed | 2 | 1 | 61 | 2026-11-28 | abc1234 |');
  expect(second).toContain('| soak | passed | 2 | 0 | 61 | 2026-11-28 | first00 |');
  expect(second).toContain('kills: seed 8');
  expect(second).not.toContain('seed 7');
  expect(second.match(/^## /gm)).toHaveLength(2);
  // The same results give the same file.
  expect(mergeResults(second, [], ORDER)).toBe(second);
});

test('a stage that there is no more goes', () => {
  const before = mergeResults('', [result('soak')], ORDER);
  expect(mergeResults(before, [], ['samples'])).not.toContain('soak');
});

test('what the tests printed is kept, what the reporters say is not', () => {
  const output = [
    'Running 1 test using 1 worker',
    '\u001b[32m✓\u001b[39m tests/browser/a.test.ts (1 test)',
    'stdout | tests/browser/a.test.ts > one',
    'L-384: installed in 12 s',
    'small: 10 of 1000\rsmall: 1000 of 1000',
    '',
    '  ✓  1 [desktop] › kills.spec.ts:39:1 › killed (2.0m)',
    '  1 passed (2.1m)',
    'JSON report written to /somewhere/report.json',
  ].join('\n');
  expect(measuredLines(output)).toEqual(['L-384: installed in 12 s', 'small: 1000 of 1000']);
});
