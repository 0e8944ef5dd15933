/**
 * Many searches in a row, each checked: the test that the server this app replaces failed at the
 * third.
 */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import { originalOf } from '../../runtime/originals';
import type { PhotoSummary, Services } from '../../runtime/services';
import { sampleOf, type MemorySample } from './diagnostics-state.svelte';
import { sampleFiles } from '../../runtime/samples';

/** As many as a person waits for; memory that grows shows long before. */
export const MAX_SEARCHES = 1000;
export const DEFAULT_SEARCHES = 10;

/**
 * Different photos the searches go through: enough for different sizes, few enough to come round
 * again.
 */
const PHOTOS = 20;

/**
 * A photo of the gallery must find itself; less than this, and something computed another
 * embedding.
 */
const SAME_PHOTO = 0.999;

/**
 * Memory after this many searches is what it must still be at the end: the first ones fill the
 * caches.
 */
const WARM_AFTER = 3;

export interface SearchOutcome {
  readonly ok: boolean;
  readonly ms: number;
  /** Why not: an error code, or `not-found` when the photo did not find itself. */
  readonly code: string | null;
}

export class SearchTest {
  running = $state(false);
  wanted = $state(DEFAULT_SEARCHES);
  outcomes = $state.raw<readonly SearchOutcome[]>([]);
  curve = $state.raw<readonly MemorySample[]>([]);
  /** Why no search could be made at all. */
  failure = $state.raw<HuellaError | null>(null);

  readonly failed = $derived(this.outcomes.filter((outcome) => !outcome.ok).length);
  /**
   * Bytes held after the last search beyond those after the third; null before there are enough
   * searches.
   */
  readonly growth = $derived.by(() => {
    const warm = this.curve[WARM_AFTER - 1];
    const last = this.curve.at(-1);
    if (!warm || !last || this.curve.length <= WARM_AFTER) return null;
    return last.wasm + last.gpu - warm.wasm - warm.gpu;
  });

  readonly #services: Services;
  #abort: AbortController | null = null;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Runs `count` searches one after another; a failed one is noted and the rest go on. */
  async run(count: number): Promise<void> {
    if (this.running) return;
    this.wanted = Math.max(1, Math.min(MAX_SEARCHES, Math.round(count)));
    this.outcomes = [];
    this.curve = [];
    this.failure = null;
    this.running = true;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const queries = await this.#queries();
      for (let i = 0; i < this.wanted && !signal.aborted; i++) {
        const outcome = await this.#searchOnce(queries[i % queries.length]!, signal);
        if (!outcome) break;
        this.outcomes = [...this.outcomes, outcome];
        // An engine that starts again after a failed search has no numbers for a moment.
        const numbers = await this.#services.huella.diagnostics().catch(() => null);
        if (numbers) this.curve = [...this.curve, sampleOf(numbers)];
      }
    } catch (error) {
      this.failure = toHuellaError(error);
    } finally {
      this.running = false;
      this.#abort = null;
    }
  }

  stop(): void {
    this.#abort?.abort();
  }

  /** Null when cancelled. */
  async #searchOnce(query: Query, signal: AbortSignal): Promise<SearchOutcome | null> {
    const start = performance.now();
    try {
      const photo = await query.load();
      const crop = query.photo?.crop;
      const [best] = await this.#services.huella.search(photo, {
        k: 1,
        signal,
        ...(crop ? { crop } : {}),
      });
      const found = query.photo === null || (best !== undefined && best.similarity >= SAME_PHOTO);
      return { ok: found, ms: performance.now() - start, code: found ? null : 'not-found' };
    } catch (error) {
      if (isAbort(error)) return null;
      return { ok: false, ms: performance.now() - start, code: toHuellaError(error).code };
    }
  }

  /** Photos of the gallery, spread over it; a drawing of Huella's own where there is none. */
  async #queries(): Promise<Query[]> {
    const photos = await this.#services.library.photos();
    if (photos.length === 0) {
      const [sample] = await sampleFiles(this.#services);
      return [{ photo: null, load: () => Promise.resolve(sample!.file) }];
    }
    const step = Math.max(1, photos.length / PHOTOS);
    return Array.from({ length: Math.min(PHOTOS, photos.length) }, (_, i) => {
      const photo = photos[Math.floor(i * step)]!;
      return { photo, load: () => originalOf(this.#services, photo.id) };
    });
  }
}

interface Query {
  /** The photo of the gallery that must find itself; null for a drawing that is not in it. */
  readonly photo: PhotoSummary | null;
  load(): Promise<Blob>;
}
