/**
 * Photos that come in later and look like a lost or found animal: kept as pairs to decide, and
 * said.
 */
import { toHuellaError } from '../../engine/errors';
import type { MatchRecord, Status } from '../../engine/library';
import type { IndividualSummary, PhotoSummary, Services } from '../../runtime/services';
import { surenessOf } from '../answer/sureness';
import type { I18n } from '../i18n/i18n.svelte';
import type { Announcer } from '../state/announcer.svelte';
import type { LibraryState } from '../state/library.svelte';
import { remember, remembered } from '../state/remembered';
import type { Router } from '../state/router.svelte';
import type { Resembling } from './resembling';

/**
 * When the newest photo that was looked at came in, in milliseconds: a closed tab goes on there.
 */
const MARK_KEY = 'huella.watched';
/** One tab looks at a time. */
const LOCK = 'huella-watch';
/** Photos of a script or of another tab come one by one: they are looked at together. */
const QUIET_MS = 2000;
/** Animals of the other side that one new photo may be: more would be guesses. */
const MOST_ALIKE = 3;

/** Of what the screens share, what it needs. */
interface App {
  readonly services: Services;
  readonly library: LibraryState;
  readonly i18n: I18n;
  readonly announcer: Announcer;
  readonly router: Router;
}

export class Watch {
  #pending = $state.raw<readonly MatchRecord[]>([]);
  /** Pairs that came up by themselves and wait to be decided. */
  readonly waiting = $derived.by(
    () => this.#pending.filter(({ photoIds }) => photoIds.some((id) => this.#isOut(id))).length,
  );

  readonly #app: App;
  /** Whether an import runs, which looks at its photos itself when it ends. */
  readonly #importing: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App, importing: () => boolean) {
    this.#app = app;
    this.#importing = importing;
  }

  /**
   * Looks at what came in since the last look, now and with every change, until the returned
   * function is called.
   */
  follow(): () => void {
    const { services } = this.#app;
    if (readMark() === null) writeMark(Date.now());
    const look = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        void this.#count();
        // A failure concerns what comes by itself: the next change tries again.
        if (!this.#importing()) void this.look().catch(() => undefined);
      }, QUIET_MS);
    };
    void services.huella.ready.then(look, () => undefined);
    const stop = services.onLibraryChange(look);
    return () => {
      clearTimeout(this.#timer);
      stop();
    };
  }

  /**
   * Compares each photo that came in since the last look with the animals of the other side, keeps
   * the pairs that may well be one animal, and says so.
   * @returns what was found
   */
  look(): Promise<readonly Resembling[]> {
    return navigator.locks.request(LOCK, async () => {
      const { services, library, i18n } = this.#app;
      await services.huella.ready;
      await library.refresh();
      const mark = readMark() ?? Date.now();
      const fresh = library.photos.filter(({ importedAt }) => importedAt > mark).reverse();
      const found: Resembling[] = [];
      for (const photo of fresh) {
        // Photos of one millisecond are looked at together, or all once more.
        writeMark(photo.importedAt - 1);
        found.push(...(await this.#alike(photo)));
      }
      const last = fresh.at(-1);
      if (last) writeMark(last.importedAt);
      if (found.length > 0) {
        await Promise.all([i18n.whole(), this.#count()]);
        this.#say(found);
      }
      return found;
    });
  }

  /** What `work` adds is searched for by itself, on a screen of its own. */
  apart<T>(work: () => Promise<T>): Promise<T> {
    return navigator.locks.request(LOCK, async () => {
      const before = Date.now();
      const result = await work();
      const { library } = this.#app;
      await library.refresh();
      const added = library.photos.filter(({ importedAt }) => importedAt >= before);
      writeMark(Math.max(readMark() ?? 0, ...added.map(({ importedAt }) => importedAt)));
      return result;
    });
  }

  /** Animals that are out and the pairs with this photo that are new. */
  async #alike(photo: PhotoSummary): Promise<Resembling[]> {
    const { services, library } = this.#app;
    const { id, individualId } = photo;
    const status = library.statusOf(id);
    // A name says which animal it is; of one that is lost or found it is not the last word.
    if (individualId !== null && status === null) return [];
    const sought = othersOf(status);
    if (!library.individuals.some((one) => isSought(one, sought))) return [];
    const state = services.status();
    if (state.phase !== 'ready') return [];
    const { fingerprint } = state.encoder;
    const filter = {
      statuses: sought,
      ...(individualId === null ? {} : { notIndividual: individualId }),
    };
    const options = { k: MOST_ALIKE, filter, exclude: [id], markings: 'never' } as const;
    const answer = await services.engine.identifyStored([id], options).catch(nothingYet);
    const found: Resembling[] = [];
    for (const { photoId, individualId, similarity, probability } of answer?.matches ?? []) {
      const individual = library.byId.get(individualId);
      if (!individual || individual.found || probability === null) continue;
      if (surenessOf(probability) === 'unlikely') continue;
      const pair = { queryPhotoId: id, photoId, similarity, probability, fingerprint };
      const fresh = await services.library.proposeMatches([{ ...pair, watched: true }]);
      if (fresh > 0) found.push({ photoId: id, individual });
    }
    return found;
  }

  #say(found: readonly Resembling[]): void {
    const { i18n, announcer, router } = this.#app;
    const words = i18n.t.reporting;
    const animals = new Set(found.map(({ individual }) => individual.id));
    const [first] = found;
    const photos = new Set(found.map(({ photoId }) => photoId)).size;
    const alone = animals.size === 1 && photos === 1;
    announcer.toast(
      alone ? words.watchToast(first!.individual.name) : words.watchToastMany(photos),
      { label: words.see, run: () => router.go('lost', placeOf(found)) },
    );
  }

  async #count(): Promise<void> {
    const matches = await this.#app.services.library.matches().catch(() => []);
    this.#pending = matches.filter(({ state, watched }) => state === 'pending' && watched);
  }

  /** The photo or its animal is lost or found, and not at home. */
  #isOut(photoId: string): boolean {
    const status = this.#app.library.statusOf(photoId);
    return status === 'lost' || status === 'found';
  }
}

/** Where the pairs are decided: beside their one animal, or in the list of all pairs. */
export function placeOf(found: readonly Resembling[]): Record<string, string> {
  const animals = new Set(found.map(({ individual }) => individual.id));
  return animals.size === 1 ? { of: [...animals][0]! } : { show: 'matches' };
}

/** A photo that says nothing may be of an animal that is lost, or one that was found before. */
function othersOf(status: Status | null): readonly Status[] {
  if (status === 'lost') return ['found'];
  return status === 'found' ? ['lost'] : ['lost', 'found'];
}

function isSought({ status }: IndividualSummary, sought: readonly Status[]): boolean {
  return status != null && sought.includes(status);
}

/** Of a photo that the encoder in use has not seen yet: others may speak for the animal. */
export function nothingYet(error: unknown): null {
  if (toHuellaError(error).code === 'not-found') return null;
  throw error;
}

function readMark(): number | null {
  const mark = Number(remembered(MARK_KEY) ?? 'none');
  return Number.isFinite(mark) ? mark : null;
}

/** Where storage is forbidden, what comes in while the app is closed is not looked at. */
function writeMark(at: number): void {
  remember(MARK_KEY, String(at));
}
