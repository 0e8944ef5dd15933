/**
 * A library that becomes other records, in one transaction: what a catalogue's gallery is here. What
 * belongs to photos (thumbnails, embeddings, files) follows them: into the trash and out of it, to
 * the photo that one has become, or away with the last that needs it.
 */
import { equal } from '../equal';
import type { ChangeDetail } from './changes';
import { revisionOf } from './connection';
import { addVector, recordsOfPhoto, removeEmbeddings, takeVector } from './embeddings';
import { contentOf, removeUnsharedOriginal } from './photos';
import type {
  IndividualRecord,
  JournalEntry,
  MatchRecord,
  PhotoRecord,
  TrashedPhoto,
} from './records';
import type { ReadTransaction, StoreName, WriteTransaction } from './schema';
import { NOTE } from './shared-note';
import { plain, TRASH_PREFIX } from './trash';

export interface SharedRecords {
  readonly photos: readonly PhotoRecord[];
  readonly individuals: readonly IndividualRecord[];
  readonly journal: readonly JournalEntry[];
  readonly matches: readonly MatchRecord[];
  readonly trash: readonly TrashedPhoto[];
}

/** What the last `become` was given to remember. */
export type SharedNote = Readonly<Record<string, number>>;

export interface Becoming {
  /** As they were read. */
  readonly was: SharedRecords;
  readonly records: SharedRecords;
  /** Photos that are another's now, by their old id. */
  readonly ids: ReadonlyMap<string, string>;
  readonly note: SharedNote;
}

export const RECORD_STORES = [
  'photos',
  'individuals',
  'journal',
  'matches',
  'trash',
] as const satisfies StoreName[];
type RecordStore = (typeof RECORD_STORES)[number];

export const BECOME_STORES = [
  ...RECORD_STORES,
  'originals',
  'thumbnails',
  'embeddings',
  'vectors',
] as const satisfies StoreName[];

/** Of photos and individuals: more are quicker read anew by those who follow the library. */
const MOST_TOLD = 1000;

/** Stores: RECORD_STORES, counters. `note`: null: none was left, or the library has been cleared. */
export async function sharedRecords(transaction: ReadTransaction): Promise<{
  readonly revision: number;
  readonly records: SharedRecords;
  readonly note: SharedNote | null;
}> {
  const [revision, note, records] = await Promise.all([
    revisionOf(transaction),
    transaction.objectStore('counters').get(NOTE),
    recordsOf(transaction),
  ]);
  return { revision, note: (note as SharedNote | undefined) ?? null, records };
}

async function recordsOf(transaction: ReadTransaction): Promise<SharedRecords> {
  const [photos, individuals, journal, matches, trash] = await Promise.all([
    transaction.objectStore('photos').getAll(),
    transaction.objectStore('individuals').getAll(),
    transaction.objectStore('journal').getAll(),
    transaction.objectStore('matches').getAll(),
    transaction.objectStore('trash').getAll(),
  ]);
  return { photos, individuals, journal, matches, trash };
}

/**
 * Becomes these records. Of what was done meanwhile all that these say nothing of stays; nothing
 * happens (null) where both say something of one record, or would not hold together. Stores:
 * BECOME_STORES, counters.
 */
export async function become(
  transaction: WriteTransaction,
  next: Becoming,
): Promise<ChangeDetail[] | null> {
  const now = await recordsOf(transaction);
  const steps = {
    photos: stepTo('photos', now, next),
    individuals: stepTo('individuals', now, next),
    journal: stepTo('journal', now, next),
    matches: stepTo('matches', now, next),
    trash: stepTo('trash', now, next),
  };
  const { trash } = steps;
  if (Object.values(steps).includes(null) || !steps.photos || !steps.individuals || !trash) {
    return null;
  }
  const { photos, individuals } = adopted(steps.photos, steps.individuals, next.ids);
  const records = { ...next.records, photos: photos.result, trash: trash.result };
  if (!holdsTogether(photos.result, individuals.result)) return null;
  for (const [name, step] of Object.entries({ ...steps, photos, individuals })) {
    if (step) await write(transaction, name as RecordStore, step);
  }
  const moved = await follow(transaction, now, records, next.ids);
  await transaction.objectStore('counters').put(next.note, NOTE);
  const taken = Object.values({ ...steps, photos, individuals });
  const count = taken.reduce((sum, step) => sum + (step?.touched.length ?? 0), 0);
  if (count === 0) return [];
  if (photos.touched.length + individuals.touched.length > MOST_TOLD) {
    return [{ kind: 'restored' }];
  }
  const isLive = new Set(photos.result.map(({ id }) => id));
  const wasLive = new Set(now.photos.map(({ id }) => id));
  const gone = photos.touched.filter((id) => !isLive.has(id));
  const added = photos.touched.filter((id) => isLive.has(id) && !wasLive.has(id));
  const updated = photos.touched.filter((id) => isLive.has(id) && wasLive.has(id));
  const changes: ChangeDetail[] = [{ kind: 'matched' }];
  if (gone.length + moved.lost.length > 0) {
    changes.push({ kind: 'deleted', photoIds: gone, seqs: moved.lost });
  }
  if (added.length > 0) changes.push({ kind: 'added', photoIds: added, seqs: [] });
  if (updated.length + individuals.touched.length > 0) {
    changes.push({ kind: 'updated', photoIds: updated, individualIds: individuals.touched });
  }
  if (moved.gained.length > 0) {
    changes.push({ kind: 'embedded', photoIds: [], seqs: moved.gained });
  }
  return changes;
}

interface Identified {
  readonly id: string;
}

interface Step<T extends Identified = Identified> {
  readonly gone: readonly string[];
  readonly changed: readonly T[];
  readonly touched: readonly string[];
  /** All that are there after it. */
  readonly result: readonly T[];
  readonly now: ReadonlyMap<string, T>;
}

/** Null: what is to change is no longer as it was read. */
function stepTo<Name extends RecordStore>(
  name: Name,
  now: SharedRecords,
  { was, records }: Becoming,
): Step<SharedRecords[Name][number]> | null {
  type Value = SharedRecords[Name][number];
  const mapOf = (values: readonly Value[]): Map<string, Value> =>
    new Map(values.map((value) => [value.id, value]));
  const [before, present, wanted] = [mapOf(was[name]), mapOf(now[name]), mapOf(records[name])];
  const gone = [...before.keys()].filter((id) => !wanted.has(id));
  const changed = [...wanted.values()].filter((value) => !equal(before.get(value.id), value));
  const touched = [...gone, ...changed.map(({ id }) => id)];
  if (!touched.every((id) => equal(before.get(id), present.get(id)))) return null;
  const result = new Map(present);
  for (const id of gone) result.delete(id);
  for (const value of changed) result.set(value.id, value);
  return { gone, changed, touched, result: [...result.values()], now: present };
}

/**
 * A photo that came meanwhile for an individual that is another's now is the other's; one whose
 * individual would be gone keeps it. An import goes on while its animal is joined with another.
 */
function adopted(
  photos: Step<PhotoRecord>,
  individuals: Step<IndividualRecord>,
  ids: ReadonlyMap<string, string>,
): { photos: Step<PhotoRecord>; individuals: Step<IndividualRecord> } {
  const owners = new Set(individuals.result.map(({ id }) => id));
  const moved: PhotoRecord[] = [];
  const kept = new Map<string, IndividualRecord>();
  for (const photo of photos.result) {
    const owner = photo.individualId;
    if (owner === null || owners.has(owner)) continue;
    const heir = ids.get(owner);
    const alone = individuals.now.get(owner);
    if (heir !== undefined && owners.has(heir)) moved.push({ ...photo, individualId: heir });
    else if (alone) kept.set(owner, alone);
  }
  if (moved.length + kept.size === 0) return { photos, individuals };
  const isElse = (id: string): boolean => !kept.has(id);
  const latest = new Map([...photos.result, ...moved].map((photo) => [photo.id, photo]));
  const other = photos.changed.filter(({ id }) => !moved.some((photo) => photo.id === id));
  return {
    photos: {
      ...photos,
      changed: [...other, ...moved],
      touched: [...new Set([...photos.touched, ...moved.map(({ id }) => id)])],
      result: [...latest.values()],
    },
    individuals: {
      ...individuals,
      gone: individuals.gone.filter(isElse),
      touched: individuals.touched.filter(isElse),
      result: [...individuals.result, ...kept.values()],
    },
  };
}

/** What the library promises: pictures and names only once, owners that are there. */
function holdsTogether(
  photos: readonly PhotoRecord[],
  individuals: readonly IndividualRecord[],
): boolean {
  const owners = new Set(individuals.map(({ id }) => id));
  return (
    new Set(photos.map(contentOf)).size === photos.length &&
    new Set(individuals.map(({ nameKey }) => nameKey)).size === individuals.length &&
    photos.every(({ individualId }) => individualId === null || owners.has(individualId))
  );
}

async function write(
  transaction: WriteTransaction,
  name: RecordStore,
  { gone, changed, now }: Step,
): Promise<void> {
  const store = transaction.objectStore(name);
  // Two records may exchange what only one may have: a name, a crop of a file.
  const first = [...gone, ...changed.map(({ id }) => id).filter((id) => now.has(id))];
  await Promise.all(first.map((id) => store.delete(id)));
  await Promise.all(changed.map((record) => store.put(record as never)));
}

/** What belongs to a photo goes where it has gone. @returns seqs that no search, or one, finds now */
async function follow(
  transaction: WriteTransaction,
  here: SharedRecords,
  records: Pick<SharedRecords, 'photos' | 'trash'>,
  ids: ReadonlyMap<string, string>,
): Promise<{ lost: number[]; gained: number[] }> {
  const [was, now] = [placesOf(here), placesOf(records)];
  const lost: number[] = [];
  const gained: number[] = [];
  const files = new Set<string>();
  for (const [id, before] of was) {
    const after = now.get(id);
    const isSame = after !== undefined && after.content === before.content;
    if (isSame && after.isLive === before.isLive) continue;
    if (isSame) {
      const moved = await moveEmbeddings(transaction, id, id, after.isLive);
      lost.push(...moved.lost);
      gained.push(...moved.gained);
      continue;
    }
    const heir = ids.get(id);
    const place = heir === undefined ? undefined : now.get(heir);
    if (heir !== undefined && place?.content === before.content) {
      await moveThumbnail(transaction, id, heir);
      const moved = await moveEmbeddings(transaction, id, heir, place.isLive);
      lost.push(...moved.lost);
      gained.push(...moved.gained);
    }
    // Of a crop that is another now, or of a photo that is no more.
    await transaction.objectStore('thumbnails').delete(id);
    lost.push(...(await removeEmbeddings(transaction, id)));
    files.add(before.sha256);
  }
  for (const sha256 of files) await removeUnsharedOriginal(transaction, sha256);
  return { lost, gained };
}

interface Place {
  readonly content: string;
  readonly sha256: string;
  readonly isLive: boolean;
}

function placesOf({ photos, trash }: Pick<SharedRecords, 'photos' | 'trash'>): Map<string, Place> {
  const place = (photo: PhotoRecord, isLive: boolean): [string, Place] => [
    photo.id,
    { content: contentOf(photo), sha256: photo.sha256, isLive },
  ];
  return new Map([
    ...trash.map(({ photo }) => place(photo, false)),
    ...photos.map((photo) => place(photo, true)),
  ]);
}

async function moveThumbnail(
  transaction: WriteTransaction,
  from: string,
  to: string,
): Promise<void> {
  const store = transaction.objectStore('thumbnails');
  const file = await store.get(from);
  if (file && (await store.getKey(to)) === undefined) await store.put(file, to);
}

/** Under new seqs, because a seq is never given twice; those that are there already stay. */
async function moveEmbeddings(
  transaction: WriteTransaction,
  from: string,
  to: string,
  isLive: boolean,
): Promise<{ lost: number[]; gained: number[] }> {
  const found = await recordsOfPhoto(transaction, from);
  const known = from === to ? [] : await recordsOfPhoto(transaction, to);
  const names = new Set(known.map(({ fingerprint }) => plain(fingerprint)));
  const gained: number[] = [];
  for (const { seq, fingerprint } of found) {
    const bytes = await takeVector(transaction, seq);
    const name = plain(fingerprint);
    if (!bytes || names.has(name)) continue;
    const fresh = await addVector(transaction, to, isLive ? name : TRASH_PREFIX + name, bytes);
    if (isLive) gained.push(fresh);
  }
  return { lost: found.map(({ seq }) => seq), gained };
}
