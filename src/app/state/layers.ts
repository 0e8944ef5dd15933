/**
 * What lies over a screen (dialogs, a selection) as entries of the browser's history, so that Back
 * closes the topmost one before it leaves the screen.
 */

/** What each entry of the history carries: how many layers were open when it was made. */
interface Entry {
  readonly layers?: number;
}

/** A step back takes milliseconds; a history that has nowhere to go never says that it is there. */
const STEP_MS = 1000;

const layersOf = (state: unknown): number => (state as Entry | null)?.layers ?? 0;

export class Layers {
  /** The topmost is the last. */
  readonly #open: { readonly close: () => void }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Set while the history goes back over what has closed. */
  #going: ReturnType<typeof setTimeout> | undefined;
  /** The address to go to after that. */
  #next = '';

  constructor() {
    addEventListener('popstate', ({ state }) => {
      // What has opened since the history was told to go back has no entry yet, and stays.
      const closing = this.#going ? [] : this.#open.slice(layersOf(state)).reverse();
      this.#arrived();
      // Told and not taken off: one that must stay open for now keeps its entry.
      for (const { close } of closing) close();
      this.#settleSoon();
    });
    // The step back would take the person away again from a link that they follow meanwhile.
    addEventListener(
      'click',
      (event) => {
        const href = (event.target as Partial<Element>).closest?.('a')?.getAttribute('href');
        if (!this.#going || !href?.startsWith('#')) return;
        event.preventDefault();
        this.#next = href;
      },
      true,
    );
  }

  /**
   * A layer has opened.
   * @param close called when the person goes Back
   * @returns a function that the caller runs once, when the layer has closed
   */
  open(close: () => void): () => void {
    const layer = { close };
    this.#open.push(layer);
    this.#settleSoon();
    return () => {
      const at = this.#open.indexOf(layer);
      if (at >= 0) this.#open.splice(at, 1);
      this.#settleSoon();
    };
  }

  /**
   * After the event that opens or closes: a dialog that follows another takes over its entry, and a
   * link in a dialog has changed the address by then.
   */
  #settleSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle());
  }

  #settle(): void {
    if (this.#going) return;
    const state = history.state as Entry | null;
    const there = layersOf(state);
    const open = this.#open.length;
    // An entry whose layers are gone is passed over.
    if (there > open) {
      this.#going = setTimeout(() => this.#arrived(), STEP_MS);
      history.go(open - there);
    }
    for (let layers = there + 1; layers <= open; layers++)
      history.pushState({ ...state, layers }, '');
  }

  #arrived(): void {
    clearTimeout(this.#going);
    this.#going = undefined;
    const next = this.#next;
    this.#next = '';
    // Not in the middle of the browser's own step.
    if (next) setTimeout(() => (location.hash = next));
  }
}
