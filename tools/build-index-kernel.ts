/**
 * Compiles the index's WebAssembly text to src/engine/index/kernel-bytes.ts: `npx tsx
 * tools/build-index-kernel.ts`. The bytes are kept in the repository, so that building the app
 * needs no assembler.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import wabt from 'wabt';

const ROOM = new URL('../src/engine/index/', import.meta.url);
export const KERNEL_BYTES = fileURLToPath(new URL('kernel-bytes.ts', ROOM));

/** The text of kernel-bytes.ts. */
export async function compileKernels(): Promise<string> {
  const assembler = await wabt();
  const assemble = async (name: string) => {
    const module = assembler.parseWat(name, await readFile(new URL(name, ROOM), 'utf8'), {
      simd: true,
      sat_float_to_int: true,
    });
    module.validate();
    return Buffer.from(module.toBinary({}).buffer).toString('base64');
  };
  return [
    '// Compiled by tools/build-index-kernel.ts from the .wat files beside it.',
    '',
    '// prettier-ignore',
    `export const KERNEL = '${await assemble('kernel.wat')}';`,
    '// prettier-ignore',
    `export const HNSW_DISTANCE = '${await assemble('hnsw-distance.wat')}';`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await writeFile(KERNEL_BYTES, await compileKernels());
