/** The photo being identified and the answer. Kept while the person visits other screens. */
import { HuellaError, isAbort, toHuellaError } from '../../engine/errors';
import type { I18n } from '../i18n/i18n.svelte';
import type { Match } from '../scripting';
import type { Services } from '../services';
import type { Announcer } from '../state/announcer.svelte';
import type { LibraryState } from '../state/library.svelte';
import { askAtFirstSave } from '../storage/keep';

export const COUNTS = [5, 10, 20, 50] as const;
export type Count = (typeof COUNTS)[number];

/** The most the search answers; asked for when the query itself has to be taken out of the answer. */
const MAX_K = 50;

export interface Query {
  readonly blob: Blob;
  readonly name: string;
  /** Object URL for showing it; belongs to the state, which revokes it. */
  readonly url: string;
  /** Set when the query is a photo of the gallery. */
  readonly photoId: string | null;
}

export class IdentifyState {
  query = $state.raw<Query | null>(null);
  matches = $state.raw<readonly Match[] | null>(null);
  searching = $state(false);
  failure = $state.raw<HuellaError | null>(null);
  cancelled = $state(false);
  by = $state<'individual' | 'photo'>('individual');
  count = $state<Count>(10);

  readonly #services: Services;
  readonly #library: LibraryState;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;
  #controller: AbortController | null = null;

  constructor(services: Services, library: LibraryState, i18n: I18n, announcer: Announcer) {
    this.#services = services;
    this.#library = library;
    this.#i18n = i18n;
    this.#announcer = announcer;
  }

  /** Shows the photo and looks for it. */
  async ask(blob: Blob, name: string, photoId: string | null = null): Promise<void> {
    this.clear();
    this.query = { blob, name, url: URL.createObjectURL(blob), photoId };
    await this.search();
  }

  async askGalleryPhoto(photoId: string, name: string): Promise<void> {
    try {
      await this.ask(await this.#services.original(photoId), name, photoId);
    } catch (error) {
      this.failure = toHuellaError(error);
    }
  }

  async show(change: { by?: 'individual' | 'photo'; count?: Count }): Promise<void> {
    if (change.by) this.by = change.by;
    if (change.count) this.count = change.count;
    if (this.query) await this.search();
  }

  async search(): Promise<void> {
    const query = this.query;
    if (!query) return;
    this.#controller?.abort();
    const controller = (this.#controller = new AbortController());
    const isCurrent = (): boolean => this.#controller === controller;
    this.searching = true;
    this.failure = null;
    this.cancelled = false;
    try {
      const matches = await untilAborted(this.#find(query, controller.signal), controller.signal);
      if (!isCurrent()) return;
      this.matches = matches;
      this.#announce(matches);
    } catch (error) {
      if (!isCurrent()) return;
      this.matches = null;
      if (isAbort(error)) this.cancelled = true;
      else this.failure = toHuellaError(error);
    } finally {
      if (isCurrent()) this.searching = false;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  clear(): void {
    const controller = this.#controller;
    this.#controller = null;
    controller?.abort();
    if (this.query) URL.revokeObjectURL(this.query.url);
    this.query = null;
    this.matches = null;
    this.failure = null;
    this.searching = false;
    this.cancelled = false;
  }

  /** Puts the query into the gallery under a name. True when it was added or renamed, false when it was there already. */
  async addTo(individual: string): Promise<boolean> {
    const query = this.query;
    if (!query) return false;
    if (query.photoId !== null) {
      await this.#services.assign([query.photoId], individual);
      return true;
    }
    const file =
      query.blob instanceof File ? query.blob : new File([query.blob], query.name, { type: query.blob.type });
    void askAtFirstSave();
    const report = await this.#services.importPhotos([{ file, individual }]);
    const failed = report.failed[0];
    if (failed) throw new HuellaError(failed.code, failed.reason, failed.detail);
    return report.imported > 0;
  }

  async #find(query: Query, signal: AbortSignal): Promise<readonly Match[]> {
    await this.#services.huella.ready;
    signal.throwIfAborted();
    const { huella } = this.#services;
    if (query.photoId === null) return huella.search(query.blob, { k: this.count, by: this.by, signal });
    // A photo of the gallery is most like itself: ask by photo, leave it out, and group what remains.
    const photos = await huella.search(query.blob, { k: MAX_K, by: 'photo', signal });
    const others = photos.filter(({ photoId }) => photoId !== query.photoId);
    return (this.by === 'photo' ? others : bestOfEach(others)).slice(0, this.count);
  }

  #announce(matches: readonly Match[]): void {
    const { t } = this.#i18n;
    const first = matches[0];
    this.#announcer.say(
      first
        ? t.identify.foundFirst(matches.length, first.individual ?? t.common.unidentified)
        : this.#library.empty
          ? t.identify.none
          : t.identify.found(0),
    );
  }
}

/** The first match of each individual; photos without one stand alone. Keeps the order. */
function bestOfEach(matches: readonly Match[]): readonly Match[] {
  const seen = new Set<string>();
  return matches.filter(({ individual }) => {
    if (individual === undefined) return true;
    if (seen.has(individual)) return false;
    seen.add(individual);
    return true;
  });
}

/** The promise, or the abort, whichever is first: a search waiting for the engine to start is cancelled at once too. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}
