import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import js from '@eslint/js';
import ts from 'typescript-eslint';

/** A rule's name to its level, with or without options. */
type Rules = Readonly<Record<string, unknown>>;

const ROOT = join(import.meta.dirname, '../../..');
const PREFIX = '@typescript-eslint/';
/** Of ESLint alone: oxlint does not have it, or TypeScript refuses it anyway. */
const MISSING: readonly string[] = [
  '@typescript-eslint/no-unsafe-class-instance-assignment',
  'no-octal',
];
/** Off in eslint.config.js, or on there beside the recommended ones. */
const OFF: readonly string[] = ['typescript/no-non-null-assertion'];
const ADDED: readonly string[] = [
  'huella/arrows',
  'huella/doors',
  'typescript/consistent-type-imports',
];
/** Rules for types too where ESLint has a second one beside the core's. */
const IN_CORE: readonly string[] = [
  'no-array-constructor',
  'no-unused-expressions',
  'no-unused-vars',
  'no-useless-constructor',
];

const isOn = (level: unknown): boolean => level !== 'off' && level !== 0;

function inOxlint(name: string): string {
  const bare = name.replace(PREFIX, '');
  return name === bare || IN_CORE.includes(bare) ? bare : `typescript/${bare}`;
}

// `npm test` leaves `.ts` files to oxlint, so a rule that its list lacks would be checked by neither.
test('oxlint has every rule that ESLint is asked for', () => {
  const configs = [js.configs.recommended, ...ts.configs.strictTypeChecked];
  const rules = Object.assign({}, ...configs.map((config) => config.rules ?? {})) as Rules;
  const wanted = Object.entries(rules)
    .filter(([name, level]) => isOn(level) && !MISSING.includes(name))
    .map(([name]) => inOxlint(name))
    .filter((name) => !OFF.includes(name));
  const { rules: listed } = JSON.parse(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8')) as {
    rules: Rules;
  };
  expect(wanted.length).toBeGreaterThan(100);
  expect(Object.keys(listed).sort()).toEqual([...wanted, ...ADDED].sort());
});

describe('what oxlint says of code', () => {
  const FILES: readonly (readonly [path: string, code: string, rules: readonly string[]])[] = [
    ['src/engine/index/arrow.ts', "export * from '../library/schema';\n", ['huella(arrows)']],
    ['src/engine/index/door.ts', "export * from 'idb';\n", ['huella(doors)']],
    ['src/engine/index/unused.ts', 'const x = 1;\nexport {};\n', ['eslint(no-unused-vars)']],
    ['src/engine/index/any.ts', 'export const x: any = 1;\n', ['typescript(no-explicit-any)']],
    ['src/engine/library/open-door.ts', "export * from 'idb';\n", []],
  ];
  let found: readonly { readonly filename: string; readonly code: string }[];
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'huella-oxlint-'));
    for (const [path, code] of FILES) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), code);
    }
    const program = join(ROOT, 'node_modules/oxlint/bin/oxlint');
    // It ends with 1, since it finds something.
    const { stdout } = spawnSync(
      process.execPath,
      [program, '-c', join(ROOT, '.oxlintrc.json'), '-f', 'json', 'src'],
      { cwd: folder, encoding: 'utf8' },
    );
    ({ diagnostics: found } = JSON.parse(stdout) as { diagnostics: typeof found });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(FILES)('%s', (path, _code, rules) => {
    expect(found.filter(({ filename }) => filename === path).map(({ code }) => code)).toEqual(
      rules,
    );
  });
});
