// What every command needs first: the right Node and the packages of the lockfile. Plain JavaScript on Node alone,
// because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCKFILE = join(ROOT, 'package-lock.json');
/** npm writes it at the end of an install: older than the lockfile means an install is due. */
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const MINIMUM_NODE = [20, 19];

/** Runs a command in the project's folder with its output on the terminal; ends this process when it fails. */
export function run(command, args, env = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  });
  if (error) {
    console.error(`${command} could not be started: ${error.message}`);
    process.exit(1);
  }
  if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(0);
  if (status !== 0) process.exit(status ?? 1);
}

export function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
    console.error(
      `Huella needs Node ${MINIMUM_NODE.join('.')} or newer; this is ${process.versions.node}. Get it from https://nodejs.org.`,
    );
    process.exit(1);
  }
  if (!existsSync(INSTALLED) || statSync(INSTALLED).mtimeMs < statSync(LOCKFILE).mtimeMs) {
    console.log('Installing the packages of the lockfile…');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error']);
  }
}
