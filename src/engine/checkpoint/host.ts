/** Asking a host for parts of a file (RFC 9110 section 14), such as a model hub. */
import { HuellaError } from '../errors';

/** Of a file behind an address, for messages. */
export function fileNameOf(url: string): string {
  return decodeURIComponent(/([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1] ?? url);
}

/** @param range as the header has it: `bytes=0-99` */
export function fetchPart(url: string, range: string, signal?: AbortSignal): Promise<Response> {
  return fetch(url, {
    headers: { Range: range },
    // A cache would keep a second copy of a gigabyte, and the redirect beyond its time.
    cache: 'no-store',
    credentials: 'omit',
    signal: signal ?? null,
  });
}

export function unreachable(name: string, reason: string, cause?: unknown): HuellaError {
  const message = `${name}: ${reason}.`;
  return new HuellaError('checkpoint-unreachable', message, { name, reason }, { cause });
}

/** The file was replaced on the host: what was received of the old one is of no use. */
export class VersionChanged extends HuellaError {
  constructor(file: string) {
    super('checkpoint-damaged', `${file} was replaced on the host while it was read.`, {
      name: file,
    });
  }
}

/**
 * @param waker says by an event `online` that the network is back: no need to wait longer
 * @throws HuellaError `cancelled`
 */
export function pause(ms: number, signal?: AbortSignal, waker?: EventTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    const clean = (): void => {
      clearTimeout(timer);
      waker?.removeEventListener('online', end);
      signal?.removeEventListener('abort', cancel);
    };
    const end = (): void => {
      clean();
      resolve();
    };
    const cancel = (): void => {
      clean();
      reject(new HuellaError('cancelled', 'cancelled', {}, { cause: signal?.reason }));
    };
    const timer = setTimeout(end, ms);
    waker?.addEventListener('online', end);
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
