import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { CHROMIUM_ARGS, PLAYWRIGHT_DISABLED_FEATURES } from '../../../tools/chromium';

test('our list of features turned off repeats all of Playwright’s, which it replaces', () => {
  const require = createRequire(import.meta.url);
  const bundle = readFileSync(
    join(dirname(require.resolve('playwright-core/package.json')), 'lib/coreBundle.js'),
    'utf8',
  );
  const list = /\bdisabledFeatures = \[(?<list>[^\]]*)\]/.exec(bundle)!.groups!['list']!;
  const theirs = [...list.matchAll(/^\s*"(?<name>\w+)"/gm)].map(({ groups }) => groups!['name']!);
  expect(theirs.length).toBeGreaterThan(5);
  expect(PLAYWRIGHT_DISABLED_FEATURES).toEqual(theirs);
  const lists = CHROMIUM_ARGS.filter((argument) => argument.startsWith('--disable-features='));
  expect(lists).toHaveLength(1);
  expect(lists[0]).toContain(theirs.join(','));
});
