/**
 * Files of a build beside their compressed forms: `NAME.br` (Brotli) and `NAME.gz`. `npm start`
 * writes the first and serves them; `npm run compress` writes both, as small as they get, for a
 * host that serves such files by itself.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, rename, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { TYPES } from './vite-offline.ts';

/** Pictures are compressed already, and browsers ask for source maps only in their tools. */
const WORTH_IT = /\.(html|js|css|json|webmanifest|svg|txt|wasm|onnx|bin)$/;
/** Below a network packet nothing is gained. */
const LEAST_BYTES = 1400;
/** A name that says its content never holds another. */
const HASHED = /\/assets\/[^/]+-[\w-]{8}\.\w+$/;
const YEAR_S = 31_536_000;

/**
 * How hard Brotli tries. `quick`: ONNX Runtime's WASM is 2.67 MB after 4 s, in the background of
 * `npm start`. `best`: 2.30 MB after half a minute.
 */
const QUALITY = { quick: 9, best: 11 } as const;
export type Effort = keyof typeof QUALITY;

/**
 * Compresses every file of a built folder that gains from it. What was compressed before, by its
 * content, is taken from `cache`.
 *
 * @returns bytes before and after, by path in the folder
 */
export async function compressBuild(
  folder: string,
  cache: string,
  effort: Effort,
): Promise<ReadonlyMap<string, { readonly bytes: number; readonly compressed: number }>> {
  mkdirSync(cache, { recursive: true });
  const sizes = new Map<string, { bytes: number; compressed: number }>();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && WORTH_IT.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  // Node compresses on as many threads as there are cores; largest first keeps them all busy.
  const files = paths
    .map((path) => ({ path, bytes: readFileSync(path) }))
    .filter(({ bytes }) => bytes.length >= LEAST_BYTES)
    .toSorted((a, b) => b.bytes.length - a.bytes.length);
  await Promise.all(
    files.map(async ({ path, bytes }) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      const kept = join(cache, `${hash}.${effort}.br`);
      if (!existsSync(kept)) await writeWhole(kept, await brotli(bytes, effort));
      const compressed = (await stat(kept)).size;
      sizes.set(path.slice(folder.length + 1).replaceAll('\\', '/'), {
        bytes: bytes.length,
        compressed,
      });
      await copyFile(kept, `${path}.br`);
      if (effort === 'best') {
        await writeWhole(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }
    }),
  );
  return sizes;
}

function brotli(bytes: Buffer, effort: Effort): Promise<Buffer> {
  return promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY[effort],
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** Half of it is never seen, by a server beside us or a file of the same content. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  await writeFile(part, bytes);
  await rename(part, path);
}

/**
 * A middleware that answers with `NAME.br` or `NAME.gz` where there is one and the browser reads
 * it; else it leaves the request alone.
 */
export function servePrecompressed(folder: string) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = normalize(join(folder, pathname));
    const file = name.endsWith(sep) ? `${name}index.html` : name;
    const type = TYPES[extname(file)];
    const found = formOf(file, request.headers['accept-encoding'] ?? '');
    const plain = request.method !== 'GET' || request.headers.range !== undefined;
    if (plain || !file.startsWith(folder + sep) || type === undefined || !found) {
      next();
      return;
    }
    void stat(found.path).then(
      ({ size, mtimeMs }) => {
        const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}-${found.encoding}"`;
        response.setHeader('Vary', 'Accept-Encoding');
        response.setHeader('ETag', etag);
        response.setHeader(
          'Cache-Control',
          HASHED.test(pathname) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
        );
        if (request.headers['if-none-match'] === etag) {
          response.writeHead(304).end();
          return;
        }
        response.writeHead(200, {
          'Content-Type': type,
          'Content-Encoding': found.encoding,
          'Content-Length': size,
        });
        createReadStream(found.path).pipe(response);
      },
      () => next(),
    );
  };
}

function formOf(file: string, accepted: string): { path: string; encoding: string } | null {
  for (const encoding of ['br', 'gzip'] as const) {
    const path = `${file}.${encoding === 'br' ? 'br' : 'gz'}`;
    if (new RegExp(`\\b${encoding}\\b`).test(accepted) && existsSync(path))
      return { path, encoding };
  }
  return null;
}
