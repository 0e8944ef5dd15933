import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { transformGlue } from '../../../../tools/vite-hnswlib';

const FOLDER = new URL('../../../../node_modules/hnswlib-wasm/dist/', import.meta.url);

async function published(): Promise<string> {
  const [name, ...others] = (await readdir(FOLDER)).filter((file) =>
    /^hnswlib-[0-9a-f]+\.js$/.test(file),
  );
  expect(others).toEqual([]);
  return readFile(new URL(name ?? '', FOLDER), 'utf8');
}

test('nothing in the changed glue makes code from text or stores files by itself', async () => {
  const before = await published();
  expect(before).toContain('newFunc(Function');
  const after = transformGlue(before);
  const withoutComments = after.replaceAll(/^\s*(\/\/|\*).*$/gm, '');
  expect(withoutComments).not.toMatch(/newFunc\(|new Function|\beval\(|\(Function\b/);
  expect(withoutComments).not.toContain('FS.syncfs(populateFromFS');
  expect(withoutComments).toContain("Module['FS'] = FS;");
});

test('another version of the package fails the build', async () => {
  const glue = await published();
  expect(() =>
    transformGlue(glue.replace('newFunc(Function, args1)', 'newFunc(Function, args)')),
  ).toThrow(/not found/);
  expect(() =>
    transformGlue(`${glue}\nunexportedSymbols.forEach(unexportedRuntimeSymbol);`),
  ).toThrow(/several times/);
  expect(() => transformGlue(transformGlue(glue))).toThrow(/not the version/);
});
