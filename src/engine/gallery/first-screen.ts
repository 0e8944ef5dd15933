/**
 * What is on screen first goes before the index, which keeps worker and disk busy while it is read.
 */

/**
 * Nothing asked for in this long: the screen has what it shows. A thumbnail's answer and the next
 * question are closer together.
 */
const IDLE_MS = 60;
/** A screen that shows no photos asks for none; then the first search does not wait for others. */
const MOST_MS = 1000;

/** Calls of the library's worker that are answered before the index is open. */
export const EARLY_CALLS = [
  'photosPage',
  'individualRecords',
  'changedSince',
  'thumbnail',
  'cutOut',
  'recordsIn',
] as const;
export type EarlyCall = (typeof EARLY_CALLS)[number];

export class FirstScreen {
  #open = 0;
  #last = 0;
  #over = false;

  /** Passes on what the screen asks for, and notes that it is being asked. */
  async serve<T>(answer: Promise<T>): Promise<T> {
    if (this.#over) return answer;
    this.#open += 1;
    try {
      return await answer;
    } finally {
      this.#open -= 1;
      this.#last = performance.now();
    }
  }

  /** Resolves when the screen has been served, or after a second; at once ever after. */
  async served(): Promise<void> {
    const start = performance.now();
    this.#last = start;
    while (!this.#over) {
      const now = performance.now();
      this.#over = now - start > MOST_MS || (this.#open === 0 && now - this.#last > IDLE_MS);
      if (!this.#over) await new Promise((resolve) => setTimeout(resolve, IDLE_MS / 4));
    }
  }
}
