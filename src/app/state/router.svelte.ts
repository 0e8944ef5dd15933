/**
 * Which screen is shown: the part of the address after `#`, so any static host serves every screen.
 */
import { Layers } from './layers';
import { Places } from './places';
import { SCREEN_NAMES, type ScreenName } from '../screens';

/** `#/gallery?individual=ID`: the screen and its parameters. */
export interface Route {
  readonly screen: ScreenName;
  readonly params: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const screen = SCREEN_NAMES.find((name) => name === path) ?? SCREEN_NAMES[0]!;
  return { screen, params: new URLSearchParams(query) };
}

export function hrefOf(screen: ScreenName, params: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(params).toString();
  return `#/${screen}${query ? `?${query}` : ''}`;
}

export class Router {
  route = $state.raw<Route>(parseRoute(location.hash));
  /** Counts navigations: the shell moves the focus to the heading of the new screen. */
  visits = $state(0);
  /** How far the place that is shown was scrolled when it was left; 0: it is new. */
  scrolled = $state.raw<{ readonly top: number }>({ top: 0 });
  /** What lies over the screen, which Back closes first. */
  readonly layers = new Layers();
  readonly #places = new Places();

  constructor() {
    addEventListener('hashchange', () => {
      const next = parseRoute(location.hash);
      this.scrolled = { top: this.#places.moved() };
      if (next.screen !== this.route.screen) this.visits += 1;
      this.route = next;
    });
  }

  go(screen: ScreenName, params: Readonly<Record<string, string>> = {}): void {
    location.hash = hrefOf(screen, params);
  }
}
