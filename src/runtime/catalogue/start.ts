/**
 * Starts what a tab has of a shared catalogue. What the first screen has loaded already is handed
 * in: imported from here it would be a file more at every start.
 */
import type { callsOf } from '../../workers/calls';
import type { doorOf, Spawned } from '../../workers/spawn';
import { spawnCatalogue } from '../../workers/spawn-catalogue';
import type { CatalogueDesk } from '../../engine/catalogue/desk';
import type { DoorCalls } from '../doors';
import { syncBySelf } from './auto';
import { Catalogue } from './catalogue';
import { allowOrigin, mayReach, withdraw } from './consent';
import { membershipOf } from './joined';

let started: Catalogue | null = null;

/** The catalogue of this tab, the same at each call. @param joinedKey as `membershipOf` */
export function start(
  { encoders }: DoorCalls,
  doors: typeof doorOf,
  calls: typeof callsOf,
  joinedKey: string,
  onLibraryChange: (listener: () => void) => () => void,
): Catalogue {
  if (started) return started;
  started = new Catalogue(
    (): Spawned<CatalogueDesk> => spawnCatalogue({ doorOf: doors, callsOf: calls }),
    { allowOrigin, mayReach, withdraw },
    membershipOf(joinedKey),
    () => location.href.split('#')[0]!,
    (report) => {
      // Those that others embedded by the encoder in use are passed over.
      if (report.received + report.filesReceived > 0) {
        void encoders.encodeLacking().catch(() => undefined);
      }
    },
  );
  syncBySelf(started, onLibraryChange);
  return started;
}
