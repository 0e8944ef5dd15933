/** Starts what a tab has of a shared catalogue. */
import { spawnCatalogue } from '../../workers/spawn-catalogue';
import type { DoorCalls } from '../doors';
import { syncBySelf } from './auto';
import { Catalogue } from './catalogue';

export function start(
  { encoders }: DoorCalls,
  onLibraryChange: (listener: () => void) => () => void,
): Catalogue {
  const app = (): string => location.href.split('#')[0]!;
  const catalogue = new Catalogue(spawnCatalogue, app, ({ received, filesReceived }) => {
    // Those that others embedded by the encoder in use are passed over.
    if (received + filesReceived > 0) void encoders.encodeLacking().catch(() => undefined);
  });
  syncBySelf(catalogue, onLibraryChange);
  return catalogue;
}
