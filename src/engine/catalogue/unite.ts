/**
 * The gallery that a state describes: the same on every device that has seen the same entries. The
 * rules are those of a restore (`backup/plan.ts`): photos are one when their file and crop are,
 * individuals when their id or name is, none is without photos, and what differs is listed. Where a
 * restore lets what is here stand, which no two devices would agree on, the value that was written
 * with the most entries seen stands, and a photo that is deleted here and kept there is kept.
 */
import { HuellaError } from '../errors';
import { equal } from '../equal';
import { grouped } from '../grouped';
import type { Conflict } from '../backup';
import { Conflicts } from '../backup/conflicts';
import { freeName } from '../backup/fill';
import { entryOf, individualOf, matchOf, photoOf, trashedOf } from '../backup/records';
import { renamed } from '../backup/renamed';
import {
  contentOf,
  matchId,
  nameKeyOf,
  type IndividualRecord,
  type JournalEntry,
  type MatchRecord,
  type PhotoRecord,
  type TrashedPhoto,
} from '../library';
import {
  GONE,
  journalRecord,
  LIVE,
  photoRecord,
  present,
  type InTrash,
  type Plain,
  type Records,
  type Whereabouts,
} from './records';
import { compare, type Fields, type Head, type State } from './state';

export interface United {
  /** In the order of their ids. */
  readonly records: Records;
  /** Ids by which records are known to others, to the id they have here. */
  readonly ids: ReadonlyMap<string, string>;
  /** What was said twice and differently, and waits for a person to decide. */
  readonly conflicts: readonly Conflict[];
  /** Ids of records that are not as Huella writes them: left out. */
  readonly refused: ReadonlySet<string>;
}

export function unite(state: State): United {
  return new Union(state).run();
}

interface Group {
  readonly id: string;
  readonly fields: Plain;
  readonly heads: Fields;
}

class Union {
  readonly #state: State;
  readonly #ids = new Map<string, string>();
  readonly #conflicts = new Conflicts();
  readonly #refused = new Set<string>();

  constructor(state: State) {
    this.#state = state;
  }

  run(): United {
    const named = this.#individuals();
    const ofIndividuals = this.#conflicts.all.splice(0);
    const { photos, trash } = this.#photos(new Set(named.keys()));
    const owners = new Map(photos.map(({ id, individualId }) => [id, individualId]));
    const inUse = new Set(owners.values());
    const individuals = [...named.values()]
      .filter(({ id }) => inUse.has(id))
      .map((individual) => this.#withCover(individual, owners));
    // What differs about an animal that is not shown, since its photos are another's, is not asked.
    this.#conflicts.all.push(
      ...ofIndividuals.filter(({ kind, id }) => kind === 'same-name' || inUse.has(id)),
    );
    const matches = this.#matches(new Set([...owners.keys(), ...trash.map(({ id }) => id)]));
    const records = { photos, individuals, journal: this.#journal(), matches, trash };
    const conflicts = this.#conflicts.all;
    return { records, ids: this.#ids, conflicts, refused: this.#refused };
  }

  /** All that were ever named, by id; those without photos go later. */
  #individuals(): Map<string, IndividualRecord> {
    const all = this.#state.records('individual');
    const into = new Map<string, string>();
    const root = (id: string): string => {
      const next = into.get(id);
      return next === undefined ? id : root(next);
    };
    const join = (a: string, b: string): void => {
      const [first, second] = [root(a), root(b)].sort(compare) as [string, string];
      if (first !== second) into.set(second, first);
    };
    for (const [id, fields] of all) {
      for (const { value } of fields.get('into') ?? []) {
        if (typeof value === 'string' && all.has(value)) join(id, value);
      }
    }
    const groups = (): Group[] => this.#groups(all, [...all.keys()], root);
    // A label that Huella made says nothing of who it is: only names that people gave join.
    const byName = new Map<string, string>();
    const said = new Set([...this.#state.records('photo').values()].map(ownerSaid));
    for (const { id, fields } of groups()) {
      const name = nameOf(fields);
      if (name === null || fields['unnamed'] === true) continue;
      const key = nameKeyOf(name);
      const known = byName.get(key);
      if (known === undefined) byName.set(key, id);
      else {
        if (said.has(known) && said.has(id)) {
          this.#conflicts.add('same-name', name, name, name, 'joined', id);
        }
        join(known, id);
      }
    }
    const found = new Map<string, IndividualRecord>();
    const taken = new Set(byName.keys());
    for (const { id, fields, heads } of groups()) {
      for (const other of all.keys())
        if (other !== id && root(other) === id) this.#ids.set(other, id);
      const name = nameOf(fields);
      if (name === null) continue;
      const shown = fields['unnamed'] === true ? freeName(name, taken) : name;
      taken.add(nameKeyOf(shown));
      const { into: _, ...rest } = fields;
      const record = this.#checked(id, () => individualOf({ ...present(rest), id, name: shown }));
      if (!record) continue;
      found.set(id, record);
      this.#describe(heads, name, id, new Set(['name', 'into', 'createdAt', 'unnamed']));
      this.#differ(heads.get('name'), 'renamed', name, id);
    }
    return found;
  }

  #photos(individuals: ReadonlySet<string>): { photos: PhotoRecord[]; trash: TrashedPhoto[] } {
    const all = this.#state.records('photo');
    const where = new Map<string, Whereabouts>();
    for (const [id, fields] of all) where.set(id, whereOf(fields.get('where') ?? []));
    const ownerOf = ({ individualId }: PhotoRecord): string | null => {
      if (individualId === null) return null;
      const owner = this.#ids.get(individualId) ?? individualId;
      return individuals.has(owner) ? owner : null;
    };
    const sorted = (keep: (place: Whereabouts) => boolean): Group[] => {
      const ids = [...all.keys()].filter((id) => keep(where.get(id)!));
      const first = new Map<string, string>();
      const contents = new Map<string, string>();
      for (const id of ids.sort(compare)) {
        const picture = all.get(id)?.get('picture')?.[0]?.value;
        const content = picture ? contentOf(picture as PhotoRecord) : id;
        contents.set(id, content);
        if (!first.has(content)) first.set(content, id);
      }
      for (const id of ids) {
        const shown = first.get(contents.get(id)!)!;
        if (shown !== id) this.#ids.set(id, shown);
      }
      return this.#groups(all, ids, (id) => this.#ids.get(id) ?? id);
    };
    const photos: PhotoRecord[] = [];
    for (const { id, fields, heads } of sorted((place) => place === LIVE)) {
      const came = this.#checked(id, () => photoOf(photoRecord(id, fields)));
      if (!came) continue;
      photos.push({ ...came, individualId: ownerOf(came) });
      this.#describe(heads, came.name, id, PHOTO_OWN);
      this.#differ(heads.get('individualId'), 'who', came.name, id);
      const places = (heads.get('where') ?? []).map(({ value }) => value);
      if (places.some((value) => value !== LIVE)) {
        this.#conflicts.add('deleted-there', came.name, '', '', 'here', id);
      }
    }
    const trash: TrashedPhoto[] = [];
    for (const { id, fields } of sorted((place) => typeof place === 'object')) {
      const { deletedAt, individual } = where.get(id) as InTrash;
      const came = this.#checked(id, () =>
        trashedOf({ id, deletedAt, photo: photoRecord(id, fields) }),
      );
      if (!came) continue;
      // Whose it was is kept even where that animal is gone with it: undoing brings both back.
      const was = individual && this.#checked(id, () => individualOf(individual));
      const owner = came.photo.individualId;
      const individualId = owner === null ? null : (this.#ids.get(owner) ?? owner);
      const whose = was ? { individual: { ...was, id: this.#ids.get(was.id) ?? was.id } } : {};
      trash.push({ ...came, photo: { ...came.photo, individualId }, ...whose });
    }
    return { photos, trash };
  }

  #journal(): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (const [id, fields] of [...this.#state.records('journal')].sort(byId)) {
      const came = this.#checked(id, () => entryOf(journalRecord(winners(fields))));
      if (!came || came.id !== id) continue;
      found.push(renamed(came, { photos: this.#ids, individuals: this.#ids }));
      const undone = fields.get('undoneAt') ?? [];
      if (new Set(undone.map(({ value }) => value === null)).size > 1) {
        this.#conflicts.add('undone', came.action.kind, '', '', 'here', id);
      }
    }
    return found;
  }

  #matches(photos: ReadonlySet<string>): MatchRecord[] {
    const heads = new Map<string, Head[]>();
    for (const [known, fields] of this.#state.records('match')) {
      for (const head of fields.get('match') ?? []) {
        if (head.value === null) continue;
        const match = this.#checked(known, () => matchOf(head.value));
        if (!match) continue;
        const [a, b] = match.photoIds.map((id) => this.#ids.get(id) ?? id) as [string, string];
        if (a === b || !photos.has(a) || !photos.has(b)) continue;
        const id = matchId(a, b);
        const value = { ...match, id, photoIds: [a, b] };
        heads.set(id, [...(heads.get(id) ?? []), { ...head, value }]);
      }
    }
    return [...heads].sort(byId).map(([id, values]) => {
      const left = this.#state.heads(values);
      const decided = left.filter(({ value }) => (value as MatchRecord).state !== 'pending');
      const match = (decided[0] ?? left[0])!.value as MatchRecord;
      const other = decided.find(({ value }) => (value as MatchRecord).state !== match.state);
      if (other) {
        const theirs = (other.value as MatchRecord).state;
        this.#conflicts.add('decision', match.photoIds.join(', '), match.state, theirs, 'here', id);
      }
      return match;
    });
  }

  #withCover(
    individual: IndividualRecord,
    owners: ReadonlyMap<string, string | null>,
  ): IndividualRecord {
    const { coverPhotoId: cover, ...rest } = individual;
    if (!cover) return individual;
    const shown = this.#ids.get(cover) ?? cover;
    return owners.get(shown) === individual.id ? { ...individual, coverPhotoId: shown } : rest;
  }

  /** Records that are one, by the first of their ids, in its order. */
  #groups(
    all: ReadonlyMap<string, Fields>,
    ids: readonly string[],
    rootOf: (id: string) => string,
  ): Group[] {
    return [...grouped(ids, rootOf)].sort(byId).map(([id, own]) => {
      const heads = new Map<string, readonly Head[]>();
      for (const member of own) {
        for (const [field, values] of all.get(member)!) {
          heads.set(field, [...(heads.get(field) ?? []), ...values]);
        }
      }
      if (own.length > 1) {
        for (const [field, values] of heads) heads.set(field, this.#state.heads(values));
      }
      return { id, heads, fields: winners(heads) };
    });
  }

  #describe(heads: Fields, subject: string, id: string, own: ReadonlySet<string>): void {
    const differing = [...heads]
      .filter(([field, values]) => !own.has(field) && disagree(values))
      .map(([field]) => field);
    this.#conflicts.described(subject, differing.sort(compare), id);
  }

  #differ(
    heads: readonly Head[] | undefined,
    kind: Conflict['kind'],
    subject: string,
    id: string,
  ): void {
    if (!heads || !disagree(heads)) return;
    const [first, ...others] = heads.map(({ value }) => this.#shown(value));
    this.#conflicts.add(kind, subject, first!, others.join(', '), 'here', id);
  }

  #shown(value: unknown): string {
    if (typeof value !== 'string') return '';
    const fields = this.#state.records('individual').get(value);
    return (fields && nameOf(winners(fields))) ?? value;
  }

  /** Null, and noted, when it is not as Huella writes it. */
  #checked<T>(id: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof HuellaError)) throw error;
      this.#refused.add(id);
      return null;
    }
  }
}

/** What has a rule of its own, or is no more than a circumstance. */
const PHOTO_OWN = new Set(['name', 'picture', 'importedAt', 'individualId', 'where']);

/** Deleted and kept at once is kept; of two deletions the later. */
function whereOf(heads: readonly Head[]): Whereabouts {
  const values = heads.map(({ value }) => value);
  if (values.length === 0 || values.includes(LIVE)) return LIVE;
  const trashed = values.filter((value) => typeof value === 'object' && value !== null);
  return (trashed[0] as InTrash | undefined) ?? GONE;
}

/** The individual of a photo as it was written, before any became one. */
function ownerSaid(photo: Fields): unknown {
  return whereOf(photo.get('where') ?? []) === LIVE ? photo.get('individualId')?.[0]?.value : null;
}

/** The value of each field that counts, in the order of their names. */
export function winners(heads: Fields): Plain {
  return Object.fromEntries(
    [...heads].sort(byId).map(([field, values]) => [field, values[0]?.value]),
  );
}

function disagree(heads: readonly Head[]): boolean {
  return heads.some(({ value }) => !equal(value, heads[0]?.value));
}

function nameOf({ name }: Plain): string | null {
  return typeof name === 'string' && nameKeyOf(name) !== '' ? name : null;
}

function byId(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return compare(a[0], b[0]);
}
