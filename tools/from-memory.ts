/**
 * A build's large files from memory, for the server of the journeys: Vite's preview reads 21 MB of
 * them from the disk for each start of the app, in parts of 64 kB, which takes more than half of
 * its processor time.
 */
import { readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/**
 * What Vite's preview says of them, so that a journey sees no difference. It knows no type for
 * `.onnx`, and says so.
 */
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.onnx': '',
};

interface Kept {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly mtimeMs: number;
}

/**
 * A middleware that answers whole files of these types; parts, a file that the browser may have
 * already, and all other files it leaves to the next. A file that changes is read anew.
 */
export function serveFromMemory(folder: string) {
  const kept = new Map<string, Kept>();

  function keptOf(file: string): Kept | null {
    const type = TYPES[extname(file)];
    const stats = statSync(file, { throwIfNoEntry: false });
    if (type === undefined || !stats?.isFile()) return null;
    const known = kept.get(file);
    if (known?.mtimeMs === stats.mtimeMs) return known;
    const headers = {
      'Content-Length': stats.size,
      'Content-Type': type,
      'Last-Modified': stats.mtime.toUTCString(),
      ETag: `W/"${stats.size}-${stats.mtime.getTime()}"`,
      'Cache-Control': 'no-cache',
    };
    const read = { bytes: readFileSync(file), headers, mtimeMs: stats.mtimeMs };
    kept.set(file, read);
    return read;
  }

  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = normalize(join(folder, pathname));
    const { range, 'if-none-match': had } = request.headers;
    const isWhole = request.method === 'GET' && range === undefined && had === undefined;
    const found = isWhole && file.startsWith(folder + sep) ? keptOf(file) : null;
    if (found) response.writeHead(200, found.headers).end(found.bytes);
    else next();
  };
}
