/**
 * Inside a frame, which stands in for a browser tab: `Tabs` with an engine that answers by itself
 * and tells what it does.
 */
import { HuellaError } from '../../../../src/engine/errors';
import type { Engine } from '../../../../src/runtime/doors';
import type { EngineEvents } from '../../../../src/runtime/status';
import type { EngineStatus } from '../../../../src/runtime/status';
import { doorsOf } from '../../../../src/runtime/tabs/seat';
import { Tabs } from '../../../../src/runtime/tabs/tabs';

export interface Tab {
  readonly name: string;
  readonly tabs: Tabs;
  readonly statuses: EngineStatus[];
  readonly events: string[];
  /** Of the engine, while this tab leads. */
  leading: EngineEvents | null;
  /** What the engines of this tab did. */
  readonly log: string[];
}

declare global {
  interface Window {
    tab: Tab;
  }
}

const name = self.name;
const log: string[] = [];
const statuses: EngineStatus[] = [];
const events: string[] = [];

/** Of one tab: told apart by the number of photos, so to speak. */
export const statusOf = (tab: string): EngineStatus => ({
  ...{ phase: 'starting', step: 'library', done: tab.charCodeAt(0), total: 1000 },
});

const answers: Readonly<Record<string, (...args: never[]) => unknown>> = {
  who: () => name,
  echo: (value: unknown) => value,
  fail: () => {
    throw new HuellaError('photo-empty', 'there is nothing in it');
  },
  count: (to: number, onProgress: (done: number) => void) => {
    for (let i = 1; i <= to; i++) onProgress(i);
    return to;
  },
  /** Until the signal says so. */
  wait: (signal: AbortSignal) =>
    new Promise((_, reject) => {
      log.push('waits');
      signal.addEventListener('abort', () => {
        log.push('aborted');
        reject(new DOMException('stopped', 'AbortError'));
      });
    }),
  /** Answers in every tab but this one. */
  elsewhere: (than: string) => (name === than ? new Promise(() => log.push('asked')) : name),
  never: () => new Promise(() => log.push('asked')),
};

const doors = doorsOf((door, method, args) => {
  const answer = answers[method];
  return new Promise<unknown>((resolve) => {
    if (!answer) throw new Error(`no ${method} behind ${door}`);
    resolve(Reflect.apply(answer, null, args));
  });
});

const engine = (): Engine => ({
  doors,
  status: () => statusOf(name),
  close: () => void log.push('closed'),
});

const tab: Tab = {
  ...{ name, log, statuses, events, leading: null },
  tabs: new Tabs({
    onStatus: (status) => void statuses.push(status),
    onEvent: (event) => void events.push(event),
    lead: (leading) => {
      tab.leading = leading;
      log.push('leads');
      return engine();
    },
  }),
};
window.tab = tab;
tab.tabs.join();
