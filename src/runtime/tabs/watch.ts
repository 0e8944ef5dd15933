/**
 * Notices a leader that does not answer: a tab that is frozen or hangs keeps its lock. Looks only
 * while a call is waiting.
 */

const ASK_EVERY_MS = 1000;
/**
 * Questions in a row without an answer until the screen says so. The page of a leader does no long
 * work: it answers at once.
 */
const SILENT_AFTER = 4;
/**
 * And until it is taken for dead. Counted in questions, not in time: a follower that was itself
 * frozen meanwhile has asked none. Long enough for a page held up by a debugger's break or a
 * machine that swaps.
 */
const DEAD_AFTER = 15;
/** Of several followers one is first. */
const SPREAD = 5;

export interface WatchOptions {
  isWaiting(): boolean;
  ask(): void;
  onSilent(): void;
  onDead(): void;
  /** It answered after all. */
  onBack(): void;
}

export class Watch {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unanswered = 0;
  #dead = DEAD_AFTER;
  #silent = false;
  readonly #options: WatchOptions;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#unanswered = 0;
    this.#dead = DEAD_AFTER + Math.floor(Math.random() * SPREAD);
    this.#timer = setTimeout(() => this.#look(), ASK_EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#silent = false;
  }

  /** The leader said something. */
  heard(): void {
    this.#unanswered = 0;
    if (!this.#silent) return;
    this.#silent = false;
    this.#options.onBack();
  }

  #look(): void {
    this.#timer = undefined;
    if (!this.#options.isWaiting()) return;
    this.#unanswered += 1;
    if (this.#unanswered > this.#dead) {
      this.#unanswered = 0;
      this.#options.onDead();
    } else if (this.#unanswered === SILENT_AFTER) {
      this.#silent = true;
      this.#options.onSilent();
    }
    this.#options.ask();
    this.#timer = setTimeout(() => this.#look(), ASK_EVERY_MS);
  }
}
