/**
 * Makes the catalogue's worker; apart from `spawn.ts`, because most pages share nothing. What those
 * have loaded is handed in: imported from here it would be a file more at every start.
 */
import { valueOf, type Answer } from '../engine/catalogue/answers';
import type { CatalogueDesk } from '../engine/catalogue/desk';
import type { callsOf } from './calls';
import type { doorOf, Spawned } from './spawn';

/** What the worker offers: every method of its desk, by name. */
interface CatalogueCalls {
  call(method: string, ...args: readonly unknown[]): Promise<Answer<unknown>>;
}

export interface WorkerTools {
  readonly doorOf: typeof doorOf;
  readonly callsOf: typeof callsOf;
}

/**
 * The one worker that may reach a team's store: its file is served with a policy of its own. Its
 * calls throw CatalogueError besides HuellaError.
 */
export function spawnCatalogue(tools: WorkerTools): Spawned<CatalogueDesk> {
  const name = `huella-catalogue-${crypto.randomUUID()}`;
  const { door, ...worker } = tools.doorOf<CatalogueCalls>(
    // The path is written out: the build finds workers by this form.
    new Worker(new URL('./catalogue.worker.ts', import.meta.url), { type: 'module', name }),
    name,
  );
  const desk = tools.callsOf<CatalogueDesk>(async (method, args) =>
    valueOf(await door.call(method, ...args)),
  );
  return { ...worker, door: desk };
}
