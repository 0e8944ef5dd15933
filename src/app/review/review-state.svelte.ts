/**
 * The unidentified photos, one encounter after another, the surest first, each with the animals it
 * may be.
 */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { Decision } from '../../engine/library';
import { groupEncounters } from '../../engine/matching';
import { seenChance } from '../answer/seen-chance';
import type { Answer, IndividualMatch, Match } from '../../runtime/api';
import type { PhotoSummary, Services } from '../../runtime/services';
import type { Actions } from '../state/actions.svelte';
import type { LibraryState } from '../state/library.svelte';

/** More than fit beside the photo on a phone only make the choice harder. */
export const CANDIDATES = 6;

interface Ranked {
  /** Photos of one encounter, which are one question; the first is on screen first. */
  readonly photoIds: readonly string[];
  /**
   * How sure the question is to answer: the highest probability, of its likeliest individual or of
   * a new one; where none is known, similarity below all of those; -2: there is no candidate.
   */
  readonly sureness: number;
}

/** A photo the encounter may be of; an individual's best one with how sure it is. */
export type Candidate = Match &
  Partial<Pick<IndividualMatch, 'probability' | 'interval' | 'agreeingPoints'>>;

export class ReviewState {
  /** What is left, the surest first; the first is on screen. */
  queue = $state.raw<readonly Ranked[]>([]);
  /** Of the first of the queue; null: being looked for. */
  candidates = $state.raw<readonly Candidate[] | null>(null);
  /** That the first of the queue is a new animal; null: not known. */
  newProbability = $state<number | null>(null);
  /** What the probabilities on screen rest on; null: none is there. */
  basis = $state.raw<Answer['basis'] | null>(null);
  /** Which photo of the encounter is on screen. */
  shown = $state(0);
  /** Which of them is beside it. */
  index = $state(0);
  ranked = $state(0);
  total = $state(0);
  skipped = $state.raw<readonly string[]>([]);
  deciding = $state(false);
  hideEncounter = $state(true);
  /** Photos of one encounter are one question. */
  together = $state(true);
  failure = $state.raw<HuellaError | null>(null);
  /**
   * What was decided in this round, the last one last: entries to undo and photos to come back to.
   */
  #decided = $state.raw<
    readonly { readonly entryId: string; readonly photoIds: readonly string[] }[]
  >([]);

  /** The photos in question. */
  readonly asked = $derived(this.queue[0]?.photoIds ?? []);
  /** The one of them on screen. */
  readonly current = $derived(this.asked[this.shown] ?? this.asked[0] ?? null);
  readonly candidate = $derived(this.candidates?.[this.index] ?? null);
  readonly ranking = $derived(this.ranked < this.total);
  readonly canUndo = $derived(this.#decided.length > 0);
  readonly left = $derived(this.queue.length + this.total - this.ranked);

  readonly #services: Services;
  readonly #library: LibraryState;
  readonly #actions: Actions;
  #round = new AbortController();
  /** Of the search for the candidates on screen. */
  #looking: AbortController | null = null;

  constructor(services: Services, library: LibraryState, actions: Actions) {
    this.#services = services;
    this.#library = library;
    this.#actions = actions;
  }

  /**
   * Takes every unidentified photo; what was skipped earlier too. The first is on screen before the
   * last is compared.
   */
  async start(): Promise<void> {
    this.#round.abort();
    const round = (this.#round = new AbortController());
    const ended = (): boolean => round.signal.aborted;
    await this.#services.huella.ready;
    await this.#library.refresh();
    if (ended()) return;
    const unidentified = this.#library.photos.filter(({ individualId }) => individualId === null);
    const questions = this.together
      ? questionsOf(unidentified)
      : unidentified.map(({ id }) => [id]);
    this.queue = [];
    this.candidates = null;
    this.skipped = [];
    this.failure = null;
    this.ranked = 0;
    this.total = questions.length;
    for (const photoIds of questions) {
      const sureness = await this.#surenessOf(photoIds);
      if (ended()) return;
      this.ranked += 1;
      this.#insert({ photoIds, sureness });
    }
  }

  stop(): void {
    this.#round.abort();
    this.#looking?.abort();
    this.queue = [];
    this.total = 0;
    this.ranked = 0;
  }

  show(index: number): void {
    const last = (this.candidates?.length ?? 0) - 1;
    this.index = Math.max(0, Math.min(last, index));
  }

  /** Another photo of the encounter in question. */
  showPhoto(index: number): void {
    this.shown = Math.max(0, Math.min(this.asked.length - 1, index));
  }

  async setTogether(together: boolean): Promise<void> {
    this.together = together;
    await this.start();
  }

  async setHideEncounter(hide: boolean): Promise<void> {
    this.hideEncounter = hide;
    await this.#look();
  }

  /** The photo and its candidate show one animal. @param name when neither has one */
  async same(name: string | null): Promise<void> {
    await this.#decide('same', name);
  }

  /** The candidate is not it: the next one takes its place. */
  async different(): Promise<void> {
    await this.#decide('different', null);
  }

  async isNew(name: string): Promise<void> {
    await this.#decide('new', name);
  }

  async skip(): Promise<void> {
    await this.#decide('skip', null);
  }

  /** Takes back the last decision of this round and shows its photo again. */
  async undo(): Promise<void> {
    const last = this.#decided.at(-1);
    if (!last) return;
    this.#decided = this.#decided.slice(0, -1);
    await this.#actions.undo(last.entryId);
    const { photoIds } = last;
    this.skipped = this.skipped.filter((id) => !photoIds.includes(id));
    const rest = this.queue.filter((item) => item.photoIds[0] !== photoIds[0]);
    this.queue = [{ photoIds, sureness: SUREST }, ...rest];
    await this.#look();
  }

  /**
   * @throws HuellaError `name-taken` … when a name was given: the dialog that asked for it shows it
   */
  async #decide(kind: Decision['kind'], name: string | null): Promise<void> {
    const photoIds = this.asked;
    const [photoId, ...withPhotoIds] = photoIds;
    if (photoId === undefined || this.deciding) return;
    const { candidate } = this;
    const probability = kind === 'new' ? this.newProbability : (candidate?.probability ?? null);
    if (!candidate && (kind === 'same' || kind === 'different')) return;
    this.deciding = true;
    this.failure = null;
    try {
      const encoder = this.#services.status();
      const decision: Decision = {
        kind,
        queryPhotoId: photoId,
        ...(withPhotoIds.length > 0 ? { withPhotoIds } : {}),
        photoId: kind === 'new' ? null : (candidate?.photoId ?? null),
        name,
        similarity: candidate?.similarity ?? null,
        ...seenChance(probability, this.basis),
        fingerprint: encoder.phase === 'ready' ? encoder.encoder.fingerprint : '',
        filters: this.hideEncounter ? { notTakenWith: photoId } : {},
      };
      const { entry } = await this.#actions.perform({ kind: 'decide', decision }, null);
      if (entry) this.#decided = [...this.#decided, { entryId: entry.id, photoIds }];
      if (kind === 'skip') this.skipped = [...this.skipped, ...photoIds];
      if (kind !== 'different') {
        this.queue = this.queue.filter((item) => item.photoIds[0] !== photoId);
      }
    } catch (error) {
      if (name !== null) throw error;
      this.failure = toHuellaError(error);
      return;
    } finally {
      this.deciding = false;
    }
    // Not waited for: the next decision may come before markings have been compared.
    void this.#look();
  }

  /** Behind the one on screen, the surest first. */
  #insert(item: Ranked): void {
    // One that was named on another screen meanwhile has nothing to do here.
    if (item.photoIds.some((id) => this.skipped.includes(id))) return;
    const queue = [...this.queue];
    if (queue.length === 0) {
      this.queue = [item];
      void this.#look();
      return;
    }
    let low = 1;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (queue[middle]!.sureness >= item.sureness) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, item);
    this.queue = queue;
  }

  /**
   * Looks for the candidates of the first of the queue: what was decided since may have changed
   * them.
   */
  async #look(): Promise<void> {
    const photoIds = this.asked;
    const [photoId] = photoIds;
    this.#looking?.abort();
    const looking = (this.#looking = new AbortController());
    const isCurrent = (): boolean => !looking.signal.aborted && this.asked[0] === photoId;
    this.candidates = null;
    this.newProbability = null;
    this.basis = null;
    this.index = 0;
    this.shown = 0;
    if (photoId === undefined) return;
    const take = ({ candidates, newProbability, basis }: Found): void => {
      if (!isCurrent()) return;
      const chosen = this.candidate?.photoId;
      this.candidates = candidates;
      this.newProbability = newProbability;
      this.basis = basis;
      // A refined answer does not take away what the person is looking at.
      this.index = Math.max(
        0,
        candidates.findIndex((one) => one.photoId === chosen),
      );
    };
    try {
      // The first answer waits for unidentified photos, and may come after the last one.
      let answered = false;
      const first = (found: Found): void => {
        if (!answered) take(found);
      };
      const last = await this.#find(photoIds, CANDIDATES, looking.signal, first);
      answered = true;
      take(last);
    } catch (error) {
      if (isCurrent() && !isAbort(error)) this.failure = toHuellaError(error);
    }
  }

  async #surenessOf(photoIds: readonly string[]): Promise<number> {
    try {
      const { candidates, newProbability } = await this.#find(photoIds, 1, this.#round.signal);
      const [best] = candidates;
      if (!best) return LEAST_SURE;
      const probability = best.probability ?? null;
      if (probability === null) return best.similarity - 1;
      return Math.max(probability, newProbability ?? 0);
    } catch {
      // Not encoded by the encoder in use yet, or gone: it comes last.
      return LEAST_SURE;
    }
  }

  /**
   * The individuals and, behind them, the unidentified photos that the encounter may be of.
   * @param onFirst called with an answer before markings are compared; absent: they are not
   */
  async #find(
    photoIds: readonly string[],
    k: number,
    signal: AbortSignal,
    onFirst?: (found: Found) => void,
  ): Promise<Found> {
    const photoId = photoIds[0]!;
    const filter = this.hideEncounter ? { notTakenWith: photoId } : {};
    const unnamed = this.#services.library.similarTo(photoId, {
      k,
      filter: { ...filter, identified: false },
      exclude: photoIds,
    });
    const found = async (answer: Answer): Promise<Found> => {
      const { matches, newProbability, basis } = answer;
      return { candidates: [...matches, ...(await unnamed)].slice(0, k), newProbability, basis };
    };
    const [answer] = await Promise.all([
      this.#services.engine.identifyStored(
        photoIds,
        { k, filter, ...(onFirst ? {} : { markings: 'never' }) },
        signal,
        onFirst && ((first) => void found(first).then(onFirst, () => undefined)),
      ),
      unnamed,
    ]);
    return found(answer);
  }
}

interface Found {
  readonly candidates: readonly Candidate[];
  readonly newProbability: number | null;
  readonly basis: Answer['basis'];
}

/** Above every probability: a decision that was taken back is asked again at once. */
const SUREST = 2;
/** Below every similarity less one. */
const LEAST_SURE = -3;

/**
 * Photos taken together, newest encounter first: they are one question. Photos without an hour are
 * each their own, and so is an encounter with two animals in one file.
 */
function questionsOf(
  photos: readonly Pick<PhotoSummary, 'id' | 'sha256' | 'takenAt' | 'place'>[],
): readonly (readonly string[])[] {
  const shots = photos.map(({ id, sha256, takenAt, place }) => ({
    id,
    sha256,
    takenAt: hasHour(takenAt) ? takenAt : null,
    place,
  }));
  const encounters = groupEncounters(shots).flatMap((shots) => {
    const files = new Set(shots.map(({ sha256 }) => sha256));
    return files.size === shots.length ? [shots] : shots.map((shot) => [shot]);
  });
  return encounters.toReversed().map((shots) => shots.map(({ id }) => id));
}

function hasHour(takenAt: string | null): boolean {
  return takenAt?.includes('T') ?? false;
}
