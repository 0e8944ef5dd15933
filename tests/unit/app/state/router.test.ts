import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SCREEN_NAMES } from '../../../../src/app/screens';
import { hrefOf, parseRoute, Router } from '../../../../src/app/state/router.svelte';

let changed: () => void;
const location = {
  get hash() {
    return this.now;
  },
  set hash(next: string) {
    this.now = next;
    changed();
  },
  now: '',
};

beforeEach(() => {
  location.now = '';
  vi.stubGlobal('location', location);
  vi.stubGlobal('addEventListener', (name: string, listener: () => void) => {
    if (name === 'hashchange') changed = listener;
  });
  const history = {
    state: null as unknown,
    replaceState(state: unknown): void {
      this.state = state;
    },
  };
  vi.stubGlobal('history', history);
  vi.stubGlobal('scrollY', 0);
});
afterEach(() => vi.unstubAllGlobals());

describe('addresses', () => {
  test.each(SCREEN_NAMES)('%s is found by its own address', (screen) => {
    expect(parseRoute(hrefOf(screen)).screen).toBe(screen);
  });

  test('parameters survive, also those that need escaping', () => {
    const { screen, params } = parseRoute(hrefOf('gallery', { individual: 'a b&c=ñ' }));
    expect(screen).toBe('gallery');
    expect(params.get('individual')).toBe('a b&c=ñ');
  });

  test.each(['', '#', '#/', '#/nowhere', '#identify'])('%j leads to the first screen', (hash) => {
    expect(parseRoute(hash).screen).toBe('identify');
  });
});

test('a new screen counts as a visit, so the focus moves; a new parameter does not', () => {
  const router = new Router();
  router.go('gallery');
  expect([router.route.screen, router.visits]).toEqual(['gallery', 1]);
  router.go('gallery', { individual: 'x' });
  expect([router.route.params.get('individual'), router.visits]).toEqual(['x', 1]);
  router.go('review');
  expect(router.visits).toBe(2);
});

test('Back gives the place in the list back; a new place starts at its top', () => {
  const router = new Router();
  const list = history.state as unknown;
  vi.stubGlobal('scrollY', 1234);
  history.replaceState(null, '');
  router.go('gallery');
  expect(router.scrolled.top).toBe(0);
  vi.stubGlobal('scrollY', 50);
  history.replaceState(list, '');
  router.go('identify');
  expect(router.scrolled.top).toBe(1234);
});
