// `npm run audit`: known holes in what is shipped. A registry that cannot be asked is no reason to stop working: it says so and goes on.
import { spawnSync } from 'node:child_process';
import { ROOT } from './prepare.mjs';

/** Longer than any answer takes; a network that swallows packets must not hold up the tests. */
const TIMEOUT_MS = 60_000;

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  cwd: ROOT,
  encoding: 'utf8',
  timeout: TIMEOUT_MS,
  shell: process.platform === 'win32',
});

let report = null;
try {
  report = JSON.parse(stdout);
} catch {
  // Killed, or not npm that answered.
}
const counts = report?.metadata?.vulnerabilities;
if (!counts) {
  console.log(
    `Dependency audit: not done, the registry did not answer (${report?.message ?? report?.error?.summary ?? 'no answer'}).`,
  );
} else if (counts.high + counts.critical > 0) {
  for (const { name, severity, range } of Object.values(report.vulnerabilities)) {
    if (severity === 'high' || severity === 'critical')
      console.error(`${severity}: ${name} ${range}`);
  }
  console.error(
    'Dependency audit: what is shipped has known holes. `npm audit --omit=dev` says more.',
  );
  process.exitCode = 1;
} else {
  console.log('Dependency audit: nothing known that is high or critical.');
}
