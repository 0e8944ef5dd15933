/**
 * The photos that an import adds, in their order, and what its report names besides: made of what
 * tables, results and folders say.
 */
import { namesByFolder, type Naming } from './folder-names';
import type { EntryProblem } from './results';
import type { Difference } from './merge';
import type { ResultsPlan, ResultsUse, TablesPlan, TableUse } from './planner-types';
import type { PlannedPhoto, RowProblem } from './rows';

/** What the person has said. */
export interface ImportChoice {
  readonly tables: readonly TableUse[];
  readonly results: readonly ResultsUse[];
  readonly confidence: number;
  readonly naming: Naming;
  /** Also photos that no row and no results name, by their folders. */
  readonly addUnnamed: boolean;
}

export type ListNote =
  | { readonly kind: 'row'; readonly name: string; readonly problem: RowProblem }
  | { readonly kind: 'entry'; readonly problem: EntryProblem }
  | { readonly kind: 'difference'; readonly difference: Difference }
  | { readonly kind: 'no-animal'; readonly name: string }
  | { readonly kind: 'unmentioned'; readonly name: string }
  /** Several animals are in the photo of one name: none of them has it. */
  | { readonly kind: 'name-unused'; readonly name: string; readonly individual: string }
  /** Photos of which earlier results say something else already. */
  | { readonly kind: 'second-results'; readonly name: string; readonly count: number };

export interface ImportList {
  readonly photos: readonly PlannedPhoto[];
  readonly notes: readonly ListNote[];
}

/**
 * @param rows null: there is no table
 * @param detect what the results make of the photos, given their names; null: there are none
 */
export function listImport(
  choice: ImportChoice,
  paths: readonly string[],
  rows: TablesPlan | null,
  detect: ((names: ReadonlyMap<string, string>) => ResultsPlan) | null,
): ImportList {
  const byFolder = folderNames(paths, choice.naming);
  // A table without a column of names leaves them to the folders.
  const isNamed = choice.tables.some(({ mapping }) => mapping.individual !== undefined);
  const said = rows?.photos ?? [];
  const animals = countsOf(said);
  const told = said.map((photo) => {
    const individual = byFolder.get(photo.path);
    const isOne = animals.get(photo.path) === 1;
    return isNamed || individual === undefined || !isOne ? photo : { ...photo, individual };
  });
  const plain = (path: string): PlannedPhoto => ({ path, individual: byFolder.get(path) ?? null });
  const notes: ListNote[] = [];
  const unused = (photos: readonly PlannedPhoto[], names: ReadonlyMap<string, string>): void => {
    for (const [name, count] of countsOf(photos)) {
      const individual = names.get(name);
      if (count > 1 && individual !== undefined)
        notes.push({ kind: 'name-unused', name, individual });
    }
  };
  for (const problem of rows?.problems ?? [])
    notes.push({ kind: 'row', name: problem.table, problem });
  if (!isNamed) unused(said, byFolder);
  for (const difference of rows?.differences ?? []) notes.push({ kind: 'difference', difference });
  const { addUnnamed } = choice;
  if (detect) {
    const byPath = new Map(told.map((photo) => [photo.path, photo]));
    const names = rows ? namesIn(told) : byFolder;
    const found = detect(names);
    const boxed = boxedIn(told);
    for (const { name, count } of found.repeated)
      notes.push({ kind: 'second-results', name, count });
    for (const problem of found.problems) notes.push({ kind: 'entry', problem });
    for (const name of found.empty) if (!boxed.has(name)) notes.push({ kind: 'no-animal', name });
    const left = found.unmentioned.map((path) => byPath.get(path) ?? plain(path));
    if (!addUnnamed)
      for (const { path } of left)
        if (!boxed.has(path)) notes.push({ kind: 'unmentioned', name: path });
    const cut = found.photos.flatMap((photo) => {
      if (boxed.has(photo.path)) return [];
      const fields = byPath.get(photo.path)?.fields;
      return fields ? { ...photo, fields } : photo;
    });
    unused(cut, names);
    // A person's own boxes have names: they stand for what a detector found there.
    const own = told.filter(({ path }) => boxed.has(path));
    const rest = left.filter(({ path }) => !boxed.has(path));
    return { photos: [...cut, ...own, ...(addUnnamed ? rest : [])], notes };
  }
  if (!rows) return { photos: paths.map(plain), notes };
  return { photos: addUnnamed ? [...told, ...rows.unnamed.map(plain)] : told, notes };
}

function folderNames(paths: readonly string[], naming: Naming): Map<string, string> {
  const names = namesByFolder(paths, naming);
  const byPath = new Map<string, string>();
  for (const [i, path] of paths.entries()) if (names[i]) byPath.set(path, names[i]);
  return byPath;
}

/** The photos of which the table itself has boxes. */
function boxedIn(photos: readonly PlannedPhoto[]): ReadonlySet<string> {
  const boxed = new Set<string>();
  for (const { path, crop, box } of photos) if (crop ?? box) boxed.add(path);
  return boxed;
}

function countsOf(photos: readonly PlannedPhoto[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of photos) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}

function namesIn(photos: readonly PlannedPhoto[]): Map<string, string> {
  const byPath = new Map<string, string>();
  for (const { path, individual } of photos) if (individual !== null) byPath.set(path, individual);
  return byPath;
}
