/** Work that can be cancelled from another thread, by the name its caller gave it. */
import { HuellaError } from './errors';

export class Jobs {
  readonly #running = new Map<string, AbortController>();

  /** Runs the work under a signal that `cancel` aborts. */
  async run<T>(job: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#running.set(job, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#running.delete(job);
    }
  }

  /** A job that has ended or was never begun is passed over. */
  cancel(job: string): void {
    this.#running.get(job)?.abort(new HuellaError('cancelled', 'cancelled'));
  }
}
