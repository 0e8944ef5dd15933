// `npm test`: lint, types, the dependency audit, unit, real-browser and journey tests. The same command locally and in CI.
import { prepare, run } from './prepare.mjs';

prepare();
// Says how to get Chromium before anything slow has run.
run('npx', ['tsx', 'tools/chromium.ts']);
run('npm', ['run', '--silent', 'lint']);
run('npm', ['run', '--silent', 'types']);
run('node', ['tools/audit.mjs']);
run('npx', ['vitest', 'run']);
run('npx', ['vite', 'build', '--logLevel', 'warn']);
run('npm', ['run', '--silent', 'size']);
run('npx', ['playwright', 'test']);
