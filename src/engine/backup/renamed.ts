/** Ids of a backup as they are called here. */
import { matchId } from '../library';

/** Ids of the backup to ids here. */
export interface IdsHere {
  readonly photos: ReadonlyMap<string, string>;
  readonly individuals: ReadonlyMap<string, string>;
}

/** The record with every id the backup has for something as it is called here. */
export function renamed<T>(value: T, ids: IdsHere): T {
  if (typeof value === 'string') return idHere(value, ids) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, ids)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, renamed(item as unknown, ids)]),
  ) as T;
}

function idHere(id: string, { photos, individuals }: IdsHere): string {
  const [a = '', b, ...more] = id.split('+');
  // A pair's own id is made of its photos'.
  if (b !== undefined && more.length === 0 && (photos.has(a) || photos.has(b))) {
    return matchId(photos.get(a) ?? a, photos.get(b) ?? b);
  }
  return photos.get(id) ?? individuals.get(id) ?? id;
}
