/** The exchange's worker: started by the first zip, table or export, and again after it dies. */
import type { ExchangeDesk } from '../engine/exchange/desk';
import { callsOf, type Calls, type Methods } from '../workers/calls';
import { spawnExchange, type Spawned } from '../workers/spawn';

/** Every method of the exchange's worker, which each tab has for itself. */
export function exchangeDoor(): Calls<ExchangeDesk> {
  let spawned: Spawned<ExchangeDesk> | null = null;
  return callsOf((method, args) => {
    if (!spawned) {
      const own = (spawned = spawnExchange());
      own.died.catch(() => {
        if (spawned === own) spawned = null;
      });
    }
    return (spawned.door as unknown as Methods)[method]!(...args);
  });
}
