/** The page of docs/browsers.md: written from runs, and read again for the columns that stay. */

export interface BrowserRun {
  readonly engine: string;
  /** As `Firefox 153.8.0esr`. */
  readonly version: string;
  /** As `2026-05-03`. */
  readonly day: string;
  /** What the run had to itself. */
  readonly machine: string;
  readonly steps: readonly BrowserStep[];
}

interface BrowserStep {
  readonly title: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/** The runs themselves stand in a comment at the end, from which `readTable` has them. */
const DATA = /<!-- (\[.*\]) -->/;

const HEAD = `# Firefox and WebKit

A person's way through the production build, written by \`npm run build && npm run browsers\`. Each
line is a test of \`tests/firefox/journeys.test.ts\` or \`tests/webkit/journeys.test.ts\`, which do the
same in each browser's own way of being driven; a dash: not part of that one. WebKitGTK is the
nearest relative of Safari on Linux; Safari itself was not tried. Seconds are of a machine of two
cores that was busy with other things as well, as its load says.
`;

export function browserTable(runs: readonly BrowserRun[]): string {
  const titles = [...new Set(runs.flatMap(({ steps }) => steps.map(({ title }) => title)))];
  const line = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const all = ({ steps }: BrowserRun): string => {
    const passed = steps.filter((step) => step.passed).length;
    const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
    return `${passed} of ${steps.length}, ${seconds} s`;
  };
  const rows = titles.map((title) => {
    const cells = runs.map(({ steps }) => {
      const step = steps.find((one) => one.title === title);
      if (!step) return '–';
      return `${step.passed ? 'passes' : '**fails**'}, ${step.seconds} s`;
    });
    return line(title, ...cells);
  });
  return [
    HEAD,
    line('', ...runs.map(({ version }) => version)),
    line('---', ...runs.map(() => '---')),
    ...rows,
    line('all', ...runs.map(all)),
    line('day', ...runs.map(({ day }) => day)),
    line('machine', ...runs.map(({ machine }) => machine)),
    '',
    `<!-- ${JSON.stringify(runs)} -->`,
    '',
  ].join('\n');
}

/** The runs of a page that `browserTable` wrote; none of any other page. */
export function readTable(page: string): readonly BrowserRun[] {
  const data = DATA.exec(page)?.[1];
  return data === undefined ? [] : (JSON.parse(data) as BrowserRun[]);
}
