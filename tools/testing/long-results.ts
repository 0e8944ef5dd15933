/** tests/bench/long/RESULTS.md: the last result of each stage of `npm run test:long`. */
import type { Result } from './stages';

export interface LongResult extends Pick<
  Result,
  'name' | 'outcome' | 'passed' | 'failed' | 'seconds' | 'output'
> {
  /** Day of the run, as 2026-11-28. */
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
}

const HEAD = `# Long forms of the tests: the last result of each

Written by \`npm run test:long\`, which runs what takes too long for every change: many kills, many photos, full-size encoders, a
thousand searches in a row, every look at every screen. \`npm test\` runs a short form of each. Below the table stands what the
tests measured, in their own words.
`;

const TABLE = [
  '| Stage | Outcome | Passed | Failed | Seconds | Day | Commit |',
  '| --- | --- | ---: | ---: | ---: | --- | --- |',
].join('\n');

/** Of a stage without a table row yet. */
const NEVER = 'not run yet';

/**
 * What a line of a reporter, a browser or Node itself begins with, once colours and indents are
 * gone: nothing measured.
 */
const CHATTER =
  /^(✓|✔|✘|×|❯|↓|-|\[|RUN|Running|Test Files|Tests|Start at|Duration|JSON report|stdout|stderr|\d+ (passed|failed|skipped|flaky)|\(node|\(Use|To open|npx )/;
// eslint-disable-next-line no-control-regex -- A colour begins with the escape character.
const COLOURS = /\u001b\[[0-9;]*m/g;

/** The lines a stage's tests printed themselves. */
export function measuredLines(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.replace(COLOURS, '').split('\r').at(-1)!.trim())
    .filter((line) => line !== '' && !CHATTER.test(line));
}

/** The sections of an earlier file by stage: the row of the table, and what was measured. */
function sectionsOf(file: string): Map<string, { row: string; notes: string }> {
  const notes = new Map<string, string>();
  for (const part of file.split(/^## /m).slice(1)) {
    const end = part.indexOf('\n');
    notes.set(part.slice(0, end).trim(), part.slice(end).trim());
  }
  const sections = new Map<string, { row: string; notes: string }>();
  for (const line of file.split('\n')) {
    const [, name] = /^\| ([a-z-]+) +\|/.exec(line) ?? [];
    if (name) sections.set(name, { row: line, notes: notes.get(name) ?? '' });
  }
  return sections;
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

/**
 * The file with the new results in place of the old ones of the same stages; `order` names every
 * stage there is.
 */
export function mergeResults(
  before: string,
  results: readonly LongResult[],
  order: readonly string[],
): string {
  const sections = sectionsOf(before);
  for (const result of results) {
    const { name, outcome, passed, failed, seconds, date, commit, machine, output } = result;
    const lines = measuredLines(output);
    sections.set(name, {
      row: row([name, outcome, passed, failed, seconds.toFixed(0), date, commit]),
      notes: [machine, ...(lines.length > 0 ? [['```text', ...lines, '```'].join('\n')] : [])].join(
        '\n\n',
      ),
    });
  }
  const rows = order.map(
    (name) => sections.get(name)?.row ?? row([name, NEVER, '', '', '', '', '']),
  );
  const notes = order
    .map((name) => [name, sections.get(name)?.notes ?? ''] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `\n## ${name}\n\n${text}\n`);
  return `${HEAD}\n${TABLE}\n${rows.join('\n')}\n${notes.join('')}`;
}
