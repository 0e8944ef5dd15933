/**
 * What a person can do to photos and individuals. Each is one transaction, journaled and undoable.
 */
import { HuellaError } from '../errors';
import { tidyFields, type IndividualFields, type PhotoFields, type Whereabouts } from './fields';
import { displayNameOf, individualIdsOf, nameKeyOf, newIndividual } from './individuals';
import { matchId } from './matches';
import { nameTaken, type Recorder } from './recorder';
import type { Action, Decision, IndividualRecord, MatchState, PhotoRecord } from './records';

/**
 * Does it; returns the individual concerned. @throws HuellaError `not-found`, `name-taken`. Stores:
 * RECORDED_STORES.
 */
export async function perform(recorder: Recorder, action: Action): Promise<string | null> {
  switch (action.kind) {
    case 'assign':
      return assign(recorder, action.photoIds, () => recorder.individualNamed(action.name));
    case 'split':
      return assign(recorder, action.photoIds, () => recorder.individualNamed(action.name, true));
    case 'report':
      return report(recorder, action);
    case 'merge':
      return merge(recorder, action.individualIds, action.into);
    case 'describe-photos': {
      const fields = tidyFields(action.fields);
      for (const photo of await recorder.photos(action.photoIds))
        await recorder.patchPhoto(photo, fields);
      return null;
    }
    case 'describe-individual':
      return describe(recorder, action.individualId, tidyFields(action.fields));
    case 'delete-photos': {
      const discarded: PhotoRecord[] = [];
      for (const id of new Set(action.photoIds)) {
        const photo = await recorder.discard(id);
        if (photo) discarded.push(photo);
      }
      await recorder.tidyIndividuals(individualIdsOf(discarded));
      return null;
    }
    case 'restore-photos':
      for (const id of new Set(action.photoIds)) await restorePhoto(recorder, id);
      return null;
    case 'decide':
      return decide(recorder, action.decision);
    case 'place-photos':
      for (const { station, photoIds } of action.stations) {
        const fields = tidyFields<PhotoFields>({ station });
        for (const photo of await recorder.photos(photoIds))
          await recorder.patchPhoto(photo, fields);
      }
      return null;
    case 'describe-stations':
    case 'dismiss':
      return null;
  }
}

async function assign(
  recorder: Recorder,
  photoIds: readonly string[],
  individual: () => Promise<IndividualRecord | null>,
): Promise<string | null> {
  const present = await recorder.photos(photoIds);
  // Only now: naming photos that are all gone must not leave an individual without any.
  const individualId = present.length > 0 ? ((await individual())?.id ?? null) : null;
  for (const photo of present) await recorder.patchPhoto(photo, { individualId });
  await recorder.tidyIndividuals(individualIdsOf(present));
  return individualId;
}

async function merge(
  recorder: Recorder,
  individualIds: readonly string[],
  into: string,
): Promise<string> {
  const { transaction } = recorder;
  let target = (await recorder.individual(into)) ?? missing('individual', into);
  for (const id of new Set(individualIds)) {
    const from = id === into ? undefined : await recorder.individual(id);
    if (!from) continue;
    const labels = [...new Set([...(target.labels ?? []), ...(from.labels ?? [])])];
    const notes = [target.notes, from.notes].filter(Boolean).join('\n\n');
    const merged = {
      ...withoutEmpty(from),
      ...withoutEmpty(target),
      // The name that stays is the target's, given or not.
      unnamed: target.unnamed === true,
      ...(labels.length > 0 ? { labels } : {}),
      ...(notes ? { notes } : {}),
      ...bothSides(target, from),
    };
    if (!merged.unnamed) delete (merged as { unnamed?: boolean }).unnamed;
    await recorder.putIndividual(target, merged);
    target = merged;
    for (const photo of await transaction.objectStore('photos').index('individual').getAll(id)) {
      await recorder.patchPhoto(photo, { individualId: into });
    }
  }
  await recorder.tidyIndividuals([...individualIds, into]);
  return into;
}

/**
 * A lost animal that was found: where it was lost stays apart from where it was found, and it is
 * lost until its people say that it is at home. Empty for all others.
 */
function bothSides(a: IndividualRecord, b: IndividualRecord): IndividualFields {
  const lost = [a, b].find(({ status }) => status === 'lost');
  const found = [a, b].find(({ status }) => status === 'found');
  if (!lost || !found) return {};
  const { place = null, placeName = null, seenAt = null, contact } = lost;
  const sides = { status: 'lost', place, placeName, seenAt, found: whereaboutsOf(found) } as const;
  return { ...sides, ...(contact ? { contact } : {}) };
}

function whereaboutsOf(individual: IndividualRecord): Whereabouts {
  const { seenAt: at = null, place = null, placeName = null, contact } = individual;
  return { at, place, placeName, ...(contact ? { contact } : {}) };
}

async function report(
  recorder: Recorder,
  { photoIds, name, unnamed, fields }: Extract<Action, { kind: 'report' }>,
): Promise<string> {
  const present = await recorder.photos(photoIds);
  if (present.length === 0) missing('photo', photoIds[0] ?? '');
  const shown = displayNameOf(name);
  const known = unnamed ? undefined : await recorder.nameHolder(shown);
  const fresh: IndividualRecord = { ...newIndividual(shown), ...(unnamed ? { unnamed } : {}) };
  const individual = known ?? (await recorder.withFreeName(fresh));
  const { name: _, ...said } = tidyFields(fields);
  await recorder.putIndividual(known ?? null, { ...individual, ...said });
  // The status is the animal's: a photo that says another would speak against it.
  for (const photo of present) {
    const status = photo.status ? { status: null } : {};
    await recorder.patchPhoto(photo, { individualId: individual.id, ...status });
  }
  await recorder.tidyIndividuals(individualIdsOf(present));
  return individual.id;
}

async function restorePhoto(recorder: Recorder, id: string): Promise<void> {
  const trashed = await recorder.transaction.objectStore('trash').get(id);
  const photo = await recorder.restore(id);
  if (!trashed || photo === null || photo.individualId === null) return;
  if (await recorder.individual(photo.individualId)) return;
  if (trashed.individual) {
    await recorder.putIndividual(null, await recorder.withFreeName(trashed.individual));
  } else await recorder.patchPhoto(photo, { individualId: null });
}

async function describe(recorder: Recorder, id: string, fields: IndividualFields): Promise<string> {
  const record = (await recorder.individual(id)) ?? missing('individual', id);
  const next = { ...record, ...fields };
  if (fields.name !== undefined) {
    next.name = displayNameOf(fields.name) || record.name;
    next.nameKey = nameKeyOf(next.name);
    if (next.name !== record.name) delete (next as { unnamed?: boolean }).unnamed;
    const holder = await recorder.nameHolder(next.name);
    if (holder && holder.id !== id) throw nameTaken(next.name);
  }
  await recorder.putIndividual(record, next);
  return id;
}

async function decide(recorder: Recorder, decision: Decision): Promise<string | null> {
  const { kind, queryPhotoId, photoId, name, withPhotoIds = [] } = decision;
  if (kind === 'skip') return null;
  const asked = [queryPhotoId, ...withPhotoIds];
  const [query] = await recorder.photos([queryPhotoId]);
  if (!query) missing('photo', queryPhotoId);
  if (kind === 'new') return assign(recorder, asked, () => recorder.individualNamed(name, true));
  const [other] = photoId === null ? [] : await recorder.photos([photoId]);
  if (!other) missing('photo', photoId ?? '');
  const state = kind === 'same' ? 'confirmed' : 'rejected';
  await settle(recorder, decision, other.id, state);
  // What is said of the query holds for the photos taken with it.
  for (const { id } of await recorder.photos(withPhotoIds)) {
    await settle(recorder, { ...decision, queryPhotoId: id }, other.id, state);
  }
  if (kind === 'different') return query.individualId;
  const { mergeInto } = decision;
  const [a, b] = [query.individualId, other.individualId];
  if (
    mergeInto !== undefined &&
    a !== null &&
    b !== null &&
    a !== b &&
    [a, b].includes(mergeInto)
  ) {
    return merge(recorder, [a, b], mergeInto);
  }
  // A photo that has an individual gives it to the other photo.
  const known = other.individualId ?? query.individualId;
  const individual =
    known === null
      ? () => recorder.individualNamed(name)
      : async () => (await recorder.individual(known)) ?? null;
  const joined = await assign(recorder, [...asked, other.id], individual);
  if (joined !== null) await carryThrough(recorder, joined, [query, other]);
  return joined;
}

/**
 * A photo marked found is of a lost animal, or the other way round: the animal knows both sides,
 * and the photos say nothing else of themselves.
 */
async function carryThrough(
  recorder: Recorder,
  individualId: string,
  pair: readonly PhotoRecord[],
): Promise<void> {
  const record = await recorder.individual(individualId);
  const said = pair.find(({ status }) => status === 'found' || status === 'lost');
  if (!record || !said) return;
  const { status = null, takenAt, place, placeName = null } = said;
  if (status === 'found' && record.status === 'lost') {
    const found = { at: takenAt, place, placeName };
    await recorder.putIndividual(record, { ...record, found });
  } else if (status === 'lost' && record.status === 'found') {
    const there = { status, seenAt: takenAt, place, placeName, found: whereaboutsOf(record) };
    await recorder.putIndividual(record, { ...record, ...there });
  } else return;
  const [now] = await recorder.photos([said.id]);
  if (now) await recorder.patchPhoto(now, { status: null });
}

async function settle(
  recorder: Recorder,
  { queryPhotoId, similarity, probability, fingerprint }: Decision,
  photoId: string,
  state: MatchState,
): Promise<void> {
  const id = matchId(queryPhotoId, photoId);
  const known = await recorder.transaction.objectStore('matches').get(id);
  const chance = probability ?? known?.probability;
  const now = Date.now();
  await recorder.putMatch(known ?? null, {
    id,
    photoIds: known?.photoIds ?? [queryPhotoId, photoId],
    similarity: similarity ?? known?.similarity ?? 0,
    ...(chance === undefined ? {} : { probability: chance }),
    fingerprint,
    state,
    proposedAt: known?.proposedAt ?? now,
    decidedAt: now,
  });
}

function withoutEmpty<T extends object>(record: T): T {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== null && value !== ''),
  ) as T;
}

function missing(what: string, id: string): never {
  throw new HuellaError('not-found', `no ${what} ${id}`, { id });
}
