/**
 * Records of a gallery as fields that are written one by one, so that two people who change
 * different things of one animal never meet. What only makes sense together (a file and the crop in
 * it) is one field.
 */
import { PICTURE } from '../backup/fill';
import type {
  IndividualRecord,
  JournalEntry,
  MatchRecord,
  PhotoRecord,
  SharedRecords,
} from '../library';

/** What a catalogue shares of a gallery: all that a restore merges but the settings. */
export type Records = SharedRecords;

export type Plain = Readonly<Record<string, unknown>>;

const IS_PICTURE: ReadonlySet<string> = new Set(PICTURE);

/** Fields of a photo that are never absent. */
const NULLABLE = { takenAt: null, place: null, individualId: null };

export const LIVE = 'live';
/** Deleted for good. */
export const GONE = 'gone';
/** Deleted, and to be had back until it is gone. */
export interface InTrash {
  readonly deletedAt: number;
  readonly individual?: IndividualRecord;
}
/** Where a photo is. */
export type Whereabouts = typeof LIVE | typeof GONE | InTrash;

export function photoFields(photo: PhotoRecord): Plain {
  const picture: Record<string, unknown> = {};
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(photo)) {
    if (key === 'id' || isAbsent(value)) continue;
    (IS_PICTURE.has(key) ? picture : fields)[key] = value;
  }
  return { ...fields, picture };
}

export function photoRecord(id: string, fields: Plain): PhotoRecord {
  const { picture, where: _, ...rest } = fields;
  return { ...NULLABLE, crop: null, ...present(rest), ...(picture as object), id } as PhotoRecord;
}

export function individualFields(individual: IndividualRecord): Plain {
  const { id: _, nameKey: _key, ...fields } = individual;
  return present(fields);
}

/** An entry of the journal never changes, except that it is undone and done again. */
export function journalFields({ undoneAt, ...entry }: JournalEntry): Plain {
  return { entry, undoneAt };
}

export function journalRecord({ entry, undoneAt }: Plain): JournalEntry {
  return { ...(entry as object), undoneAt: undoneAt ?? null } as JournalEntry;
}

export function matchFields(match: MatchRecord): Plain {
  return { match };
}

export function present(fields: Plain): Plain {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isAbsent(value)));
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
