/**
 * What a record here gains from the same record of a backup, and the name that an individual gets
 * where its own is taken.
 */
import { equal } from '../equal';
import { nameKeyOf } from '../library';

/** Says which pixels a photo is: they change together, when it is cropped anew. */
export const PICTURE = [
  'sha256',
  'cropKey',
  'crop',
  'mime',
  'byteLength',
  'width',
  'height',
  'lookHash',
] as const;

/** Fields that are the record's own, or have a rule of their own. */
export const INDIVIDUAL_OWN = new Set(['id', 'name', 'nameKey', 'createdAt', 'coverPhotoId']);
export const PHOTO_OWN = new Set([
  'id',
  'name',
  ...PICTURE,
  'importedAt',
  'individualId',
  'quality',
]);

/** `here` with the fields it lacks from `there`; which it had otherwise. */
export function filled<T extends object>(
  here: T,
  there: T,
  own: ReadonlySet<string>,
): { record: T; gained: boolean; differing: string[] } {
  const record = { ...here } as Record<string, unknown>;
  const differing: string[] = [];
  let gained = false;
  for (const [key, value] of Object.entries(there)) {
    if (own.has(key) || isEmpty(value)) continue;
    if (isEmpty(record[key])) {
      record[key] = value;
      gained = true;
    } else if (!equal(record[key], value)) differing.push(key);
  }
  return { record: record as T, gained, differing };
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** The name itself, or with the first number that makes it free. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(nameKeyOf(free)); i++) free = `${name} (${i})`;
  return free;
}
