/** Which file each row of a table means, as the table writes it: from one column or several. */
import type { Mapping } from './columns';
import type { Table } from './csv';
import { pushTo } from './lists';
import type { CellOf } from './row-types';
import { COLUMN_NAMES, plainName } from './vocabulary';
import { isMissing } from './words';

/** Folders within the one of another column. */
const INNER = new Set(['subfolder', 'subdir', 'subdirectory', 'subcarpeta', 'subpasta']);

type Row = readonly string[];

/** Columns of places: a photo was taken at one of them. */
const PLACES = new Set([
  ...COLUMN_NAMES.folder,
  ...COLUMN_NAMES.station,
  ...COLUMN_NAMES.placeName,
]);

/**
 * The path of each row; empty where it names none. Cameras count from 1 at every station: where a
 * file name alone may be of several photos, the columns that name their folders or stations are
 * part of the path.
 */
export function filesOf(
  table: Table,
  mapping: Mapping,
  cell: CellOf,
  paths: readonly string[],
): string[] {
  const inner = table.columns.flatMap((name, i) => (INNER.has(plainName(name)) ? [i] : []));
  const files = table.rows.map((row) => {
    const own = inner.map((i) => (i === mapping.folder ? '' : (row[i] ?? '').trim()));
    const folders = [cell(row, 'folder').replace(/[\\/]+$/, ''), ...own];
    return fileOf(folders.filter((folder) => folder !== '').join('/'), cell(row, 'file'));
  });
  if (mapping.folder !== undefined) return files;
  const shared = sharedRows(table, files, paths);
  if (shared.length === 0) return files;
  const folders = new ChosenFolders(paths);
  const columns = folderColumns(table, mapping, shared, files, folders);
  for (const i of shared) {
    const names = columns.map((column) => {
      const value = (table.rows[i]![column] ?? '').trim();
      return folders.find(value)?.name ?? (isMissing(value) ? '' : value);
    });
    files[i] = [...names.filter((name) => name !== ''), files[i]!].join('/');
  }
  return files;
}

const DATED = /[\s_.-]+\d{4}[\d\s_.-]*$/;

/** The folders of the files chosen, and how deep each of them lies. */
class ChosenFolders {
  readonly #byName = new Map<string, { readonly name: string; depth: number }>();
  readonly #byLetters = new Map<string, Set<string>>();
  readonly #found = new Map<string, { readonly name: string; depth: number } | null>();

  constructor(paths: readonly string[]) {
    for (const path of paths)
      for (const [depth, name] of path.split('/').slice(0, -1).entries()) {
        const plain = name.toLowerCase();
        const known = this.#byName.get(plain);
        if (known) {
          known.depth = Math.min(known.depth, depth);
          continue;
        }
        this.#byName.set(plain, { name, depth });
        for (const key of new Set([lettersOf(plain), lettersOf(plain.replace(DATED, ''))]))
          this.#byLetters.set(key, (this.#byLetters.get(key) ?? new Set()).add(plain));
      }
  }

  /**
   * The folder of that name, or the only one that differs in zeros, in what stands between its
   * words and in a date behind it: `Cam 1` and `Cam01`, `StationA` and `StationA_2024`.
   */
  find(value: string): { readonly name: string; readonly depth: number } | null {
    const plain = value.toLowerCase();
    const known = this.#found.get(plain);
    if (known !== undefined) return known;
    const alike = [...(this.#byLetters.get(lettersOf(plain)) ?? [])];
    const only = alike.length === 1 && plain !== '' ? alike[0]! : plain;
    const found = this.#byName.get(plain) ?? this.#byName.get(only) ?? null;
    this.#found.set(plain, found);
    return found;
  }
}

const lettersOf = (name: string): string =>
  name.replace(/[\s_.-]+/g, '').replace(/(?<!\d)0+(?=\d)/g, '');

/**
 * The path of a row whose folder may stand in a column of its own; a file name that has the folder
 * in it already keeps it once.
 */
function fileOf(folder: string, file: string): string {
  if (folder === '' || file === '') return file;
  const plain = (path: string): string =>
    path.replaceAll('\\', '/').replace(/^\.\//, '').toLowerCase();
  const [start, whole] = [plain(folder).replace(/\/+$/, ''), plain(file)];
  if (whole.startsWith(`${start}/`) || /^([a-z]:)?\//.test(whole) || start === whole) return file;
  return `${folder.replace(/[\\/]+$/, '')}/${file}`;
}

const placeColumns = ({ columns }: Table): number[] =>
  columns.flatMap((name, i) => (PLACES.has(plainName(name)) ? [i] : []));

/** Rows whose file name several of the chosen files have, or rows of several places. */
function sharedRows(table: Table, files: readonly string[], paths: readonly string[]): number[] {
  const places = placeColumns(table);
  const groups = new Map<string, number[]>();
  for (const [i, file] of files.entries()) {
    if (file === '' || /[\\/]/.test(file)) continue;
    pushTo(groups, file.toLowerCase(), i);
  }
  if (groups.size === 0) return [];
  const counts = new Map<string, number>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    for (const key of new Set([name, name.replace(/\.[^.]*$/, '')]))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...groups].flatMap(([name, rows]) =>
    (counts.get(name) ?? 0) > 1 || places.some((column) => differ(table.rows, rows, column))
      ? rows
      : [],
  );
}

/** A place as its letters, however it is written; empty where the row says none. */
function placeIn(row: Row, column: number): string {
  const value = (row[column] ?? '').trim();
  return isMissing(value) ? '' : lettersOf(value.toLowerCase());
}

/** Whether rows say two places. */
function differ(all: readonly Row[], rows: readonly number[], column: number): boolean {
  const places = rows.map((i) => placeIn(all[i]!, column));
  const first = places.find((place) => place !== '');
  return places.some((place) => place !== '' && place !== first);
}

/**
 * The columns whose values are names of the chosen folders, outermost first, and those of places
 * that tell apart what they leave together.
 */
function folderColumns(
  table: Table,
  mapping: Mapping,
  shared: readonly number[],
  files: readonly string[],
  folders: ChosenFolders,
): number[] {
  const places = placeColumns(table);
  const depthOf = (column: number): number => {
    let least = Infinity;
    for (const i of shared) {
      const value = (table.rows[i]![column] ?? '').trim();
      const found = folders.find(value);
      // A number may be a count that happens to be the name of a folder.
      const isFolder =
        places.includes(column) ||
        (/\p{L}/u.test(value) && found?.name.toLowerCase() === value.toLowerCase());
      if (found && isFolder) least = Math.min(least, found.depth);
    }
    return least;
  };
  const chosen = table.columns
    .map((_, column) => ({ column, depth: column === mapping.file ? Infinity : depthOf(column) }))
    .filter(({ depth }) => depth < Infinity)
    .sort((a, b) => a.depth - b.depth)
    .map(({ column }) => column);
  for (const column of places) {
    const groups = new Map<string, number[]>();
    for (const i of shared) {
      const row = table.rows[i]!;
      pushTo(groups, [...chosen.map((each) => row[each]), files[i]].join('\n'), i);
    }
    const isNeeded = [...groups.values()].some((rows) => differ(table.rows, rows, column));
    if (isNeeded && !chosen.includes(column)) chosen.push(column);
  }
  return chosen;
}
