/** Individuals: one per name, none without photos. */
import type { AddedFields } from './fields';
import type { ReadTransaction, WriteTransaction } from './schema';
import type { IndividualRecord, PhotoRecord } from './records';

export interface IndividualSummary extends Omit<IndividualRecord, 'nameKey'> {
  readonly photoCount: number;
  /** The one chosen, or the one that is best to look at; of equals the first that came. */
  readonly coverPhotoId: string | null;
  /** When it was last photographed (ISO 8601); null when no photo says. */
  readonly lastTakenAt: string | null;
}

/** As shown: NFC, no space at the ends, single spaces inside. */
export function displayNameOf(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/**
 * Names with the same key are one individual: `Luna`, ` luna ` and `LUNA`, on a device of any
 * language.
 */
export function nameKeyOf(name: string): string {
  // toLowerCase, not toLocaleLowerCase: in Turkish the latter would part `MILI` from `mili`.
  return displayNameOf(name).toLowerCase().normalize('NFC');
}

/** One that is new. @param name as it is shown */
export function newIndividual(name: string): IndividualRecord {
  return { id: crypto.randomUUID(), name, nameKey: nameKeyOf(name), createdAt: Date.now() };
}

/**
 * The individual of that name, created when there is none; null for an empty name. Stores:
 * individuals.
 * @param traits of the photo it is created for: what is true of the animal in all its photos is the
 *   individual's. The number of a microchip is also taken by one that is there and has none.
 */
export async function individualNamed(
  transaction: WriteTransaction,
  name: string | null,
  { species, colour, microchip }: Pick<AddedFields, 'species' | 'colour' | 'microchip'> = {},
): Promise<IndividualRecord | null> {
  const shown = displayNameOf(name ?? '');
  if (shown === '') return null;
  const individuals = transaction.objectStore('individuals');
  const known = await individuals.index('nameKey').get(nameKeyOf(shown));
  if (known) {
    if (!microchip || known.microchip) return known;
    const told = { ...known, microchip };
    await individuals.put(told);
    return told;
  }
  const created: IndividualRecord = {
    ...newIndividual(shown),
    ...(species ? { species } : {}),
    ...(colour ? { colour } : {}),
    ...(microchip ? { microchip } : {}),
  };
  await individuals.add(created);
  return created;
}

/**
 * Removes those of the individuals that no photo belongs to any more. Stores: photos, individuals.
 */
export async function removeEmpty(
  transaction: WriteTransaction,
  individualIds: Iterable<string>,
): Promise<void> {
  const byIndividual = transaction.objectStore('photos').index('individual');
  for (const id of new Set(individualIds)) {
    if ((await byIndividual.count(id)) === 0)
      await transaction.objectStore('individuals').delete(id);
  }
}

export function individualIdsOf(photos: readonly PhotoRecord[]): string[] {
  return photos.flatMap((photo) => photo.individualId ?? []);
}

/** Every individual with its photo count and cover, by name key. Stores: photos, individuals. */
export async function summaries(transaction: ReadTransaction): Promise<IndividualSummary[]> {
  const [individuals, photos] = await Promise.all([
    transaction.objectStore('individuals').index('nameKey').getAll(),
    // In the order of import, so the first met is the first that came.
    transaction.objectStore('photos').index('importedAt').getAll(),
  ]);
  return summarise(individuals, photos);
}

/** @param photos the one that came first, first */
export function summarise(
  individuals: readonly IndividualRecord[],
  photos: readonly PhotoRecord[],
): IndividualSummary[] {
  const seen = new Map<
    string,
    { count: number; cover: string; best: number; last: string | null }
  >();
  for (const { id, individualId, takenAt, quality = 0 } of photos) {
    if (individualId === null) continue;
    const entry = seen.get(individualId);
    if (!entry) {
      seen.set(individualId, { count: 1, cover: id, best: quality, last: takenAt });
      continue;
    }
    entry.count += 1;
    if (quality > entry.best) [entry.cover, entry.best] = [id, quality];
    if (takenAt !== null && (entry.last === null || takenAt > entry.last)) entry.last = takenAt;
  }
  return individuals.map(({ nameKey: _, ...individual }) => {
    const entry = seen.get(individual.id);
    return {
      ...individual,
      photoCount: entry?.count ?? 0,
      coverPhotoId: individual.coverPhotoId ?? entry?.cover ?? null,
      lastTakenAt: entry?.last ?? null,
    };
  });
}
