import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importCircles } from '../../../tools/import-circles';

test('a circle is found when it is of types only, through a component, or through a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'huella-circles-'));
  try {
    writeFileSync(join(folder, 'a.ts'), "import type { B } from './b.svelte';");
    writeFileSync(join(folder, 'b.svelte'), "<script>export { c } from './c';</script>");
    writeFileSync(join(folder, 'c.ts'), "export const c = () => import('.');");
    writeFileSync(join(folder, 'index.ts'), "export * from './a';");
    writeFileSync(join(folder, 'outside.ts'), "import './a';");
    const names = ['a.ts', 'b.svelte', 'c.ts', 'index.ts'].map((name) => join(folder, name));
    expect(importCircles(folder)).toEqual([names]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('no file of src is in an import circle', () => {
  expect(importCircles('src')).toEqual([]);
});
