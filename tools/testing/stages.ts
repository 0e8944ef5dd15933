/**
 * Runs the stages of a test run beside each other on a few cores, and adds up what their tests
 * said.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { FLAKY } from './flaky';

export interface Stage {
  /** Shown before each line of its output. */
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  /** How many cores it keeps busy, 1 by default; 0 for what only waits. */
  readonly slots?: number;
  /** Stages that must have passed before it starts. */
  readonly after?: readonly string[];
  /** Stages that must have ended, passed or not, before it starts. */
  readonly apart?: readonly string[];
  /** Where it writes the JSON report of Vitest or Playwright. */
  readonly report?: string;
  /** Joins the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Names of tests that passed only when they were tried again. */
  readonly flaky: readonly string[];
}

export interface Result extends Counts {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** By the clock. */
  readonly seconds: number;
  /** All it printed. */
  readonly output: string;
}

export interface RunOptions {
  /** Cores to keep busy. */
  readonly slots?: number;
  readonly cwd?: string;
  readonly print?: (line: string) => void;
}

/** Two at the least: much of a journey is waiting, so even one core is better used by two. */
export const SLOTS = Math.max(2, availableParallelism());

/**
 * Starts each stage as soon as what it needs has passed and its slots are free, earlier stages
 * first.
 * @returns results in the order of `stages`
 * @throws when stages wait for each other, or for one that does not exist
 */
export async function runStages(
  stages: readonly Stage[],
  { slots = SLOTS, cwd = process.cwd(), print = console.log }: RunOptions = {},
): Promise<Result[]> {
  const results = new Map<string, Result>();
  const running = new Map<string, Promise<void>>();
  const width = Math.max(...stages.map(({ name }) => name.length));
  const say = (name: string, line: string): void => print(`${name.padEnd(width)} | ${line}`);
  let free = slots;

  const hasEnded = (name: string): boolean => results.has(name);
  const fell = (name: string): boolean => hasEnded(name) && results.get(name)?.outcome !== 'passed';

  const start = (stage: Stage, needed: number): void => {
    const { name } = stage;
    free -= needed;
    const run = runStage(stage, cwd, (line) => say(name, line)).then((result) => {
      free += needed;
      running.delete(name);
      results.set(name, result);
      say(name, `${result.outcome} in ${result.seconds.toFixed(0)} s`);
    });
    running.set(name, run);
  };

  while (results.size < stages.length) {
    let moved = false;
    for (const stage of stages) {
      const { name, after = [], apart = [] } = stage;
      if (hasEnded(name) || running.has(name)) continue;
      const needed = Math.min(stage.slots ?? 1, slots);
      if (after.some(fell)) {
        say(name, `not run, because ${after.find(fell)} was not passed`);
        results.set(name, {
          ...{ name, outcome: 'skipped', seconds: 0, output: '' },
          ...{ passed: 0, failed: 0, flaky: [] },
        });
        moved = true;
      } else if ([...after, ...apart].every(hasEnded) && needed <= free) {
        start(stage, needed);
        moved = true;
      }
    }
    if (running.size > 0) await Promise.race(running.values());
    else if (!moved)
      throw new Error('Some stages wait for each other, or for one that does not exist.');
  }
  return stages.map(({ name }) => results.get(name)!);
}

function runStage(stage: Stage, cwd: string, say: (line: string) => void): Promise<Result> {
  const [program, ...args] = stage.command;
  // One that is there already is of the run before.
  if (stage.report) rmSync(stage.report, { force: true });
  const started = performance.now();
  const lines: string[] = [];
  const hear = (line: string): void => {
    lines.push(line);
    say(line);
  };
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...stage.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const rests = [child.stdout, child.stderr].map((stream) => splitLines(stream, hear));
    const end = (passed: boolean): void => {
      for (const rest of rests) rest();
      resolve(resultOf(stage, passed, (performance.now() - started) / 1000, lines));
    };
    child.on('error', (error) => {
      hear(`${program} could not be started: ${error.message}`);
      end(false);
    });
    child.on('close', (status) => end(status === 0));
  });
}

/** Calls `hear` with each whole line; the function it returns hands over what has no line end. */
function splitLines(stream: Readable, hear: (line: string) => void): () => void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    parts.forEach(hear);
  });
  return () => {
    if (rest) hear(rest);
    rest = '';
  };
}

function resultOf(stage: Stage, exited: boolean, seconds: number, lines: string[]): Result {
  const counts = stage.report === undefined ? null : readReport(stage.report);
  // Without its report nothing says that a test ran.
  const passed = exited && (stage.report === undefined || counts !== null);
  if (exited && !passed) lines.push('(no report of its tests was written)');
  const failed = counts?.failed ?? 0;
  return {
    ...{ name: stage.name, outcome: passed ? 'passed' : 'failed', seconds },
    ...{ output: lines.join('\n'), passed: counts?.passed ?? 0 },
    flaky: [...(counts?.flaky ?? []), ...flakyIn(lines)],
    failed: passed ? failed : Math.max(1, failed),
  };
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly file: string;
    readonly title: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
}
type Report =
  | { readonly numPassedTests: number; readonly numFailedTests: number }
  | {
      readonly stats: Readonly<Record<'expected' | 'unexpected' | 'flaky', number>>;
      readonly suites: readonly PlaywrightSuite[];
    };

/** Counts of a Vitest or Playwright report, or null when there is none that can be read. */
function readReport(path: string): Counts | null {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return null;
  }
  if (!('stats' in report))
    return { passed: report.numPassedTests, failed: report.numFailedTests, flaky: [] };
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected + flaky, failed: unexpected, flaky: flakyOf(report.suites) };
}

function flakyIn(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith(FLAKY)).map((line) => line.slice(FLAKY.length));
}

function flakyOf(suites: readonly PlaywrightSuite[] = []): string[] {
  return suites.flatMap(({ suites, specs = [] }) => [
    ...flakyOf(suites),
    ...specs
      .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
      .map(({ file, title }) => `${file}: ${title}`),
  ]);
}

/**
 * Prints the whole output of what failed, then each stage's time, then one line that programs can
 * read: "N passed, N failed". A stage without tests that fails counts as one failure.
 * @returns whether nothing failed
 */
export function report(
  results: readonly Result[],
  print: (line: string) => void = console.log,
): boolean {
  for (const { name, output } of results.filter(({ outcome }) => outcome === 'failed'))
    print(`\n===== ${name} failed. All it said:\n${output}\n===== end of ${name}\n`);
  for (const { name, outcome, seconds } of results)
    print(`${outcome.padEnd(7)} ${seconds.toFixed(0).padStart(5)} s  ${name}`);
  const flaky = results.flatMap(({ flaky }) => flaky);
  if (flaky.length > 0)
    print(`\nPassed only when tried again:\n${flaky.map((name) => `  ${name}`).join('\n')}`);
  const sum = (field: 'passed' | 'failed'): number =>
    results.reduce((total, result) => total + result[field], 0);
  print(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0;
}
