/** The worker's side of its door. */
import './trusted-urls';
import { expose } from 'comlink';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

/** What every worker offers beside its service. */
export interface Alive {
  /** Resolves once the worker's lifeline is held. */
  alive(): Promise<void>;
}

/** Offers every method of the service to the page; call once, when the worker's script runs. */
export function serve(service: object): void {
  carryErrors();
  const held = holdWorkersLifeline();
  expose(Object.assign(service, { alive: () => held } satisfies Alive));
}
