/**
 * Which tab leads: the one that holds a Web Lock. The browser passes it on when that tab closes or
 * crashes.
 */

const LOCK = 'huella-leader';

export interface LeadershipEvents {
  onElected(): void;
  /** Another tab leads; this one is asked when that ends. */
  onWaiting(): void;
  /** The lock was taken away: another tab found this one frozen. */
  onDeposed(): void;
}

export class Leadership {
  /** Aborts the request that waits. */
  #waiting: AbortController | null = null;
  /** Gives the lock back. */
  #release: (() => void) | null = null;
  /** Counts requests: the answer to one that was taken back is not heard. */
  #term = 0;
  readonly #events: LeadershipEvents;

  constructor(events: LeadershipEvents) {
    this.#events = events;
  }

  /** Asks for the lock: elected at once when it is free, else when it is this tab's turn. */
  stand(): void {
    const term = ++this.#term;
    void navigator.locks
      .request(LOCK, { ifAvailable: true }, (lock) => {
        if (!lock || term !== this.#term) return false;
        return this.#hold();
      })
      .then(
        (held) => {
          if (held || term !== this.#term) return;
          this.#events.onWaiting();
          this.#queue(term);
        },
        () => this.#onLost(term),
      );
  }

  /** Takes the lock from a tab that does not answer. That tab is told, should it ever wake. */
  steal(): void {
    this.#waiting?.abort();
    const term = ++this.#term;
    void navigator.locks
      .request(LOCK, { steal: true }, () => this.#hold())
      .catch(() => this.#onLost(term));
  }

  /** Gives the lock back, or leaves the queue. */
  resign(): void {
    this.#term += 1;
    this.#waiting?.abort();
    this.#waiting = null;
    this.#release?.();
    this.#release = null;
  }

  #queue(term: number): void {
    const waiting = new AbortController();
    this.#waiting = waiting;
    void navigator.locks
      .request(LOCK, { signal: waiting.signal }, () =>
        term === this.#term ? this.#hold() : undefined,
      )
      .catch(() => this.#onLost(term));
  }

  /** Holds the lock until `resign`. */
  #hold(): Promise<true> {
    this.#waiting = null;
    const held = new Promise<true>((resolve) => {
      this.#release = () => resolve(true);
    });
    this.#events.onElected();
    return held;
  }

  #onLost(term: number): void {
    if (term !== this.#term) return;
    const held = this.#release !== null;
    this.#release = null;
    if (held) this.#events.onDeposed();
    // A browser that refuses locks refuses the database too, and says why when it is opened.
    else this.#events.onElected();
  }
}
