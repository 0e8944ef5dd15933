import packageJson from '../../package.json';

/**
 * Vite hands out what vite.config.ts defines by a script of its own, which a busy machine has been
 * seen to run after a file of tests. Here it is there before any.
 */
Object.assign(globalThis, { __VERSION__: packageJson.version });
