/** Names that have no place in a file of weights. */

/** Modules whose mere mention means that the file wants to act, not to hold weights (PyTorch blocks the first four too). */
const HOSTILE_MODULES = new Set(
  (
    'os posix nt sys subprocess builtins __builtin__ runpy importlib ctypes socket shutil pty webbrowser code codeop ' +
    'commands multiprocessing asyncio threading pickle _pickle marshal types operator timeit pdb bdb cProfile profile ' +
    'urllib http requests pip'
  ).split(' '),
);
/** Harmless members of those modules that old checkpoints do contain. */
const HARMLESS_GLOBALS = new Set(
  ['builtins', '__builtin__'].flatMap((module) =>
    'set frozenset list dict tuple int float complex bool str bytes bytearray slice range object'
      .split(' ')
      .map((name) => `${module}.${name}`),
  ),
);

/** Python's own ways to turn text into action, wherever they are imported from. */
const HOSTILE_NAMES = /(^|\.)(eval|exec|execfile|compile|__import__|getattr|setattr)$/;

/** Whether a global wants to act. Dotted names reach into modules: `torch` + `os.system`. */
export function isHostile(module: string, name: string): boolean {
  if (HARMLESS_GLOBALS.has(`${module}.${name}`)) return false;
  const parts = [...module.split('.'), ...name.split('.').slice(0, -1)];
  return parts.some((part) => HOSTILE_MODULES.has(part)) || HOSTILE_NAMES.test(name);
}
