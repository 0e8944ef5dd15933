import { describe, expect, test } from 'vitest';
import { answerOf, AskLater, pauseBefore } from '../../../../src/engine/checkpoint/host-answer';
import { headersOf } from '../../../../tools/headers';

/** As `fetch` gives it: where it came from in the end, and whether that was a redirect. */
function answered(
  status: number,
  headers: Record<string, string> = {},
  from: { url?: string; redirected?: boolean } = {},
): Response {
  const response = new Response(null, { status, headers });
  Object.defineProperty(response, 'url', { value: from.url ?? 'https://huggingface.co/model.bin' });
  Object.defineProperty(response, 'redirected', { value: from.redirected ?? false });
  return response;
}

const NETWORK = { url: 'https://cas-bridge.xethub.hf.co/x?Signature=1', redirected: true };

describe('what a host answers', () => {
  test('a part, with what the content network lets scripts see', () => {
    const headers = { 'content-range': 'bytes 5-14/300', etag: 'W/"hash"' };
    expect(answerOf(answered(206, headers, NETWORK), 5, null)).toEqual({
      kind: 'part',
      size: 300,
      etag: '"hash"',
      host: 'cas-bridge.xethub.hf.co',
    });
    expect(answerOf(answered(206, {}, NETWORK), 5, null)).toMatchObject({
      kind: 'part',
      size: null,
      etag: null,
    });
    expect(answerOf(answered(206, { 'content-range': 'bytes 5-14/*' }), 5, null)).toMatchObject({
      size: null,
    });
  });

  test('another part than was asked for is asked for again', () => {
    const response = answered(206, { 'content-range': 'bytes 0-9/300' });
    expect(answerOf(response, 5, 300)).toMatchObject({ kind: 'later' });
  });

  test('an expired signature behind a redirect means a new one, the same answer from the hub itself is final', () => {
    for (const status of [400, 401, 403, 404, 410]) {
      expect(answerOf(answered(status, {}, NETWORK), 0, 300).kind, String(status)).toBe('later');
      expect(answerOf(answered(status), 0, 300), String(status)).toEqual({
        kind: 'no',
        reason: `the host answered ${status}`,
      });
    }
  });

  test('a range beyond the end: the file is shorter now, or a cache is confused', () => {
    expect(answerOf(answered(416, { 'content-range': 'bytes */200' }), 250, 300).kind).toBe(
      'replaced',
    );
    expect(answerOf(answered(416, { 'content-range': 'bytes */300' }), 250, 300).kind).toBe(
      'later',
    );
    expect(answerOf(answered(416), 250, 300).kind).toBe('later');
  });

  test('the whole file or a page instead of a part is refused', () => {
    const page = answered(200, { 'content-type': 'text/html; charset=utf-8' });
    expect(answerOf(page, 0, null)).toMatchObject({
      kind: 'no',
      reason: 'the host answered with a page instead of the file',
    });
    expect(answerOf(answered(200), 0, null)).toMatchObject({ kind: 'no' });
  });

  test('too many requests: as long as the host says, in seconds or by date, never longer than five minutes', () => {
    const pauseOf = (headers: Record<string, string>): number | null => {
      const answer = answerOf(answered(429, headers), 0, 300);
      return answer.kind === 'later' ? answer.pauseMs : null;
    };
    expect(pauseOf({ 'retry-after': '7' })).toBe(7000);
    expect(pauseOf({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() })).toBeGreaterThan(
      50_000,
    );
    expect(pauseOf({ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(0);
    expect(pauseOf({ 'retry-after': '86400' })).toBe(300_000);
    // Hidden from scripts, as the hub does: eight attempts must outlast its window of five minutes.
    expect(pauseOf({})! * 8).toBeGreaterThan(300_000);
    expect(pauseOf({ 'retry-after': 'soon' })).toBe(pauseOf({}));
  });

  test('pauses double, and last at least as long as the host wants', () => {
    const lost = new TypeError('lost');
    expect([1, 2, 3, 9].map((attempt) => pauseBefore(attempt, lost))).toEqual([
      250, 500, 1000, 15_000,
    ]);
    expect(pauseBefore(1, new AskLater('busy', 7000))).toBe(7000);
    expect(pauseBefore(9, new AskLater('busy', 7000))).toBe(15_000);
  });
});

/**
 * As browsers match a source expression with a wildcard: any number of labels, never the name
 * itself.
 */
function covers(source: string, host: string): boolean {
  const name = source.replace(/^https:\/\//, '');
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

test('the policy of the installing worker names the hub and every host it has been seen to forward to', () => {
  const policy = headersOf('/assets/install.worker-abc.js')['Content-Security-Policy']!;
  const sources = /connect-src ([^;]*)/
    .exec(policy)![1]!
    .split(' ')
    .filter((source) => source.startsWith('https://'));
  for (const host of [
    'huggingface.co',
    'cdn-lfs.huggingface.co',
    'cdn-lfs-us-1.huggingface.co',
    'cdn-lfs.hf.co',
    'cdn-lfs-us-1.hf.co',
    'cas-bridge.xethub.hf.co',
    'us.aws.cdn.hf.co',
  ]) {
    expect(
      sources.some((source) => covers(source, host)),
      host,
    ).toBe(true);
  }
  for (const host of ['hf.co.example', 'evilhuggingface.co', 'example.com']) {
    expect(
      sources.some((source) => covers(source, host)),
      host,
    ).toBe(false);
  }
});
