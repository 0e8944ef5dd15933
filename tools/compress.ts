/**
 * `npm run compress`: the files of `dist` beside their compressed forms, for a host that serves
 * such files by itself. With `quick`, what `npm start` does in the background: Brotli alone, and
 * fast.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compressBuild } from './precompressed.ts';

const ROOT = join(import.meta.dirname, '..');
const folder = join(ROOT, 'dist');
if (!existsSync(folder)) throw new Error('There is no dist yet: npm run build.');
const effort = process.argv[2] === 'quick' ? 'quick' : 'best';
const sizes = await compressBuild(folder, join(ROOT, 'node_modules/.cache/compressed'), effort);
const sum = (key: 'bytes' | 'compressed'): number =>
  [...sizes.values()].reduce((total, size) => total + size[key], 0);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
console.log(
  `${sizes.size} files compressed: ${megabytes(sum('bytes'))} to ${megabytes(sum('compressed'))} MB.`,
);
