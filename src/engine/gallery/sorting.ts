/** What groups of unidentified photos, and mistakes among names, are looked for in. */
import { sharedArea } from '../crop';
import { LookIndex } from '../exchange/looks';
import { grouped } from '../grouped';
import type { Library, PhotoRecord } from '../library';
import { groupEncounters, LEAST_INDIVIDUALS, LEAST_QUERIES } from '../matching';
import { mistakeKey, type GroupingRequest, type LearntInUse, type NamedRows } from '../sorting';
import type { Crop } from '../types';
import { evaluationTask, withVectors } from './evaluation';

/**
 * Of more unidentified photos the newest: their table of similarities takes the square, 72 MB at
 * this many and twice while it is grouped. The others have their turn when some of these are named.
 */
export const GROUPED_MOST = 6000;
/** Of more named photos whole individuals, an even sample: 50 MB of similarities. */
export const DOUBTED_MOST = 5000;
/** Named photos that say how similar one animal's are: as many as learning is judged on. */
const JOINED_MOST = 600;

/**
 * Share of two boxes in one file that they have in common, from which on they may be one animal.
 */
const SAME_BOX = 0.5;

export interface GroupingTask extends Omit<GroupingRequest, 'fallback'> {
  /** Of the encoder that made the vectors. */
  readonly fingerprint: string;
  /** All unidentified photos: of very many the newest are grouped. */
  readonly ofPhotos: number;
}

export interface MistakesTask {
  readonly rows: NamedRows;
  /** All named photos: of very many a sample is looked at. */
  readonly ofPhotos: number;
}

/**
 * @param learnt from the gallery; null: nothing, or a person does not want it used
 * @param most rows; only tests pass another number
 */
export async function groupingTask(
  library: Library,
  fingerprint: string,
  learnt: LearntInUse | null,
  most = GROUPED_MOST,
): Promise<GroupingTask> {
  const records = await library.photos();
  const unidentified = records
    .filter(({ individualId }) => individualId === null)
    .sort((a, b) => a.importedAt - b.importedAt || (a.id < b.id ? -1 : 1));
  const chosen = unidentified.slice(-most);
  const [{ photos, vectors, dimension }, named, matches, dismissals] = await Promise.all([
    withVectors(library, chosen, fingerprint),
    evaluationTask(library, { fingerprint }, JOINED_MOST),
    library.matches(),
    library.dismissals(),
  ]);
  const rowOf = new Map(photos.map(({ id }, row) => [id, row]));
  const pair = (a: string, b: string): readonly [number, number][] => {
    const [one, other] = [rowOf.get(a), rowOf.get(b)];
    return one === undefined || other === undefined || one === other ? [] : [[one, other]];
  };
  const sets = dismissals.filter(({ about }) => about === 'group').map(({ photoIds }) => photoIds);
  const taken = dismissals.filter(({ about }) => about === 'apart').map(({ photoIds }) => photoIds);
  const { rows } = named;
  const enough =
    rows.photoIds.length >= LEAST_QUERIES && rows.individualIds.length >= LEAST_INDIVIDUALS;
  return {
    photos: {
      ...{ photoIds: photos.map(({ id }) => id), vectors, dimension },
      encounters: encountersOf(photos, rowOf),
      apart: [
        ...oneFile(photos),
        ...matches
          .filter(({ state }) => state === 'rejected')
          .flatMap(({ photoIds: [a, b] }) => pair(a, b)),
        ...taken.flatMap(([first, ...others]) => others.flatMap((one) => pair(first ?? '', one))),
        ...sets.filter((ids) => ids.length === 2).flatMap(([a, b]) => pair(a!, b!)),
      ],
      // With one of them named or gone, what was said of all says nothing of the rest.
      notAll: sets
        .filter((ids) => ids.length > 2 && ids.every((id) => rowOf.has(id)))
        .map((ids) => ids.map((id) => rowOf.get(id)!)),
    },
    learnt,
    named: enough ? rows : null,
    fingerprint,
    ofPhotos: unidentified.length,
  };
}

export async function mistakesTask(library: Library, fingerprint: string): Promise<MistakesTask> {
  const [{ rows, from }, dismissals] = await Promise.all([
    evaluationTask(library, { fingerprint }, DOUBTED_MOST),
    library.dismissals(),
  ]);
  const records = await library.photos();
  const byId = new Map(records.map((photo) => [photo.id, photo]));
  const photos = rows.photoIds.flatMap((id) => byId.get(id) ?? []);
  // Deleted since they were read: the next look is without them.
  const copies = photos.length === rows.photoIds.length ? copiesOf(photos) : [];
  return {
    rows: {
      ...rows,
      copies,
      dismissed: dismissals.flatMap(({ about, individualIds, photoIds }) =>
        about === 'group' || about === 'apart'
          ? []
          : [mistakeKey({ kind: about, individualIds, photoIds, pair: pairOf(photoIds) })],
      ),
    },
    ofPhotos: from.photos,
  };
}

function pairOf(photoIds: readonly string[]): readonly [string, string] {
  return [photoIds[0] ?? '', photoIds[1] ?? ''];
}

function encountersOf(
  photos: readonly PhotoRecord[],
  rowOf: ReadonlyMap<string, number>,
): Int32Array {
  const encounters = new Int32Array(photos.length);
  for (const [number, shots] of groupEncounters(photos).entries())
    for (const { id } of shots) encounters[rowOf.get(id)!] = number;
  return encounters;
}

/** Two boxes of one file that do not show the same are two animals. */
function oneFile(photos: readonly PhotoRecord[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (const rows of byFile(photos)) {
    for (const [i, a] of rows.entries()) {
      for (const b of rows.slice(0, i))
        if (overlap(photos[a]!.crop, photos[b]!.crop) < SAME_BOX) pairs.push([b, a]);
    }
  }
  return pairs;
}

/** Of two individuals, and one picture: the same box of one file, or nearly the same look. */
function copiesOf(photos: readonly PhotoRecord[]): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  const add = (a: number, b: number): void => {
    if (a === b || photos[a]!.individualId === photos[b]!.individualId) return;
    const pair: [number, number] = a < b ? [a, b] : [b, a];
    pairs.set(pair.join(' '), pair);
  };
  for (const rows of byFile(photos)) {
    for (const [i, a] of rows.entries()) {
      for (const b of rows.slice(0, i))
        if (overlap(photos[a]!.crop, photos[b]!.crop) >= SAME_BOX) add(a, b);
    }
  }
  const looks = new LookIndex();
  const rowOf = new Map(photos.map(({ id }, row) => [id, row]));
  for (const [row, { id, lookHash, sha256 }] of photos.entries()) {
    if (lookHash === undefined) continue;
    for (const other of looks.within(lookHash)) {
      const near = photos[rowOf.get(other)!]!;
      // Of one file the boxes say more than the look.
      if (near.sha256 !== sha256) add(row, rowOf.get(other)!);
    }
    looks.add(id, lookHash);
  }
  return [...pairs.values()];
}

/** Rows of each file that has several. */
function byFile(photos: readonly PhotoRecord[]): number[][] {
  const rowsOf = grouped(photos.keys(), (row) => photos[row]!.sha256);
  return [...rowsOf.values()].filter((rows) => rows.length > 1);
}

const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

/** What two boxes have in common, as a share of the smaller one. */
function overlap(one: Crop | null, other: Crop | null): number {
  const [a, b] = [one ?? WHOLE, other ?? WHOLE];
  return sharedArea(a, b) / Math.min(a.width * a.height, b.width * b.height);
}
