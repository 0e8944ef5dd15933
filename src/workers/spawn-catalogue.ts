/**
 * Makes the catalogue's worker; apart from `spawn.ts`, so that pages that share nothing load none of
 * it.
 */
import { valueOf, type Answer } from '../engine/catalogue/answers';
import type { CatalogueDesk } from '../engine/catalogue/desk';
import { callsOf } from './calls';
import { doorOf, type Spawned } from './spawn';

/** What the worker offers: every method of its desk, by name. */
interface CatalogueCalls {
  call(method: string, ...args: readonly unknown[]): Promise<Answer<unknown>>;
}

/**
 * The one worker that may reach a team's store: its file is served with a policy of its own. Its
 * calls throw CatalogueError and HuellaError.
 */
export function spawnCatalogue(): Spawned<CatalogueDesk> {
  const name = `huella-catalogue-${crypto.randomUUID()}`;
  const { door, died, terminate } = doorOf<CatalogueCalls>(
    // The path is written out: the build finds workers by this form.
    new Worker(new URL('./catalogue.worker.ts', import.meta.url), { type: 'module', name }),
    name,
  );
  const desk = callsOf<CatalogueDesk>(async (method, args) =>
    valueOf(await door.call(method, ...args)),
  );
  return { door: desk, died, terminate };
}
