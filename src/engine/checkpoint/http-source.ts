/** A checkpoint on a host that serves byte ranges (RFC 9110 section 14), such as a model hub. */
import { HuellaError } from '../errors';
import { checkRange, throwIfCancelled, type ByteSource } from './byte-source';
import { fetchPart, fileNameOf, pause, unreachable, VersionChanged } from './host';
import { answerOf, AskLater, pauseBefore, type Answer } from './host-answer';

/**
 * A connection lost more often than this in one read, without a single new byte between, is not
 * coming back.
 */
const MAX_FRUITLESS_ATTEMPTS = 5;

/**
 * Opens an address by asking for its first byte: the answer gives the size and the version (ETag),
 * which every later range must match, so that a file replaced in the middle is noticed. A
 * connection lost inside a read goes on from the last byte received: no byte is fetched twice.
 *
 * @throws HuellaError `checkpoint-unreachable` when the host does not answer, refuses, or does not
 *   serve ranges
 */
export async function httpSource(
  url: string,
  options: { signal?: AbortSignal } = {},
): Promise<ByteSource> {
  const name = fileNameOf(url);
  const first = await persist(name, options.signal, () =>
    request(url, name, 0, 0, null, options.signal),
  );
  await first.response.body?.cancel();
  const { size } = first.part;
  if (size === null) throw unreachable(name, 'the host does not say how long the file is');
  /**
   * By host: a hub forwards to one content network today and to another tomorrow, each with tags of
   * its own.
   */
  const versions = new Map([[first.part.host, first.part.etag]]);

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
          const { response, part } = await request(
            url,
            name,
            offset + filled,
            offset + length - 1,
            size,
            signal,
          );
          const version = versions.get(part.host) ?? part.etag;
          versions.set(part.host, version);
          if (part.etag !== version || (part.size ?? size) !== size) {
            await response.body?.cancel();
            throw new VersionChanged(name);
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

/**
 * Tries again after lost connections, longer apart each time, as long as `progress` grows now and
 * then.
 */
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
      if (fruitless >= MAX_FRUITLESS_ATTEMPTS) {
        const why = error instanceof AskLater ? error.message : 'the connection keeps failing';
        throw unreachable(name, why, error);
      }
      await pause(pauseBefore(Math.max(1, fruitless), error), signal);
    }
  }
}

async function request(
  url: string,
  name: string,
  first: number,
  last: number,
  size: number | null,
  signal?: AbortSignal,
): Promise<{ response: Response; part: Extract<Answer, { kind: 'part' }> }> {
  const response = await fetchPart(url, `bytes=${first}-${last}`, signal);
  const answer = answerOf(response, first, size);
  if (answer.kind === 'part') return { response, part: answer };
  await response.body?.cancel();
  if (answer.kind === 'later') throw new AskLater(answer.reason, answer.pauseMs);
  if (answer.kind === 'no') throw unreachable(name, answer.reason);
  throw new VersionChanged(name);
}
