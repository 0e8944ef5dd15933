/**
 * A stand-in for the model hub on this machine: serves ranges of files, counts every byte, and
 * fails when told to. With `sendTo` it answers as the real one does: a redirect to a content
 * network on another origin, whose address is signed and good for one use.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ByteSource } from '../../src/engine/checkpoint/byte-source';
import { bytesSource } from '../../src/engine/checkpoint/byte-source';

/** Small enough that a connection can be cut in many places. */
const CHUNK_BYTES = 8 * 1024;
/** What was written reaches the browser before the connection ends. */
const DRAIN_MS = 250;

/**
 * What huggingface.co lets scripts of other origins see, and what the content network behind it
 * does (observed in 2026).
 */
const HUB_EXPOSES =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash';
const NETWORK_EXPOSES =
  'Accept-Ranges, Content-Range, Content-Type, Content-Disposition, ETag, X-Cache';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Answers one request instead of the hub. */
export type Instead = (request: IncomingMessage, response: ServerResponse) => void;

/** Refuses with a status, readable by every origin. */
export const refuse =
  (status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Instead =>
  (_, response) =>
    void response.writeHead(status, { 'Access-Control-Allow-Origin': '*', ...headers }).end(body);

/** A host that takes no notice of Range. */
export const whole =
  (type: string, body: Uint8Array | string): Instead =>
  (_, response) =>
    void response
      .writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': type })
      .end(body);

export class Hub {
  readonly #files = new Map<string, ByteSource>();
  readonly #server: Server;
  /** The stretches of each file that were sent. */
  readonly #sent = new Map<string, { first: number; end: number }[]>();
  readonly #signatures = new Set<string>();
  #signed = 0;
  #network: Hub | null = null;
  #origin = '';
  /** Only signed addresses are answered. */
  #asksForSignature = false;
  /** Connections are cut when this many bytes have been sent in all. */
  cuts: number[] = [];
  /** From this many bytes on, nothing more is sent until it is set to infinity. */
  stallAt = Infinity;
  /** Answers to the next requests, in order; null: as usual. */
  instead: (Instead | null)[] = [];
  exposes = HUB_EXPOSES;
  /** Of every file. */
  etag: string | null = null;
  total = 0;
  requests = 0;
  cutsMade = 0;
  /** Questions whether a request may be made at all: the content network refuses them. */
  preflights = 0;
  /** What the `Origin` header said, last. */
  origin: string | undefined;

  constructor(private readonly options: { readonly chunkBytes?: number } = {}) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  add(path: string, file: Uint8Array | ByteSource): void {
    this.#files.set(path, file instanceof Uint8Array ? bytesSource(file) : file);
    this.#sent.set(path, []);
  }

  /** From now on files are served by `network`, each time from an address it signs. */
  sendTo(network: Hub): void {
    this.#network = network;
    network.#asksForSignature = true;
    network.exposes = NETWORK_EXPOSES;
  }

  /** The most often any byte of the file was sent. */
  mostSent(path: string): number {
    const ends = this.#sent.get(path)!.flatMap(({ first, end }) => [
      { at: first, step: 1 },
      { at: end, step: -1 },
    ]);
    let now = 0;
    // Where one stretch ends and the next begins, the end comes first.
    const counts = ends
      .sort((a, b) => a.at - b.at || a.step - b.step)
      .map(({ step }) => (now += step));
    return Math.max(0, ...counts);
  }

  /** Instead of a redirect: the file itself, as hubs do with small ones. */
  readonly serve: Instead = (request, response) => {
    const path = new URL(request.url!, this.#origin).pathname;
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': this.exposes,
    };
    void this.#send(path, this.#files.get(path)!, headers, request, response);
  };

  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, 'localhost', resolve));
    this.#origin = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
    return this.#origin;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #sign(path: string): string {
    const signature = String(++this.#signed);
    this.#signatures.add(signature);
    return `${this.#origin}${path}?Expires=1&Signature=${signature}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const file = this.#files.get(pathname);
    this.origin = request.headers.origin;
    const headers = {
      // The hub names the page that asks; behind a redirect the browser says "null", and the
      // network answers every origin.
      'Access-Control-Allow-Origin': this.#asksForSignature ? '*' : (this.origin ?? '*'),
      'Access-Control-Expose-Headers': this.exposes,
    };
    if (request.method === 'OPTIONS') {
      this.preflights += 1;
      response.writeHead(403).end();
      return;
    }
    if (!file) {
      response.writeHead(404, headers).end();
      return;
    }
    this.requests += 1;
    const instead = this.instead.shift();
    if (instead) {
      instead(request, response);
      return;
    }
    if (this.#network) {
      const tags = { 'X-Linked-Size': file.size, 'X-Linked-ETag': '"sha256"', ETag: '"commit"' };
      response
        .writeHead(302, { ...headers, ...tags, Location: this.#network.#sign(pathname) })
        .end();
      return;
    }
    if (this.#asksForSignature && !this.#signatures.delete(searchParams.get('Signature') ?? '')) {
      refuse(403, {}, '<Error><Code>AccessDenied</Code></Error>')(request, response);
      return;
    }
    await this.#send(pathname, file, headers, request, response);
  }

  async #send(
    path: string,
    file: ByteSource,
    headers: Readonly<Record<string, string>>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    if (!range) {
      response.writeHead(400, headers).end();
      return;
    }
    const first = Number(range[1]);
    const end = Math.min(range[2] === '' ? Infinity : Number(range[2]) + 1, file.size);
    response.writeHead(206, {
      ...headers,
      ETag: this.etag ?? `"${file.size.toString(16)}"`,
      'Content-Range': `bytes ${first}-${end - 1}/${file.size}`,
      'Content-Length': end - first,
    });
    const sent = { first, end: first };
    this.#sent.get(path)!.push(sent);
    while (sent.end < end) {
      const stop = Math.min(this.cuts[0] ?? Infinity, this.stallAt);
      const size = Math.min(
        this.options.chunkBytes ?? CHUNK_BYTES,
        end - sent.end,
        Math.max(0, stop - this.total),
      );
      if (size > 0) {
        if (request.destroyed) return;
        const room = response.write(await file.read(sent.end, size));
        sent.end += size;
        this.total += size;
        // A gigabyte does not wait in memory for a browser that is slower.
        if (!room) await drained(response);
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
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
