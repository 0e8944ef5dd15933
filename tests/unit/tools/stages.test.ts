import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FLAKY } from '../../../tools/testing/flaky';
import { report, runStages, type Stage } from '../../../tools/testing/stages';

/** The runner behind `npm test`, with small programs in place of the stages. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huella-stages-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const node = (name: string, code: string, more: Partial<Stage> = {}): Stage => ({
  ...more,
  name,
  command: [process.execPath, '-e', code],
});

const lines: string[] = [];
beforeEach(() => void lines.splice(0));
const print = (line: string): void => void lines.push(line);
const run = (stages: readonly Stage[], slots = 2) => runStages(stages, { slots, print });

/**
 * A program that marks its time as taken, fails where it finds a mark of `others`, and lets go
 * after a while.
 */
const alone = (name: string, others: readonly string[]): string => `
  const fs = require('node:fs'), { join } = require('node:path');
  const folder = ${JSON.stringify(folder)};
  fs.writeFileSync(join(folder, '${name}'), '');
  const look = () => {
    for (const other of ${JSON.stringify(others)})
      if (fs.existsSync(join(folder, other))) process.exit(1);
  };
  look();
  setTimeout(() => { look(); fs.rmSync(join(folder, '${name}')); }, 200);`;

describe('order', () => {
  test('what fills the slots runs by itself, what needs none runs beside anything', async () => {
    const results = await run([
      node('one', alone('one', ['large']), { slots: 1 }),
      node('two', alone('two', ['large']), { slots: 1 }),
      node('large', alone('large', ['one', 'two']), { slots: Infinity }),
      node('three', alone('three', ['large']), { slots: 1 }),
      node('waits', 'setTimeout(() => {}, 100)', { slots: 0 }),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(5).fill('passed'));
  });

  test('a stage starts when what it needs has passed, also when that stands later', async () => {
    const results = await run([
      node('second', alone('second', ['first']), { after: ['first'] }),
      node('first', alone('first', [])),
    ]);
    expect(results.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['second', 'passed'],
      ['first', 'passed'],
    ]);
  });

  test('what needs a stage that failed is not run; what only comes after it is', async () => {
    const results = await run([
      node('build', 'process.exit(3)'),
      node('needs', '', { after: ['build'] }),
      node('needs that', '', { after: ['needs'] }),
      node('apart', '', { apart: ['build'] }),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'skipped',
      'skipped',
      'passed',
    ]);
    expect(report(results, print)).toBe(false);
    expect(lines.at(-1)).toBe('\n0 passed, 1 failed');
  });

  test.each([
    ['a name that no stage has', [node('a', '', { after: ['b'] })]],
    ['a circle', [node('a', '', { after: ['b'] }), node('b', '', { apart: ['a'] })]],
  ])('%s is refused', async (_, stages) => {
    await expect(run(stages)).rejects.toThrow('wait for each other');
  });
});

describe('output', () => {
  test('each line comes with its stage, and all of it once more when the stage failed', async () => {
    const results = await run([
      node('good', `console.log('fine'); process.stdout.write('no line end')`),
      node('bad', `console.log('first'); console.error('second'); process.exitCode = 1`),
    ]);
    expect(lines).toContain('good | fine');
    expect(lines).toContain('good | no line end');
    expect(lines).toContain('bad  | second');
    expect(results[1]).toMatchObject({ outcome: 'failed', failed: 1 });
    lines.splice(0);
    expect(report(results, print)).toBe(false);
    expect(lines[0]).toMatch(/bad failed[^]*first[^]*second/);
    expect(lines.join()).not.toContain('fine');
    expect(lines.at(-1)).toBe('\n0 passed, 1 failed');
  });

  test('a program that does not exist is a failed stage that says so', async () => {
    const [result] = await run([{ name: 'lost', command: [join(folder, 'nothing')] }]);
    expect(result).toMatchObject({ outcome: 'failed', failed: 1 });
    expect(result!.output).toContain('could not be started');
  });
});

describe('counts', () => {
  const writes = (name: string, content: object, status = 0): Stage => {
    const path = join(folder, `${name}.json`);
    const text = JSON.stringify(JSON.stringify(content));
    const code = `require('node:fs').writeFileSync(${JSON.stringify(path)}, ${text}); process.exitCode = ${status}`;
    return node(name, code, { report: path });
  };

  test('the last line adds up what Vitest and Playwright counted', async () => {
    const results = await run([
      writes('unit', { numPassedTests: 40, numFailedTests: 0 }),
      writes('browser', { numPassedTests: 5, numFailedTests: 2 }, 1),
      writes('journeys', {
        stats: { expected: 10, unexpected: 0, flaky: 1 },
        suites: [
          {
            specs: [],
            suites: [
              { specs: [{ file: 'a.spec.ts', title: 'sometimes', tests: [{ status: 'flaky' }] }] },
            ],
          },
          { specs: [{ file: 'b.spec.ts', title: 'always', tests: [{ status: 'expected' }] }] },
        ],
      }),
    ]);
    expect(report(results, print)).toBe(false);
    expect(lines.at(-1)).toBe('\n56 passed, 2 failed');
    expect(lines.at(-2)).toBe('\nPassed only when tried again:\n  a.spec.ts: sometimes');
  });

  test('Vitest names what passed only when it was tried again by a line of its own', async () => {
    const results = await run([node('browser', `console.log('${FLAKY}a.test.ts: sometimes')`)]);
    expect(results[0]!.flaky).toEqual(['a.test.ts: sometimes']);
  });

  test('a stage that dies before it counts is one failure; the report of the run before is not read', async () => {
    const path = join(folder, 'unit.json');
    writeFileSync(path, JSON.stringify({ numPassedTests: 40, numFailedTests: 0 }));
    const results = await run([node('unit', 'process.exit(1)', { report: path })]);
    report(results, print);
    expect(lines.at(-1)).toBe('\n0 passed, 1 failed');
  });

  test('a test stage that passes without a report is a failure: nothing says that a test ran', async () => {
    const path = join(folder, 'none.json');
    const results = await run([node('unit', '', { report: path })]);
    expect(report(results, print)).toBe(false);
    expect(lines.at(-1)).toBe('\n0 passed, 1 failed');
  });
});
