/**
 * An S3-compatible store (AWS, R2, B2, Ceph, Garage, MinIO, SeaweedFS): signed requests (AWS
 * Signature Version 4), addresses with the bucket in the path, which every one of them knows, and
 * writes that never replace (`If-None-Match: *`).
 */
import { AwsV4Signer } from 'aws4fetch';
import { toHuellaError } from '../errors';
import { CatalogueError, type CatalogueCode } from './failure';
import type { JoinLink, Place } from './join-link';
import type { ObjectStore } from './store';

/** Where the bucket is, and the key to it: a checked `JoinLink` has it all. */
export type Bucket = Place & Pick<JoinLink, 'accessKey' | 'secretKey'>;

/** After about .25, .5, 1 and 2 s: over the restart of a proxy, not of a server. */
const TRIES = 5;
const FIRST_PAUSE_MS = 250;
/** Names in one answer: what all stores give at most. */
const PAGE = 1000;
/** Until a store begins to answer; a longer body may take longer to be sent. */
const ANSWER_MS = 120_000;
/** Bytes a millisecond of the slowest connection that is waited for: 8 kB a second. */
const SLOWEST = 8;
/** Characters of the store's own words that are kept with an error. */
const QUOTED = 300;

/** What the stores call their refusals (`Code` of the answer). */
const REFUSALS: Readonly<Record<string, CatalogueCode>> = {
  RequestTimeTooSkewed: 'clock',
  RequestExpired: 'clock',
  InvalidAccessKeyId: 'key-refused',
  SignatureDoesNotMatch: 'key-refused',
  ExpiredToken: 'key-refused',
  AccessDenied: 'forbidden',
  NoSuchBucket: 'no-bucket',
  QuotaExceeded: 'full',
  InsufficientStorage: 'full',
  EntityTooLarge: 'full',
  XMinioStorageFull: 'full',
};

type Bytes = Uint8Array<ArrayBuffer>;

interface Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly body?: Bytes;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

interface Answer {
  readonly status: number;
  readonly bytes: Bytes;
  /** The store's clock, where a page may read it. */
  readonly date: string | null;
}

export class S3Store implements ObjectStore {
  readonly #bucket: Bucket;
  readonly #root: URL;
  readonly #pause: (ms: number) => Promise<void>;
  /** Requests sent and bytes of their bodies, since it was made. */
  readonly counts = { requests: 0, up: 0, down: 0 };
  /** By how many ms the store's clock is ahead, once it has refused a request for it. */
  #ahead = 0;

  /** @param pause only tests wait otherwise */
  constructor(bucket: Bucket, pause: (ms: number) => Promise<void> = wait) {
    this.#bucket = bucket;
    this.#pause = pause;
    this.#root = new URL(`${bucket.endpoint}/${bucket.bucket}`);
  }

  async put(name: string, body: Bytes, signal?: AbortSignal): Promise<boolean> {
    const headers = { 'If-None-Match': '*', 'Content-Type': 'application/octet-stream' };
    const url = this.#address(name);
    const { status } = await this.#send({ method: 'PUT', url, body, headers, signal }, [409, 412]);
    return status < 300;
  }

  async get(
    name: string,
    signal?: AbortSignal,
    onBytes?: (bytes: number) => void,
  ): Promise<Bytes | null> {
    const url = this.#address(name);
    const answer = await this.#send({ method: 'GET', url, signal, onBytes }, [404]);
    return this.#found(answer)?.bytes ?? null;
  }

  /** For the bucket's owner alone (`tools/catalogue`): the app takes nothing away. */
  async remove(name: string, signal?: AbortSignal): Promise<void> {
    await this.#send({ method: 'DELETE', url: this.#address(name), signal }, [404]);
  }

  async *list(prefix: string, after?: string, signal?: AbortSignal): AsyncIterable<string> {
    const folder = prefixOf(this.#bucket);
    let token: string | null = null;
    do {
      const url = new URL(this.#root);
      // Not `searchParams`, whose `+` for a space not every store reads as one.
      url.search = queryOf([
        ['list-type', '2'],
        ['max-keys', String(PAGE)],
        ['prefix', folder + prefix],
        ['start-after', after === undefined ? null : folder + after],
        ['continuation-token', token],
      ]);
      const { bytes } = await this.#send({ method: 'GET', url, signal }, []);
      const answer = new TextDecoder().decode(bytes);
      for (const key of allOf(answer, 'Key')) {
        const name = key.slice(folder.length);
        // Not all stores know `start-after`.
        if (key.startsWith(folder) && (after === undefined || name > after)) yield name;
      }
      token =
        firstOf(answer, 'IsTruncated') === 'true' ? firstOf(answer, 'NextContinuationToken') : null;
    } while (token !== null);
  }

  #address(name: string): URL {
    const url = new URL(this.#root);
    url.pathname += `/${prefixOf(this.#bucket)}${name}`;
    return url;
  }

  /** Null: there is no such object. @throws CatalogueError `no-bucket` */
  #found(answer: Answer): Answer | null {
    if (answer.status !== 404) return answer;
    const text = new TextDecoder().decode(answer.bytes);
    if (firstOf(text, 'Code') === 'NoSuchBucket') throw refusal(answer.status, text, 'GET');
    return null;
  }

  async #send(request: Request, expected: readonly number[]): Promise<Answer> {
    let isClockSet = false;
    for (let attempt = 1; ; attempt++) {
      let failure: CatalogueError;
      try {
        const answer = await this.#once(request);
        const { status, bytes } = answer;
        if (status < 300 || expected.includes(status)) return answer;
        const text = new TextDecoder().decode(bytes);
        failure = refusal(status, text, request.method);
        if (failure.code === 'clock' && !isClockSet && this.#setClock(text, answer.date)) {
          isClockSet = true;
          continue;
        }
        const again = status >= 500 || status === 429 || status === 408;
        if (!again || failure.code === 'full') throw failure;
      } catch (error) {
        if (error instanceof CatalogueError) throw error;
        if (request.signal?.aborted) throw toHuellaError(request.signal.reason, 'cancelled');
        failure = new CatalogueError('unreachable', String(error), '', { cause: error });
      }
      if (attempt === TRIES) throw failure;
      // A random half, so that many devices do not all come back at once.
      await this.#pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2));
      if (request.signal?.aborted) throw toHuellaError(request.signal.reason, 'cancelled');
    }
  }

  /**
   * Requests are dated by the store's clock from now on, where it tells the time: no person should
   * have to set a phone's clock to share photos. False: it does not tell.
   */
  #setClock(answer: string, date: string | null): boolean {
    const said = Date.parse(firstOf(answer, 'ServerTime') ?? date ?? '');
    if (Number.isNaN(said)) return false;
    this.#ahead = said - Date.now();
    return true;
  }

  async #once({ method, url, body, headers = {}, signal, onBytes }: Request): Promise<Answer> {
    const { accessKey, secretKey, region } = this.#bucket;
    const signed = await new AwsV4Signer({
      ...{ method, url: url.href, headers, service: 's3', region },
      ...{ accessKeyId: accessKey, secretAccessKey: secretKey },
      datetime: basicTime(Date.now() + this.#ahead),
      ...(body ? { body } : {}),
    }).sign();
    this.counts.requests += 1;
    this.counts.up += body?.length ?? 0;
    const silence = new AbortController();
    const patience = ANSWER_MS + (body?.length ?? 0) / SLOWEST;
    const timer = setTimeout(() => silence.abort(new Error('no answer')), patience);
    const stop = (): void => silence.abort(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      const response = await fetch(signed.url, {
        method,
        headers: signed.headers,
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal: silence.signal,
        ...(body ? { body } : {}),
      });
      clearTimeout(timer);
      // A body that ends early rejects, and is asked for again.
      const bytes = await bytesOf(response, onBytes);
      this.counts.down += bytes.length;
      return { status: response.status, bytes, date: response.headers.get('Date') };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }
}

async function bytesOf(response: Response, onBytes?: (bytes: number) => void): Promise<Bytes> {
  if (!onBytes || !response.body) return new Uint8Array(await response.arrayBuffer());
  const parts: Bytes[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    onBytes(length);
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function prefixOf({ prefix }: Bucket): string {
  return prefix === '' ? '' : `${prefix}/`;
}

function queryOf(fields: readonly (readonly [string, string | null])[]): string {
  return fields
    .flatMap(([name, value]) => (value === null ? [] : `${name}=${encodeURIComponent(value)}`))
    .join('&');
}

function refusal(status: number, answer: string, method: Request['method']): CatalogueError {
  const said = firstOf(answer, 'Code') ?? '';
  const words = `${status} ${said}: ${firstOf(answer, 'Message') ?? answer}`.slice(0, QUOTED);
  return new CatalogueError(REFUSALS[said] ?? codeOf(status, method), words);
}

function codeOf(status: number, method: Request['method']): CatalogueCode {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'no-bucket';
  if (status === 413 || status === 507) return 'full';
  if (status === 500 && method === 'PUT') return 'unwritable';
  return 'unreachable';
}

/** Texts of the elements of that name: the answers are flat, and workers have no DOMParser. */
function allOf(answer: string, element: string): string[] {
  const found = answer.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'));
  return [...found].map(([, value]) => unescaped(value!));
}

function firstOf(answer: string, element: string): string | null {
  return allOf(answer, element)[0] ?? null;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};

function unescaped(value: string): string {
  return value.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (entity, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return ENTITIES[String(name)] ?? entity;
  });
}

/** ISO 8601 without separators: `20260503T101500Z`. */
function basicTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[:-]|\.\d{3}/g, '');
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
