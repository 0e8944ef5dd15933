import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * An element that holds a name and nothing else: `<h2 …>{name}</h2>`, `{individual.name}`,
 * `{who}`. The tag may go over several lines, and hold arrows.
 */
const NAMED =
  /<([a-z][\w-]*)((?:"[^"]*"|\{[^}]*\}|[^>"{])*)>\s*\{((?:\w+[.?!]+)*(?:name|who|nameOf\([^)]*\)))\}\s*<\//g;

/** Names of models, files, columns and months, which are no person's own words. */
const OTHERS =
  /^src\/app\/(encoders|evaluate|settings|diagnostics|import|ui\/Segmented|crop|charts|individuals\/Calendar)/;

test('a name that a person gave is written in its own direction, wherever it stands', () => {
  const found: string[] = [];
  let seen = 0;
  for (const name of readdirSync('src/app', { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.svelte')) continue;
    const file = join('src/app', name);
    const path = file.replaceAll('\\', '/');
    if (OTHERS.test(path)) continue;
    for (const [whole, , attributes = ''] of readFileSync(file, 'utf8').matchAll(NAMED)) {
      seen += 1;
      if (!attributes.includes('dir="auto"')) found.push(`${path}: ${whole}`);
    }
  }
  expect(found).toEqual([]);
  // The pattern still finds what it is for.
  expect(seen).toBeGreaterThan(8);
});
