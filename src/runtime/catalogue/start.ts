/**
 * Starts what a tab has of a shared catalogue. What the first screen has loaded already is handed
 * in: imported from here it would be a file more at every start.
 */
import { spawnCatalogue, type WorkerTools } from '../../workers/spawn-catalogue';
import type { DoorCalls } from '../doors';
import { syncBySelf } from './auto';
import { Catalogue } from './catalogue';
import { allowOrigin, mayReach, withdraw } from './consent';
import { membershipOf } from './joined';

export function start(
  { encoders }: DoorCalls,
  tools: WorkerTools,
  joinedKey: string,
  onLibraryChange: (listener: () => void) => () => void,
): Catalogue {
  const app = (): string => location.href.split('#')[0]!;
  const spawned = (): ReturnType<typeof spawnCatalogue> => spawnCatalogue(tools);
  const guard = { allowOrigin, mayReach, withdraw };
  const catalogue = new Catalogue(spawned, guard, membershipOf(joinedKey), app, (report) => {
    // Those that others embedded by the encoder in use are passed over.
    if (report.received + report.filesReceived > 0) {
      void encoders.encodeLacking().catch(() => undefined);
    }
  });
  syncBySelf(catalogue, onLibraryChange);
  return catalogue;
}
