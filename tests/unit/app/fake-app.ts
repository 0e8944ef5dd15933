/**
 * The state that every screen shares, over a small gallery in memory in place of the runtime. The
 * state classes, the words and the journal's undo buttons are the app's own.
 */
import { vi } from 'vitest';
import type { HuellaError } from '../../../src/engine/errors';
import type {
  Acted,
  Action,
  Decision,
  IndividualRecord,
  JournalEntry,
  PhotoRecord,
} from '../../../src/engine/library';
import { I18n } from '../../../src/app/i18n/i18n.svelte';
import { Actions } from '../../../src/app/state/actions.svelte';
import { Announcer } from '../../../src/app/state/announcer.svelte';
import { LibraryState } from '../../../src/app/state/library.svelte';
import type { Answer, IndividualMatch, Match } from '../../../src/runtime/api';
import type { Services } from '../../../src/runtime/services';

export type Named = Readonly<Record<string, string | null>>;

export function photoOf(id: string, individualId: string | null, at = 0): PhotoRecord {
  return {
    ...{ id, name: `${id}.jpg`, individualId, width: 40, height: 30, importedAt: at },
    ...{ crop: null, sha256: id, cropKey: 'whole', mime: 'image/jpeg', byteLength: 1 },
    ...{ takenAt: null, place: null },
  };
}

export function answerOf(
  matches: readonly IndividualMatch[],
  newProbability: number | null = null,
  calibration: Answer['basis']['calibration'] = null,
): Answer {
  const basis = { learnt: false, calibration, compared: 0, tellsApart: null };
  return { matches, newProbability, unlike: null, basis };
}

export function individualOf(name: string): IndividualRecord {
  return { id: `id-${name}`, name, nameKey: name.toLowerCase(), createdAt: 0 };
}

/** A gallery that does what it is told, and takes it back entry by entry. */
export class FakeGallery {
  photos: PhotoRecord[];
  individuals: IndividualRecord[];
  /** Similarity of a pair of photos, in either order. */
  readonly similarities = new Map<string, number>();
  readonly actions: Action[] = [];
  readonly undone: string[] = [];
  /** The next action fails with this. */
  failure: HuellaError | null = null;
  readonly #before = new Map<string, { photos: PhotoRecord[]; individuals: IndividualRecord[] }>();

  /** @param named the individual of each photo, null for unidentified; the first photo is newest */
  constructor(named: Named) {
    const ids = Object.keys(named);
    this.photos = ids.map((id, i) =>
      photoOf(id, named[id] ? `id-${named[id]}` : null, ids.length - i),
    );
    this.individuals = [...new Set(Object.values(named).filter((name) => name !== null))]
      .sort()
      .map(individualOf);
  }

  nameOf(photoId: string): string | null {
    const id = this.photos.find((photo) => photo.id === photoId)?.individualId;
    return this.individuals.find((one) => one.id === id)?.name ?? null;
  }

  decisions(): Decision[] {
    return this.actions.flatMap((action) => (action.kind === 'decide' ? [action.decision] : []));
  }

  like(a: string, b: string, similarity: number): void {
    this.similarities.set(`${a} ${b}`, similarity).set(`${b} ${a}`, similarity);
  }

  /** One photo per individual, and each unidentified photo; the most similar first. */
  similarTo(photoIds: readonly string[]): Match[] {
    const best = new Map<string, Match>();
    for (const photo of this.photos) {
      const scores = photoIds.flatMap((id) => this.similarities.get(`${id} ${photo.id}`) ?? []);
      if (photoIds.includes(photo.id) || scores.length === 0) continue;
      const similarity = Math.max(...scores);
      const name = this.nameOf(photo.id);
      const key = photo.individualId ?? photo.id;
      if ((best.get(key)?.similarity ?? -1) >= similarity) continue;
      best.set(key, {
        ...{ photoId: photo.id, name: photo.name, similarity, exact: true },
        ...(name === null || photo.individualId === null
          ? {}
          : { individual: name, individualId: photo.individualId }),
      });
    }
    return [...best.values()].sort((a, b) => b.similarity - a.similarity);
  }

  /** As an engine answers before it can say probabilities. */
  identify(photoIds: readonly string[], k: number): Answer {
    const matches = this.similarTo(photoIds)
      .filter(({ individual }) => individual !== undefined)
      .slice(0, k);
    return answerOf(matches as IndividualMatch[]);
  }

  act(action: Action): Promise<Acted> {
    if (this.failure) {
      const { failure } = this;
      this.failure = null;
      return Promise.reject(failure);
    }
    this.actions.push(action);
    const id = `entry-${String(this.actions.length)}`;
    this.#before.set(id, { photos: this.photos, individuals: this.individuals });
    if (action.kind === 'assign') this.#name(action.photoIds, action.name);
    if (action.kind === 'delete-photos')
      this.photos = this.photos.filter((photo) => !action.photoIds.includes(photo.id));
    if (action.kind === 'decide') this.#decide(action.decision);
    const diff = { photos: [], individuals: [], matches: [], trashed: [] };
    const entry = { id, at: 0, by: '', action, photoIds: [], diff, undoneAt: null };
    return Promise.resolve({ entry: entry as unknown as JournalEntry, individualId: null });
  }

  undo(id: string): Promise<{ entry: JournalEntry | null; skipped: number }> {
    Object.assign(this, this.#before.get(id));
    this.undone.push(id);
    return Promise.resolve({ entry: { id } as JournalEntry, skipped: 0 });
  }

  add(photo: PhotoRecord): void {
    this.photos = [photo, ...this.photos];
  }

  #decide({ kind, queryPhotoId, withPhotoIds = [], photoId, name }: Decision): void {
    const other = this.photos.find((photo) => photo.id === photoId);
    if (kind === 'same' && other)
      this.#name([queryPhotoId, ...withPhotoIds, other.id], this.nameOf(other.id) ?? name);
    if (kind === 'new') this.#name([queryPhotoId, ...withPhotoIds], name);
  }

  #name(photoIds: readonly string[], name: string | null): void {
    const known = this.individuals.find((one) => one.name === name);
    const individual = name === null ? null : (known ?? individualOf(name));
    if (individual && !known) this.individuals = [...this.individuals, individual];
    this.photos = this.photos.map((photo) =>
      photoIds.includes(photo.id) ? { ...photo, individualId: individual?.id ?? null } : photo,
    );
  }
}

export interface FakeApp {
  readonly gallery: FakeGallery;
  readonly services: Services;
  readonly i18n: I18n;
  readonly announcer: Announcer;
  readonly library: LibraryState;
  readonly actions: Actions;
}

type Door = 'detector' | 'huella' | 'engine' | 'library';

/** @param extra what else of the services the state under test calls */
export async function fakeApp(
  named: Named,
  extra: (gallery: FakeGallery) => Partial<Record<Door, object>> = () => ({}),
): Promise<FakeApp> {
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
  const gallery = new FakeGallery(named);
  const more = extra(gallery);
  const services = {
    status: () => ({ phase: 'ready', encoder: { fingerprint: 'print' } }),
    onLibraryChange: () => () => undefined,
    huella: { ready: Promise.resolve(), ...more.huella },
    detector: { ...more.detector },
    engine: {
      undo: (id: string) => gallery.undo(id),
      identifyStored: (ids: readonly string[], { k }: { k: number }) =>
        Promise.resolve(gallery.identify(ids, k)),
      ...more.engine,
    },
    library: {
      photosPage: () =>
        Promise.resolve({ photos: gallery.photos, total: gallery.photos.length, revision: 1 }),
      individualRecords: () => Promise.resolve(gallery.individuals),
      changedSince: () => Promise.resolve(null),
      act: (action: Action) => gallery.act(action),
      similarTo: (id: string, { k }: { k: number }) =>
        Promise.resolve(
          gallery
            .similarTo([id])
            .filter(({ individual }) => individual === undefined)
            .slice(0, k),
        ),
      identify: (file: File) =>
        Promise.resolve({
          duplicateOf: gallery.photos.find(({ name }) => name === file.name)?.id ?? null,
        }),
      ...more.library,
    },
  } as unknown as Services;
  const i18n = await I18n.start('en');
  const announcer = new Announcer();
  const library = new LibraryState(services);
  await library.refresh();
  const actions = new Actions(services, library, i18n, announcer);
  return { gallery, services, i18n, announcer, library, actions };
}

/** Lets every promise that waits for nothing outside settle. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}
