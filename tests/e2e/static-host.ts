/**
 * A plain web server for a folder: no header but the type (or the app's own headers), from a
 * sub-path if asked, and it can be killed.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { headersOf } from '../../tools/headers.ts';

/** What the simplest of hosts knows; the rest is sent as bytes. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

export interface HostOptions {
  readonly folder: string;
  /** Begins and ends with a slash. */
  readonly path?: string;
  /** Whether to send the headers of `tools/headers.ts`. */
  readonly headers?: boolean;
}

export class StaticHost {
  #server: Server | null = null;
  #port = 0;
  folder: string;
  /** Paths asked for since it was last emptied. */
  readonly asked: string[] = [];

  constructor(private readonly options: HostOptions) {
    this.folder = options.folder;
  }

  /** Where the app is. */
  get url(): string {
    return `http://localhost:${this.#port}${this.options.path ?? '/'}`;
  }

  /** Starts it, or starts it again at the same address. */
  async start(): Promise<string> {
    const { path = '/', headers = false } = this.options;
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      this.asked.push(pathname);
      const name = pathname.startsWith(path) ? pathname.slice(path.length) || 'index.html' : '';
      const file = normalize(join(this.folder, name));
      if (!file.startsWith(this.folder + sep) || !existsSync(file) || !statSync(file).isFile()) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, {
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        'Content-Length': statSync(file).size,
        ...(headers ? headersOf(pathname) : {}),
      });
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, 'localhost', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this.url;
  }

  /** Nothing listens any more. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
