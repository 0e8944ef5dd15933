/** Names that have no place in a file of weights. */

/**
 * Modules whose mere mention means that the file wants to act, not to hold weights (PyTorch blocks
 * `sys`, `os`, `posix`, `nt` too).
 */
const HOSTILE_MODULES = new Set(
  (
    'os posix nt sys subprocess builtins __builtin__ runpy importlib ctypes socket shutil pty webbrowser code codeop ' +
    'commands multiprocessing pickle _pickle marshal operator timeit pdb bdb cProfile profile urllib http requests pip'
  ).split(' '),
);
/**
 * Members of those modules that real checkpoints contain; `getattr` is how Python 3.11 pickles
 * nested names and enums.
 */
const HARMLESS_GLOBALS = new Set(
  ['builtins', '__builtin__'].flatMap((module) =>
    'set frozenset list dict tuple int float complex bool str bytes bytearray slice range object getattr'
      .split(' ')
      .map((name) => `${module}.${name}`),
  ),
);

/** Python's own ways to turn text into action, wherever they are imported from. */
const HOSTILE_NAMES = /(^|\.)(eval|exec|execfile|compile|__import__|setattr)$/;

/**
 * Whether a global wants to act. A module is judged by its first name (`os.path`, but not
 * `project.http.client`), a dotted name by all it reaches through (`torch` + `os.system`). Nothing
 * is run either way: this only refuses files that mean harm, loudly.
 */
export function isHostile(module: string, name: string): boolean {
  if (HARMLESS_GLOBALS.has(`${module}.${name}`)) return false;
  const through = [module.split('.')[0]!, ...name.split('.').slice(0, -1)];
  return through.some((part) => HOSTILE_MODULES.has(part)) || HOSTILE_NAMES.test(name);
}
