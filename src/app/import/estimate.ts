/** How long a job still takes, from how fast it has gone lately. */

/** Before this the rate is mostly start-up. */
const MIN_DONE = 3;
const MIN_SECONDS = 2;
/** The rate looks back over this long: a slow stretch shows, one slow photo does not. */
const WINDOW_SECONDS = 20;

export class RateEstimate {
  readonly #samples: { time: number; done: number }[] = [];

  /** @param seconds time on any steadily growing clock */
  add(done: number, seconds: number): void {
    this.#samples.push({ time: seconds, done });
    while (
      this.#samples.length > 2 &&
      (this.#samples[1]?.time ?? seconds) < seconds - WINDOW_SECONDS
    ) {
      this.#samples.shift();
    }
  }

  /** Seconds until `total` are done; null while nothing sensible can be said. */
  secondsLeft(total: number): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last) return null;
    const done = last.done - first.done;
    const seconds = last.time - first.time;
    if (done < MIN_DONE || seconds < MIN_SECONDS) return null;
    return ((total - last.done) * seconds) / done;
  }
}
