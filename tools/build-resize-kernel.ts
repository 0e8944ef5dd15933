/**
 * Compiles the WebAssembly text of resizing to src/engine/encoder/resize-kernel-bytes.ts:
 * `npx tsx tools/build-resize-kernel.ts`. The bytes are kept in the repository, so that building the
 * app needs no assembler.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import wabt from 'wabt';

const ROOM = new URL('../src/engine/encoder/', import.meta.url);
export const KERNEL_BYTES = fileURLToPath(new URL('resize-kernel-bytes.ts', ROOM));

/** The text of resize-kernel-bytes.ts. */
export async function compileKernel(): Promise<string> {
  const assembler = await wabt();
  const text = await readFile(new URL('resize-kernel.wat', ROOM), 'utf8');
  const module = assembler.parseWat('resize-kernel.wat', text, { simd: true });
  module.validate();
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  return [
    '// Compiled by tools/build-resize-kernel.ts from resize-kernel.wat.',
    '',
    '// prettier-ignore',
    `export const KERNEL = '${base64}';`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await writeFile(KERNEL_BYTES, await compileKernel());
