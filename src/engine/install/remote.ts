/** A checkpoint on a host that serves byte ranges, with everything received kept in a spool. */
import { checkRange, throwIfCancelled, type ByteSource } from '../checkpoint/byte-source';
import { fetchPart, fileNameOf, pause, unreachable, VersionChanged } from '../checkpoint/host';
import { answerOf, AskLater, pauseBefore } from '../checkpoint/host-answer';
import { withDeadline } from '../encoder/deadline';
import { HuellaError } from '../errors';
import type { Spool } from './spool';

/**
 * A connection lost more often than this in a row, without a single new byte between, is not coming
 * back by itself.
 */
const MAX_FRUITLESS_ATTEMPTS = 8;
/**
 * A connection that is silent for so long is lost without an error: a phone has changed networks,
 * or a router has forgotten it.
 */
const SILENCE_MS = 30_000;
/**
 * Asked for first, to learn the size: enough for the head of any format, and too little to matter
 * if it is not needed.
 */
const PROBE_BYTES = 1024;

/** What tells one version of a file from the next. */
export interface Version {
  readonly size: number;
  /** Null where the host sends none, or hides it from other origins. */
  readonly etag: string | null;
  /** That sent the tag. */
  readonly host?: string;
}

interface RemoteOptions {
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
  /**
   * Set when something read was finished with: what lies before the next read is not needed again.
   */
  finishedSome = false;
  #version: Version | null;
  /**
   * By host: a hub forwards to one content network today and to another tomorrow, each with tags of
   * its own.
   */
  readonly #etags = new Map<string, string>();
  /** The app's own policy forbids the host: trying again changes nothing. */
  #forbidden = false;
  readonly #url: string;
  readonly #spool: Spool;
  readonly #options: RemoteOptions;

  private constructor(url: string, spool: Spool, options: RemoteOptions) {
    this.#url = url;
    this.#spool = spool;
    this.#options = options;

    this.name = fileNameOf(url);
    this.#version = options.known ?? null;
    const { etag = null, host } = options.known ?? {};
    if (etag !== null && host !== undefined) this.#etags.set(host, etag);
    self.addEventListener('securitypolicyviolation', () => {
      this.#forbidden = true;
    });
  }

  /**
   * @throws HuellaError `checkpoint-unreachable` when the host does not answer, refuses, or does
   * not serve ranges; `cancelled`
   */
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
    throwIfCancelled(this.#options.signal);
    checkRange(this, offset, length);
    if (this.finishedSome) {
      this.finishedSome = false;
      await this.#spool.forgetBefore(offset);
    }
    for (const gap of this.#spool.missing(offset, length))
      await this.#fetch(gap.offset, gap.length);
    const bytes = new Uint8Array(length);
    this.#spool.copy(offset, bytes);
    return bytes;
  }

  /**
   * Fetches a range into the spool. A connection lost in the middle goes on from the last byte
   * received.
   */
  async #fetch(offset: number, length: number): Promise<void> {
    const { signal } = this.#options;
    let received = 0;
    for (let fruitless = 0; ;) {
      const before = received;
      const attempt = new AbortController();
      const heard = <T>(answer: Promise<T>): Promise<T> =>
        withDeadline(answer, SILENCE_MS, () => new TypeError('the connection is silent'));
      try {
        const request = this.#request(offset + received, offset + length - 1, attempt.signal);
        const response = await heard(request);
        const limit = Math.min(length, this.size - offset);
        const reader = response.body!.getReader();
        for (;;) {
          const { done, value: chunk } = await heard(reader.read());
          if (done) break;
          throwIfCancelled(signal);
          if (received + chunk.byteLength > limit)
            throw this.#unreachable('the host sent more than was asked for');
          await this.#spool.append(offset + received, chunk, this.describing);
          received += chunk.byteLength;
          if (fruitless > 0) this.#options.onWaiting?.(false);
          fruitless = 0;
        }
        if (received === limit) return;
        throw new TypeError('the connection ended early');
      } catch (error) {
        // What it may still bring is not wanted any more.
        attempt.abort();
        throwIfCancelled(signal);
        // A refusal is an answer; anything else is a lost connection or a host under load.
        if (error instanceof HuellaError) throw error;
        // The event that says why comes as a task of its own.
        await pause(0, signal, self);
        if (this.#forbidden)
          throw this.#unreachable('this app fetches only from the hosts its policy names', error);
        fruitless = received > before ? 1 : fruitless + 1;
        if (fruitless > MAX_FRUITLESS_ATTEMPTS) {
          const why = error instanceof AskLater ? error.message : 'the connection keeps failing';
          throw this.#unreachable(why, error);
        }
        this.#options.onWaiting?.(true);
        await pause(pauseBefore(fruitless, error), signal, self);
      }
    }
  }

  async #request(first: number, last: number, lost: AbortSignal): Promise<Response> {
    const response = await this.#ask(`bytes=${first}-${last}`, lost);
    const refuse = async (error: Error): Promise<never> => {
      await response.body?.cancel();
      throw error;
    };
    const answer = answerOf(response, first, this.#version?.size ?? null);
    if (answer.kind === 'later') return refuse(new AskLater(answer.reason, answer.pauseMs));
    if (answer.kind === 'no') return refuse(this.#unreachable(answer.reason));
    if (answer.kind === 'replaced') return refuse(new VersionChanged(this.name));
    const { etag, host } = answer;
    if (!this.#version) {
      const size = answer.size ?? (await this.#measure(lost));
      if (size === null)
        return refuse(this.#unreachable('the host does not say how long the file is'));
      this.#version = { size, etag, host };
    }
    const known = this.#etags.get(host);
    const replaced =
      (known !== undefined && etag !== null && etag !== known) ||
      (answer.size ?? this.size) !== this.size;
    if (replaced) return refuse(new VersionChanged(this.name));
    if (etag !== null) this.#etags.set(host, etag);
    return response;
  }

  /**
   * Where Content-Range is hidden: the length of all there is from the first byte on. Null when
   * that does not tell either.
   */
  async #measure(lost: AbortSignal): Promise<number | null> {
    const response = await this.#ask('bytes=0-', lost);
    const length = response.headers.get('content-length');
    await response.body?.cancel();
    return response.status === 206 && length !== null && /^\d+$/.test(length)
      ? Number(length)
      : null;
  }

  /**
   * Always by the address itself and never by one it was forwarded to before, because a signed
   * address expires. One plain range is the one header that other origins may be sent unasked;
   * anything more (If-Range) makes the browser ask first, which content networks have been seen to
   * refuse.
   */
  #ask(range: string, lost: AbortSignal): Promise<Response> {
    return fetchPart(this.#url, range, AbortSignal.any([this.#options.signal, lost]));
  }

  #unreachable(reason: string, cause?: unknown): HuellaError {
    return unreachable(this.name, reason, cause);
  }
}
