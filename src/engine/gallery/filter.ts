/** Which photos a search may find. Everything here survives structured clone. */
import type { Place, Side, Status } from '../library';
import { distanceKm, encounterOf, timeOf } from '../matching';
import type { GalleryPhoto, Roster } from './roster';

/** All that is given must hold; an empty list asks nothing. */
export interface SearchFilter {
  readonly statuses?: readonly Status[];
  /**
   * Compared without regard to case and accents; a photo that says nothing is what its individual
   * is.
   */
  readonly species?: readonly string[];
  /** True: a photo without a species may be of any. */
  readonly orNoSpecies?: boolean;
  readonly colours?: readonly string[];
  /** Any of them. */
  readonly labels?: readonly string[];
  readonly sides?: readonly Side[];
  /** Great-circle; photos without a place are left out. */
  readonly near?: { readonly place: Place; readonly km: number };
  /**
   * ISO 8601 dates (`2026-05-01`), the first and the last day; photos without a date are left out.
   */
  readonly from?: string;
  readonly to?: string;
  /** True: only photos of an individual; false: only unidentified ones. */
  readonly identified?: boolean;
  /**
   * Photos taken together with this one are left out: a photo of the gallery, or when and where the
   * query was taken.
   */
  readonly notTakenWith?:
    | string
    | { readonly takenAt: string | null; readonly place: Place | null };
  /** Photos of this individual are left out: it is known already. */
  readonly notIndividual?: string;
}

/**
 * As people compare words: `Perro`, `perro ` and `PERRO` are one, and so are `ratón` and `raton`.
 */
export function wordKey(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}

/** Null when the filter asks nothing. */
export function acceptFor(
  filter: SearchFilter | undefined,
  roster: Roster,
): ((photo: GalleryPhoto) => boolean) | null {
  if (!filter) return null;
  const tests: ((photo: GalleryPhoto) => boolean)[] = [];
  const { statuses, sides, near, identified, notIndividual, notTakenWith } = filter;
  if (statuses?.length) {
    tests.push((photo) => {
      const { status } = roster.traitsOf(photo);
      return status !== null && statuses.includes(status);
    });
  }
  const species = keysOf(filter.species);
  const { orNoSpecies = false } = filter;
  if (species) {
    tests.push((photo) => {
      const said = roster.traitsOf(photo).species;
      return has(species, said) || (orNoSpecies && said === null);
    });
  }
  const colours = keysOf(filter.colours);
  if (colours) tests.push((photo) => has(colours, roster.traitsOf(photo).colour));
  const labels = keysOf(filter.labels);
  if (labels)
    tests.push((photo) => roster.traitsOf(photo).labels.some((label) => has(labels, label)));
  if (sides?.length) tests.push(({ side }) => side !== null && sides.includes(side));
  if (near) {
    tests.push((photo) => {
      const { place } = roster.traitsOf(photo);
      return place !== null && distanceKm(place, near.place) <= near.km;
    });
  }
  if (filter.from !== undefined || filter.to !== undefined)
    tests.push(takenBetween(filter.from, filter.to));
  if (identified !== undefined)
    tests.push(({ individualId }) => (individualId !== null) === identified);
  if (notIndividual !== undefined) tests.push(({ individualId }) => individualId !== notIndividual);
  if (notTakenWith !== undefined) {
    const query = typeof notTakenWith === 'string' ? roster.photo(notTakenWith) : notTakenWith;
    const together = query ? encounterOf(query, roster.photos()) : new Set<string>();
    if (together.size > 0) tests.push(({ id }) => !together.has(id));
  }
  if (tests.length === 0) return null;
  return (photo) => tests.every((test) => test(photo));
}

function takenBetween(
  from: string | undefined,
  to: string | undefined,
): (photo: GalleryPhoto) => boolean {
  const first = timeOf(from === undefined ? null : `${from}T00:00:00`) ?? -Infinity;
  const last = timeOf(to === undefined ? null : `${to}T23:59:59.999`) ?? Infinity;
  return ({ takenAt }) => {
    // The day on the camera's own clock, which is the day the person remembers.
    const time = timeOf(takenAt === null ? null : takenAt.replace(/(?:[zZ]|[+-]\d\d:?\d\d)$/, ''));
    return time !== null && time >= first && time <= last;
  };
}

function keysOf(words: readonly string[] | undefined): ReadonlySet<string> | null {
  return words?.length ? new Set(words.map(wordKey)) : null;
}

function has(keys: ReadonlySet<string>, word: string | null): boolean {
  return word !== null && keys.has(wordKey(word));
}
