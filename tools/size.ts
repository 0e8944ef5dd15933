/** Checks the budget of the first screen: all JavaScript the page loads before the encoder's worker starts, gzipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A phone on a slow connection loads this much in about a second; ONNX Runtime comes after, in its worker. */
const BUDGET_BYTES = 150_000;

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
if (seen.size === 0)
  throw new Error(
    `No script found in index.html; assets: ${readdirSync(join(dist, 'assets')).join(' ')}`,
  );

const bytes = [...seen].reduce(
  (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
  0,
);
console.log(
  `Initial JavaScript: ${bytes} bytes gzipped in ${seen.size} files (budget ${BUDGET_BYTES}).`,
);
if (bytes > BUDGET_BYTES) process.exitCode = 1;
