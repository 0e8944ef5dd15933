/** The photo being identified and the answer. Kept while the person visits other screens. */
import { cropKey } from '../../engine/crop';
import { proposalOf, type Proposal } from '../../engine/detector/proposal';
import { HuellaError, isAbort, toHuellaError } from '../../engine/errors';
import type { Acted, Decision, Place } from '../../engine/library';
import type { Crop } from '../../engine/types';
import type { I18n } from '../i18n/i18n.svelte';
import { seenChance } from '../answer/seen-chance';
import { cropOf } from '../crop/geometry';
import type {
  Answer,
  IndividualMatch,
  Match,
  SearchFilter,
  SearchOptions,
} from '../../runtime/api';
import { originalOf } from '../../runtime/originals';
import type { Services } from '../../runtime/services';
import type { Actions } from '../state/actions.svelte';
import type { Announcer } from '../state/announcer.svelte';
import type { LibraryState } from '../state/library.svelte';
import { askAtFirstSave } from '../storage/keep';
import { photoUrl } from '../ui/photo-url';
import { uprightPhoto } from '../ui/upright';
import { plain } from '../ui/text';
import { SearchFilters } from './filters.svelte';
import { importPhotos } from '../../runtime/import';

/**
 * How many results a person may ask for: more than fifty are not compared, they are scrolled past.
 */
export const MOST_RESULTS = 50;
const DEFAULT_RESULTS = 10;

export interface Query {
  /** The whole file. */
  readonly blob: Blob;
  readonly name: string;
  /** Object URL of the whole file; belongs to the state, which revokes it. */
  readonly url: string;
  /**
   * Object URL of what is searched with: the crop once it is cut out, the whole file until then.
   */
  readonly shown: string;
  /** The animals boxed in it; empty: none, the whole photo is searched with. */
  readonly boxes: readonly Crop[];
  /** Which of `boxes` is searched with. */
  readonly selected: number;
  /** Set when the query is a photo of the gallery, file and crop. */
  readonly photoId: string | null;
}

/**
 * What was decided about a match, and the journal's entry that says so (null: not written down
 * yet).
 */
export interface Decided {
  readonly kind: 'same' | 'different';
  readonly name: string;
  readonly entryId: string | null;
}

/** What is searched with; null: the whole photo as it is. */
export function queryCrop({ boxes, selected }: Pick<Query, 'boxes' | 'selected'>): Crop | null {
  const box = boxes[selected];
  return box ? cropOf(box) : null;
}

/** A photo that resembles the query; an individual's best one with how sure it is. */
export type Result = Match &
  Partial<Pick<IndividualMatch, 'probability' | 'interval' | 'agreeingPoints'>>;

/** Unnamed photos shown below the individuals: a strip, not a second list to scroll. */
const MOST_UNNAMED = 6;

export class IdentifyState {
  query = $state.raw<Query | null>(null);
  /** Individuals, likeliest first; then the photos without a name that look like the query. */
  matches = $state.raw<readonly Result[] | null>(null);
  /** What is known beyond the matches; null: the photos are listed by similarity alone. */
  answer = $state.raw<Answer | null>(null);
  /** The first answer is on screen, and markings are being compared. */
  refining = $state(false);
  searching = $state(false);
  failure = $state.raw<HuellaError | null>(null);
  cancelled = $state(false);
  by = $state<'individual' | 'photo'>('individual');
  count = $state(DEFAULT_RESULTS);
  /**
   * What the detector makes of the photo; null: it was not asked, or the person has drawn boxes
   * since.
   */
  proposal = $state.raw<Proposal | null>(null);
  /** The boxes in use are the detector's, and no person has looked at them. */
  boxed = $state(false);
  /** Photos of the gallery that this answer says nothing of: they are not prepared here. */
  unseen = $state(0);
  /** What was decided about each match of this answer, by photo id. */
  decided = $state.raw<ReadonlyMap<string, Decided>>(new Map());
  readonly filters: SearchFilters;

  readonly #services: Services;
  readonly #library: LibraryState;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;
  #controller: AbortController | null = null;
  /** The detector's look at the query. */
  #looking: AbortController | null = null;
  /**
   * Decisions so far. What a decision did is said, and a refined answer that comes after it is not.
   */
  #decisions = 0;
  /** The photo of the gallery the query came from, and its crop. */
  #source: { readonly id: string; readonly key: string } | null = null;
  /** Counts what was asked for, and let go of. */
  #asking = 0;

  readonly #actions: Actions;

  constructor(
    services: Services,
    library: LibraryState,
    i18n: I18n,
    announcer: Announcer,
    actions: Actions,
  ) {
    this.#services = services;
    this.#library = library;
    this.#i18n = i18n;
    this.#announcer = announcer;
    this.#actions = actions;
    this.filters = new SearchFilters(i18n);
  }

  /** Shows the photo and looks for it. */
  async ask(
    blob: Blob,
    name: string,
    photoId: string | null = null,
    crop: Crop | null = null,
  ): Promise<void> {
    const asking = ++this.#asking;
    // No wait for a JPEG, which needs none.
    const shown = blob.type === 'image/jpeg' ? blob : await uprightPhoto(this.#services, blob);
    // Meanwhile another photo was asked for.
    if (asking !== this.#asking) return;
    this.clear();
    const url = photoUrl(shown);
    this.#source = photoId === null ? null : { id: photoId, key: cropKey(crop) };
    this.query = { blob, name, url, shown: url, boxes: crop ? [crop] : [], selected: 0, photoId };
    // A photo of the gallery is boxed there.
    if (photoId === null && crop === null) void this.#lookForAnimals(url, blob);
    await Promise.all([this.#cutOut(), this.search()]);
  }

  async askGalleryPhoto(photoId: string, name: string): Promise<void> {
    try {
      const crop = this.#library.photos.find(({ id }) => id === photoId)?.crop ?? null;
      await this.ask(await originalOf(this.#services, photoId), name, photoId, crop);
    } catch (error) {
      this.failure = toHuellaError(error);
    }
  }

  /**
   * Asks the detector, after the search has its place in the queue: the answer for the whole photo
   * comes first.
   */
  async #lookForAnimals(url: string, blob: Blob): Promise<void> {
    const { huella } = this.#services;
    const looking = (this.#looking = new AbortController());
    try {
      const { boxes: mode } = await huella.settings.get();
      if (mode === 'off') return;
      const proposal = proposalOf(await huella.detect(blob, { signal: looking.signal }));
      if (this.query?.url !== url || this.query.boxes.length > 0) return;
      this.proposal = proposal;
      if (proposal.kind !== 'boxes' || proposal.doubtful || mode !== 'surest') return;
      const searched = this.crop(proposal.boxes, 0);
      this.boxed = true;
      await searched;
    } catch {
      // Boxes are an offer. Without one the whole photo is searched with, and Crop says what is
      // wrong.
    }
  }

  /** The whole photo after all. */
  async useWhole(): Promise<void> {
    await this.crop([], 0);
  }

  /**
   * Searches with one of the animals boxed in the photo; the boxes stay with it as long as it is
   * the query.
   */
  async crop(boxes: readonly Crop[], selected: number): Promise<void> {
    const { query } = this;
    if (!query) return;
    const before = queryCrop(query);
    const crop = queryCrop({ boxes, selected });
    const key = cropKey(crop);
    const drawn = boxes.length === 1 && crop === null ? [] : boxes;
    const photoId = this.#source?.key === key ? this.#source.id : null;
    this.query = { ...query, boxes: drawn, selected, photoId };
    this.proposal = null;
    this.boxed = false;
    if (key === cropKey(before)) return;
    this.matches = null;
    await Promise.all([this.#cutOut(), this.search()]);
  }

  async show(change: { by?: 'individual' | 'photo'; count?: number }): Promise<void> {
    if (change.by) this.by = change.by;
    if (change.count) this.count = Math.min(MOST_RESULTS, Math.max(1, Math.round(change.count)));
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
    const decisions = this.#decisions;
    try {
      // The first answer waits for photos without a name, and may come after the last one.
      let answered = false;
      const found = this.#find(query, controller.signal, (first) => {
        if (!isCurrent() || answered) return;
        this.#show(first);
        this.refining = true;
      });
      const last = await untilAborted(found, controller.signal);
      if (!isCurrent()) return;
      answered = true;
      this.#show(last);
      if (this.#decisions === decisions) this.#announce(last.matches);
    } catch (error) {
      if (!isCurrent()) return;
      // Cancelled while markings are compared: the first answer stays.
      if (isAbort(error) && this.refining) return;
      this.matches = null;
      this.answer = null;
      if (isAbort(error)) this.cancelled = true;
      else this.failure = toHuellaError(error);
    } finally {
      if (isCurrent()) {
        this.searching = false;
        this.refining = false;
      }
    }
  }

  /** How likely it is that the query is none of the gallery's individuals; null: not known. */
  get newProbability(): number | null {
    return this.answer?.newProbability ?? null;
  }

  /** Whether "a new animal" is likelier than every individual. */
  get newComesFirst(): boolean {
    const best = this.matches?.[0]?.probability ?? null;
    const { newProbability } = this;
    return newProbability !== null && (best === null || newProbability > best);
  }

  #show({ matches, answer }: Found): void {
    this.matches = matches;
    this.answer = answer;
    void this.#countUnseen();
    const shown = new Set(matches.map(({ photoId }) => photoId));
    // A refined answer keeps what was decided about the first one.
    this.decided = this.refining
      ? new Map([...this.decided].filter(([photoId]) => shown.has(photoId)))
      : new Map();
  }

  /** Of a shared gallery, files that only another device has are compared once it has sent more. */
  async #countUnseen(): Promise<void> {
    const status = this.#services.status();
    if (status.phase !== 'ready') return;
    const { fingerprint } = status.encoder;
    this.unseen = await this.#services.library.countUnseen(fingerprint).catch(() => 0);
  }

  cancel(): void {
    this.#controller?.abort();
  }

  clear(): void {
    this.#asking += 1;
    const controller = this.#controller;
    this.#controller = null;
    controller?.abort();
    if (this.query) {
      URL.revokeObjectURL(this.query.url);
      URL.revokeObjectURL(this.query.shown);
    }
    this.query = null;
    this.#looking?.abort();
    this.#looking = null;
    this.proposal = null;
    this.boxed = false;
    this.#source = null;
    this.matches = null;
    this.answer = null;
    this.refining = false;
    this.failure = null;
    this.searching = false;
    this.cancelled = false;
  }

  /**
   * The query shows the animal of the match. It joins the gallery, if it is not there, and that
   * individual.
   * @param name when the match has no name yet: both get it
   */
  async same(match: Match, name: string): Promise<void> {
    this.#decisions += 1;
    const photoId = await this.#stored();
    const known = match.individual === undefined ? name : null;
    const { entry } = await this.#decide(
      'same',
      photoId,
      match,
      known,
      this.#i18n.t.identify.added(name),
    );
    this.#note(match, { kind: 'same', name, entryId: entry?.id ?? null });
  }

  /** The query shows another animal. Written down once the query is in the gallery. */
  async different(match: Match): Promise<void> {
    this.#decisions += 1;
    const { t } = this.#i18n;
    const name = match.individual ?? t.common.unidentified;
    const photoId = this.query?.photoId ?? null;
    const said = t.review.didDifferent(name);
    const acted =
      photoId === null ? null : await this.#decide('different', photoId, match, null, said);
    if (!acted) this.#announcer.say(said);
    this.#note(match, { kind: 'different', name, entryId: acted?.entry?.id ?? null });
  }

  /** Takes back what was decided about a match. */
  async undo(match: Match): Promise<void> {
    const entryId = this.decided.get(match.photoId)?.entryId;
    if (entryId) await this.#actions.undo(entryId);
    const rest = new Map(this.decided);
    rest.delete(match.photoId);
    this.decided = rest;
  }

  /**
   * None of these: the query joins the gallery under this name, as a new animal where there is none
   * of that name.
   */
  async addAs(name: string): Promise<void> {
    this.#decisions += 1;
    const photoId = await this.#stored();
    const message = this.#i18n.t.identify.added(name);
    const known = this.#library.individuals.some((one) => plain(one.name) === plain(name));
    if (known) await this.#actions.perform({ kind: 'assign', photoIds: [photoId], name }, message);
    else await this.#decide('new', photoId, null, name, message);
  }

  /** The query's photo in the gallery, where it is put if it was not. */
  async #stored(): Promise<string> {
    const { query } = this;
    if (!query) throw new HuellaError('internal', 'there is no query');
    if (query.photoId !== null) return query.photoId;
    const { blob, name } = query;
    const file = blob instanceof File ? blob : new File([blob], name, { type: blob.type });
    const crop = queryCrop(query);
    void askAtFirstSave();
    const { failed } = await importPhotos(this.#services, [{ file, ...(crop ? { crop } : {}) }]);
    if (failed[0]) throw new HuellaError(failed[0].code, failed[0].reason, failed[0].detail);
    const { duplicateOf } = await this.#services.library.identify(file, crop);
    if (duplicateOf === null) throw new HuellaError('not-found', 'the photo has just been deleted');
    this.#source = { id: duplicateOf, key: cropKey(crop) };
    if (this.query?.url === query.url) this.query = { ...this.query, photoId: duplicateOf };
    await this.#writeDown(duplicateOf);
    return duplicateOf;
  }

  /** What was decided before the query was in the gallery. */
  async #writeDown(photoId: string): Promise<void> {
    for (const match of this.matches ?? []) {
      const decided = this.decided.get(match.photoId);
      if (decided?.kind !== 'different' || decided.entryId !== null) continue;
      const { entry } = await this.#decide('different', photoId, match, null, null);
      this.#note(match, { ...decided, entryId: entry?.id ?? null });
    }
  }

  #note(match: Match, decided: Decided): void {
    this.decided = new Map(this.decided).set(match.photoId, decided);
  }

  #decide(
    kind: Decision['kind'],
    queryPhotoId: string,
    match: Result | null,
    name: string | null,
    message: string | null,
  ): Promise<Acted> {
    const status = this.#services.status();
    const decision: Decision = {
      kind,
      queryPhotoId,
      photoId: match?.photoId ?? null,
      name,
      similarity: (match ?? this.matches?.[0])?.similarity ?? null,
      ...this.#sureness(kind, match),
      fingerprint: status.phase === 'ready' ? status.encoder.fingerprint : '',
      filters: this.filters.filterFor(queryPhotoId),
    };
    return this.#actions.perform({ kind: 'decide', decision }, message);
  }

  /** The probability that the person saw, as the journal keeps it. */
  #sureness(kind: Decision['kind'], match: Result | null): ReturnType<typeof seenChance> {
    const probability = kind === 'new' ? this.newProbability : (match?.probability ?? null);
    return seenChance(probability, this.answer?.basis ?? null);
  }

  async #find(query: Query, signal: AbortSignal, onFirst: (found: Found) => void): Promise<Found> {
    await this.#services.huella.ready;
    const taken = this.#source?.id ?? (await takenOf(query.blob));
    signal.throwIfAborted();
    const crop = queryCrop(query);
    const filter = this.filters.filterFor(taken);
    const options = {
      signal,
      ...(crop ? { crop } : {}),
      // A photo of the gallery is most like itself, however it is cropped.
      ...(this.#source ? { exclude: [this.#source.id] } : {}),
    };
    const { huella } = this.#services;
    const k = this.count;
    if (this.by === 'photo' || filter.identified === false) {
      const matches = await huella.search(query.blob, { ...options, k, by: this.by, filter });
      return { matches, answer: null };
    }
    const unnamed = this.#unnamed(query, options, filter);
    // Where there is no answer, nothing waits for these: their own end is no news.
    unnamed.catch(() => undefined);
    const found = async (answer: Answer): Promise<Found> => ({
      matches: [...answer.matches, ...(await unnamed)],
      answer,
    });
    const answer = await huella.identify(query.blob, {
      ...options,
      k,
      filter,
      onFirst: (first) => void found(first).then(onFirst, () => undefined),
    });
    return found(answer);
  }

  /** Photos of animals without a name: a stray seen twice is in no individual yet. */
  async #unnamed(
    query: Query,
    options: Omit<SearchOptions, 'k' | 'by' | 'filter'>,
    filter: SearchFilter,
  ): Promise<readonly Match[]> {
    const { photos } = this.#library;
    const any = photos.some(
      ({ id, individualId }) => individualId === null && id !== this.#source?.id,
    );
    if (!any || filter.identified === true) return [];
    return this.#services.huella.search(query.blob, {
      ...options,
      k: MOST_UNNAMED,
      by: 'photo',
      filter: { ...filter, identified: false },
    });
  }

  /** Shows what is searched with. The whole photo stays where it cannot be cut. */
  async #cutOut(): Promise<void> {
    const { query } = this;
    if (!query) return;
    const crop = queryCrop(query);
    const picture =
      crop && (await this.#services.library.cutOut(query.blob, crop).catch(() => null));
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
          : this.filters.chips.length > 0
            ? t.filters.nothing
            : t.identify.found(0),
    );
  }
}

interface Found {
  readonly matches: readonly Result[];
  readonly answer: Answer | null;
}

/** When and where the file says it was taken. */
async function takenOf(blob: Blob): Promise<{ takenAt: string | null; place: Place | null }> {
  const { readExif } = await import('../../engine/exchange/exif');
  const { takenAt, takenOffset = '', latitude, longitude } = await readExif(blob);
  return {
    takenAt: takenAt === undefined ? null : takenAt + takenOffset,
    place: latitude === undefined || longitude === undefined ? null : { latitude, longitude },
  };
}

/**
 * Settles with the promise or with the abort, so a search that waits for the engine to start is
 * cancelled at once.
 */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}
