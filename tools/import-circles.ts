/**
 * Finds import circles between the files of a folder, type-only imports and Svelte files included.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SOURCE = /\.(ts|svelte)$/;
/** Static imports, re-exports and dynamic imports of a path inside the project. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.[^'?]*)(?:\?[^']*)?'/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => SOURCE.test(path));
}

/** The file that a relative import names, or null for a folder or file outside the source. */
function resolveImport(from: string, specifier: string): string | null {
  const base = join(dirname(from), specifier);
  const names = [base, `${base}.ts`, `${base}.svelte.ts`, join(base, 'index.ts')];
  return names.find((name) => existsSync(name) && statSync(name).isFile()) ?? null;
}

/**
 * Strongly connected groups of two or more files (Tarjan 1972), each sorted by path.
 * @param folder the source folder; every .ts and .svelte file below it is read
 */
export function importCircles(folder: string): string[][] {
  const imports = new Map<string, string[]>();
  for (const file of sourceFiles(folder)) {
    const text = readFileSync(file, 'utf8');
    const targets = [...text.matchAll(IMPORT)].map(([, specifier]) =>
      resolveImport(file, specifier!),
    );
    imports.set(
      file,
      targets.filter((target) => target !== null),
    );
  }
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(file: string): number {
    const own = order.size;
    order.set(file, own);
    lowest.set(file, own);
    open.push(file);
    for (const target of imports.get(file) ?? []) {
      const reach = !order.has(target)
        ? visit(target)
        : open.includes(target)
          ? order.get(target)!
          : own;
      lowest.set(file, Math.min(lowest.get(file)!, reach));
    }
    if (lowest.get(file) === own) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1) circles.push(group.sort());
    }
    return lowest.get(file)!;
  }

  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles;
}
