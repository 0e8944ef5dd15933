/**
 * Compiles the markings' WebAssembly text to src/engine/local/kernel-bytes.ts:
 * `npx tsx tools/build-local-kernel.ts`. The bytes are kept in the repository, so that building the
 * app needs no assembler.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import wabt from 'wabt';

const ROOM = new URL('../src/engine/local/', import.meta.url);
export const KERNEL_BYTES = fileURLToPath(new URL('kernel-bytes.ts', ROOM));

/** The text of kernel-bytes.ts. */
export async function compileKernel(): Promise<string> {
  const assembler = await wabt();
  const text = await readFile(new URL('kernel.wat', ROOM), 'utf8');
  const module = assembler.parseWat('kernel.wat', text, { simd: true });
  module.validate();
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  return [
    '// Compiled by tools/build-local-kernel.ts from kernel.wat.',
    '',
    '// prettier-ignore',
    `export const KERNEL = '${base64}';`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await writeFile(KERNEL_BYTES, await compileKernel());
