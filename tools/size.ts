/**
 * Checks the budget of the first visit: all JavaScript that the page loads to show Identify, with
 * the largest language, before the encoder's worker starts. Gzipped.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LANGUAGE_CODES } from '../src/runtime/languages';

/**
 * A phone on a slow connection loads this much in about a second; ONNX Runtime comes after, in its
 * worker.
 */
const BUDGET_BYTES = 110_000;

const dist = join(import.meta.dirname, '../dist');
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const named = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.js)"/g)].map(
  (match) => match[1]!,
);
const seen = new Set<string>();

/** Follows static imports only: what is imported dynamically loads later. */
function visit(file: string): void {
  if (seen.has(file)) return;
  seen.add(file);
  const code = readFileSync(join(dist, file), 'utf8');
  for (const [, path] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
    visit(`assets/${path}`);
}
named.forEach(visit);

/** The built file of a chunk that is loaded by `import()`. */
function chunk(name: string): string {
  const hashed = /^-[\w-]{8}\.js$/;
  const found = readdirSync(join(dist, 'assets')).find(
    (file) => file.startsWith(name) && hashed.test(file.slice(name.length)),
  );
  if (found === undefined) throw new Error(`The build has no chunk ${name}.`);
  return `assets/${found}`;
}

visit(chunk('IdentifyScreen'));
const languages = LANGUAGE_CODES.map((code) => chunk(code));
visit(languages.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0]!);

function sizeOf(file: string): number {
  return gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
}

if (seen.size === 0)
  throw new Error(
    `No script found in index.html; assets: ${readdirSync(join(dist, 'assets')).join(' ')}`,
  );

const bytes = [...seen].reduce((sum, file) => sum + sizeOf(file), 0);
console.log(
  `Initial JavaScript: ${bytes} bytes gzipped in ${seen.size} files (budget ${BUDGET_BYTES}).`,
);
if (bytes > BUDGET_BYTES) process.exitCode = 1;
