import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import ts from 'typescript-eslint';

/** A rule's name to its level, with or without options. */
type Rules = Readonly<Record<string, unknown>>;

const PREFIX = '@typescript-eslint/';
/** Of ESLint alone: oxlint does not have it. */
const MISSING: readonly string[] = ['no-unsafe-class-instance-assignment'];

const isOn = (level: unknown): boolean => level !== 'off' && level !== 0;

// `npm test` leaves these rules to oxlint, so one that its list lacks would be checked by neither.
test('oxlint has every rule about types that ESLint is asked for', () => {
  const strict: Rules = Object.assign(
    {},
    ...ts.configs.strictTypeChecked.map(({ rules }) => rules ?? {}),
  ) as Rules;
  const aboutTypes = new Set(Object.keys(ts.configs.disableTypeChecked.rules ?? {}));
  const wanted = Object.entries(strict)
    .filter(([name, level]) => aboutTypes.has(name) && isOn(level))
    .map(([name]) => name.slice(PREFIX.length))
    .filter((name) => !MISSING.includes(name));
  const path = join(import.meta.dirname, '../../../.oxlintrc.json');
  const { rules } = JSON.parse(readFileSync(path, 'utf8')) as { rules: Rules };
  const has = Object.keys(rules).map((name) => name.slice('typescript/'.length));
  expect(wanted.length).toBeGreaterThan(30);
  expect(has.sort()).toEqual(wanted.sort());
});
