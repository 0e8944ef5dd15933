/** Inside a frame, which stands in for a browser tab: a round whose store never answers. */
import { CatalogueDesk } from '../../../../src/engine/catalogue/desk';
import { Catalogue } from '../../../../src/runtime/catalogue/catalogue';
import { membershipOf } from '../../../../src/runtime/catalogue/joined';
import { callsOf, type Methods } from '../../../../src/workers/calls';
import { MemoryStore } from '../../../unit/engine/catalogue/devices';

declare global {
  interface Window {
    /** A round of this tab. */
    syncForEver: () => Promise<unknown>;
  }
}

class StuckStore extends MemoryStore {
  override get(): Promise<never> {
    return new Promise(() => undefined);
  }
}

const name = self.name;
const desk = new CatalogueDesk(name, () => new StuckStore());
const methods = desk as unknown as Methods;
const catalogue = new Catalogue(
  () => ({
    door: callsOf<CatalogueDesk>(async (method, args) => methods[method]!(...args)),
    died: new Promise<never>(() => undefined),
    terminate: () => undefined,
  }),
  {
    allowOrigin: () => Promise.resolve(),
    mayReach: () => Promise.resolve(true),
    withdraw: () => Promise.resolve(),
  },
  membershipOf(name),
  () => 'https://huella.example/',
);

window.syncForEver = () => catalogue.sync();
