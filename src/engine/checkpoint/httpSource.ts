/** A checkpoint on a host that serves byte ranges (RFC 9110 section 14), such as a model hub. */
import { HuellaError } from '../errors';
import { checkRange, throwIfCancelled, type ByteSource } from './byteSource';

/** A connection lost more often than this in one read, without a single new byte between, is not coming back. */
const MAX_FRUITLESS_ATTEMPTS = 5;
/** Pause before the second attempt; doubles with each one that brings nothing, so a host under load is not hammered. */
const FIRST_PAUSE_MS = 250;
/** Answers that mean "later", not "no": timeout, too many requests, and a gateway's troubles. */
const BUSY_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Opens an address by asking for its first byte: the answer gives the size and the version (ETag), which every later
 * range must match, so that a file replaced in the middle is noticed. A connection lost inside a read goes on from the
 * last byte received: no byte is fetched twice.
 *
 * @throws HuellaError `checkpoint-unreachable` when the host does not answer, refuses, or does not serve ranges
 */
export async function httpSource(url: string, options: { signal?: AbortSignal } = {}): Promise<ByteSource> {
  const name = decodeURIComponent(/([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1] ?? url);
  const first = await persist(name, options.signal, () => request(url, name, 0, 0, options.signal));
  await first.body?.cancel();
  const size = Number(/\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1] ?? NaN);
  if (!Number.isSafeInteger(size)) throw unreachable(name, 'the host does not say how long the file is');
  const version = first.headers.get('etag');

  const source: ByteSource = {
    size,
    name,
    async read(offset, length, signal = options.signal) {
      throwIfCancelled(signal);
      checkRange(source, offset, length);
      const bytes = new Uint8Array(length);
      let filled = 0;
      if (length === 0) return bytes;
      await persist(
        name,
        signal,
        async () => {
          const response = await request(url, name, offset + filled, offset + length - 1, signal);
          if (version !== null && response.headers.get('etag') !== version) {
            await response.body?.cancel();
            throw new HuellaError(
              'checkpoint-damaged',
              `${name} was replaced on the host while it was read.`,
              { name },
            );
          }
          for await (const chunk of response.body!) {
            if (filled + chunk.byteLength > length)
              throw unreachable(name, 'the host sent more than was asked for');
            bytes.set(chunk, filled);
            filled += chunk.byteLength;
          }
          if (filled < length) throw new TypeError('the connection ended early');
        },
        () => filled,
      );
      return bytes;
    },
  };
  return source;
}

/** Tries again after lost connections, longer apart each time, as long as `progress` grows now and then. */
async function persist<T>(
  name: string,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
  progress: () => number = () => 0,
): Promise<T> {
  for (let fruitless = 0; ;) {
    const before = progress();
    try {
      return await attempt();
    } catch (error) {
      throwIfCancelled(signal);
      // A refusal is an answer; anything else is a lost connection or a host under load.
      if (error instanceof HuellaError) throw error;
      fruitless = progress() > before ? 0 : fruitless + 1;
      if (fruitless >= MAX_FRUITLESS_ATTEMPTS) throw unreachable(name, 'the connection keeps failing', error);
      await pause(FIRST_PAUSE_MS * 2 ** fruitless, signal);
    }
  }
}

async function request(
  url: string,
  name: string,
  first: number,
  last: number,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(url, {
    headers: { Range: `bytes=${first}-${last}` },
    // A cache would keep a second copy of a gigabyte.
    cache: 'no-store',
    credentials: 'omit',
    ...(signal ? { signal } : {}),
  });
  if (response.status === 206) return response;
  await response.body?.cancel();
  if (BUSY_STATUSES.has(response.status)) throw new TypeError(`the host answered ${response.status}`);
  throw unreachable(
    name,
    response.status === 200
      ? 'the host does not serve parts of files'
      : `the host answered ${response.status}`,
  );
}

function unreachable(name: string, reason: string, cause?: unknown): HuellaError {
  return new HuellaError('checkpoint-unreachable', `${name}: ${reason}.`, { name, reason }, { cause });
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(new HuellaError('cancelled', 'cancelled', {}, { cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }, ms);
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
