/**
 * What a backup would add to a library: pure, from records alone. Photos are the same when their
 * file and crop are, records when their id is, individuals also when their name is. What is here
 * stays; what came and differs is listed, and where that matters a choice decides.
 */
import {
  contentOf,
  matchId,
  nameKeyOf,
  TRASH_PREFIX,
  type Carried,
  type EmbeddingRecord,
  type IndividualRecord,
  type JournalEntry,
  type MatchRecord,
  type PhotoRecord,
  type TrashedPhoto,
} from '../library';
import { equal } from '../equal';
import { Conflicts } from './conflicts';
import { filled, freeName, INDIVIDUAL_OWN, PHOTO_OWN } from './fill';
import { OWN_SETTINGS } from './format';
import { renamed } from './renamed';
import type { Choices } from './report';
import type { CarriedEmbedding } from './records';
import type { Plan, Side } from './sides';

export function planMerge(
  here: Side,
  there: Side,
  embeddings: {
    readonly here: readonly EmbeddingRecord[];
    readonly there: readonly CarriedEmbedding[];
  },
  choices: Choices,
): Plan {
  return new Planner(here, there, choices).run(embeddings.here, embeddings.there);
}

class Planner {
  readonly #conflicts = new Conflicts();
  readonly #individuals = new Map<string, IndividualRecord>();
  /** Ids of the backup to ids here, of individuals and photos. */
  readonly #owner = new Map<string, string>();
  readonly #photoId = new Map<string, string>();
  readonly #photos = new Map<string, PhotoRecord>();
  readonly #trash = new Map<string, TrashedPhoto>();
  readonly #thumbnails = new Map<string, string>();
  /** Pairs that a step undone on one side only is about: they stay as they are here. */
  readonly #settled = new Set<string>();
  readonly #left = new Set<string>();
  readonly #counts = {
    added: 0,
    present: 0,
    named: 0,
    individuals: 0,
    trashed: 0,
    decisions: 0,
    matches: 0,
  };
  readonly #here: Side;
  readonly #there: Side;
  readonly #choices: Choices;

  constructor(here: Side, there: Side, choices: Choices) {
    this.#here = here;
    this.#there = there;
    this.#choices = choices;
  }

  run(
    embeddingsHere: readonly EmbeddingRecord[],
    embeddingsThere: readonly CarriedEmbedding[],
  ): Plan {
    this.#mapIndividuals();
    this.#takePhotos();
    this.#takeTrash();
    const individuals = this.#takenIndividuals();
    const journal = this.#takeJournal();
    const matches = this.#takeMatches();
    const records = new Map<string, readonly Carried[]>([
      ['individuals', individuals.map((value) => ({ value }))],
      ['photos', [...this.#photos.values()].map((value) => ({ value }))],
      ['trash', [...this.#trash.values()].map((value) => ({ value }))],
      ['journal', journal.map((value) => ({ value }))],
      ['matches', matches.map((value) => ({ value }))],
      ['settings', this.#takeSettings()],
    ]);
    const files = [
      ...this.#photos.values(),
      ...[...this.#trash.values()].map(({ photo }) => photo),
    ];
    return {
      records,
      originals: new Set(files.map(({ sha256 }) => sha256)),
      thumbnails: this.#thumbnails,
      embeddings: this.#takeEmbeddings(embeddingsHere, embeddingsThere),
      left: [...this.#left],
      conflicts: this.#conflicts.all,
      counts: this.#counts,
    };
  }

  #mapIndividuals(): void {
    const byId = new Map(this.#here.individuals.map((individual) => [individual.id, individual]));
    const byName = new Map(
      this.#here.individuals.map((individual) => [individual.nameKey, individual]),
    );
    const taken = new Set(byName.keys());
    const matchedById = new Set(
      this.#there.individuals.filter(({ id }) => byId.has(id)).map(({ id }) => id),
    );
    const apart = new Set(this.#choices.apart ?? []);
    for (const came of this.#there.individuals) {
      const same = byId.get(came.id);
      if (same) {
        if (same.nameKey !== came.nameKey) {
          this.#conflicts.add('renamed', same.name, same.name, came.name, 'here', came.id);
        }
        this.#fill(same, came);
        continue;
      }
      const namesake = byName.get(came.nameKey);
      // One that is in the backup under its own id as well is another animal there, also under the
      // same name.
      const join = namesake && !matchedById.has(namesake.id) && !apart.has(came.id);
      if (join) {
        this.#conflicts.add('same-name', came.name, namesake.name, came.name, 'joined', came.id);
        this.#owner.set(came.id, namesake.id);
        this.#fill(namesake, came);
        continue;
      }
      const name = freeName(came.name, taken);
      taken.add(nameKeyOf(name));
      if (name !== came.name)
        this.#conflicts.add('same-name', came.name, came.name, name, 'both', came.id);
      this.#owner.set(came.id, came.id);
      this.#individuals.set(came.id, { ...came, name, nameKey: nameKeyOf(name) });
    }
  }

  /** What is empty here and known there. */
  #fill(same: IndividualRecord, came: IndividualRecord): void {
    this.#owner.set(came.id, same.id);
    const { record, gained, differing } = filled(
      this.#individuals.get(same.id) ?? same,
      came,
      INDIVIDUAL_OWN,
    );
    // Chosen there and not here; whether it is a photo of this animal is looked at when the photos
    // are known.
    const cover = record.coverPhotoId ?? came.coverPhotoId ?? null;
    if (gained || cover !== (record.coverPhotoId ?? null)) {
      this.#individuals.set(same.id, {
        ...record,
        ...(cover === null ? {} : { coverPhotoId: cover }),
      });
    }
    this.#conflicts.described(same.name, differing, came.id);
  }

  #takePhotos(): void {
    const byContent = new Map(this.#here.photos.map((photo) => [contentOf(photo), photo]));
    const trashed = new Map(this.#here.trash.map(({ photo }) => [contentOf(photo), photo]));
    const ids = new Set([...this.#here.photos, ...this.#here.trash].map(({ id }) => id));
    for (const came of this.#there.photos) {
      const content = contentOf(came);
      const same = byContent.get(content);
      if (same) {
        this.#photoId.set(came.id, same.id);
        this.#meet(same, came);
        continue;
      }
      const discarded = trashed.get(content);
      if (discarded) {
        const back = this.#choices.trashed === 'theirs';
        this.#conflicts.add('in-trash', came.name, '', '', back ? 'theirs' : 'here', came.id);
        if (!back) continue;
      }
      // An id that is another photo's here cannot be kept.
      const id = ids.has(came.id) ? crypto.randomUUID() : came.id;
      ids.add(id);
      const individualId = this.#ownerOf(came);
      const photo = { ...came, id, individualId };
      byContent.set(content, photo);
      this.#photoId.set(came.id, id);
      this.#photos.set(id, photo);
      this.#thumbnails.set(came.id, id);
      this.#counts.added += 1;
    }
  }

  /** A photo that is on both sides. */
  #meet(same: PhotoRecord, came: PhotoRecord): void {
    this.#counts.present += 1;
    const current = this.#photos.get(same.id) ?? same;
    const { record, gained, differing } = filled(current, came, PHOTO_OWN);
    let next: PhotoRecord = record;
    let changed = gained;
    const theirs = this.#ownerOf(came);
    if (theirs !== null && theirs !== current.individualId) {
      if (current.individualId === null) {
        this.#counts.named += 1;
        next = { ...next, individualId: theirs };
        changed = true;
      } else {
        const { photos: kept = 'here' } = this.#choices;
        const [own, other] = [this.#nameHere(current.individualId), this.#nameHere(theirs)];
        this.#conflicts.add('who', same.name, own, other, kept, same.id);
        if (kept === 'theirs') {
          this.#left.add(current.individualId);
          next = { ...next, individualId: theirs };
          changed = true;
        }
      }
    }
    this.#conflicts.described(same.name, differing, same.id);
    if (changed) this.#photos.set(same.id, next);
  }

  #takeTrash(): void {
    const live = new Map(this.#here.photos.map((photo) => [contentOf(photo), photo]));
    const known = new Set(this.#here.trash.map(({ photo }) => contentOf(photo)));
    const ids = new Set(
      [...this.#here.photos, ...this.#here.trash, ...this.#photos.values()].map(({ id }) => id),
    );
    for (const came of this.#there.trash) {
      const content = contentOf(came.photo);
      const same = live.get(content);
      if (same) {
        this.#photoId.set(came.id, same.id);
        this.#conflicts.add('deleted-there', same.name, '', '', 'here', same.id);
      }
      if (same || known.has(content) || ids.has(came.id)) continue;
      known.add(content);
      ids.add(came.id);
      // Whose it was is kept even where that animal is gone with it: undoing brings both back.
      const owner = came.photo.individualId;
      const individualId = owner === null ? null : (this.#owner.get(owner) ?? owner);
      this.#trash.set(came.id, { ...came, photo: { ...came.photo, individualId } });
      this.#photoId.set(came.id, came.id);
      this.#thumbnails.set(came.id, came.id);
      this.#counts.trashed += 1;
    }
  }

  /** None without photos. */
  #takenIndividuals(): IndividualRecord[] {
    const owners = new Map(
      [...this.#here.photos, ...this.#photos.values()].map((p) => [p.id, p.individualId]),
    );
    const inUse = new Set(owners.values());
    const here = new Set(this.#here.individuals.map(({ id }) => id));
    const taken: IndividualRecord[] = [];
    for (const individual of this.#individuals.values()) {
      if (!inUse.has(individual.id)) continue;
      if (!here.has(individual.id)) this.#counts.individuals += 1;
      const cover = individual.coverPhotoId ?? null;
      const shown = cover === null ? null : (this.#photoId.get(cover) ?? cover);
      const isOwn = shown !== null && owners.get(shown) === individual.id;
      taken.push(
        cover === null ? individual : { ...individual, coverPhotoId: isOwn ? shown : null },
      );
    }
    return taken;
  }

  #takeJournal(): JournalEntry[] {
    const known = new Map(this.#here.journal.map((entry) => [entry.id, entry]));
    const ids = { photos: this.#photoId, individuals: this.#owner };
    const taken: JournalEntry[] = [];
    for (const came of this.#there.journal) {
      const same = known.get(came.id);
      if (!same) taken.push(renamed(came, ids));
      else if ((same.undoneAt === null) !== (came.undoneAt === null)) {
        this.#conflicts.add('undone', came.action.kind, '', '', 'here', came.id);
        for (const { id } of same.diff.matches) this.#settled.add(id);
      }
    }
    this.#counts.decisions = taken.length;
    return taken;
  }

  #takeMatches(): MatchRecord[] {
    const known = new Map(this.#here.matches.map((match) => [match.id, match]));
    const photos = new Set([
      ...[...this.#here.photos, ...this.#here.trash].map(({ id }) => id),
      ...this.#photos.keys(),
      ...this.#trash.keys(),
    ]);
    const names = new Map(
      [...this.#here.photos, ...this.#photos.values()].map(({ id, name }) => [id, name]),
    );
    const taken = new Map<string, MatchRecord>();
    for (const came of this.#there.matches) {
      const [a, b] = came.photoIds.map((id) => this.#photoId.get(id) ?? id) as [string, string];
      if (a === b || !photos.has(a) || !photos.has(b)) continue;
      const id = matchId(a, b);
      const same = taken.get(id) ?? known.get(id);
      if (!same && this.#settled.has(id)) continue;
      const match: MatchRecord = { ...came, id, photoIds: [a, b] };
      if (!same) {
        taken.set(id, match);
        this.#counts.matches += 1;
        continue;
      }
      if (came.state === 'pending' || came.state === same.state) continue;
      const { photos: kept = 'here' } = this.#choices;
      if (same.state !== 'pending') {
        const subject = `${names.get(a) ?? a}, ${names.get(b) ?? b}`;
        this.#conflicts.add('decision', subject, same.state, came.state, kept, id);
      }
      if (same.state === 'pending' || kept === 'theirs') taken.set(id, match);
    }
    return [...taken.values()];
  }

  #takeSettings(): Carried[] {
    const known = new Map(this.#here.settings.map(({ key, value }) => [key, value]));
    return this.#there.settings.filter(({ key, value }) => {
      if (key === undefined || OWN_SETTINGS.has(key)) return false;
      if (!known.has(key)) return true;
      if (!equal(known.get(key), value)) this.#conflicts.add('setting', key, '', '', 'here', key);
      return false;
    });
  }

  #takeEmbeddings(
    here: readonly EmbeddingRecord[],
    there: readonly CarriedEmbedding[],
  ): Plan['embeddings'] {
    const keyOf = (photoId: string, fingerprint: string): string => `${photoId} ${fingerprint}`;
    const known = new Set(here.map(({ photoId, fingerprint }) => keyOf(photoId, fingerprint)));
    const live = new Set([...this.#here.photos.map(({ id }) => id), ...this.#photos.keys()]);
    return there.flatMap((came) => {
      const photoId = this.#photoId.get(came.photoId);
      if (photoId === undefined || !(live.has(photoId) || this.#trash.has(photoId))) return [];
      const plain = came.fingerprint.replace(TRASH_PREFIX, '');
      const fingerprint = live.has(photoId) ? plain : TRASH_PREFIX + plain;
      const key = keyOf(photoId, fingerprint);
      if (known.has(key)) return [];
      known.add(key);
      return [{ ...came, photoId, fingerprint, from: came.seq }];
    });
  }

  #ownerOf({ individualId }: PhotoRecord): string | null {
    // An individual the backup does not have cannot own anything.
    return individualId === null ? null : (this.#owner.get(individualId) ?? null);
  }

  #nameHere(individualId: string): string {
    const record =
      this.#individuals.get(individualId) ??
      this.#here.individuals.find(({ id }) => id === individualId);
    return record?.name ?? '';
  }
}
