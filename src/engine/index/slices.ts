/** Long work in slices: between two of them searches, additions and removals are served. */

/** A slice ends after this long: a search that comes in waits at most about as long. */
const SLICE_MS = 12;

export class Slices {
  #until = 0;
  readonly #signal: AbortSignal | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Call between steps; resolves at once until the slice is over. Throws the signal's reason when
   * aborted.
   */
  async breathe(): Promise<void> {
    this.#signal?.throwIfAborted();
    const now = performance.now();
    if (this.#until === 0) this.#until = now + SLICE_MS;
    if (now < this.#until) return;
    await nextTask();
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + SLICE_MS;
  }
}

/** The next task. A timer would wait 4 ms each time once nested. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
