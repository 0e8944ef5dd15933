/** A static server that counts what it gives out: the same for either app, nothing compressed. */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export interface SiteOptions {
  /** Folders by the beginning of the paths that lie in them; `/` is all the rest. */
  readonly folders: Readonly<Record<string, string>>;
  readonly headers: (path: string) => Readonly<Record<string, string>>;
}

export interface Loaded {
  /** Bytes of the files that were asked for, each as often as it was. */
  readonly bytes: number;
  /** Of the same files once each, as gzip would send them. */
  readonly gzipped: number;
}

export class Site {
  readonly origin: string;
  readonly #server: Server;
  #given: { readonly path: string; readonly file: string; readonly bytes: number }[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  static async open({ folders, headers }: SiteOptions): Promise<Site> {
    const roots = Object.entries(folders).sort(([a], [b]) => b.length - a.length);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const site = new Site(server);
    server.on('request', (request, response: ServerResponse) => {
      const { pathname } = new URL(request.url ?? '/', site.origin);
      const path = normalize(decodeURIComponent(pathname));
      const [prefix, folder] = roots.find(([start]) => path.startsWith(start))!;
      const inside = path.slice(prefix.length) || 'index.html';
      const file = join(folder, inside);
      stat(file).then(
        ({ size }) => {
          const type = TYPES[extname(file)] ?? 'application/octet-stream';
          response.writeHead(200, {
            ...headers(path),
            'Content-Type': type,
            'Content-Length': size,
            'Cache-Control': 'max-age=3600',
          });
          if (request.method === 'HEAD') {
            response.end();
            return;
          }
          site.#given.push({ path, file, bytes: size });
          createReadStream(file).pipe(response);
        },
        () => response.writeHead(404).end(),
      );
    });
    return site;
  }

  /** What was loaded since the last call, without the paths that `apart` matches. */
  async loaded(apart: RegExp): Promise<Loaded> {
    const given = this.#given.filter(({ path }) => !apart.test(path));
    this.#given = [];
    const files = new Set(given.map(({ file }) => file));
    let gzipped = 0;
    for (const file of files) gzipped += gzipSync(await readFile(file), { level: 9 }).length;
    return { bytes: given.reduce((sum, { bytes }) => sum + bytes, 0), gzipped };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
