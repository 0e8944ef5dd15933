import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Layers } from '../../../../src/app/state/layers';

/**
 * A browser's history as far as layers use it: going is told in a later task, and starts where the
 * history is by then, as in browsers.
 */
class FakeHistory {
  entries: unknown[] = [null];
  at = 0;
  /** Whether it goes where it is told to; one with nothing before it does not, and says nothing. */
  goes = true;
  heard: (event: { state: unknown }) => void = () => undefined;
  clicked: (event: { target: unknown; preventDefault: () => void }) => void = () => undefined;

  get state(): unknown {
    return this.entries[this.at];
  }

  pushState(state: unknown): void {
    this.entries = [...this.entries.slice(0, this.at + 1), state];
    this.at += 1;
  }

  go(delta: number): void {
    if (!this.goes) return;
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
  vi.stubGlobal('addEventListener', (name: string, listener: never) => {
    if (name === 'click') browser.clicked = listener;
    else browser.heard = listener;
  });
  vi.stubGlobal('location', {
    set hash(to: string) {
      browser.pushState({ to });
      browser.heard({ state: browser.state });
    },
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

/** A tap on a link, followed by the browser unless it is told not to. */
function follow(href: string): void {
  const prevented = vi.fn();
  const link = { getAttribute: () => href };
  browser.clicked({ target: { closest: () => link }, preventDefault: prevented });
  if (prevented.mock.calls.length === 0) location.hash = href;
}

/** Just after the dialog has closed: the history was told to go back and is not there yet. */
function justClosed(): void {
  const gone = opened('viewer', []);
  gone();
  vi.advanceTimersToNextTimer();
  expect(browser.at).toBe(1);
}

test('a link that is followed while a closed dialog is gone back over still leads there', () => {
  justClosed();
  follow('#/gallery');
  vi.runAllTimers();
  expect([browser.at, browser.state]).toEqual([1, { to: '#/gallery' }]);
});

test('a dialog that opens while a closed one is gone back over stays, and Back closes it', () => {
  const closed: string[] = [];
  justClosed();
  const gone = layers.open(() => {
    closed.push('compare');
    gone();
  });
  vi.runAllTimers();
  expect(closed).toEqual([]);
  expect([browser.at, browser.state]).toEqual([1, { layers: 1 }]);
  browser.go(-1);
  vi.runAllTimers();
  expect(closed).toEqual(['compare']);
  expect(browser.at).toBe(0);
});

test('two dialogs that close one after the other are gone back over once each', () => {
  const [first, second] = [opened('viewer', []), opened('details', [])];
  second();
  vi.advanceTimersToNextTimer();
  first();
  vi.runAllTimers();
  expect(browser.at).toBe(0);
});

test('a history that cannot go back leaves links alone after a second', () => {
  browser.goes = false;
  justClosed();
  follow('#/gallery');
  vi.advanceTimersByTime(1500);
  follow('#/review');
  expect(browser.entries.slice(2)).toEqual([{ to: '#/gallery' }, { to: '#/review' }]);
});
