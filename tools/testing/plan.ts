/** The stages that test runs are made of. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stages';

export const ROOT = join(import.meta.dirname, '../..');
/** What may be kept from one run to the next, and the reports of the last. */
const CACHE = join(ROOT, 'node_modules/.cache');
const REPORTS = join(CACHE, 'huella-reports');
mkdirSync(REPORTS, { recursive: true });

export const TYPES: Stage = { name: 'types', command: ['npm', 'run', '--silent', 'types'] };

/** Where ESLint keeps what it has looked at. */
export const ESLINT_CACHE = join(CACHE, 'eslint/');

/** Files of a project of vitest.config.ts, all or those named. */
export function vitest(project: string, ...files: string[]): Stage {
  const report = join(REPORTS, `${project}.json`);
  return {
    name: project,
    command: [
      ...(['npx', 'vitest', 'run', `--project=${project}`] as const),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      '--reporter=./tools/testing/flaky-reporter.ts',
      ...files,
    ],
    report,
  };
}

/** Projects of playwright.config.ts; `port`: the first of a free block. */
export function journeys(
  name: string,
  port: number,
  projects: readonly string[],
  ...files: string[]
): Stage {
  const report = join(REPORTS, `${name}.json`);
  return {
    name,
    command: [
      ...(['npx', 'playwright', 'test', ...files] as const),
      ...projects.map((project) => `--project=${project}`),
    ],
    report,
    env: {
      HUELLA_TEST_PORT: String(port),
      HUELLA_REPORT: report,
      HUELLA_OUTPUT: join(ROOT, 'test-results', name),
    },
  };
}
