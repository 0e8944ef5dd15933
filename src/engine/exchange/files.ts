/** Finding the file that a table or a detector means: its paths are of another computer, only their ends are the same. */

/** `C:\Photos\Luna\1.JPG` and `photos/luna/1.jpg` are one path to people, and to the disks they come from. */
function plainParts(path: string): string[] {
  return path
    .replaceAll('\\', '/')
    .normalize('NFC')
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

export class FileFinder {
  /** Paths by file name; rarely more than a few share one, except where every folder counts from 1. */
  readonly #byName = new Map<string, { path: string; parts: string[] }[]>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const parts = plainParts(path);
      const name = parts.at(-1) ?? '';
      const same = this.#byName.get(name);
      if (same) same.push({ path, parts });
      else this.#byName.set(name, [{ path, parts }]);
    }
  }

  /** The chosen file that shares the longest end with `wanted`; null when none has its name, or several share as much. */
  find(wanted: string): { readonly path: string | null; readonly ambiguous: boolean } {
    const parts = plainParts(wanted);
    const candidates = this.#byName.get(parts.at(-1) ?? '');
    if (!candidates) return { path: null, ambiguous: false };
    let best: string | null = null;
    let most = 0;
    let tied = false;
    for (const candidate of candidates) {
      let shared = 0;
      while (shared < parts.length && parts.at(-1 - shared) === candidate.parts.at(-1 - shared))
        shared += 1;
      if (shared > most) [best, most, tied] = [candidate.path, shared, false];
      else if (shared === most) tied = true;
    }
    return { path: tied ? null : best, ambiguous: tied };
  }
}
