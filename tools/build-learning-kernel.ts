/**
 * Compiles the WebAssembly text of learning to src/engine/learning/kernel-bytes.ts:
 * `npx tsx tools/build-learning-kernel.ts`. The bytes are kept in the repository, so that building
 * the app needs no assembler.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import wabt from 'wabt';

const ROOM = new URL('../src/engine/learning/', import.meta.url);
export const KERNEL_BYTES = fileURLToPath(new URL('kernel-bytes.ts', ROOM));

/** The text of kernel-bytes.ts. */
export async function compileKernel(): Promise<string> {
  const text = await readFile(new URL('kernel.wat', ROOM), 'utf8');
  const module = (await wabt()).parseWat('kernel.wat', text, { simd: true });
  module.validate();
  const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
  return [
    '// Compiled by tools/build-learning-kernel.ts from the .wat file beside it.',
    '',
    '// prettier-ignore',
    `export const KERNEL = '${bytes}';`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await writeFile(KERNEL_BYTES, await compileKernel());
