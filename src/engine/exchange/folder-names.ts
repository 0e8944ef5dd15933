/** What the folders of chosen photos say about who is in them. */

/** What the folders of a choice can mean. */
export type Sorting =
  /** No folder was chosen. */
  | { readonly kind: 'flat' }
  /** Subfolders, each an individual perhaps; files beside them are unidentified. */
  | { readonly kind: 'subfolders'; readonly names: readonly string[] }
  /** One folder without subfolders: the individual itself, perhaps. */
  | { readonly kind: 'folder'; readonly name: string };

/**
 * `subfolders`: the nearest folder; `folder`: the one everything came in; a number: the folder at
 * that level, 0 the outermost.
 */
export type Naming = 'subfolders' | 'folder' | 'none' | number;

export function sortingOf(paths: readonly string[]): Sorting {
  const folders = paths.map(foldersOf);
  const roots = new Set(folders.map(([root]) => root));
  const names = new Set<string>();
  for (const folder of folders) {
    const name = subfolderOf(folder, roots.size);
    if (name) names.add(name);
  }
  if (names.size > 0)
    return { kind: 'subfolders', names: [...names].sort((a, b) => a.localeCompare(b)) };
  const [root] = roots;
  return root === undefined ? { kind: 'flat' } : { kind: 'folder', name: root };
}

export interface Level {
  readonly level: number;
  readonly names: readonly string[];
}

/**
 * The names at each level of folders below the one everything came in, outermost first; only levels
 * that tell photos apart.
 */
export function levelsOf(paths: readonly string[]): Level[] {
  const levels: Set<string>[] = [];
  for (const path of paths)
    foldersOf(path).forEach((name, i) => (levels[i] ??= new Set()).add(name));
  return levels
    .map((names, level) => ({ level, names: [...names].sort((a, b) => a.localeCompare(b)) }))
    .filter(({ names }) => names.length > 1);
}

/** The individual of each path by its folders; null where its folders say nothing. */
export function namesByFolder(paths: readonly string[], naming: Naming): (string | null)[] {
  const folders = paths.map(foldersOf);
  const roots = new Set(folders.map(([root]) => root)).size;
  return folders.map((folder) => {
    const name =
      naming === 'none'
        ? null
        : naming === 'folder'
          ? folder[0]
          : naming === 'subfolders'
            ? subfolderOf(folder, roots)
            : folder[naming];
    return name ?? null;
  });
}

/**
 * Composed (NFC): macOS writes accents apart, and one animal would be two. Without the folders that
 * cameras make: those name no animal.
 */
const foldersOf = (path: string): string[] => {
  const folders = path.normalize('NFC').split('/').slice(0, -1);
  return folders.filter((name, i) => !isOfCamera(name, folders[i - 1] ?? ''));
};

/** The Design rule for Camera File system: three digits and five letters, in `DCIM`. */
const IN_DCIM = /^[1-9]\d{2}[A-Z0-9_]{5}$/i;
/** Endings of such folders that are no names, wherever they lie: of makers of cameras and phones. */
const BY_MAKER =
  /^[1-9]\d{2}[-_]?(?:MEDIA|RECNX|_?BTCF|CANON|EOS\w{1,2}|NIKON|NCD\w{2}|ND\d{3}|D\d{4}|NZ[\d_]{3}|MFCAM|MSDCF|OLYMP|APPLE|ANDRO|GOPRO|_?PANA|_FUJI|PENTX|DSCIM|IMAGE|BUSHN|STLTH|CUDDY|EK\d{3}|PHOTO|DCIM)$/i;

const isOfCamera = (name: string, parent: string): boolean =>
  /^dcim$/i.test(name) || BY_MAKER.test(name) || (/^dcim$/i.test(parent) && IN_DCIM.test(name));

/** The nearest folder, unless it is the one folder everything came in. */
function subfolderOf(folder: readonly string[], roots: number): string | undefined {
  return folder.length >= 2 || roots > 1 ? folder.at(-1) : undefined;
}
