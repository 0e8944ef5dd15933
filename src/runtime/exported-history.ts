/** What is written down about photos and their animals, as exports tell it. */
import type { ExportedHistory } from '../engine/exchange/export/formats/format';
import type { ExportedDecision } from '../engine/exchange/export/types';
import type { IndividualRecord, JournalEntry, MatchRecord, PhotoRecord } from '../engine/library';

type Exported = Pick<PhotoRecord, 'id' | 'individualId'>;

/** Whether an entry is about one of these photos, or one of their animals. */
export function entriesAbout(photos: readonly Exported[]): (entry: JournalEntry) => boolean {
  const wanted = new Set(photos.map(({ id }) => id));
  const owners = new Set(photos.map(({ individualId }) => individualId));
  return ({ photoIds, diff }) =>
    photoIds.some((id) => wanted.has(id)) || diff.individuals.some(({ id }) => owners.has(id));
}

/** @param journal entries about these photos (`entriesAbout`), oldest first */
export function historyOf(
  photos: readonly Exported[],
  journal: readonly JournalEntry[],
  individuals: readonly IndividualRecord[],
  matches: readonly MatchRecord[],
): ExportedHistory {
  const wanted = new Set(photos.map(({ id }) => id));
  const owners = new Set(photos.map(({ individualId }) => individualId));
  return {
    decisions: journal
      .filter(({ photoIds }) => photoIds.some((id) => wanted.has(id)))
      .flatMap(decisionOf),
    records: {
      individuals: individuals.filter(({ id }) => owners.has(id)),
      journal,
      matches: matches.filter(({ photoIds }) => photoIds.every((id) => wanted.has(id))),
    },
  };
}

function decisionOf({ action, at, by, undoneAt }: JournalEntry): ExportedDecision[] {
  if (action.kind !== 'decide') return [];
  const { kind, queryPhotoId, withPhotoIds = [], photoId, name, ...seen } = action.decision;
  const { similarity, probability = null, basis = null, fingerprint, filters } = seen;
  // A decision about an encounter is one about each of its photos.
  return [queryPhotoId, ...withPhotoIds].map((asked) => ({
    ...{ at, by, undoneAt, decision: kind, photoId: asked, otherPhotoId: photoId ?? '' },
    ...{ individual: name ?? '', similarity, probability, basis, fingerprint, filters },
  }));
}
