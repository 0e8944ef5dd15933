/**
 * How far a photo is magnified and which part is in the middle. Two views may share one, so they
 * move together.
 */
const MAX_SCALE = 8;
const STEP = 1.5;

export class Zoom {
  /** 1: the whole photo. */
  scale = $state(1);
  /**
   * Offset of the photo's centre from the view's centre, in shares of the view, before magnifying.
   */
  x = $state(0);
  y = $state(0);

  /**
   * Magnifies so that the point (`px`, `py`), in shares of the view from its centre, stays where it
   * is.
   */
  by(factor: number, px = 0, py = 0): void {
    const scale = Math.min(MAX_SCALE, Math.max(1, this.scale * factor));
    const change = scale / this.scale;
    this.x = px - (px - this.x) * change;
    this.y = py - (py - this.y) * change;
    this.scale = scale;
    this.#limit();
  }

  move(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.#limit();
  }

  in(): void {
    this.by(STEP);
  }

  out(): void {
    this.by(1 / STEP);
  }

  reset(): void {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
  }

  /** Nothing but photo in view: an edge never passes the view's own edge. */
  #limit(): void {
    const most = (this.scale - 1) / 2;
    this.x = Math.min(most, Math.max(-most, this.x));
    this.y = Math.min(most, Math.max(-most, this.y));
  }
}
