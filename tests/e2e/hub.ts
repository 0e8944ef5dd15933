/** A stand-in for the model hub on this machine: serves ranges of files, counts every byte, and fails when told to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Small enough that a connection can be cut in many places. */
const CHUNK_BYTES = 8 * 1024;
/** What was written reaches the browser before the connection ends. */
const DRAIN_MS = 250;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class Hub {
  readonly #files = new Map<string, Uint8Array>();
  readonly #server: Server;
  /** How often each byte of each file was sent. */
  readonly #sent = new Map<string, Uint8Array>();
  /** Connections are cut when this many bytes have been sent in all. */
  cuts: number[] = [];
  /** From this many bytes on, nothing more is sent until it is set to infinity. */
  stallAt = Infinity;
  total = 0;
  requests = 0;
  cutsMade = 0;

  constructor({ chunkBytes = CHUNK_BYTES } = {}) {
    this.#server = createServer((request, response) => {
      void (async () => {
        const headers = {
          'Access-Control-Allow-Origin': '*',
          'Access-Control-Allow-Headers': 'Range',
          'Access-Control-Expose-Headers': 'ETag, Content-Range',
        };
        const file = this.#files.get(request.url ?? '');
        if (request.method === 'OPTIONS' || !file) {
          response.writeHead(file ? 204 : 404, headers).end();
          return;
        }
        this.requests += 1;
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
        if (!range) {
          response.writeHead(400, headers).end();
          return;
        }
        const first = Number(range[1]);
        const end = Math.min(Number(range[2]) + 1, file.length);
        response.writeHead(206, {
          ...headers,
          ETag: `"${file.length.toString(16)}"`,
          'Content-Range': `bytes ${first}-${end - 1}/${file.length}`,
          'Content-Length': end - first,
        });
        const counts = this.#sent.get(request.url!)!;
        for (let at = first; at < end;) {
          const stop = Math.min(this.cuts[0] ?? Infinity, this.stallAt);
          const size = Math.min(chunkBytes, end - at, Math.max(0, stop - this.total));
          if (size > 0) {
            if (request.destroyed) return;
            response.write(file.subarray(at, at + size));
            for (let i = at; i < at + size; i++) counts[i]! += 1;
            at += size;
            this.total += size;
            continue;
          }
          await pause(DRAIN_MS);
          if (this.total >= (this.cuts[0] ?? Infinity)) {
            this.cuts.shift();
            this.cutsMade += 1;
            response.destroy();
            return;
          }
          if (response.destroyed) return;
        }
        response.end();
      })();
    });
  }

  add(path: string, bytes: Uint8Array): void {
    this.#files.set(path, bytes);
    this.#sent.set(path, new Uint8Array(bytes.length));
  }

  /** The most often any byte of the file was sent. */
  mostSent(path: string): number {
    return this.#sent.get(path)!.reduce((most, count) => Math.max(most, count), 0);
  }

  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, 'localhost', resolve));
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
