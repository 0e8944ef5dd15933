import { expect, test } from 'vitest';
import { browserTable, readTable, type BrowserRun } from '../../../tools/browsers/table';

const firefox: BrowserRun = {
  ...{ engine: 'firefox', version: 'Firefox 153.8.0esr', day: '2026-11-29' },
  machine: '2 cores, load 3',
  steps: [
    { title: 'without a network it starts', passed: true, seconds: 4 },
    { title: 'an encoder is installed', passed: false, seconds: 9 },
  ],
};
const webkit: BrowserRun = {
  ...firefox,
  engine: 'webkit',
  version: 'WebKitGTK 2.50.6',
  steps: [{ title: 'without a network it starts', passed: true, seconds: 12 }],
};

test('a line for each step, what fails in bold, a dash where a browser has no such step', () => {
  const page = browserTable([firefox, webkit]);
  expect(page).toContain('|  | Firefox 153.8.0esr | WebKitGTK 2.50.6 |');
  expect(page).toContain('| without a network it starts | passes, 4 s | passes, 12 s |');
  expect(page).toContain('| an encoder is installed | **fails**, 9 s | – |');
  expect(page).toContain('| all | 1 of 2, 13 s | 1 of 1, 12 s |');
});

test('a column that is not measured anew is read from the page', () => {
  expect(readTable(browserTable([firefox, webkit]))).toEqual([firefox, webkit]);
  expect(readTable('# Another page')).toEqual([]);
});
