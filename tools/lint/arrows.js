/**
 * A rule for ESLint and oxlint that holds the arrows between folders: a file of `target` may not
 * import a file of `from`, unless it lies under one of `except`. All imports inside the project are
 * relative, so a path is all there is to resolve.
 */
import { dirname, join } from 'node:path';
import { forEachSource, inProject, under } from './paths.js';
import { ZONES } from './plan.js';

export const arrows = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = inProject(context.cwd, context.filename);
    const own = ZONES.filter(({ target }) => under(file, target));

    return forEachSource((source) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      // A query names how the build treats the file, not another file.
      const [path] = source.value.split('?');
      const imported = inProject(context.cwd, join(dirname(context.filename), path));
      for (const { from, except = [], message } of own) {
        const allowed = except.some((folder) => under(imported, folder));
        if (under(imported, from) && !allowed) context.report({ node: source, message });
      }
    });
  },
};
