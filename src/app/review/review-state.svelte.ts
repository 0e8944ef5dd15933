/** The unidentified photos, one after another, the surest first, each with the animals it may be. */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { Decision } from '../../engine/library';
import type { Match } from '../../runtime/api';
import type { Services } from '../../runtime/services';
import type { Actions } from '../state/actions.svelte';
import type { LibraryState } from '../state/library.svelte';

/** More than fit beside the photo on a phone only make the choice harder. */
export const CANDIDATES = 6;

interface Ranked {
  readonly photoId: string;
  /** Of its likeliest candidate; -1: there is none. */
  readonly similarity: number;
}

export class ReviewState {
  /** What is left, the surest first; the first is on screen. */
  queue = $state.raw<readonly Ranked[]>([]);
  /** Of the first of the queue; null: being looked for. */
  candidates = $state.raw<readonly Match[] | null>(null);
  /** Which of them is beside it. */
  index = $state(0);
  ranked = $state(0);
  total = $state(0);
  skipped = $state.raw<readonly string[]>([]);
  deciding = $state(false);
  hideEncounter = $state(true);
  failure = $state.raw<HuellaError | null>(null);
  /** What was decided in this round, the last one last: entries to undo and photos to come back to. */
  #decided = $state.raw<readonly { readonly entryId: string; readonly photoId: string }[]>([]);

  readonly current = $derived(this.queue[0]?.photoId ?? null);
  readonly candidate = $derived(this.candidates?.[this.index] ?? null);
  readonly ranking = $derived(this.ranked < this.total);
  readonly canUndo = $derived(this.#decided.length > 0);
  readonly left = $derived(this.queue.length + this.total - this.ranked);

  readonly #services: Services;
  readonly #library: LibraryState;
  readonly #actions: Actions;
  #round = new AbortController();

  constructor(services: Services, library: LibraryState, actions: Actions) {
    this.#services = services;
    this.#library = library;
    this.#actions = actions;
  }

  /** Takes every unidentified photo; what was skipped earlier too. The first is on screen before the last is compared. */
  async start(): Promise<void> {
    this.#round.abort();
    const round = (this.#round = new AbortController());
    const ended = (): boolean => round.signal.aborted;
    await this.#services.huella.ready;
    await this.#library.refresh();
    if (ended()) return;
    const ids = this.#library.photos
      .filter(({ individualId }) => individualId === null)
      .map(({ id }) => id);
    this.queue = [];
    this.candidates = null;
    this.skipped = [];
    this.failure = null;
    this.ranked = 0;
    this.total = ids.length;
    for (const photoId of ids) {
      const similarity = await this.#likeliest(photoId);
      if (ended()) return;
      this.ranked += 1;
      this.#insert({ photoId, similarity });
    }
  }

  stop(): void {
    this.#round.abort();
    this.queue = [];
    this.total = 0;
    this.ranked = 0;
  }

  show(index: number): void {
    const last = (this.candidates?.length ?? 0) - 1;
    this.index = Math.max(0, Math.min(last, index));
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
    this.skipped = this.skipped.filter((id) => id !== last.photoId);
    const rest = this.queue.filter(({ photoId }) => photoId !== last.photoId);
    this.queue = [{ photoId: last.photoId, similarity: 1 }, ...rest];
    await this.#look();
  }

  /** @throws HuellaError `name-taken` … when a name was given: the dialog that asked for it shows it */
  async #decide(kind: Decision['kind'], name: string | null): Promise<void> {
    const photoId = this.current;
    if (photoId === null || this.deciding) return;
    const { candidate } = this;
    if (!candidate && (kind === 'same' || kind === 'different')) return;
    this.deciding = true;
    this.failure = null;
    try {
      const encoder = this.#services.status();
      const decision: Decision = {
        kind,
        queryPhotoId: photoId,
        photoId: kind === 'new' ? null : (candidate?.photoId ?? null),
        name,
        similarity: candidate?.similarity ?? null,
        fingerprint: encoder.phase === 'ready' ? encoder.encoder.fingerprint : '',
        filters: this.hideEncounter ? { notTakenWith: photoId } : {},
      };
      const { entry } = await this.#actions.perform({ kind: 'decide', decision }, null);
      if (entry) this.#decided = [...this.#decided, { entryId: entry.id, photoId }];
      if (kind === 'different') {
        await this.#look();
        return;
      }
      if (kind === 'skip') this.skipped = [...this.skipped, photoId];
      this.queue = this.queue.filter((item) => item.photoId !== photoId);
      await this.#look();
    } catch (error) {
      if (name !== null) throw error;
      this.failure = toHuellaError(error);
    } finally {
      this.deciding = false;
    }
  }

  /** Behind the one on screen, by similarity. */
  #insert(item: Ranked): void {
    // One that was named on another screen meanwhile has nothing to do here.
    if (this.skipped.includes(item.photoId)) return;
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
      if (queue[middle]!.similarity >= item.similarity) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, item);
    this.queue = queue;
  }

  /** Looks for the candidates of the first photo of the queue: what was decided since may have changed them. */
  async #look(): Promise<void> {
    const photoId = this.current;
    this.candidates = null;
    this.index = 0;
    if (photoId === null) return;
    try {
      const found = await this.#similarTo(photoId, CANDIDATES);
      if (this.current === photoId) this.candidates = found;
    } catch (error) {
      if (this.current === photoId && !isAbort(error)) this.failure = toHuellaError(error);
    }
  }

  async #likeliest(photoId: string): Promise<number> {
    try {
      return (await this.#similarTo(photoId, 1))[0]?.similarity ?? -1;
    } catch {
      // Not encoded by the encoder in use yet, or gone: it comes last.
      return -1;
    }
  }

  #similarTo(photoId: string, k: number): Promise<readonly Match[]> {
    const filter = this.hideEncounter ? { notTakenWith: photoId } : {};
    return this.#services.library.similarTo(photoId, { k, by: 'individual', filter });
  }
}
