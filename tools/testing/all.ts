/**
 * `npm test`: lint, types, the dependency audit, unit, real-browser and journey tests, as many at
 * once as there are cores. The same command locally and in CI.
 */
import { findChromium } from '../chromium';
import { findFirefox } from '../firefox';
import { journeys, ROOT, TYPES, vitest } from './plan';
import { freeBlock } from './ports';
import { report, runStages, type Stage } from './stages';

// Throws before anything slow has run, and says how to get one.
console.log(`Chromium: ${findChromium()}`);
console.log(`Firefox: ${findFirefox()}`);
const port = Number(process.env['HUELLA_TEST_PORT'] ?? (await freeBlock()));

/** Earlier ones first: the journeys take longest, so the build they need comes before all else. */
const stages: readonly Stage[] = [
  // Only waits for the registry.
  { name: 'audit', command: ['node', 'tools/audit.mjs'], slots: 0 },
  { name: 'build', command: ['npx', 'vite', 'build', '--logLevel', 'warn'] },
  TYPES,
  { name: 'size', command: ['npm', 'run', '--silent', 'size'], after: ['build'] },
  { ...journeys('journeys', port, ['desktop', 'phone', 'webgpu']), after: ['build'] },
  // Rules about types, which are most of ESLint's time.
  { name: 'oxlint', command: ['npx', 'oxlint'] },
  {
    name: 'lint',
    command: ['npx', 'eslint', '.'],
    // What eslint.config.js leaves out then is a stage of `npm run test:long`.
    env: { HUELLA_COMPONENTS_ONLY: '1' },
  },
  { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
  vitest('unit'),
  vitest('browser'),
  vitest('gpu'),
  { ...vitest('firefox'), after: ['build'] },
  {
    ...journeys('alone', port, ['alone']),
    // Counts the page's processor time.
    slots: Infinity,
    after: ['build'],
    apart: ['journeys'],
  },
];

process.exitCode = report(await runStages(stages, { cwd: ROOT })) ? 0 : 1;
