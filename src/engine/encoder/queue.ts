/**
 * Which job goes first: a person waiting for an answer goes before the markings of what was
 * found, those before the import running in the background, and that before the
 * gallery being encoded anew for another encoder.
 */
export type Priority = 'query' | 'refine' | 'import' | 'bulk';

const ORDER: readonly Priority[] = ['query', 'refine', 'import', 'bulk'];

/** Starts a job. */
type Waiting = () => void;

/**
 * At most `limit` jobs in flight, any number waiting, by priority and then by arrival. A job is a
 * function that is not called before its turn: what waits holds no decoded photo.
 */
export class JobQueue {
  readonly #waiting: Record<Priority, Set<Waiting>> = {
    query: new Set(),
    refine: new Set(),
    import: new Set(),
    bulk: new Set(),
  };
  #limit: number;
  #inFlight = 0;
  #maxInFlightSeen = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many may be in flight. */
  get limit(): number {
    return this.#limit;
  }
  get inFlight(): number {
    return this.#inFlight;
  }
  get maxInFlightSeen(): number {
    return this.#maxInFlightSeen;
  }
  get queued(): number {
    return ORDER.reduce((sum, priority) => sum + this.#waiting[priority].size, 0);
  }

  /** Applies at once: a higher limit starts waiting jobs now, a lower one holds back the next. */
  setLimit(limit: number): void {
    this.#limit = limit;
    // What was seen under the old limit says nothing of the new one.
    this.#maxInFlightSeen = this.#inFlight;
    this.#startNext();
  }

  /**
   * Runs `job` when its turn comes. When `signal` aborts, the promise rejects with the signal's
   * reason and the place is free at once, whether the job was waiting or in flight; the job sees
   * the same signal and stops on its own.
   */
  run<T>(
    job: (signal: AbortSignal) => Promise<T>,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<T> {
    const own = signal ?? new AbortController().signal;
    return new Promise<T>((resolve, reject) => {
      if (own.aborted) {
        reject(own.reason as Error);
        return;
      }
      let inFlight = false;
      const leave = (): void => {
        own.removeEventListener('abort', onAbort);
        if (inFlight) {
          inFlight = false;
          this.#inFlight -= 1;
        }
        this.#startNext();
      };
      const onAbort = (): void => {
        this.#waiting[priority].delete(entry);
        reject(own.reason as Error);
        leave();
      };
      const entry: Waiting = () => {
        inFlight = true;
        this.#inFlight += 1;
        this.#maxInFlightSeen = Math.max(this.#maxInFlightSeen, this.#inFlight);
        // A job that throws before its first await must free its place like any other.
        Promise.resolve()
          .then(() => job(own))
          .then(resolve, reject)
          .finally(() => {
            if (inFlight) leave();
          });
      };
      own.addEventListener('abort', onAbort, { once: true });
      this.#waiting[priority].add(entry);
      this.#startNext();
    });
  }

  #startNext(): void {
    for (const priority of ORDER) {
      for (const entry of this.#waiting[priority]) {
        if (this.#inFlight >= this.#limit) return;
        this.#waiting[priority].delete(entry);
        entry();
      }
    }
  }
}
