/**
 * What a person writes about a photo or an individual. All of it is optional: absent means unknown.
 */
import { tidyMicrochip } from '../microchip';

/** WGS 84, degrees; south and west are negative. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** The lost-and-found words: where the animal is, as far as its people know. */
export const STATUSES = ['lost', 'found', 'home'] as const;
export type Status = (typeof STATUSES)[number];

/** Which side of the animal is seen (`position` or `orientation` in wildlife-datasets). */
export const SIDES = ['left', 'right', 'front', 'back', 'top'] as const;
export type Side = (typeof SIDES)[number];

export const SEXES = ['female', 'male', 'unknown'] as const;
export type Sex = (typeof SEXES)[number];

export const LIFE_STAGES = ['young', 'juvenile', 'subadult', 'adult', 'old'] as const;
export type LifeStage = (typeof LIFE_STAGES)[number];

/**
 * What photos and individuals share. A photo that says nothing of its own is spoken for by its
 * individual.
 */
export interface Traits {
  readonly status?: Status | null;
  /** As the person writes it: `dog`, `perro`, `Panthera pardus`. */
  readonly species?: string | null;
  readonly colour?: string | null;
  readonly labels?: readonly string[];
  readonly notes?: string;
  readonly place?: Place | null;
  /** The place in words: a street, a station, a waterhole. */
  readonly placeName?: string | null;
}

/** Where and when an animal was lost, or found, and whom to tell. */
export interface Whereabouts {
  /** ISO 8601, of the place's own clock. */
  readonly at: string | null;
  readonly place: Place | null;
  readonly placeName: string | null;
  /** Absent: not known. Leaves the device as an individual's contact does. */
  readonly contact?: string;
}

/** What can be changed about a photo after it was added. */
export interface PhotoFields extends Traits {
  /** ISO 8601; without an offset when it is not known. */
  readonly takenAt?: string | null;
  readonly side?: Side | null;
  /** The survey's station (camera site), as a table's column or a folder named it. */
  readonly station?: string | null;
  /** Folder of the file inside what was chosen, parts divided by `/`; stations can be made of it. */
  readonly folder?: string | null;
}

/** What is said of a photo that comes in, and of the animal it is of. */
export type AddedFields = PhotoFields & Pick<IndividualFields, 'microchip'>;

/** What can be changed about an individual. */
export interface IndividualFields extends Traits {
  readonly name?: string;
  readonly sex?: Sex | null;
  readonly lifeStage?: LifeStage | null;
  /** A photo of its own shown for it; null: the one that is best to look at. */
  readonly coverPhotoId?: string | null;
  /** ISO 8601: when it was lost or found, or last seen without a photo. */
  readonly seenAt?: string | null;
  /** `tidyMicrochip`: digits, or the ten hexadecimal digits of an older chip. */
  readonly microchip?: string | null;
  /**
   * Whom to tell: a telephone number, an address. Leaves the device in backups, and on a poster or
   * in an exported gallery only when a person ticks it.
   */
  readonly contact?: string | null;
  /**
   * Of a lost animal that was found: `place` and `seenAt` stay where and when it was lost. Absent:
   * it was not found, or what is said of its place is all that is known.
   */
  readonly found?: Whereabouts | null;
}

/**
 * Long enough for anything a person writes about an animal; a megabyte pasted by mistake must not
 * reach every list.
 */
const LONGEST_TEXT = 10_000;
const MOST_LABELS = 100;

const TEXTS = [
  'species',
  'colour',
  'notes',
  'placeName',
  'takenAt',
  'seenAt',
  'coverPhotoId',
  'contact',
  'station',
  'folder',
] as const;
const WORDS = { status: STATUSES, side: SIDES, sex: SEXES, lifeStage: LIFE_STAGES } as const;

/**
 * The fields as they may be stored: texts trimmed (an empty one is null) and cut at 10,000
 * characters, labels trimmed, once each; anything that is not one of the known words, numbers or
 * names is left out. Fields from a file must pass through here.
 */
export function tidyFields<Fields extends PhotoFields | IndividualFields>(fields: Fields): Fields {
  const given = fields as Record<string, unknown>;
  const tidy: Record<string, unknown> = {};
  for (const key of TEXTS) {
    if (given[key] === null) tidy[key] = null;
    else if (typeof given[key] === 'string')
      tidy[key] = given[key].trim().slice(0, LONGEST_TEXT) || null;
  }
  if (typeof given['name'] === 'string') tidy['name'] = given['name'];
  for (const [key, words] of Object.entries(WORDS)) {
    if (given[key] === null || (words as readonly unknown[]).includes(given[key]))
      tidy[key] = given[key];
  }
  if (Array.isArray(given['labels'])) tidy['labels'] = tidyLabels(given['labels']);
  if (given['place'] === null) tidy['place'] = null;
  else if (given['place'] !== undefined) tidy['place'] = tidyPlace(given['place']);
  const { microchip, found } = given;
  if (typeof microchip === 'string') tidy['microchip'] = tidyMicrochip(microchip);
  else if (microchip === null) tidy['microchip'] = null;
  if (found !== undefined) tidy['found'] = tidyWhereabouts(found);
  return tidy as unknown as Fields;
}

function tidyLabels(labels: readonly unknown[]): string[] {
  const texts = labels.filter((label) => typeof label === 'string');
  return [...new Set(texts.map((label) => label.trim()).filter((label) => label !== ''))].slice(
    0,
    MOST_LABELS,
  );
}

/** Null unless it is a point on the globe. */
export function tidyPlace(place: unknown): Place | null {
  const { latitude, longitude } = place as Partial<Record<keyof Place, unknown>>;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

/** Null unless it is an object; what is no text or place of it is null. */
function tidyWhereabouts(value: unknown): Whereabouts | null {
  if (typeof value !== 'object' || value === null) return null;
  const { at, place, placeName, contact } = value as Record<keyof Whereabouts, unknown>;
  const text = (words: unknown): string | null =>
    typeof words === 'string' ? words.trim().slice(0, LONGEST_TEXT) || null : null;
  return {
    at: text(at),
    place: place ? tidyPlace(place) : null,
    placeName: text(placeName),
    ...(text(contact) === null ? {} : { contact: text(contact)! }),
  };
}
