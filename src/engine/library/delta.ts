/**
 * What has changed since a revision, so that a page that shows 20,000 photos reads the two that
 * differ and not all again.
 */
import type { Change } from './changes';
import type { ReadTransaction } from './schema';
import type { IndividualRecord, PhotoRecord } from './records';

/** More than this is quicker read anew, and the log need not remember it. */
const MOST_IDS = 5000;
/** Changes remembered: minutes of an import, and nothing in memory. */
const MOST_CHANGES = 2000;

export interface LibraryDelta {
  /** Everything up to here is in it. */
  readonly revision: number;
  /** New, or different. */
  readonly photos: readonly PhotoRecord[];
  readonly gonePhotoIds: readonly string[];
  readonly individuals: readonly IndividualRecord[];
  readonly goneIndividualIds: readonly string[];
}

interface Touched {
  readonly photoIds: readonly string[];
  readonly individualIds: readonly string[];
}

/** The last changes by revision: which photos and individuals each touched. */
export class ChangeLog {
  readonly #changes = new Map<number, Touched | null>();

  note(change: Change): void {
    this.#changes.set(change.revision, touchedBy(change));
    for (const revision of this.#changes.keys()) {
      if (this.#changes.size <= MOST_CHANGES) break;
      this.#changes.delete(revision);
    }
  }

  /**
   * All that was touched after `since`, up to `until`; null when that is not known, or is too much
   * to list.
   */
  between(since: number, until: number): Touched | null {
    const [photoIds, individualIds] = [new Set<string>(), new Set<string>()];
    for (let revision = since + 1; revision <= until; revision++) {
      const touched = this.#changes.get(revision);
      if (!touched) return null;
      for (const id of touched.photoIds) photoIds.add(id);
      for (const id of touched.individualIds) individualIds.add(id);
      if (photoIds.size + individualIds.size > MOST_IDS) return null;
    }
    return { photoIds: [...photoIds], individualIds: [...individualIds] };
  }
}

/** Null: everything. */
function touchedBy(change: Change): Touched | null {
  switch (change.kind) {
    case 'added':
    case 'deleted':
      return { photoIds: change.photoIds, individualIds: [] };
    case 'updated':
      return change;
    case 'cleared':
    case 'restored':
      return null;
    default:
      return { photoIds: [], individualIds: [] };
  }
}

/**
 * What has become of them, with the individuals whose photos they are. Stores: photos, individuals.
 */
export async function read(
  transaction: ReadTransaction,
  revision: number,
  { photoIds, individualIds }: Touched,
): Promise<LibraryDelta> {
  const [photos, individuals] = [
    transaction.objectStore('photos'),
    transaction.objectStore('individuals'),
  ];
  const foundPhotos = await Promise.all(photoIds.map((id) => photos.get(id)));
  const present = foundPhotos.filter((photo) => photo !== undefined);
  const owners = [
    ...new Set([...individualIds, ...present.flatMap((photo) => photo.individualId ?? [])]),
  ];
  const foundIndividuals = await Promise.all(owners.map((id) => individuals.get(id)));
  return {
    revision,
    photos: present,
    gonePhotoIds: photoIds.filter((_, i) => foundPhotos[i] === undefined),
    individuals: foundIndividuals.filter((individual) => individual !== undefined),
    goneIndividualIds: owners.filter((_, i) => foundIndividuals[i] === undefined),
  };
}
