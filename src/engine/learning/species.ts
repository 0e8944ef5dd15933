/**
 * Learning for each species of a gallery by itself: how two photos of one dog differ says little of
 * how two of one cow do. Photos of a species that has a fit of its own are compared by it, all
 * others by the fit on the whole gallery.
 */
import { grouped } from '../grouped';
import { LEAST_INDIVIDUALS, LEAST_QUERIES } from '../matching';
import { judgedOf, type Judged } from './judge';
import { learntLeaveOut, type Similarities } from './leave-out';
import type { Workspace } from './matrix';
import { countsOf, takeRows, type NamedPhotos } from './sample';

/**
 * A fit takes 6 MB at 1,760 numbers, on the disk and in memory: the species with the most photos.
 */
export const SPECIES_MOST = 6;

/** What each photo shows, in order; '': not said. */
export type SpeciesNames = readonly string[];

/** One species with enough photos to be judged by itself. */
export interface JudgedSpecies extends Judged {
  readonly name: string;
  /** Rows of the photos given. */
  readonly rows: Int32Array;
}

/** Species with enough photos, those with the most first; none where the gallery has only one. */
export function speciesWithEnough(
  work: Workspace,
  photos: NamedPhotos,
  names: SpeciesNames,
): JudgedSpecies[] {
  const rowsOf = grouped(names.keys(), (row) => names[row]!);
  rowsOf.delete('');
  if (rowsOf.size < 2) return [];
  return [...rowsOf]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .slice(0, SPECIES_MOST)
    .map(([name, numbers]) => {
      const rows = Int32Array.from(numbers);
      return { name, rows, ...judgedOf(work, takeRows(photos, rows)) };
    })
    .filter(
      ({ photos: { individuals }, before }) =>
        before.queries >= LEAST_QUERIES && countsOf(individuals).length >= LEAST_INDIVIDUALS,
    );
}

/** The strength for the photos of each species by itself, and for all others. */
export interface Strengths {
  readonly common: number;
  readonly species: readonly { readonly rows: Int32Array; readonly strength: number }[];
}

/** As `learntLeaveOut`; each photo is compared by the fit of its species, or by that on all. */
export function speciesLeaveOut(
  work: Workspace,
  photos: NamedPhotos,
  gram: Similarities,
  { common, species }: Strengths,
  without: 'encounter' | 'individual' = 'encounter',
): Similarities {
  const { count } = gram;
  const { values } = learntLeaveOut(work, photos, gram, common, without);
  for (const { rows, strength } of species) {
    const own = new Set(rows);
    const fitted = (row: number): boolean => own.has(row);
    const table = learntLeaveOut(work, photos, gram, strength, without, false, fitted);
    for (let query = 0; query < count; query++) {
      for (const row of rows) values[query * count + row] = table.values[query * count + row]!;
    }
  }
  return { count, values };
}
