// `npm start`: on a machine with nothing but Node, installs what the lockfile names, builds, and serves the production build.
import { spawn } from 'node:child_process';
import { prepare, ROOT, run } from './prepare.mjs';

prepare();
run('npx', ['vite', 'build', '--logLevel', 'warn']);
// Served as they are until it is done, which makes no difference on one machine.
spawn('npx', ['tsx', 'tools/compress.ts', 'quick'], {
  cwd: ROOT,
  stdio: ['ignore', 'ignore', 'inherit'],
  shell: process.platform === 'win32',
});
const port = process.env.HUELLA_PORT ?? '4173';
console.log('\nHuella is served at the address below. Stop it with Ctrl+C.\n');
run('npx', ['vite', 'preview', '--port', port, ...process.argv.slice(2)]);
