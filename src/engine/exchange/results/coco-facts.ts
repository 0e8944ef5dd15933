/**
 * What COCO files say of an animal beside its box: COCO Camera Traps' time and location of the
 * image, and who it is, its side and the coordinates where the sets of Wild Me have them.
 */
import { isPlace } from '../coordinates';
import { parseDate } from '../dates';
import type { RowFields } from '../row-types';
import type { Turns } from '../../types';
import { individualOf, sideOf } from '../words';

type Entry = Readonly<Record<string, unknown>>;

export interface CocoFacts {
  readonly individual?: string;
  readonly fields?: RowFields;
  readonly turns?: Turns;
}

/** Where writers name the individual: Wild Me's sets, LILA's, and what people call it. */
const NAMES = ['name', 'individual_id', 'individual', 'identity', 'individual_ids'] as const;

/** What Wild Me writes for an individual that has no name. */
const UNNAMED = /^_+$/;

/** Categories that say no more than that there is an animal. */
const ANY_ANIMAL = /^(animals?|object|unknown|unidentified|wildlife)$/i;

/** Wild Me's coordinates where there are none. */
const NO_COORDINATE = -1;

/** @param category name of the annotation's category */
export function cocoFacts(annotation: Entry, image: Entry, category: string): CocoFacts {
  const fields: RowFields = {};
  const date = parseDate(textOf(image['date_captured']) ?? '', null);
  const takenAt = date ?? parseDate(textOf(image['datetime']) ?? '', null);
  if (takenAt !== null) fields.takenAt = takenAt;
  const location = textOf(image['location']);
  if (location !== null) Object.assign(fields, { station: location, placeName: location });
  const place = placeOf(image);
  if (place) fields.place = place;
  if (!ANY_ANIMAL.test(category.trim())) fields.species = category.trim();
  const side = sideOf(textOf(annotation['viewpoint']) ?? '');
  if (side) fields.side = side;
  const individual = nameOf(annotation);
  const { turns } = annotation;
  return {
    ...(individual === null ? {} : { individual }),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(turns === 1 || turns === 2 || turns === 3 ? { turns } : {}),
  };
}

function nameOf(annotation: Entry): string | null {
  for (const key of NAMES) {
    const value = annotation[key];
    const text = textOf(Array.isArray(value) ? (value as unknown[])[0] : value);
    if (text !== null && !UNNAMED.test(text)) return individualOf(text);
  }
  return null;
}

function placeOf(image: Entry): RowFields['place'] | null {
  const [latitude, longitude] = [image['gps_lat_captured'], image['gps_lon_captured']];
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  const isNone = [0, NO_COORDINATE].some((none) => latitude === none && longitude === none);
  return !isNone && isPlace({ latitude, longitude }) ? { latitude, longitude } : null;
}

/** Of a text or a number that holds something. */
function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}
