/**
 * Keeps index and roster equal to the library, also when another tab writes to it. Changes are
 * numbered: in sequence they are applied one by one; when one is missing (a message not yet here, a
 * tab that slept) everything is compared instead.
 */
import type { SearchIndex } from '../index';
import type { Change, Library } from '../library';
import type { Roster } from './roster';

/**
 * A commit is seen in the database a moment before its message arrives; waiting that moment is
 * cheaper than comparing everything.
 */
const MESSAGE_GRACE_MS = 50;

export class Follower {
  #revision = -1;
  readonly #pending = new Map<number, { change: Change; here: boolean }>();
  #tail: Promise<unknown> = Promise.resolve();
  readonly #stop: () => void;
  readonly #library: Library;
  readonly #index: SearchIndex;
  readonly #roster: Roster;
  /** Called after changes have been applied; `here`: this tab made one of them. */
  readonly #onApplied: (here: boolean) => void;

  constructor(
    library: Library,
    index: SearchIndex,
    roster: Roster,
    onApplied: (here: boolean) => void,
  ) {
    this.#library = library;
    this.#index = index;
    this.#roster = roster;
    this.#onApplied = onApplied;
    this.#stop = library.onChange((change, here) => {
      this.#pending.set(change.revision, { change, here });
      // A failure leaves the revision behind, and the next `catchUp` meets it again, with someone
      // to tell.
      this.#serially(() => this.#drain()).catch(() => undefined);
    });
  }

  close(): void {
    this.#stop();
    this.#pending.clear();
  }

  /**
   * Compares everything with the library: what is gone is dropped; what is missing can be found,
   * and is yet to be read.
   */
  resync(): Promise<void> {
    return this.#serially(() => this.#resync());
  }

  /** When it resolves, everything committed before the call (in any tab) is in index and roster. */
  async catchUp(): Promise<void> {
    const committed = await this.#library.revision();
    if (committed <= this.#revision) return;
    await this.#serially(async () => {
      await this.#drain();
      if (committed <= this.#revision) return;
      await new Promise((resolve) => setTimeout(resolve, MESSAGE_GRACE_MS));
      await this.#drain();
      if (committed <= this.#revision) return;
      await this.#resync();
      this.#onApplied(false);
    });
  }

  /** Resolves when the changes heard of so far have been dealt with. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  #serially<T>(job: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(job);
    this.#tail = run.catch(() => undefined);
    return run;
  }

  async #resync(): Promise<void> {
    const view = await this.#library.view(this.#index.fingerprint);
    this.#roster.replace(view);
    const present = new Set(view.embeddings.map((record) => record.seq));
    this.#index.retain(present);
    this.#index.expect(present);
    this.#revision = view.revision;
    this.#prune();
  }

  async #drain(): Promise<void> {
    let applied = false;
    let anyHere = false;
    for (;;) {
      const next = this.#pending.get(this.#revision + 1);
      if (!next) break;
      if (next.change.kind === 'restored') await this.#resync();
      else {
        await this.#apply(next.change);
        this.#revision = next.change.revision;
      }
      applied = true;
      anyHere ||= next.here;
    }
    this.#prune();
    if (applied) this.#onApplied(anyHere);
  }

  #prune(): void {
    for (const revision of this.#pending.keys())
      if (revision <= this.#revision) this.#pending.delete(revision);
  }

  /**
   * Reads what the library says now, which may already be later than the change: the changes after
   * it then do nothing.
   */
  async #apply(change: Change): Promise<void> {
    switch (change.kind) {
      case 'added':
      case 'embedded': {
        await this.#refresh(change.photoIds);
        const embeddings = await this.#library.embeddingsOf(change.seqs);
        for (const { seq, photoId, fingerprint, vector } of embeddings) {
          // Embeddings of two encoders never meet.
          if (fingerprint !== this.#index.fingerprint) continue;
          this.#roster.setEmbedding(seq, photoId);
          this.#index.take(seq, vector);
        }
        break;
      }
      case 'unembedded':
        for (const seq of change.seqs) this.#index.remove(seq);
        this.#roster.delete([], change.seqs);
        break;
      case 'updated':
        await this.#refresh(change.photoIds, change.individualIds);
        break;
      case 'deleted':
        for (const seq of change.seqs) this.#index.remove(seq);
        this.#roster.delete(change.photoIds, change.seqs);
        break;
      case 'cleared':
        this.#index.retain(new Set());
        this.#roster.clear();
        break;
      case 'matched':
      case 'restored':
      case 'settings':
        break;
    }
  }

  /**
   * `individualIds`: those that have changed or gone, beside those of the photos that are new here.
   */
  async #refresh(
    photoIds: readonly string[],
    individualIds: readonly string[] = [],
  ): Promise<void> {
    const photos = (await this.#library.photosOf(photoIds)).filter((photo) => photo !== null);
    const owners = photos.flatMap((photo) => photo.individualId ?? []);
    const unknown = owners.filter((id) => this.#roster.nameOf(id) === undefined);
    const wanted = [...new Set([...individualIds, ...unknown])];
    for (const [i, individual] of (await this.#library.individualsOf(wanted)).entries()) {
      if (individual) this.#roster.setIndividual(individual);
      else this.#roster.deleteIndividual(wanted[i]!);
    }
    for (const photo of photos) this.#roster.setPhoto(photo);
  }
}
