import type { Page } from '@playwright/test';

/**
 * What the page's main thread did, from the browser's own trace. A task is judged by the processor
 * time it took: by the clock, a task of five milliseconds takes a hundred on a machine that does
 * other things between.
 */

/** In milliseconds. */
export interface Task {
  readonly cpu: number;
  readonly wall: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Tasks shorter than this by the clock are not listed. */
const LISTED_MS = 5;
/** A task on the main thread longer than this is felt. */
const FELT_MS = 50;
/**
 * Processor time of `referenceWork` up to which a machine is an ordinary one. Where memory was slow
 * it took 1,200 ms, and tasks that take 43 ms elsewhere took 96.
 */
const REFERENCE_MS = 500;

/**
 * Tasks that would be felt on an ordinary machine: what counts milliseconds must not fail where the
 * same work takes more of them. How slow the machine is differs by the minute, so this is asked
 * right after the tasks.
 */
export function feltTasks(tasks: readonly Task[]): readonly Task[] {
  const long = tasks.filter(({ cpu }) => cpu > FELT_MS);
  if (long.length === 0) return [];
  const felt = FELT_MS * Math.max(1, referenceWork() / REFERENCE_MS);
  return long.filter(({ cpu }) => cpu > felt);
}

/** Milliseconds of this process for making and sorting objects, which is what rendering waits for. */
function referenceWork(): number {
  const before = process.cpuUsage();
  const made = Array.from({ length: 400_000 }, (_, i) => ({ key: `n${(i * 7919) % 400_000}` }));
  made.sort((a, b) => (a.key < b.key ? -1 : 1));
  return process.cpuUsage(before).user / 1000;
}

/**
 * Starts watching; the function returned ends it and gives the longest tasks first, by processor
 * time.
 */
export async function watchMainThread(page: Page): Promise<() => Promise<readonly Task[]>> {
  const browser = page.context().browser()!;
  const cdp = await browser.newBrowserCDPSession();
  // A mark in the page's own thread tells it from those of other pages, which have had one of this
  // name.
  const mark = `watched ${Math.random()}`;
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      recordMode: 'recordAsMuchAsPossible',
      includedCategories: [
        'disabled-by-default-devtools.timeline',
        'blink.user_timing',
        '__metadata',
      ],
      excludedCategories: ['*'],
    },
  });
  await page.evaluate((mark) => void performance.mark(mark), mark);
  return async () => {
    const events: TraceEvent[] = [];
    cdp.on(
      'Tracing.dataCollected',
      ({ value }) => void events.push(...(value as unknown as TraceEvent[])),
    );
    const ended = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
    await cdp.send('Tracing.end');
    await ended;
    await cdp.detach();
    const own = events.find(({ name }) => name === mark);
    if (!own) throw new Error('The trace does not hold the page’s main thread.');
    return events
      .filter(
        ({ name, ph, pid, tid, dur = 0 }) =>
          name === 'RunTask' &&
          ph === 'X' &&
          pid === own.pid &&
          tid === own.tid &&
          dur >= LISTED_MS * 1000,
      )
      .map(({ dur = 0, tdur = 0 }) => ({ cpu: tdur / 1000, wall: dur / 1000 }))
      .sort((a, b) => b.cpu - a.cpu);
  };
}

/** How often the same thing is done at the most. */
const READINGS = 3;

/** What the page did while something was done once. */
export interface Reading {
  readonly tasks: readonly Task[];
  readonly felt: readonly Task[];
}

/**
 * The lightest of up to three readings of the same thing; a first one without a felt task is
 * enough. Processor time leaves out waiting, but beside other work a task takes up to twice as much
 * of it: its caches are cold after each switch, and two threads share a core's units. What the page
 * itself does too long at once is long in every reading.
 * @param act does it once; `reading` counts from 0
 */
export async function lightestTasks(
  page: Page,
  act: (reading: number) => Promise<void>,
): Promise<Reading> {
  let lightest: Reading | null = null;
  for (let reading = 0; reading < READINGS; reading++) {
    const stopped = await watchMainThread(page);
    await act(reading);
    const tasks = await stopped();
    const felt = feltTasks(tasks);
    // None at all: the trace is not of this page, which no other reading makes good.
    if (felt.length === 0) return { tasks, felt };
    if (!lightest || tasks[0]!.cpu < lightest.tasks[0]!.cpu) lightest = { tasks, felt };
  }
  return lightest!;
}

/** For a line of the log: the heaviest tasks. */
export function heaviest(tasks: readonly Task[]): string {
  return (
    tasks
      .slice(0, 5)
      .map(({ cpu, wall }) => `${cpu.toFixed(0)} (${wall.toFixed(0)} by the clock)`)
      .join(', ') || 'none'
  );
}
