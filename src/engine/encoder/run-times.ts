/** How long photos took lately: enough for a median and a 95th percentile, never more memory. */

/**
 * Old times say nothing of how the app runs now, and sorting this many takes no time worth
 * counting.
 */
const KEPT = 500;

export class RunTimes {
  readonly #times: number[] = [];

  /** Milliseconds one photo took, from its place in the queue's front to its embedding. */
  add(ms: number): void {
    this.#times.push(ms);
    if (this.#times.length > KEPT) this.#times.shift();
  }

  /**
   * Nearest-rank percentile of the times kept, in milliseconds; 0 without any.
   * @param share 0..1; .5 is the median
   */
  percentile(share: number): number {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  }
}
