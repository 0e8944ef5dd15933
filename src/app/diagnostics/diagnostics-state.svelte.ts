/** The engine's numbers, read while the screen is open, and what they were in the last minutes. */
import type { Diagnostics } from '../../runtime/api';
import type { Services } from '../../runtime/services';

const EVERY_MS = 1000;
/** Five minutes: long enough to see a leak, short enough to read. */
const KEPT = 300;

/** Memory at one moment, in bytes. */
export interface MemorySample {
  /** Milliseconds since the page was opened. */
  readonly at: number;
  readonly wasm: number;
  readonly gpu: number;
}

export function sampleOf(numbers: Diagnostics): MemorySample {
  return { at: performance.now(), wasm: numbers.wasmBytes, gpu: numbers.gpuBytes };
}

export class DiagnosticsState {
  numbers = $state.raw<Diagnostics | null>(null);
  samples = $state.raw<readonly MemorySample[]>([]);
  storage = $state.raw<{
    readonly usage: number;
    readonly quota: number;
    readonly persisted: boolean;
  } | null>(null);

  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Reads once a second until the returned function is called. */
  watch(): () => void {
    const closed = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      await this.#read();
      if (!closed.signal.aborted) timer = setTimeout(() => void read(), EVERY_MS);
    };
    void read();
    return () => {
      closed.abort();
      clearTimeout(timer);
    };
  }

  /**
   * The report to send when asking for help: numbers and the browser's name, no photo, no name of
   * an animal.
   */
  async report(searches: unknown): Promise<string> {
    // What is on the screen may be a second old.
    await this.#read();
    const { version } = this.#services.huella;
    const { numbers, samples, storage } = this;
    const about = {
      huella: version,
      browser: navigator.userAgent,
      cores: navigator.hardwareConcurrency,
    };
    return JSON.stringify({ ...about, numbers, storage, searches, samples }, null, 2);
  }

  async #read(): Promise<void> {
    try {
      this.numbers = await this.#services.huella.diagnostics();
      this.samples = [...this.samples, sampleOf(this.numbers)].slice(-KEPT);
    } catch {
      // The engine is starting again: the next second will tell.
    }
    // Its type says it is always there; it is absent on pages that are not secure.
    const manager = navigator.storage as StorageManager | undefined;
    if (!manager) return;
    try {
      const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
        manager.estimate(),
        manager.persisted(),
      ]);
      this.storage = { usage, quota, persisted };
    } catch {
      // Some browsers say nothing of it in private windows: the numbers go on.
    }
  }
}
