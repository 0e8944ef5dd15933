/**
 * Tabs of one origin, each in a frame of its own, with the browser's own locks and channels: who
 * leads, what the others get from it, and what happens when it closes, freezes, hangs or runs older
 * code. Taking a frame away is to its locks and channels what closing a tab is.
 */
import { afterEach, expect, test } from 'vitest';
import { PUBLIC_CHANNEL, THIS_CODE, type Code } from '../../../../src/runtime/tabs/protocol';
import type { PublicMessage } from '../../../../src/runtime/tabs/protocol';
import type { Tab } from './tab.fixture';
import type { Methods } from '../../../../src/workers/calls';

const SCRIPT = new URL('./tab.fixture.ts', import.meta.url).href;
const LOCK = 'huella-leader';
/** Of a frame whose clock runs faster, so that a minute of waiting takes a second. */
const FAST = 50;

interface Frame {
  readonly tab: Tab;
  readonly window: Window & typeof globalThis;
  close(): void;
}

const frames = new Map<string, HTMLIFrameElement>();
const channels: BroadcastChannel[] = [];

afterEach(async () => {
  for (const frame of frames.values()) frame.remove();
  frames.clear();
  for (const channel of channels.splice(0)) channel.close();
  // The next test begins without a leader.
  await navigator.locks.request(LOCK, () => undefined);
});

/** Opens a tab. Its name is one letter. */
async function open(name: string, clock = 1): Promise<Frame> {
  const frame = document.createElement('iframe');
  frame.name = name;
  frame.srcdoc =
    // The development server gives the version to the page it serves, and not to a frame.
    `<script>__VERSION__ = ${JSON.stringify(THIS_CODE.version)};` +
    `const wait = setTimeout; setTimeout = (job, ms) => wait(job, ms / ${clock});</script>` +
    `<script type="module" src="${SCRIPT}"></script>`;
  document.body.append(frame);
  frames.set(name, frame);
  const window = (): Window & typeof globalThis =>
    frame.contentWindow as Window & typeof globalThis;
  await expect.poll(() => 'tab' in window()).toBe(true);
  return {
    window: window(),
    tab: window().tab,
    close: () => {
      frames.delete(name);
      frame.remove();
    },
  };
}

/** A leader and its followers, in this order. */
async function openAll(...names: string[]): Promise<Frame[]> {
  const all: Frame[] = [];
  for (const name of names) {
    const frame = await open(name);
    await expect.poll(() => frame.tab.tabs.role).toBe(all.length === 0 ? 'leader' : 'follower');
    all.push(frame);
  }
  return all;
}

const call = (frame: Frame, method: string, ...args: unknown[]): Promise<unknown> =>
  (frame.tab.tabs.doors.engine as unknown as Methods)[method]!(...args);

/** Errors come from another realm: only what they say can be compared. */
const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => {
      const { code, name } = error as { code?: unknown; name: string };
      return typeof code === 'string' ? code : name;
    },
  );

const shown = (frame: Frame): string => {
  const status = frame.tab.statuses.at(-1);
  if (!status) return 'nothing';
  if (status.phase === 'failed') return status.code;
  return status.phase === 'starting' && status.step === 'library'
    ? String.fromCharCode(status.done)
    : status.phase === 'starting'
      ? status.step
      : 'ready';
};

function say(message: PublicMessage): void {
  const channel = new BroadcastChannel(PUBLIC_CHANNEL);
  channels.push(channel);
  channel.postMessage(message);
}

const later = (code: Code): Code => ({ ...code, schema: code.schema + 1 });

test('the first tab leads and alone has an engine; the others get its answers, errors, progress, status and events', async () => {
  const [a, b, c] = (await openAll('a', 'b', 'c')) as [Frame, Frame, Frame];
  expect([a.tab.log, b.tab.log, c.tab.log]).toEqual([['leads'], [], []]);
  expect(await Promise.all([a, b, c].map((frame) => call(frame, 'who')))).toEqual(['a', 'a', 'a']);
  expect([a, b, c].map(shown)).toEqual(['a', 'a', 'a']);

  const bytes = new b.window.Uint8Array([1, 2, 3]);
  const back = (await call(b, 'echo', { bytes, of: ['luna'] })) as {
    bytes: Uint8Array;
    of: string[];
  };
  expect([[...back.bytes], back.of]).toEqual([[1, 2, 3], ['luna']]);
  const done: number[] = [];
  expect(await call(c, 'count', 3, (i: number) => void done.push(i))).toBe(3);
  expect(done).toEqual([1, 2, 3]);
  expect(await failure(call(b, 'fail'))).toBe('photo-empty');
  expect(await failure(call(a, 'fail'))).toBe('photo-empty');

  a.tab.leading!.onEvent('library');
  a.tab.leading!.onStatus({ phase: 'starting', step: 'index', done: 1, total: 2 });
  await expect.poll(() => [b, c].map(({ tab }) => tab.events)).toEqual([['library'], ['library']]);
  await expect.poll(() => [a, b, c].map(shown)).toEqual(['index', 'index', 'index']);
});

test('a door is an object of calls, and no promise', async () => {
  const [, b] = (await openAll('a', 'b')) as [Frame, Frame];
  const door = b.tab.tabs.doors.engine as unknown as { who(): Promise<string> };
  expect(await (await Promise.resolve(door)).who()).toBe('a');
});

test('what a follower cancels ends in the leader, and so does what a closed tab asked for', async () => {
  const [a, b, c] = (await openAll('a', 'b', 'c')) as [Frame, Frame, Frame];
  const stop = new b.window.AbortController();
  const waiting = failure(call(b, 'wait', stop.signal));
  await expect.poll(() => a.tab.log).toEqual(['leads', 'waits']);
  stop.abort();
  expect(await waiting).toBe('AbortError');
  await expect.poll(() => a.tab.log).toEqual(['leads', 'waits', 'aborted']);
  // One that is over before it is asked for is not asked for.
  expect(await failure(call(b, 'wait', stop.signal))).toBe('AbortError');

  void call(c, 'wait', new c.window.AbortController().signal).catch(() => undefined);
  await expect.poll(() => a.tab.log.filter((what) => what === 'waits')).toHaveLength(2);
  c.close();
  await expect.poll(() => a.tab.log.filter((what) => what === 'aborted')).toHaveLength(2);
  expect(a.tab.log).toHaveLength(5);
});

test('the leader closes: another leads, and what was not answered is asked once more', async () => {
  const [a, b, c] = (await openAll('a', 'b', 'c')) as [Frame, Frame, Frame];
  const answer = call(c, 'elsewhere', 'a');
  await expect.poll(() => a.tab.log).toEqual(['leads', 'asked']);
  a.close();
  expect(await answer).toBe('b');
  await expect.poll(() => [b, c].map(({ tab }) => tab.tabs.role)).toEqual(['leader', 'follower']);
  await expect.poll(() => [b, c].map(shown)).toEqual(['b', 'b']);
  // What is asked for while none leads waits for the next.
  b.close();
  expect(await call(c, 'who')).toBe('c');
});

test('a call that outlives two leaders fails instead of going on for ever', async () => {
  const [a, b, c] = (await openAll('a', 'b', 'c')) as [Frame, Frame, Frame];
  const answer = failure(call(c, 'never'));
  await expect.poll(() => a.tab.log).toEqual(['leads', 'asked']);
  a.close();
  await expect.poll(() => b.tab.log).toEqual(['leads', 'asked']);
  b.close();
  expect(await answer).toBe('internal');
  expect(await call(c, 'who')).toBe('c');
});

test('a leader that is to be frozen lets go first, and follows when it wakes', async () => {
  const [a, b] = (await openAll('a', 'b')) as [Frame, Frame];
  a.window.document.dispatchEvent(new a.window.Event('freeze'));
  await expect.poll(() => b.tab.tabs.role).toBe('leader');
  expect(a.tab.log).toEqual(['leads', 'closed']);
  expect(a.tab.tabs.role).toBe('away');
  // A call of the frozen tab waits until it is back.
  const answer = call(a, 'who');
  a.window.document.dispatchEvent(new a.window.Event('resume'));
  expect(await answer).toBe('b');
  expect(a.tab.tabs.role).toBe('follower');
  // As the Back button takes a page away and brings it again.
  b.window.dispatchEvent(new b.window.PageTransitionEvent('pagehide', { persisted: true }));
  await expect.poll(() => a.tab.tabs.role).toBe('leader');
  b.window.dispatchEvent(new b.window.PageTransitionEvent('pageshow', { persisted: true }));
  await expect.poll(() => b.tab.tabs.role).toBe('follower');
  expect(await call(b, 'who')).toBe('a');
});

test('a leader that hangs is said to, and then the lock is taken from it', async () => {
  // This page holds the lock, says that it leads, and answers nothing.
  let release = (): void => undefined;
  const lost = navigator.locks
    .request(LOCK, () => new Promise<void>((resolve) => (release = resolve)))
    .then(
      () => 'given back',
      (error: unknown) => (error as Error).name,
    );
  const b = await open('b', FAST);
  await expect.poll(() => b.tab.tabs.role).toBe('follower');
  say({
    ...{ kind: 'leading', leader: 'hangs', code: THIS_CODE },
    status: { phase: 'starting', step: 'index', done: 0, total: 1 },
  });
  await expect.poll(() => shown(b)).toBe('index');
  const answer = call(b, 'who');
  await expect
    .poll(() => b.tab.statuses.map((status) => 'step' in status && status.step))
    .toContain('silent');
  expect(await answer).toBe('b');
  expect(b.tab.tabs.role).toBe('leader');
  expect(await lost).toBe('AbortError');
  release();
});

test('a leader that was taken for dead and wakes gives up its engine and follows', async () => {
  const [a] = (await openAll('a')) as [Frame];
  let release = (): void => undefined;
  const held = navigator.locks.request(
    LOCK,
    { steal: true },
    () => new Promise<void>((resolve) => (release = resolve)),
  );
  await expect.poll(() => a.tab.log).toEqual(['leads', 'closed']);
  await expect.poll(() => a.tab.tabs.role).toBe('follower');
  release();
  await held;
  await expect.poll(() => a.tab.log).toEqual(['leads', 'closed', 'leads']);
  expect(await call(a, 'who')).toBe('a');
});

test('newer code is about: leader and follower let go, say so, and write nothing more', async () => {
  const [a, b] = (await openAll('a', 'b')) as [Frame, Frame];
  const waiting = failure(call(b, 'never'));
  await expect.poll(() => a.tab.log).toEqual(['leads', 'asked']);
  say({ kind: 'hello', tab: 'newer', code: later(THIS_CODE) });
  await expect.poll(() => [a, b].map(({ tab }) => tab.tabs.role)).toEqual(['outdated', 'outdated']);
  expect(a.tab.log).toEqual(['leads', 'asked', 'closed']);
  expect([a, b].map(shown)).toEqual(['storage-newer-version', 'storage-newer-version']);
  expect(await waiting).toBe('storage-newer-version');
  expect(await failure(call(a, 'who'))).toBe('storage-newer-version');
  // The lock is free for it, and coming back from the Back button changes nothing.
  a.window.document.dispatchEvent(new a.window.Event('resume'));
  await expect
    .poll(() => navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => lock !== null))
    .toBe(true);
  expect(a.tab.tabs.role).toBe('outdated');
});

test('an older tab that looks for the leader is told what leads, and an older leader is told to make way', async () => {
  const [a] = (await openAll('a')) as [Frame];
  const heard: PublicMessage[] = [];
  const channel = new BroadcastChannel(PUBLIC_CHANNEL);
  channels.push(channel);
  channel.onmessage = ({ data }: MessageEvent<PublicMessage>) => void heard.push(data);
  const older = { ...THIS_CODE, version: '0.0.1' };
  say({ kind: 'hello', tab: 'older', code: older });
  await expect
    .poll(() => heard)
    .toContainEqual(expect.objectContaining({ kind: 'leading', code: THIS_CODE }));
  expect(a.tab.tabs.role).toBe('leader');

  const b = await open('b');
  await expect.poll(() => b.tab.tabs.role).toBe('follower');
  heard.splice(0);
  say({
    ...{ kind: 'leading', leader: 'older', code: older },
    status: { phase: 'starting', step: 'index', done: 0, total: 1 },
  });
  await expect
    .poll(() => heard)
    .toContainEqual(expect.objectContaining({ kind: 'hello', code: THIS_CODE }));
  expect(await call(b, 'who')).toBe('a');
});
