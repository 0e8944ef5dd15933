/** How far each entry of the history was scrolled, so that Back gives the place in a list back. */

/** The photos of a long list are read and laid out after its screen is there. */
const WAIT_FRAMES = 60;

interface Entry {
  readonly visit?: number;
}

export class Places {
  readonly #scrolled = new Map<number, number>();
  #visits = 0;
  #visit = 0;

  constructor() {
    // The browser's own restoring comes before the screen is there, and jumps when a layer closes.
    history.scrollRestoration = 'manual';
    this.#visits = this.#visit = (history.state as Entry | null)?.visit ?? 0;
    history.replaceState({ ...(history.state as Entry | null), visit: this.#visit }, '');
  }

  /**
   * The address has changed, and the screen not yet.
   * @returns how far the entry that is shown now was scrolled; 0 for a new one
   */
  moved(): number {
    this.#scrolled.set(this.#visit, scrollY);
    const visit = (history.state as Entry | null)?.visit;
    if (visit === undefined) {
      this.#visit = this.#visits += 1;
      history.replaceState({ visit: this.#visit }, '');
      return 0;
    }
    this.#visit = visit;
    this.#visits = Math.max(this.#visits, visit);
    return this.#scrolled.get(visit) ?? 0;
  }
}

/** Scrolls once the page is long enough, and gives up after a second. */
export function scrollWhenLong(top: number, frames = WAIT_FRAMES): void {
  const isLong = document.documentElement.scrollHeight >= top + innerHeight;
  if (top === 0 || isLong || frames === 0) scrollTo(0, top);
  else requestAnimationFrame(() => scrollWhenLong(top, frames - 1));
}
