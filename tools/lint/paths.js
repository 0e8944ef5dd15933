/** Paths inside the project, as the plan of the house names them. */
import { relative, sep } from 'node:path';

/** `path` relative to `root`, with forward slashes. */
export const inProject = (root, path) => relative(root, path).split(sep).join('/');

/** Whether `path` is `place`, lies under it, or is it but for its extension. */
export const under = (path, place) =>
  path === place || path.startsWith(`${place}/`) || path.startsWith(`${place}.`);

/** Visitors that hand each import's and re-export's source, a literal node, to `check`. */
export const forEachSource = (check) => ({
  ImportDeclaration: (node) => check(node.source),
  ImportExpression: (node) => check(node.source),
  ExportNamedDeclaration: (node) => check(node.source),
  ExportAllDeclaration: (node) => check(node.source),
});
