/**
 * An ESLint rule that holds the arrows between folders: a file of `target` may not import a file of `from`, unless it lies under
 * one of `except`. All imports inside the project are relative, so a path is all there is to resolve.
 */
import { dirname, join, relative, sep } from 'node:path';

/** `path` relative to the project, with forward slashes. */
const inProject = (root, path) => relative(root, path).split(sep).join('/');

const under = (path, folder) =>
  path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`);

export const arrows = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            target: { type: 'string' },
            from: { type: 'string' },
            except: { type: 'array', items: { type: 'string' } },
            message: { type: 'string' },
          },
          required: ['target', 'from', 'message'],
          additionalProperties: false,
        },
      },
    ],
  },
  create(context) {
    const [zones] = context.options;
    const file = inProject(context.cwd, context.filename);
    const own = zones.filter(({ target }) => under(file, target));

    function check(source) {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      // A query names how the build treats the file, not another file.
      const [path] = source.value.split('?');
      const imported = inProject(context.cwd, join(dirname(context.filename), path));
      for (const { from, except = [], message } of own) {
        const allowed = except.some((folder) => under(imported, folder));
        if (under(imported, from) && !allowed) context.report({ node: source, message });
      }
    }

    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
    };
  },
};
