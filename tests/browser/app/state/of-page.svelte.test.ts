import { expect, it } from 'vitest';
import { ofPage } from '../../../../src/app/state/of-page.svelte';
import type { Services } from '../../../../src/runtime/services';

/** As a state reads the photos of the library. */
class Library {
  photos = $state.raw<readonly string[]>([]);
}

class Counted {
  readonly unnamed = $derived.by(() => this.library.photos.length);
  constructor(readonly library: Library) {}
}

interface App {
  readonly services: Services;
  readonly library: Library;
}

/** A screen is an effect: what is made while it is shown goes with it. */
function visit(look: () => void): void {
  $effect.root(look)();
}

it('what is derived in a state follows the library after the screen that made it is left', () => {
  const library = new Library();
  // Only a key here.
  const services = {} as Services;
  const counted = ofPage(({ library }: App) => new Counted(library));

  visit(() => expect(counted({ services, library }).unnamed).toBe(0));
  library.photos = ['luna-1.jpg', 'rosa-1.jpg'];
  visit(() => expect(counted({ services, library }).unnamed).toBe(2));
  library.photos = [];
  visit(() => expect(counted({ services, library }).unnamed).toBe(0));
});

it('each page has one of a kind', () => {
  const [page, other] = [{} as Services, {} as Services];
  const on = (services: Services): App => ({ services, library: new Library() });
  const counted = ofPage(({ library }: App) => new Counted(library));
  const first = counted(on(page));
  expect(counted(on(page))).toBe(first);
  expect(counted(on(other))).not.toBe(first);
});
