/**
 * The gallery: the library (the truth), the index (its cache) and matching, together. The one place
 * that composes them. Lives in a worker; arguments and results survive structured clone, except
 * functions marked so.
 */
import { HuellaError, toHuellaError } from '../errors';
import { SearchIndex, type IndexDiagnostics, type SearchIndexOptions } from '../index';
import type { AddedPhoto, JournalEntry, Library, NewEmbedding, NewPhoto, Recrop } from '../library';
import { Follower } from './follower';
import { identifyIn, type GalleryAnswer, type IdentifySearch } from './identify';
import { GalleryLearning, type LearningTask } from './learning';
import { Roster } from './roster';
import { SnapshotSaver } from './saver';
import { groupingTask, mistakesTask, type GroupingTask, type MistakesTask } from './sorting';
import { searchGallery, type GalleryMatch, type GallerySearch } from './search';

export type OnProgress = (done: number, total: number) => void;

export interface GalleryOptions {
  /** Of the active encoder: only its embeddings are searched. */
  readonly fingerprint: string;
  readonly dimension: number;
  /**
   * Embeddings read into the index and to be read, from opening until all are in; searches do not
   * wait for it.
   */
  readonly onProgress?: OnProgress;
  /**
   * How much memory vectors may take, and from what size on there is a graph; absent: the index's
   * own limits.
   */
  readonly index?: Pick<SearchIndexOptions, 'vectorBudget' | 'codeBudget' | 'exactBytes'>;
}

/** How the index came to be when the gallery was opened. */
export type IndexOrigin =
  | 'restored'
  | 'rebuilt-missing' // there was no snapshot
  | 'rebuilt-corrupt'; // there was one, and it was damaged or of something else

export interface GalleryDiagnostics extends IndexDiagnostics {
  readonly photos: number;
  /** Photos a search can find. */
  readonly indexed: number;
  readonly origin: IndexOrigin;
  /** Why the index could not be saved, or the graph not built; empty when all is well. */
  readonly trouble: string;
}

export class Gallery {
  readonly #listeners = new Set<() => void>();
  readonly #roster = new Roster();
  readonly #follower: Follower;
  /** What was learnt from its named animals. */
  readonly learning: GalleryLearning;
  readonly #saver: SnapshotSaver;
  readonly #closing = new AbortController();
  #upkeep: Promise<void> | null = null;
  #trouble: HuellaError | null = null;

  readonly #library: Library;
  readonly #index: SearchIndex;
  readonly #origin: IndexOrigin;
  readonly #onProgress: OnProgress | undefined;

  private constructor(
    library: Library,
    index: SearchIndex,
    origin: IndexOrigin,
    onProgress: OnProgress | undefined,
  ) {
    this.#library = library;
    this.#index = index;
    this.#origin = origin;
    this.#onProgress = onProgress;
    this.learning = new GalleryLearning(library, index, this.#roster);
    this.#follower = new Follower(library, index, this.#roster, (here) => this.#applied(here));
    this.#saver = new SnapshotSaver(library, index, async () => {
      await this.#follower.catchUp();
      // A snapshot of what has been read so far would soon be written again.
      await index.load({ signal: this.#closing.signal });
    });
  }

  /**
   * Loads the stored index and brings it up to the library, or makes it anew from the library when
   * it is missing, damaged or of another encoder. When it resolves every photo can be found:
   * vectors the index lacks are read in the background, and a search reads those that are still
   * missing itself; then a graph that has yet to be built is built.
   * @throws HuellaError of the library.
   */
  static async open(library: Library, options: GalleryOptions): Promise<Gallery> {
    const { index, origin } = await loadIndex(library, options);
    const gallery = new Gallery(library, index, origin, options.onProgress);
    try {
      await gallery.#follower.resync();
      await gallery.learning.restore();
    } catch (error) {
      await gallery.close();
      throw error;
    }
    options.onProgress?.(0, index.left);
    gallery.#tend();
    return gallery;
  }

  get fingerprint(): string {
    return this.#index.fingerprint;
  }

  get dimension(): number {
    return this.#index.dimension;
  }

  /** Stops following the library and gives the memory back. Call `flush` before, to save. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#listeners.clear();
    this.#follower.close();
    this.#saver.close();
    // What runs ends at its next pause; the index must be there until then.
    await Promise.allSettled([this.#upkeep, this.#saver.idle(), this.#follower.idle()]);
    this.#index.dispose();
  }

  /**
   * Calls back after photos or individuals changed, here or in another tab; returns the function
   * that stops it.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Stores the photo; it is found by every search that starts after this resolves.
   * @throws HuellaError `dimension-mismatch`, `internal` for an embedding of another encoder, and
   *   the library's.
   */
  async add(photo: NewPhoto): Promise<AddedPhoto> {
    this.#check(photo.embedding);
    return this.write((library) => library.addPhoto(photo));
  }

  /**
   * As `Library.recropPhoto`: no search that starts after this resolves finds the photo by its old
   * crop.
   * @throws HuellaError as `add`, `not-found`, `crop-taken`.
   */
  async recrop(recrop: Recrop): Promise<JournalEntry | null> {
    this.#check(recrop.embedding);
    return this.write((library) => library.recropPhoto(recrop));
  }

  /** Only embeddings of the encoder in use are put in. */
  #check({ fingerprint, vector }: NewEmbedding): void {
    if (fingerprint !== this.fingerprint) {
      throw new HuellaError('internal', 'an embedding of another encoder than the one in use');
    }
    if (vector.length !== this.dimension) {
      const detail = { expected: this.dimension, found: vector.length };
      throw new HuellaError(
        'dimension-mismatch',
        `${vector.length} numbers instead of ${this.dimension}`,
        detail,
      );
    }
  }

  /**
   * Does something to the library: every search that starts after it resolves knows, in any tab,
   * now or after a reload.
   */
  async write<T>(work: (library: Library) => Promise<T>): Promise<T> {
    const result = await work(this.#library);
    await this.#follower.catchUp();
    return result;
  }

  /**
   * The photos (or individuals) most similar to the embedding, best first, ties by photo id.
   * @param vector L2-normalised, of this gallery's dimension
   * @throws HuellaError `dimension-mismatch`; `internal` for k < 1 or a vector that is not
   *   normalised
   */
  async search(vector: Float32Array, options: GallerySearch = {}): Promise<GalleryMatch[]> {
    await this.#follower.catchUp();
    return this.#search(vector, options);
  }

  /**
   * As `search`, with a photo of the gallery as the query, by the embedding it already has. It is
   * not found itself, and neither is what a person has said it is not: the photos rejected for it
   * or, by individual, the individuals those are of.
   * @throws HuellaError `not-found` when the photo has no embedding of this encoder (yet)
   */
  async similarTo(photoId: string, options: GallerySearch = {}): Promise<GalleryMatch[]> {
    const { vector, accept, asked } = await this.#asked([photoId], options);
    return this.#search(vector, { ...asked, ...(options.by === 'individual' && { accept }) });
  }

  /**
   * As `identify`, with photos of the gallery as the query, by the embeddings they already have:
   * those of one encounter are one question, asked with the mean of their embeddings. Excluded as
   * in `similarTo`.
   * @throws HuellaError `not-found` when none of them has an embedding of this encoder (yet)
   */
  async identifyStored(
    photoIds: readonly string[],
    options: IdentifySearch,
  ): Promise<GalleryAnswer> {
    const { vector, accept, asked } = await this.#asked(photoIds, options);
    return this.identify(vector, { ...asked, accept });
  }

  /**
   * What is asked with photos of the gallery: their embedding, and the options, which exclude them
   * and what they were rejected for; `accept` refuses the individuals of that.
   */
  async #asked<Options extends Pick<GallerySearch, 'exclude'>>(
    photoIds: readonly string[],
    options: Options,
  ) {
    const [vector, rejected] = await Promise.all([
      this.#stored(photoIds),
      this.#rejectedFor(photoIds),
      this.#follower.catchUp(),
    ]);
    const exclude = [...photoIds, ...rejected.photoIds, ...(options.exclude ?? [])];
    return { vector, accept: rejected.accept, asked: { ...options, exclude } };
  }

  /** The normalised mean of the embeddings that these photos have. */
  async #stored(photoIds: readonly string[]): Promise<Float32Array> {
    const found = await Promise.all(
      photoIds.map((id) => this.#library.vectorOf(id, this.fingerprint)),
    );
    const vectors = found.filter((vector) => vector !== null);
    const [first] = vectors;
    if (!first) {
      const id = photoIds[0] ?? '';
      throw new HuellaError('not-found', `no embedding of ${id}`, { id });
    }
    return vectors.length === 1 ? first : normalisedMean(vectors);
  }

  /**
   * What a person has said these photos are not: photos, and a test that refuses their individuals.
   */
  async #rejectedFor(photoIds: readonly string[]): Promise<{
    readonly photoIds: readonly string[];
    readonly accept: (photo: { readonly individualId: string | null }) => boolean;
  }> {
    const asked = new Set(photoIds);
    const matches = await Promise.all(photoIds.map((id) => this.#library.matchesOf(id)));
    const rejected = matches
      .flat()
      .filter(({ state }) => state === 'rejected')
      .map(({ photoIds: [one, other] }) => (asked.has(one) ? other : one));
    const individuals = new Set(
      rejected.flatMap((id) => this.#roster.photo(id)?.individualId ?? []),
    );
    return {
      photoIds: rejected,
      accept: ({ individualId }) => individualId === null || !individuals.has(individualId),
    };
  }

  /**
   * The individuals most likely to be on the photo, each by its best photo.
   * @param vector L2-normalised, of this gallery's dimension
   * @throws HuellaError as `search`
   */
  async identify(vector: Float32Array, options: IdentifySearch): Promise<GalleryAnswer> {
    await this.#follower.catchUp();
    const index = this.#index;
    return identifyIn({ index, roster: this.#roster, learning: this.learning }, vector, options);
  }

  /** Named photos to learn from; null: what is in use was learnt from just these. */
  async learningTask(): Promise<LearningTask | null> {
    await this.#follower.catchUp();
    return this.learning.task();
  }

  /** Unidentified photos to be grouped. @param on whether a person wants what was learnt used */
  groupingTask(on: boolean): Promise<GroupingTask> {
    return groupingTask(this.#library, this.fingerprint, this.learning.inUse(on));
  }

  /** Named photos among whose names to look for mistakes. */
  mistakesTask(): Promise<MistakesTask> {
    return mistakesTask(this.#library, this.fingerprint);
  }

  /**
   * Writes the index now rather than soon, when enough has changed to be worth it (what has not is
   * quickly read from the library at the next start). `always`: when anything has changed. @throws
   * HuellaError `storage-full`, `storage-failed`.
   */
  flush(options: { always?: boolean } = {}): Promise<void> {
    return this.#saver.flush(options.always);
  }

  /**
   * The share of the exact ten nearest that the everyday search finds, over a sample of this
   * gallery; null when its vectors are not in memory.
   */
  recall(): Promise<number | null> {
    return this.#index.recall();
  }

  diagnostics(): GalleryDiagnostics {
    const trouble = this.#saver.lastError ?? this.#trouble;
    return {
      ...this.#index.diagnostics(),
      photos: this.#roster.photoCount,
      indexed: this.#index.size,
      origin: this.#origin,
      trouble: trouble ? `${trouble.code}: ${trouble.message}` : '',
    };
  }

  async #search(vector: Float32Array, options: GallerySearch): Promise<GalleryMatch[]> {
    const found = await searchGallery(this.#index, this.#roster, vector, options);
    // A graph that broke under the search has been given up: another is built, unless that has
    // failed before.
    if (!this.#trouble) this.#tend(false);
    return found;
  }

  #applied(here: boolean): void {
    // The tab that made the changes saves them.
    this.#tend(here);
    for (const listener of this.#listeners) listener();
  }

  /** What can wait: reading vectors, building the graph, saving the index. */
  #tend(save = true): void {
    if (save) this.#saver.schedule();
    const index = this.#index;
    if (
      this.#upkeep ||
      this.#closing.signal.aborted ||
      (index.left === 0 && !index.needsMaintenance)
    )
      return;
    this.#upkeep = this.#keepUp()
      .then(() => {
        this.#trouble = null;
      })
      .catch((error: unknown) => {
        // Searches go on, exact: only speed is lost.
        this.#trouble = toHuellaError(error, 'internal');
      })
      .finally(() => {
        this.#upkeep = null;
      });
  }

  async #keepUp(): Promise<void> {
    const [index, onProgress] = [this.#index, this.#onProgress];
    const { signal } = this.#closing;
    // More may be missing by then: a message that did not come.
    while (index.left > 0) {
      await index.load({ signal, onProgress });
      this.#saver.schedule();
    }
    if (index.needsMaintenance) {
      await index.maintain({ signal });
      this.#saver.schedule(true);
    }
  }
}

async function loadIndex(
  library: Library,
  { fingerprint, dimension, index: limits }: GalleryOptions,
): Promise<{ index: SearchIndex; origin: IndexOrigin }> {
  const options: SearchIndexOptions = {
    ...limits,
    fingerprint,
    dimension,
    readVectors: async (labels) =>
      (await library.vectors(labels)).map((vector) => vector ?? undefined),
  };
  const snapshot = await library.snapshot(fingerprint);
  if (!snapshot) return { index: await SearchIndex.create(options), origin: 'rebuilt-missing' };
  try {
    return { index: await SearchIndex.restore(snapshot, options), origin: 'restored' };
  } catch (error) {
    if (!(error instanceof HuellaError) || error.code !== 'index-corrupt') throw error;
    // A broken snapshot is useless, and may take a large part of a full disk.
    await library.deleteSnapshot(fingerprint).catch(() => undefined);
    return { index: await SearchIndex.create(options), origin: 'rebuilt-corrupt' };
  }
}

/** The mean of vectors of length 1, made of length 1 again. Summed in order, so always the same. */
function normalisedMean(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  const length = Math.hypot(...sum) || 1;
  return Float32Array.from(sum, (value) => value / length);
}
