/**
 * Several tables that name the same photos: what each says of a photo comes together, and what they
 * say differently is named.
 */
import { cropKey } from '../crop';
import { pushTo } from './lists';
import type { PlannedPhoto, RowFields } from './rows';

export interface Difference {
  readonly path: string;
  readonly field: 'individual' | keyof RowFields;
  /** What the first table says, and what a later one does. */
  readonly used: string;
  readonly other: string;
}

export interface Merged {
  readonly photos: readonly PlannedPhoto[];
  readonly differences: readonly Difference[];
}

/**
 * The photos of all tables. The first table's word stands where two differ; boxes of one table are
 * those of the photo.
 */
export function mergeTables(tables: readonly (readonly PlannedPhoto[])[]): Merged {
  const [first = [], ...others] = tables;
  if (others.length === 0) return { photos: first, differences: [] };
  const byPath = groupByPath(first);
  const differences: Difference[] = [];
  for (const table of others) {
    for (const [path, photos] of groupByPath(table)) {
      const known = byPath.get(path);
      byPath.set(path, known ? joined(known, photos, differences) : photos);
    }
  }
  return { photos: [...byPath.values()].flat(), differences };
}

function groupByPath(photos: readonly PlannedPhoto[]): Map<string, readonly PlannedPhoto[]> {
  const byPath = new Map<string, PlannedPhoto[]>();
  for (const photo of photos) pushTo(byPath, photo.path, photo);
  return byPath;
}

const isWhole = ({ crop, box }: PlannedPhoto): boolean => !crop && !box;
const keyOf = ({ crop, box }: PlannedPhoto): string =>
  crop ? cropKey(crop) : JSON.stringify(box ?? null);

function joined(
  known: readonly PlannedPhoto[],
  added: readonly PlannedPhoto[],
  differences: Difference[],
): readonly PlannedPhoto[] {
  // A row about the whole photo speaks of each of its animals.
  if (added.length === 1 && isWhole(added[0]!))
    return known.map((photo) => both(photo, added[0]!, differences));
  if (known.length === 1 && isWhole(known[0]!))
    return added.map((photo) => {
      const { crop, box } = photo;
      return {
        ...both(known[0]!, photo, differences),
        ...(crop ? { crop } : {}),
        ...(box ? { box } : {}),
      };
    });
  const keys = new Map(known.map((photo) => [keyOf(photo), photo]));
  for (const photo of added) {
    const same = keys.get(keyOf(photo));
    keys.set(keyOf(photo), same ? both(same, photo, differences) : photo);
  }
  return [...keys.values()];
}

function both(first: PlannedPhoto, other: PlannedPhoto, differences: Difference[]): PlannedPhoto {
  const say = (field: Difference['field'], used: unknown, also: unknown): void => {
    const [a, b] = [shown(used), shown(also)];
    if (a !== b) differences.push({ path: first.path, field, used: a, other: b });
  };
  if (first.individual !== null && other.individual !== null)
    say('individual', first.individual, other.individual);
  for (const [field, value] of Object.entries(other.fields ?? {})) {
    const used = first.fields?.[field as keyof RowFields];
    if (used !== undefined) say(field as keyof RowFields, used, value);
  }
  const fields = { ...other.fields, ...first.fields };
  return {
    ...first,
    individual: first.individual ?? other.individual,
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
