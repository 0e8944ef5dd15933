/** The photo being identified and the answer. Kept while the person visits other screens. */
import { cropKey } from '../../engine/crop';
import { HuellaError, isAbort, toHuellaError } from '../../engine/errors';
import type { Crop } from '../../engine/types';
import type { I18n } from '../i18n/i18n.svelte';
import { cropOf } from '../crop/geometry';
import type { Match } from '../scripting';
import type { Services } from '../services';
import type { Announcer } from '../state/announcer.svelte';
import type { LibraryState } from '../state/library.svelte';
import { askAtFirstSave } from '../storage/keep';
import { photoUrl } from '../ui/photo-url';

export const COUNTS = [5, 10, 20, 50] as const;
export type Count = (typeof COUNTS)[number];

export interface Query {
  /** The whole file. */
  readonly blob: Blob;
  readonly name: string;
  /** Object URL of the whole file; belongs to the state, which revokes it. */
  readonly url: string;
  /** Object URL of what is searched with: the crop once it is cut out, the whole file until then. */
  readonly shown: string;
  /** The animals boxed in it; empty: none, the whole photo is searched with. */
  readonly boxes: readonly Crop[];
  /** Which of `boxes` is searched with. */
  readonly selected: number;
  /** Set when the query is a photo of the gallery, file and crop. */
  readonly photoId: string | null;
}

/** What is searched with; null: the whole photo as it is. */
export function queryCrop({ boxes, selected }: Pick<Query, 'boxes' | 'selected'>): Crop | null {
  const box = boxes[selected];
  return box ? cropOf(box) : null;
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
  /** The photo of the gallery the query came from, and its crop. */
  #source: { readonly id: string; readonly key: string } | null = null;

  constructor(services: Services, library: LibraryState, i18n: I18n, announcer: Announcer) {
    this.#services = services;
    this.#library = library;
    this.#i18n = i18n;
    this.#announcer = announcer;
  }

  /** Shows the photo and looks for it. */
  async ask(
    blob: Blob,
    name: string,
    photoId: string | null = null,
    crop: Crop | null = null,
  ): Promise<void> {
    this.clear();
    const url = photoUrl(blob);
    this.#source = photoId === null ? null : { id: photoId, key: cropKey(crop) };
    this.query = { blob, name, url, shown: url, boxes: crop ? [crop] : [], selected: 0, photoId };
    await Promise.all([this.#cutOut(), this.search()]);
  }

  async askGalleryPhoto(photoId: string, name: string): Promise<void> {
    try {
      const crop = this.#library.photos.find(({ id }) => id === photoId)?.crop ?? null;
      await this.ask(await this.#services.original(photoId), name, photoId, crop);
    } catch (error) {
      this.failure = toHuellaError(error);
    }
  }

  /** Searches with one of the animals boxed in the photo; the boxes stay with it as long as it is the query. */
  async crop(boxes: readonly Crop[], selected: number): Promise<void> {
    const { query } = this;
    if (!query) return;
    const before = queryCrop(query);
    const crop = queryCrop({ boxes, selected });
    const key = cropKey(crop);
    const drawn = boxes.length === 1 && crop === null ? [] : boxes;
    const photoId = this.#source?.key === key ? this.#source.id : null;
    this.query = { ...query, boxes: drawn, selected, photoId };
    if (key === cropKey(before)) return;
    this.matches = null;
    await Promise.all([this.#cutOut(), this.search()]);
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
    if (this.query) {
      URL.revokeObjectURL(this.query.url);
      URL.revokeObjectURL(this.query.shown);
    }
    this.query = null;
    this.#source = null;
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
    const crop = queryCrop(query);
    const report = await this.#services.importPhotos([{ file, individual, ...(crop ? { crop } : {}) }]);
    const failed = report.failed[0];
    if (failed) throw new HuellaError(failed.code, failed.reason, failed.detail);
    return report.imported > 0;
  }

  async #find(query: Query, signal: AbortSignal): Promise<readonly Match[]> {
    await this.#services.huella.ready;
    signal.throwIfAborted();
    const { huella } = this.#services;
    const crop = queryCrop(query);
    const options = { signal, ...(crop ? { crop } : {}) };
    if (!this.#source) return huella.search(query.blob, { ...options, k: this.count, by: this.by });
    // A photo of the gallery is most like itself, however it is cropped.
    const exclude = [this.#source.id];
    return huella.search(query.blob, { ...options, k: this.count, by: this.by, exclude });
  }

  /** Shows what is searched with. The whole photo stays where it cannot be cut. */
  async #cutOut(): Promise<void> {
    const { query } = this;
    if (!query) return;
    const crop = queryCrop(query);
    const picture = crop && (await this.#services.cutOut(query.blob, crop).catch(() => null));
    const now = this.query;
    // Meanwhile another photo or another crop was asked for.
    if (now?.url !== query.url || cropKey(queryCrop(now)) !== cropKey(crop)) return;
    if (now.shown !== now.url) URL.revokeObjectURL(now.shown);
    this.query = { ...now, shown: picture ? URL.createObjectURL(picture) : now.url };
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

/** The promise, or the abort, whichever is first: a search waiting for the engine to start is cancelled at once too. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}
