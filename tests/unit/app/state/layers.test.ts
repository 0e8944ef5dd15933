import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Layers } from '../../../../src/app/state/layers';

/** A browser's history as far as layers use it; going is told in a later task, as browsers do. */
class FakeHistory {
  entries: unknown[] = [null];
  at = 0;
  heard: (event: { state: unknown }) => void = () => undefined;

  get state(): unknown {
    return this.entries[this.at];
  }

  pushState(state: unknown): void {
    this.entries = [...this.entries.slice(0, this.at + 1), state];
    this.at += 1;
  }

  go(delta: number): void {
    setTimeout(() => {
      this.at += delta;
      this.heard({ state: this.state });
    });
  }
}

let browser: FakeHistory;
let layers: Layers;

beforeEach(() => {
  vi.useFakeTimers();
  browser = new FakeHistory();
  vi.stubGlobal('history', browser);
  vi.stubGlobal('addEventListener', (_: string, listener: typeof browser.heard) => {
    browser.heard = listener;
  });
  layers = new Layers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function opened(name: string, closed: string[]): () => void {
  const gone = layers.open(() => {
    closed.push(name);
    gone();
  });
  vi.runAllTimers();
  return gone;
}

test('Back closes what was opened last, one at a time', () => {
  const closed: string[] = [];
  opened('viewer', closed);
  opened('details', closed);
  browser.go(-1);
  vi.runAllTimers();
  expect(closed).toEqual(['details']);
  browser.go(-1);
  vi.runAllTimers();
  expect(closed).toEqual(['details', 'viewer']);
  expect(browser.at).toBe(0);
});

test('closed by its cross, it leaves no entry behind that Back would stop at', () => {
  const closed: string[] = [];
  opened('viewer', closed)();
  vi.runAllTimers();
  expect(browser.at).toBe(0);
  expect(closed).toEqual([]);
});

test('a dialog that follows another takes over its entry', () => {
  const closed: string[] = [];
  const first = opened('name', closed);
  first();
  opened('merge', closed);
  expect([browser.at, browser.entries.length]).toEqual([1, 2]);
  browser.go(-1);
  vi.runAllTimers();
  expect(closed).toEqual(['merge']);
});

test('what refuses to close keeps its entry', () => {
  layers.open(() => undefined);
  vi.runAllTimers();
  browser.go(-1);
  vi.runAllTimers();
  expect(browser.at).toBe(1);
});

test('a link in a dialog leads on, and the way back passes over the dialog', () => {
  const gone = opened('viewer', []);
  gone();
  browser.pushState({ visit: 1 });
  vi.runAllTimers();
  expect(browser.at).toBe(2);
  browser.go(-1);
  vi.runAllTimers();
  expect(browser.at).toBe(0);
});
