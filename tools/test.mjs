// `npm test`, `npm run test:quick` and `npm run test:long`: installs what the lockfile names, then runs tools/testing/all.ts,
// quick.ts or long.ts.
import { prepare, run } from './prepare.mjs';

const [which = 'all', ...rest] = process.argv.slice(2);
prepare();
run('npx', ['tsx', `tools/testing/${which}.ts`, ...rest]);
