// `npm start`: on a machine with nothing but Node, installs what the lockfile names, builds, and serves the production build.
import { prepare, run } from './prepare.mjs';

prepare();
run('npx', ['vite', 'build', '--logLevel', 'warn']);
const port = process.env.HUELLA_PORT ?? '4173';
console.log('\nHuella is served at the address below. Stop it with Ctrl+C.\n');
run('npx', ['vite', 'preview', '--port', port, ...process.argv.slice(2)]);
