import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reloadForIsolation } from '../../../../src/app/offline/isolation';

let reloads: number;
let stored: Map<string, string>;
/** What the browser forbids of storage. */
let forbidden: 'nothing' | 'writing' | 'all';

/** A page of this browser. */
function page({ isolated = false, controlled = true, browser = 'A/1' } = {}): void {
  vi.stubGlobal('crossOriginIsolated', isolated);
  vi.stubGlobal('navigator', {
    ...{ userAgent: browser, serviceWorker: { controller: controlled ? {} : null } },
  });
}

const always = (): boolean => true;

beforeEach(() => {
  reloads = 0;
  stored = new Map();
  forbidden = 'nothing';
  const open = (isToWrite: boolean): Map<string, string> => {
    if (forbidden === 'all' || (isToWrite && forbidden === 'writing'))
      throw new DOMException('no', 'SecurityError');
    return stored;
  };
  vi.useFakeTimers();
  vi.stubGlobal('location', { reload: () => (reloads += 1) });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => open(false).get(key) ?? null,
    setItem: (key: string, value: string) => open(true).set(key, value),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page that cannot be isolated reloads once and never again; a newer browser is tried', async () => {
  page();
  await reloadForIsolation(always);
  await reloadForIsolation(always);
  expect(reloads).toBe(1);
  page({ browser: 'A/2' });
  await reloadForIsolation(always);
  await reloadForIsolation(always);
  expect(reloads).toBe(2);
});

test('an isolated page, and one without a service worker in control, reload never', async () => {
  page({ isolated: true });
  await reloadForIsolation(always);
  page({ controlled: false });
  await reloadForIsolation(always);
  expect([reloads, stored.size]).toEqual([0, 0]);
});

test('without a memory of the try there is none: it might reload for ever', async () => {
  page();
  for (const each of ['all', 'writing'] as const) {
    forbidden = each;
    await reloadForIsolation(always);
  }
  expect(reloads).toBe(0);
});

test('it waits until nothing is lost by it', async () => {
  page();
  let may = false;
  const reload = reloadForIsolation(() => may);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reloads).toBe(0);
  may = true;
  await vi.advanceTimersByTimeAsync(1000);
  await reload;
  expect(reloads).toBe(1);
});
