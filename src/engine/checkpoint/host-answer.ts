/**
 * What a host that was asked for a part of a file has answered. A model hub answers with a redirect
 * to a content network whose address is signed for a while; scripts see only the last answer, and
 * of its headers only what that one exposes (Content-Length always is).
 */

/** Answers that mean "later", not "no": timeout, too many requests, and a gateway's troubles. */
const BUSY_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
/**
 * From behind a redirect these say that the signed address is no longer good: the hub gives a new
 * one.
 */
const STALE_STATUSES = new Set([400, 401, 403, 404, 410]);
/** Too many requests, without a time to wait: hubs count in minutes, so seconds would not help. */
const RATE_LIMIT_PAUSE_MS = 40_000;
/**
 * The longest time to wait with the page open; what is there is kept, and a person can go on later.
 */
const LONGEST_PAUSE_MS = 5 * 60_000;

export type Answer =
  | {
      readonly kind: 'part';
      /** Of the whole file; null where the host does not say or does not let scripts see it. */
      readonly size: number | null;
      /**
       * Tells one version of the file from the next, on this host; null where it sends none or
       * hides it.
       */
      readonly etag: string | null;
      /** That answered in the end. Two hosts may name one version differently. */
      readonly host: string;
    }
  /** `pauseMs`: how long the host wants to be left alone; null where it does not say. */
  | { readonly kind: 'later'; readonly reason: string; readonly pauseMs: number | null }
  /** The file is shorter than it was. */
  | { readonly kind: 'replaced' }
  | { readonly kind: 'no'; readonly reason: string };

/**
 * @param first the offset that was asked for; @param size of the file, where it is known already
 */
export function answerOf(response: Response, first: number, size: number | null): Answer {
  const { status, headers } = response;
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  const total = range && range[2] !== '*' ? Number(range[2]) : null;
  if (status === 206) {
    // Caches have been seen to answer with another part than was asked for.
    if (range?.[1] !== undefined && Number(range[1]) !== first)
      return later('the host sent another part');
    const host = response.url === '' ? '' : new URL(response.url).host;
    return {
      kind: 'part',
      size: Number.isSafeInteger(total) ? total : null,
      etag: strong(headers.get('etag')),
      host,
    };
  }
  const answered = `the host answered ${status}`;
  if (status === 200) {
    const page = /^text\/html\b/i.test(headers.get('content-type') ?? '');
    return no(
      page
        ? 'the host answered with a page instead of the file'
        : 'the host does not serve parts of files',
    );
  }
  if (status === 416)
    return total !== null && total !== size ? { kind: 'replaced' } : later(answered);
  if (status === 429) return later(answered, retryAfter(headers) ?? RATE_LIMIT_PAUSE_MS);
  if (BUSY_STATUSES.has(status)) return later(answered, retryAfter(headers));
  if (response.redirected && STALE_STATUSES.has(status)) return later(answered);
  return no(answered);
}

function later(reason: string, pauseMs: number | null = null): Answer {
  return { kind: 'later', reason, pauseMs };
}

function no(reason: string): Answer {
  return { kind: 'no', reason };
}

/** The same bytes compressed on the way have a weak tag, which is the same version. */
function strong(etag: string | null): string | null {
  return etag && etag.replace(/^W\//, '');
}

/** Seconds or a date; null where there is none that can be read. */
function retryAfter(headers: Headers): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(LONGEST_PAUSE_MS, Math.max(0, ms));
}

/** A host that wants to be asked again: what to throw where a lost connection throws. */
export class AskLater extends Error {
  constructor(
    reason: string,
    readonly pauseMs: number | null,
  ) {
    super(reason);
  }
}

/**
 * Milliseconds to wait before asking again, after so many attempts in a row that brought nothing.
 */
export function pauseBefore(attempt: number, error: unknown): number {
  const asked = error instanceof AskLater ? error.pauseMs : null;
  return Math.max(asked ?? 0, Math.min(LONGEST_OWN_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
}

/**
 * Pause before the second attempt; doubles with each one that brings nothing, so a host under load
 * is not hammered.
 */
const FIRST_PAUSE_MS = 250;
const LONGEST_OWN_PAUSE_MS = 15_000;
