import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const APP = join(import.meta.dirname, '../../../src/app');

/** The rules of a style sheet, or of a component's style element, without comments. */
function stylesOf(file: string): string {
  const text = readFileSync(join(APP, file), 'utf8');
  const styles = file.endsWith('.css') ? text : (/<style>(.*)<\/style>/s.exec(text)?.[1] ?? '');
  return styles.replace(/\/\*.*?\*\//gs, '');
}

const FILES = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(css|svelte)$/.test(file),
);

test('colours are written in tokens.css only', () => {
  const literal =
    /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|:[^;]*\b(?:white|black)\b(?!-)/gi;
  const found = FILES.filter((file) => !file.endsWith('tokens.css')).flatMap((file) =>
    (stylesOf(file).match(literal) ?? []).map((colour) => `${file}: ${colour}`),
  );
  expect(FILES.length).toBeGreaterThan(80);
  expect(found).toEqual([]);
});

test('every custom property that a style uses is defined, and every token is used', () => {
  const all = FILES.map(stylesOf).join('\n');
  const defined = new Set(all.match(/--[\w-]+(?=:)/g));
  const used = new Set([...all.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name!));
  const needed = new Set([...all.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name!));
  expect([...needed].filter((name) => !defined.has(name))).toEqual([]);
  const tokens = stylesOf('styles/tokens.css').match(/--[\w-]+(?=:)/g) ?? [];
  expect([...new Set(tokens)].filter((name) => !used.has(name))).toEqual([]);
});
