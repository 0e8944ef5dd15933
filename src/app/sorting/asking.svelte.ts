/** A question that takes some seconds: how far it is, how long the rest takes, and stopping it. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { SortingOptions } from '../../runtime/sorting';

export interface AskingProgress {
  readonly done: number;
  readonly total: number;
  /** Seconds that the rest takes; null: too early to say. */
  readonly left: number | null;
}

/** Part of the work before its pace says when it ends. */
const LEAST_SHARE = 0.1;

export class Asking {
  progress = $state.raw<AskingProgress | null>(null);
  failure = $state.raw<HuellaError | null>(null);
  #stop = new AbortController();

  get running(): boolean {
    return this.progress !== null;
  }

  /** @returns null when it was stopped, failed or is under way already */
  async run<Report>(ask: (options: SortingOptions) => Promise<Report>): Promise<Report | null> {
    if (this.running) return null;
    this.failure = null;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.progress = { done: 0, total: 1, left: null };
    let began = 0;
    // The last word on progress may come after the answer.
    let over = false;
    try {
      return await ask({
        signal,
        onProgress: (step, done, total) => {
          if (over || signal.aborted) return;
          const now = performance.now();
          if (step === 'reading' || began === 0) began = now;
          const share = done / total;
          const left = share < LEAST_SHARE ? null : ((now - began) * (1 / share - 1)) / 1000;
          this.progress = { done, total, left };
        },
      });
    } catch (error) {
      if (!signal.aborted) this.failure = toHuellaError(error);
      return null;
    } finally {
      over = true;
      this.progress = null;
    }
  }

  stop(): void {
    this.#stop.abort(new DOMException('It was stopped.', 'AbortError'));
  }
}
