/**
 * Changes records of one transaction and remembers how they were: what the journal keeps, and what
 * the change feed tells. Stores: RECORDED_STORES.
 */
import type { ChangeDetail } from './changes';
import { displayNameOf, nameKeyOf, newIndividual } from './individuals';
import { discard, restore } from './trash';
import type { StoreName, WriteTransaction } from './schema';
import { equal } from '../equal';
import { HuellaError } from '../errors';
import type {
  Changed,
  Diff,
  IndividualRecord,
  MatchRecord,
  PhotoPatch,
  PhotoRecord,
} from './records';

export const RECORDED_STORES = [
  'photos',
  'individuals',
  'matches',
  'trash',
  'embeddings',
  'vectors',
  'journal',
] as const satisfies StoreName[];

/** By id: how each was, and how it is to be; null: it is not there. */
type Changes<Value> = Map<string, { readonly before: Value | null; readonly after: Value | null }>;

type Fields = Record<string, unknown>;

export class Recorder {
  readonly #photos = new Map<string, { readonly before: Fields; readonly after: Fields }>();
  readonly #individuals: Changes<IndividualRecord> = new Map();
  readonly #matches: Changes<MatchRecord> = new Map();
  readonly #discarded = new Set<string>();
  readonly #restored = new Set<string>();
  readonly #seqsGone: number[] = [];
  readonly #seqsNew: number[] = [];

  constructor(readonly transaction: WriteTransaction) {}

  /** Those that are there. */
  async photos(ids: readonly string[]): Promise<PhotoRecord[]> {
    const store = this.transaction.objectStore('photos');
    const found = await Promise.all([...new Set(ids)].map((id) => store.get(id)));
    return found.filter((photo) => photo !== undefined);
  }

  /** Writes those of the fields that differ. Returns whether any did. */
  async patchPhoto(photo: PhotoRecord, patch: PhotoPatch): Promise<boolean> {
    const now = photo as unknown as Fields;
    const differing = Object.entries(patch).filter(([key, value]) => !equal(now[key], value));
    if (differing.length === 0) return false;
    const entry = this.#photos.get(photo.id) ?? { before: {}, after: {} };
    for (const [key, value] of differing) {
      if (!(key in entry.before)) entry.before[key] = now[key] ?? null;
      entry.after[key] = value;
    }
    this.#photos.set(photo.id, entry);
    await this.transaction
      .objectStore('photos')
      .put({ ...photo, ...Object.fromEntries(differing) });
    return true;
  }

  /** Writes the individual as it is to be; `before` null: it is new. */
  async putIndividual(before: IndividualRecord | null, after: IndividualRecord): Promise<void> {
    note(this.#individuals, after.id, before, after);
    await this.transaction.objectStore('individuals').put(after);
  }

  async putMatch(before: MatchRecord | null, after: MatchRecord): Promise<void> {
    note(this.#matches, after.id, before, after);
    await this.transaction.objectStore('matches').put(after);
  }

  async removeMatch(before: MatchRecord): Promise<void> {
    note(this.#matches, before.id, before, null);
    await this.transaction.objectStore('matches').delete(before.id);
  }

  /**
   * The individual of that name, made when there is none; null for an empty name.
   * @param guard a known name is an error: the person means a new animal. @throws HuellaError
   *   `name-taken`.
   */
  async individualNamed(name: string | null, guard = false): Promise<IndividualRecord | null> {
    const shown = displayNameOf(name ?? '');
    if (shown === '') return null;
    const known = await this.nameHolder(shown);
    if (known && guard) throw nameTaken(shown);
    if (known) return known;
    const created = newIndividual(shown);
    await this.putIndividual(null, created);
    return created;
  }

  individual(id: string): Promise<IndividualRecord | undefined> {
    return this.transaction.objectStore('individuals').get(id);
  }

  nameHolder(name: string): Promise<IndividualRecord | undefined> {
    return this.transaction.objectStore('individuals').index('nameKey').get(nameKeyOf(name));
  }

  /** The record under a name of its own, should another have been given its name meanwhile. */
  async withFreeName(record: IndividualRecord): Promise<IndividualRecord> {
    let { name, nameKey } = record;
    for (let i = 2; await this.nameHolder(name); i++) {
      name = `${record.name} (${i})`;
      nameKey = `${record.nameKey} (${i})`;
    }
    return { ...record, name, nameKey };
  }

  /** Moves the photo to the trash. */
  async discard(photoId: string): Promise<PhotoRecord | null> {
    const discarded = await discard(this.transaction, photoId);
    if (!discarded) return null;
    this.#discarded.add(photoId);
    this.#restored.delete(photoId);
    this.#seqsGone.push(...discarded.seqs);
    return discarded.photo;
  }

  /** Takes the photo out of the trash; null when that cannot be. */
  async restore(photoId: string): Promise<PhotoRecord | null> {
    const restored = await restore(this.transaction, photoId);
    if (!restored) return null;
    this.#restored.add(photoId);
    this.#discarded.delete(photoId);
    this.#seqsNew.push(...restored.seqs);
    return restored.photo;
  }

  /**
   * Removes those of the individuals that no photo belongs to any more; a cover that has left them
   * is forgotten.
   */
  async tidyIndividuals(ids: Iterable<string>): Promise<void> {
    const byIndividual = this.transaction.objectStore('photos').index('individual');
    for (const id of new Set(ids)) {
      const record = await this.individual(id);
      if (!record) continue;
      if ((await byIndividual.count(id)) === 0) {
        note(this.#individuals, id, record, null);
        await this.transaction.objectStore('individuals').delete(id);
      } else if (record.coverPhotoId) {
        const cover = await this.transaction.objectStore('photos').get(record.coverPhotoId);
        if (cover?.individualId !== id)
          await this.putIndividual(record, { ...record, coverPhotoId: null });
      }
    }
  }

  get diff(): Diff {
    return {
      photos: [...this.#photos].map(([id, { before, after }]) => ({ id, before, after })),
      individuals: changed(this.#individuals),
      matches: changed(this.#matches),
      discarded: [...this.#discarded],
      ...(this.#restored.size > 0 ? { restored: [...this.#restored] } : {}),
    };
  }

  /** What others need to know, in the order they must hear it. */
  get changes(): ChangeDetail[] {
    const changes: ChangeDetail[] = [];
    const { photos, individuals, matches } = this.diff;
    if (photos.length + individuals.length > 0) {
      changes.push({
        kind: 'updated',
        photoIds: photos.map(({ id }) => id),
        individualIds: individuals.map(({ id }) => id),
      });
    }
    const [gone, back] = [[...this.#discarded], [...this.#restored]];
    if (gone.length > 0) changes.push({ kind: 'deleted', photoIds: gone, seqs: this.#seqsGone });
    if (back.length > 0) changes.push({ kind: 'added', photoIds: back, seqs: this.#seqsNew });
    if (matches.length > 0) changes.push({ kind: 'matched' });
    return changes;
  }
}

/** What was there before the first change stays the one before. */
function note<Value>(
  changes: Changes<Value>,
  id: string,
  before: Value | null,
  after: Value | null,
): void {
  const first = changes.get(id);
  changes.set(id, { before: first ? first.before : before, after });
}

export function nameTaken(name: string): HuellaError {
  return new HuellaError('name-taken', `there is an individual called ${name}`, { name });
}

function changed<Value>(changes: Changes<Value>): Changed<Value>[] {
  return [...changes]
    .filter(([, { before, after }]) => !equal(before, after))
    .map(([id, { before, after }]) => ({ id, before, after }));
}
