/** A checkpoint on a host that serves byte ranges, with everything received kept in a spool. */
import { checkRange, throwIfCancelled, type ByteSource } from '../checkpoint/byteSource';
import { HuellaError } from '../errors';
import type { Spool } from './spool';

/** A connection lost more often than this in a row, without a single new byte between, is not coming back by itself. */
const MAX_FRUITLESS_ATTEMPTS = 8;
/** Pause before the second attempt; doubles with each one that brings nothing. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** Answers that mean "later", not "no". */
const BUSY_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Asked for first, to learn the size: enough for the head of any format, and too little to matter if it is not needed. */
const PROBE_BYTES = 1024;

/** What tells one version of a file from the next. */
export interface Version {
  readonly size: number;
  /** Null where the host sends none, or hides it from other origins. */
  readonly etag: string | null;
}

export interface RemoteOptions {
  readonly signal: AbortSignal;
  /** What an earlier run saw; absent: the host is asked. */
  readonly known?: Version | undefined;
  /** The connection is lost (true) or back (false). */
  onWaiting?(waiting: boolean): void;
}

export class RemoteSource implements ByteSource {
  readonly name: string;
  /** True while the file is looked at: what describes it is kept to the end. */
  describing = true;
  /** Set when something read was finished with: what lies before the next read is not needed again. */
  finishedSome = false;
  #version: Version | null;
  /** The app's own policy forbids the host: trying again changes nothing. */
  #forbidden = false;

  private constructor(
    private readonly url: string,
    private readonly spool: Spool,
    private readonly options: RemoteOptions,
  ) {
    this.name = decodeURIComponent(/([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1] ?? url);
    this.#version = options.known ?? null;
    self.addEventListener('securitypolicyviolation', () => {
      this.#forbidden = true;
    });
  }

  /** @throws HuellaError `checkpoint-unreachable` when the host does not answer, refuses, or does not serve ranges; `cancelled` */
  static async open(url: string, spool: Spool, options: RemoteOptions): Promise<RemoteSource> {
    const source = new RemoteSource(url, spool, options);
    if (!source.#version) await source.#fetch(0, PROBE_BYTES);
    return source;
  }

  get version(): Version {
    return this.#version!;
  }

  get size(): number {
    return this.version.size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    throwIfCancelled(this.options.signal);
    checkRange(this, offset, length);
    if (this.finishedSome) {
      this.finishedSome = false;
      await this.spool.forgetBefore(offset);
    }
    for (const gap of this.spool.missing(offset, length)) await this.#fetch(gap.offset, gap.length);
    const bytes = new Uint8Array(length);
    this.spool.copy(offset, bytes);
    return bytes;
  }

  /** Fetches a range into the spool. A connection lost in the middle goes on from the last byte received. */
  async #fetch(offset: number, length: number): Promise<void> {
    const { signal } = this.options;
    let received = 0;
    for (let fruitless = 0; ;) {
      const before = received;
      try {
        const response = await this.#request(offset + received, offset + length - 1);
        const limit = Math.min(length, this.size - offset);
        const reader = response.body!.getReader();
        for (;;) {
          const { done, value: chunk } = await reader.read();
          if (done) break;
          throwIfCancelled(signal);
          if (received + chunk.byteLength > limit)
            throw this.#unreachable('the host sent more than was asked for');
          await this.spool.append(offset + received, chunk, this.describing);
          received += chunk.byteLength;
          if (fruitless > 0) this.options.onWaiting?.(false);
          fruitless = 0;
        }
        if (received === limit) return;
        throw new TypeError('the connection ended early');
      } catch (error) {
        throwIfCancelled(signal);
        // A refusal is an answer; anything else is a lost connection or a host under load.
        if (error instanceof HuellaError) throw error;
        // The event that says why comes as a task of its own.
        await pause(0, signal);
        if (this.#forbidden)
          throw this.#unreachable('this app fetches only from the hosts its policy names', error);
        fruitless = received > before ? 1 : fruitless + 1;
        if (fruitless > MAX_FRUITLESS_ATTEMPTS)
          throw this.#unreachable('the connection keeps failing', error);
        this.options.onWaiting?.(true);
        await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (fruitless - 1)), signal);
      }
    }
  }

  async #request(first: number, last: number): Promise<Response> {
    // No If-Range: it is not a header browsers send to other origins unasked; the answer's ETag is compared instead.
    const response = await fetch(this.url, {
      headers: { Range: `bytes=${first}-${last}` },
      // A cache would keep a second copy of a gigabyte.
      cache: 'no-store',
      credentials: 'omit',
      signal: this.options.signal,
    });
    const refuse = async (error: Error): Promise<never> => {
      await response.body?.cancel();
      throw error;
    };
    if (BUSY_STATUSES.has(response.status))
      return refuse(new TypeError(`the host answered ${response.status}`));
    if (response.status === 200) return refuse(this.#unreachable('the host does not serve parts of files'));
    if (response.status !== 206) return refuse(this.#unreachable(`the host answered ${response.status}`));
    const etag = response.headers.get('etag');
    const size = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN);
    if (!this.#version) {
      if (!Number.isSafeInteger(size))
        return refuse(this.#unreachable('the host does not say how long the file is'));
      this.#version = { size, etag };
    }
    if (!sameVersion(this.#version, { size: Number.isNaN(size) ? this.size : size, etag })) {
      return refuse(new VersionChanged(this.name));
    }
    return response;
  }

  #unreachable(reason: string, cause?: unknown): HuellaError {
    const { name } = this;
    return new HuellaError('checkpoint-unreachable', `${name}: ${reason}.`, { name, reason }, { cause });
  }
}

/** The file was replaced on the host: what was received of the old one is of no use. */
export class VersionChanged extends HuellaError {
  constructor(file: string) {
    super('checkpoint-damaged', `${file} was replaced on the host while it was read.`, { name: file });
  }
}

function sameVersion(a: Version, b: Version): boolean {
  return a.size === b.size && (a.etag === null || b.etag === null || a.etag === b.etag);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const clean = (): void => {
      clearTimeout(timer);
      self.removeEventListener('online', end);
      signal.removeEventListener('abort', cancel);
    };
    const end = (): void => {
      clean();
      resolve();
    };
    const cancel = (): void => {
      clean();
      reject(new HuellaError('cancelled', 'cancelled', {}, { cause: signal.reason }));
    };
    const timer = setTimeout(end, ms);
    // The network is back: no need to wait longer.
    self.addEventListener('online', end);
    signal.addEventListener('abort', cancel, { once: true });
  });
}
