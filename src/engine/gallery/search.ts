/** Query embedding -> neighbours -> photos or individuals. */
import { HuellaError } from '../errors';
import type { SearchIndex } from '../index';
import { bestPerIndividual, byRank, type Candidate } from '../matching';
import { acceptFor, type SearchFilter } from './filter';
import type { GalleryPhoto, Roster } from './roster';

export interface GallerySearch {
  /** How many results at most, from 1. Default 10. */
  readonly k?: number;
  /**
   * `individual`: the best photo of each, unidentified photos as results of their own. Default
   * `photo`.
   */
  readonly by?: 'photo' | 'individual';
  /** True: compare every vector; false or absent: the index decides. */
  readonly exact?: boolean;
  /** Photo ids not to be found: the query itself, its encounter. */
  readonly exclude?: readonly string[];
  readonly filter?: SearchFilter;
  /** Which photos may be found, beside `filter`. A function stays inside the worker. */
  readonly accept?: (photo: GalleryPhoto) => boolean;
}

export interface GalleryMatch {
  readonly photoId: string;
  /** File name of the photo. */
  readonly name: string;
  /** Absent: unidentified. */
  readonly individualId?: string;
  readonly individual?: string;
  /** Dot product of the query with the stored vector, -1..1. */
  readonly similarity: number;
  /** Whether every photo was compared. */
  readonly exact: boolean;
}

const DEFAULT_K = 10;
/** Photos asked of the index for each individual wanted, at first. */
const PHOTOS_PER_INDIVIDUAL = 4;
/** Few rounds for an individual with thousands of photos, and never much more work than needed. */
const WIDEN = 4;

/** Best first, ties by photo id: the same list on every device and every run. */
export async function searchGallery(
  index: SearchIndex,
  roster: Roster,
  vector: Float32Array,
  options: GallerySearch,
): Promise<GalleryMatch[]> {
  const { k = DEFAULT_K, by = 'photo', accept } = options;
  if (!Number.isInteger(k) || k < 1)
    throw new HuellaError('internal', `k = ${k} is not a positive integer`);
  const excluded = new Set(options.exclude);
  const passes = acceptFor(options.filter, roster);
  const allowed = (label: number): boolean => {
    const photo = roster.photoAt(label);
    if (photo === undefined || excluded.has(photo.id)) return false;
    return (passes === null || passes(photo)) && (accept === undefined || accept(photo));
  };
  const filtered = excluded.size > 0 || passes !== null || accept !== undefined;
  let exact = options.exact ?? false;
  // One more than wanted, to see whether the last place is shared.
  let wanted = by === 'individual' ? k * PHOTOS_PER_INDIVIDUAL : k + 1;
  for (;;) {
    const found = await index.search(vector, {
      k: wanted,
      exact,
      ...(filtered ? { accept: allowed } : {}),
    });
    const candidates = found.neighbours.flatMap(({ label, similarity }) => {
      const photo = roster.photoAt(label);
      return photo
        ? [{ photoId: photo.id, individualId: photo.individualId, similarity, photo }]
        : [];
    });
    const ranked = by === 'individual' ? bestPerIndividual(candidates) : candidates.sort(byRank);
    const all = found.neighbours.length < wanted;
    if (
      (all && (found.exact || ranked.length >= k)) ||
      isSettled(ranked, k, found.neighbours.at(-1)?.similarity)
    ) {
      return ranked
        .slice(0, k)
        .map(({ photo, similarity }) => toMatch(roster, photo, similarity, found.exact));
    }
    // The approximate index has run dry before k: only a full comparison can say that there are no
    // more.
    if (all) exact = true;
    // One more than there are is all there are.
    wanted = Math.min(wanted * WIDEN, Math.max(index.size, wanted) + 1);
  }
}

/**
 * A photo not seen is no more similar than the last one seen: below the k-th place, it cannot
 * change the list.
 */
function isSettled(ranked: readonly Candidate[], k: number, last: number | undefined): boolean {
  const kth = ranked[k - 1];
  return kth !== undefined && last !== undefined && last < kth.similarity;
}

function toMatch(
  roster: Roster,
  photo: GalleryPhoto,
  similarity: number,
  exact: boolean,
): GalleryMatch {
  const { id: photoId, name, individualId } = photo;
  if (individualId === null) return { photoId, name, similarity, exact };
  return {
    photoId,
    name,
    individualId,
    individual: roster.nameOf(individualId) ?? '',
    similarity,
    exact,
  };
}
