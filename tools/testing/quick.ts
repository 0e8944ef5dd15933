/**
 * `npm run test:quick`: types, lint of what changed, unit tests. For daily work; `npm test` before
 * anything is handed on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ESLINT_CACHE, ROOT, TYPES, vitest } from './plan';
import { report, runStages, type Stage } from './stages';

/** What a Git command lists, one path a line; null when there is no Git or no repository. */
function git(...args: string[]): string[] | null {
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter(Boolean) : null;
}

/**
 * Code that differs from the main branch, with what Git does not know yet; everything where there
 * is no repository.
 */
function changedCode(): string[] {
  const [base = 'HEAD'] = git('merge-base', 'HEAD', 'main') ?? [];
  const changed = git('diff', '--name-only', base);
  const added = git('ls-files', '--others', '--exclude-standard');
  if (!changed || !added) return ['.'];
  return [...changed, ...added].filter(
    (path) => /\.(ts|js|mjs|svelte)$/.test(path) && existsSync(join(ROOT, path)),
  );
}

const changed = changedCode();
const lint: Stage = {
  name: 'lint',
  // A kept answer may be out of date where the types of another file changed; `npm test` keeps
  // none.
  command: ['npx', 'eslint', '--cache', '--cache-location', ESLINT_CACHE, ...changed],
};
const stages = [TYPES, vitest('unit'), ...(changed.length > 0 ? [lint] : [])];
process.exitCode = report(await runStages(stages, { cwd: ROOT })) ? 0 : 1;
