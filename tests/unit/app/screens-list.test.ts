import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCREEN_NAMES, SCREENS, SECTIONS } from '../../../src/app/screens';

test.each(SCREEN_NAMES)('the screen %s has its component', (name) => {
  expect(existsSync(`src/app/${SCREENS[name].component}.svelte`)).toBe(true);
});

test('the navigation has room for five, in their order', () => {
  expect(SECTIONS.map(({ name }) => name)).toEqual([
    'identify',
    'lost',
    'gallery',
    'individuals',
    'settings',
  ]);
});
