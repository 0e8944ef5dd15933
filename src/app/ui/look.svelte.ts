/**
 * How two photos are looked at side by side: magnified together, brightened, with or without what
 * is written over them.
 */
import { Zoom } from './zoom.svelte';

/** Beyond these a photo only gets flat or black. */
export const BRIGHTNESS = { min: 0.4, max: 2.4, step: 0.1 } as const;
export const CONTRAST = { min: 0.5, max: 2.5, step: 0.1 } as const;

export class Look {
  brightness = $state(1);
  contrast = $state(1);
  /** Nothing over the photos. */
  plain = $state(false);
  /** The whole photos rather than their crops. */
  whole = $state(false);
  /** Lines between the markings that agree. */
  lines = $state(false);
  /** Both photos move and magnify together. */
  linked = $state(true);
  readonly left = new Zoom();
  readonly #own = new Zoom();
  readonly right: Zoom = $derived(this.linked ? this.left : this.#own);
  readonly adjusted = $derived(this.brightness !== 1 || this.contrast !== 1);
  /** CSS filter of both photos. */
  readonly filter = $derived(
    this.adjusted ? `brightness(${this.brightness}) contrast(${this.contrast})` : 'none',
  );

  both(action: (zoom: Zoom) => void): void {
    action(this.left);
    if (!this.linked) action(this.#own);
  }

  resetLight(): void {
    this.brightness = 1;
    this.contrast = 1;
  }

  /** Zooms, plain view: true when the key was one of these. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === '+' || event.key === '=') this.both((zoom) => zoom.in());
    else if (event.key === '-') this.both((zoom) => zoom.out());
    else if (event.key === '0') this.both((zoom) => zoom.reset());
    else if (event.key.toLowerCase() === 'p') this.plain = !this.plain;
    else if (event.key.toLowerCase() === 'g') this.lines = !this.lines;
    else if (event.key.toLowerCase() === 'l') this.linked = !this.linked;
    else return false;
    return true;
  }
}
