/**
 * What people did, in order. Each entry can be undone at any later time, which puts back what has
 * not been changed since.
 */
import { HuellaError } from '../errors';
import { perform } from './actions';
import { individualIdsOf } from './individuals';
import { Recorder } from './recorder';
import { cropToReplay } from './recrop';
import { equal } from '../equal';
import type { ChangeDetail } from './changes';
import type { Written } from './connection';
import type { Crop } from '../types';
import type { ReadTransaction, WriteTransaction } from './schema';
import type {
  Action,
  Diff,
  Dismissal,
  IndividualRecord,
  JournalEntry,
  MatchRecord,
  PhotoPatch,
  PhotoRecord,
} from './records';

export interface Acted {
  /** Null: nothing had to be changed, and nothing was written down. */
  readonly entry: JournalEntry | null;
  /** The individual concerned. */
  readonly individualId: string | null;
}

export interface Undone {
  /** Null: there is no such entry, or it is so already. */
  readonly entry: JournalEntry | null;
  /** Records that could not be put back because they have been changed since. */
  readonly skipped: number;
  /**
   * Nothing is done yet: the photo is to be encoded with this crop (null: whole), and `recropPhoto`
   * given the entry. Absent: it is done.
   */
  readonly recrop?: { readonly photoId: string; readonly crop: Crop | null };
}

/**
 * Worth writing down when they change no record: that a person has looked, or what they said.
 */
const TELLING: ReadonlySet<Action['kind']> = new Set(['decide', 'dismiss', 'describe-stations']);

/** Does the action and writes it down. Stores: RECORDED_STORES. */
export async function act(
  transaction: WriteTransaction,
  action: Action,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<Written<Acted>> {
  const journal = transaction.objectStore('journal');
  const known = await journal.get(id);
  if (known) return { result: { entry: known, individualId: null }, change: [] };
  const recorder = new Recorder(transaction);
  const individualId = await perform(recorder, action);
  const { diff } = recorder;
  if (isEmpty(diff) && !TELLING.has(action.kind))
    return { result: { entry: null, individualId }, change: [] };
  const photoIds = [...new Set([...photoIdsOf(action), ...diff.photos.map((photo) => photo.id)])];
  const entry: JournalEntry = { id, at: Date.now(), by, action, photoIds, diff, undoneAt: null };
  await journal.add(entry);
  return { result: { entry, individualId }, change: changesOf(recorder) };
}

/**
 * Undoes an entry, or does it again. What has been changed since stays as it is and is counted.
 * @throws HuellaError `not-found`. Stores: RECORDED_STORES.
 */
export async function replay(
  transaction: WriteTransaction,
  entryId: string,
  to: 'before' | 'after',
): Promise<Written<Undone>> {
  const journal = transaction.objectStore('journal');
  const entry = await journal.get(entryId);
  if (!entry) throw new HuellaError('not-found', `no journal entry ${entryId}`, { id: entryId });
  const undo = to === 'before';
  if ((entry.undoneAt !== null) === undo)
    return { result: { entry: null, skipped: 0 }, change: [] };
  const recorder = new Recorder(transaction);
  let skipped = 1;
  if (entry.action.kind === 'recrop') {
    const recrop = await cropToReplay(transaction, entry, to);
    if (recrop) return { result: { entry: null, skipped: 0, recrop }, change: [] };
  } else skipped = await new Replay(recorder, entry.diff, to).run();
  const written = { ...entry, undoneAt: undo ? Date.now() : null };
  await journal.put(written);
  return { result: { entry: written, skipped }, change: changesOf(recorder) };
}

/** Newest first. `before`: only entries older than this moment (ms). Stores: journal. */
export async function entries(
  transaction: ReadTransaction,
  { limit, before = Infinity }: { readonly limit: number; readonly before?: number },
): Promise<JournalEntry[]> {
  const found: JournalEntry[] = [];
  const range = IDBKeyRange.upperBound(before, true);
  let cursor = await transaction.objectStore('journal').index('at').openCursor(range, 'prev');
  while (cursor && found.length < limit) {
    found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found;
}

/** Of one photo, oldest first. Stores: journal. */
export async function entriesOf(
  transaction: ReadTransaction,
  photoId: string,
): Promise<JournalEntry[]> {
  const found = await transaction.objectStore('journal').index('photo').getAll(photoId);
  return found.sort((a, b) => a.at - b.at);
}

/** What people dismissed and have not taken back, in no order. Stores: journal. */
export async function dismissals(transaction: ReadTransaction): Promise<Dismissal[]> {
  const found: Dismissal[] = [];
  // Entry by entry: what all of them changed may be more than fits in memory at once.
  let cursor = await transaction.objectStore('journal').openCursor();
  while (cursor) {
    const { undoneAt, action } = cursor.value;
    if (undoneAt === null && action.kind === 'dismiss') found.push(action);
    cursor = await cursor.continue();
  }
  return found;
}

/** Undoes or redoes one journal entry. */
class Replay {
  #skipped = 0;
  readonly #touched = new Set<string>();
  readonly #recorder: Recorder;
  readonly #diff: Diff;
  readonly #to: 'before' | 'after';

  constructor(recorder: Recorder, diff: Diff, to: 'before' | 'after') {
    this.#recorder = recorder;
    this.#diff = diff;
    this.#to = to;
  }

  /** Returns how many records had been changed since. */
  async run(): Promise<number> {
    const [diff, to] = [this.#diff, this.#to];
    const { discarded, restored = [] } = diff;
    const [toBring, toTake] = to === 'before' ? [discarded, restored] : [restored, discarded];
    const back: PhotoRecord[] = [];
    for (const id of toBring) {
      const photo = await this.#recorder.restore(id);
      if (photo) back.push(photo);
      // One that has been brought back alone is where it should be.
      else if ((await this.#recorder.photos([id])).length === 0) this.#skipped += 1;
    }
    for (const individual of diff.individuals) {
      await this.#individual(individual.id, individual[other(to)], individual[to]);
    }
    for (const photo of diff.photos) await this.#photo(photo.id, photo[other(to)], photo[to]);
    for (const match of diff.matches) await this.#match(match.id, match[other(to)], match[to]);
    // A photo may have come back to an individual that is gone.
    for (const photo of back) await this.#orphan(photo.id);
    for (const id of toTake) {
      const photo = await this.#recorder.discard(id);
      if (photo?.individualId) this.#touched.add(photo.individualId);
    }
    await this.#recorder.tidyIndividuals(this.#touched);
    return this.#skipped;
  }

  async #individual(
    id: string,
    from: IndividualRecord | null,
    to: IndividualRecord | null,
  ): Promise<void> {
    this.#touched.add(id);
    // One that was made goes with its last photo.
    if (!to) return;
    const current = await this.#recorder.individual(id);
    if (!current) {
      if (!from) await this.#recorder.putIndividual(null, await this.#recorder.withFreeName(to));
      else this.#skipped += 1;
      return;
    }
    if (!from) return;
    const next = patched(current, from, to);
    if (next.nameKey !== current.nameKey && (await this.#recorder.nameHolder(next.name))) {
      this.#skipped += 1;
      return;
    }
    if (equal(next, current)) this.#skipped += 1;
    else await this.#recorder.putIndividual(current, next);
  }

  async #photo(id: string, from: PhotoPatch, to: PhotoPatch): Promise<void> {
    const [current] = await this.#recorder.photos([id]);
    if (!current) {
      this.#skipped += 1;
      return;
    }
    const next = patched(current, from, to);
    const { individualId } = next;
    const orphaned = individualId !== null && !(await this.#recorder.individual(individualId));
    if (orphaned || !(await this.#recorder.patchPhoto(current, next))) this.#skipped += 1;
    for (const owner of individualIdsOf([current, next])) this.#touched.add(owner);
  }

  async #match(id: string, from: MatchRecord | null, to: MatchRecord | null): Promise<void> {
    const current = (await this.#recorder.transaction.objectStore('matches').get(id)) ?? null;
    if (!equal(current, from)) this.#skipped += 1;
    else if (to) await this.#recorder.putMatch(current, to);
    else if (current) await this.#recorder.removeMatch(current);
  }

  async #orphan(photoId: string): Promise<void> {
    const [photo] = await this.#recorder.photos([photoId]);
    if (!photo || photo.individualId === null) return;
    if (!(await this.#recorder.individual(photo.individualId)))
      await this.#recorder.patchPhoto(photo, { individualId: null });
  }
}

/** Of photos: fields that are never absent. */
const NULLABLE: ReadonlySet<string> = new Set(['individualId', 'takenAt', 'place', 'crop']);

/** `current` with every field that went from `from` to `to` and is still as `from` had it. */
function patched<T extends object>(current: T, from: object, to: object): T {
  const next = { ...current } as Record<string, unknown>;
  const [source, target] = [from as Record<string, unknown>, to as Record<string, unknown>];
  for (const key of new Set([...Object.keys(source), ...Object.keys(target)])) {
    if (!equal(source[key], target[key]) && equal(next[key], source[key])) {
      next[key] = target[key] ?? (NULLABLE.has(key) ? null : undefined);
    }
  }
  return next as T;
}

function other(side: 'before' | 'after'): 'before' | 'after' {
  return side === 'before' ? 'after' : 'before';
}

function isEmpty({ photos, individuals, matches, discarded, restored = [] }: Diff): boolean {
  return (
    photos.length + individuals.length + matches.length + discarded.length + restored.length === 0
  );
}

/** The journal itself has changed even where no record has. */
function changesOf(recorder: Recorder): readonly ChangeDetail[] {
  const { changes } = recorder;
  return changes.length > 0 ? changes : [{ kind: 'matched' }];
}

function photoIdsOf(action: Action): readonly string[] {
  switch (action.kind) {
    case 'decide': {
      const { queryPhotoId, photoId, withPhotoIds = [] } = action.decision;
      return [queryPhotoId, ...(photoId === null ? [] : [photoId]), ...withPhotoIds];
    }
    case 'place-photos':
      return action.stations.flatMap(({ photoIds }) => photoIds);
    case 'merge':
    case 'describe-individual':
    case 'describe-stations':
      return [];
    default:
      return action.photoIds;
  }
}
