import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Watch } from '../../../../src/runtime/tabs/watch';

/** When a leader that does not answer is said to be silent, and when it is taken for dead. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Questions until the screen says so, and the fewest and most until another tab takes over. */
const [SILENT, DEAD, DEAD_AT_LATEST] = [4, 16, 20];
const SECOND = 1000;

function watched() {
  const heard: string[] = [];
  const state = { waiting: true };
  const watch = new Watch({
    isWaiting: () => state.waiting,
    ask: () => void heard.push('ask'),
    onSilent: () => void heard.push('silent'),
    onDead: () => void heard.push('dead'),
    onBack: () => void heard.push('back'),
  });
  const said = () => heard.filter((what) => what !== 'ask');
  return { watch, heard, state, said };
}

test('a question each second; silent after four, dead after sixteen to twenty, and asked anew then', () => {
  const { watch, heard, said } = watched();
  watch.start();
  vi.advanceTimersByTime((SILENT - 1) * SECOND);
  expect(heard).toEqual(['ask', 'ask', 'ask']);
  vi.advanceTimersByTime(SECOND);
  expect(said()).toEqual(['silent']);
  vi.advanceTimersByTime((DEAD - SILENT - 1) * SECOND);
  expect(said()).toEqual(['silent']);
  vi.advanceTimersByTime((DEAD_AT_LATEST - DEAD + 1) * SECOND);
  expect(said().slice(0, 2)).toEqual(['silent', 'dead']);
});

test('of several followers not all come at the same moment', () => {
  const moments = Array.from({ length: 50 }, () => {
    const { watch, said } = watched();
    watch.start();
    for (let second = 1; ; second++) {
      vi.advanceTimersByTime(SECOND);
      if (said().includes('dead')) return (watch.stop(), second);
    }
  });
  expect(Math.min(...moments)).toBeGreaterThanOrEqual(DEAD);
  expect(Math.max(...moments)).toBeLessThanOrEqual(DEAD_AT_LATEST);
  expect(new Set(moments).size).toBeGreaterThan(1);
});

test('an answer in time starts the count anew; one after the silence takes the word back', () => {
  const { watch, said } = watched();
  watch.start();
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime((SILENT - 1) * SECOND);
    watch.heard();
  }
  expect(said()).toEqual([]);
  vi.advanceTimersByTime(SILENT * SECOND);
  watch.heard();
  watch.heard();
  expect(said()).toEqual(['silent', 'back']);
  vi.advanceTimersByTime((DEAD - 1) * SECOND);
  expect(said()).toEqual(['silent', 'back', 'silent']);
});

test('it looks only while a call waits, and not after it is stopped', () => {
  const { watch, heard, state } = watched();
  watch.start();
  watch.start();
  vi.advanceTimersByTime(2 * SECOND);
  expect(heard).toHaveLength(2);
  state.waiting = false;
  vi.advanceTimersByTime(100 * SECOND);
  expect(heard).toHaveLength(2);
  // Begun again it counts from nothing.
  state.waiting = true;
  watch.start();
  vi.advanceTimersByTime((SILENT - 1) * SECOND);
  expect(heard).not.toContain('silent');
  watch.stop();
  vi.advanceTimersByTime(100 * SECOND);
  expect(heard).toHaveLength(2 + SILENT - 1);
});
