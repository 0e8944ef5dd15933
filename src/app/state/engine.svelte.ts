/** How far the engine is: starting, ready on a backend, or failed. */
import type { Services } from '../../runtime/services';
import type { EngineStatus } from '../../runtime/status';

export class EngineState {
  status = $state.raw<EngineStatus>({ phase: 'starting', step: 'library', done: 0, total: 1 });
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
    this.status = services.status();
    services.onStatus((status) => (this.status = status));
  }

  /** A second failure shows in the status again. */
  async retry(): Promise<void> {
    await this.#services.engine.retry().catch(() => undefined);
  }
}
