/** What a gallery says that the catalogue does not know yet, as writes for the next entry. */
import { equal } from '../equal';
import {
  GONE,
  individualFields,
  journalFields,
  LIVE,
  matchFields,
  photoFields,
  type Plain,
  type Records,
} from './records';
import type { State, Write } from './state';
import { unite, winners } from './unite';

/**
 * @param here the gallery as it is now
 * @param state what it was last made equal to, with this device's own entries
 * @param isWhole false: the gallery is not known to have been that (it has been cleared since, say),
 *   and what it lacks was not deleted
 */
export function capture(here: Records, state: State, isWhole = true): Write[] {
  // A gallery that was emptied, or that the browser has cleared, orders no deletion for all.
  if (here.photos.length + here.trash.length + here.journal.length === 0) return [];
  const { records: known, ids, refused } = unite(state);
  const writes: Write[] = [];
  const others = new Map<string, string[]>();
  for (const [other, id] of ids) others.set(id, [...(others.get(id) ?? []), other]);
  const write = (kind: string, id: string, fields: Plain): void => {
    // What was refused once would be sent, and refused, again and again.
    const isNew = Object.keys(fields).length > 0 && !refused.has(id);
    if (isNew) writes.push([kind, id, fields]);
  };
  /** Also to the records that are the same photo under another id. */
  const writeAll = (id: string, fields: Plain): void => {
    for (const one of [id, ...(others.get(id) ?? [])]) write('photo', one, fields);
  };

  const photosKnown = byId(known.photos);
  const trashKnown = byId(known.trash);
  const inTrash = byId(here.trash);
  const live = byId(here.photos);
  for (const photo of here.photos) {
    const before = photosKnown.get(photo.id) ?? trashKnown.get(photo.id)?.photo;
    const changed = changes(before ? photoFields(before) : {}, photoFields(photo));
    const { picture, ...rest } = changed;
    write('photo', photo.id, before || !picture ? rest : changed);
    if (before && picture) writeAll(photo.id, { picture });
    if (!photosKnown.has(photo.id)) writeAll(photo.id, { where: LIVE });
  }
  for (const { id, photo, deletedAt, individual } of here.trash) {
    const before = trashKnown.get(id)?.photo ?? photosKnown.get(id);
    write('photo', id, changes(before ? photoFields(before) : {}, photoFields(photo)));
    const where = { deletedAt, ...(individual ? { individual } : {}) };
    if (!trashKnown.has(id)) writeAll(id, { where });
  }
  for (const { id } of isWhole ? [...known.photos, ...known.trash] : []) {
    if (!live.has(id) && !inTrash.has(id)) writeAll(id, { where: GONE });
  }

  const individuals = byId(known.individuals);
  const named = state.records('individual');
  for (const individual of here.individuals) {
    const { id } = individual;
    const before = individuals.get(id);
    // One that had lost its photos is not in the united gallery, but what was said of it is known.
    const ever = named.get(id);
    const was = before ? individualFields(before) : ever ? winners(ever) : {};
    const { into: _, ...said } = was;
    const changed = changes(said, individualFields(individual));
    write('individual', id, changed);
    if (Object.keys(changed).length === 0) continue;
    // What joined it by its name stays with it when it is renamed.
    for (const other of others.get(id) ?? []) {
      if (named.has(other) && named.get(other)?.get('into')?.[0]?.value !== id) {
        write('individual', other, { into: id });
      }
    }
  }

  const journal = byId(known.journal);
  for (const entry of here.journal) {
    const before = journal.get(entry.id);
    if (!before) write('journal', entry.id, journalFields(entry));
    else if (before.undoneAt !== entry.undoneAt) {
      write('journal', entry.id, { undoneAt: entry.undoneAt });
    }
  }

  const matches = byId(known.matches);
  const matchesHere = byId(here.matches);
  for (const match of here.matches) {
    if (!equal(matches.get(match.id), match)) write('match', match.id, matchFields(match));
  }
  for (const { id } of isWhole ? known.matches : []) {
    if (!matchesHere.has(id)) write('match', id, { match: null });
  }
  return writes;
}

/** Fields that are different now; null: no longer there. */
function changes(before: Plain, now: Plain): Plain {
  const changed: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (!equal(before[key], now[key])) changed[key] = now[key] ?? null;
  }
  return changed;
}

function byId<T extends { readonly id: string }>(records: readonly T[]): Map<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}
