/**
 * Token orders. The graph never rolls, partitions or reverses windows: tokens lie in the order in
 * which the next block attends to them, and one gather moves them from one order to the next
 * (LayerNorm, MLP and mean pooling do not care).
 */

/** Order of the tokens of one grid: where window attention with this shift wants them. */
export interface WindowOrder {
  /** Side of the grid, in tokens. */
  readonly resolution: number;
  readonly window: number;
  /**
   * Tokens by which the grid is rolled up and left before it is cut into windows; 0: not at all.
   */
  readonly shift: number;
}

/** timm: every other block is shifted by half a window, unless the window fills the grid. */
export function blockOrder(resolution: number, window: number, block: number): WindowOrder {
  return {
    resolution,
    window,
    shift: block % 2 === 0 || resolution <= window ? 0 : Math.floor(window / 2),
  };
}

export function sameOrder(a: WindowOrder, b: WindowOrder): boolean {
  return a.resolution === b.resolution && a.window === b.window && a.shift === b.shift;
}

export function windowsOf({ resolution, window }: WindowOrder): number {
  return (resolution / window) ** 2;
}

/**
 * Raster index (`y * resolution + x`) of the token at each position. Unshifted: window after
 * window. Shifted: token-major, the first token of every window, then the second, ...: so that
 * windows, each with a mask of its own, can act as further attention heads without transposing
 * anything.
 */
export function rasterOf(order: WindowOrder): Int32Array {
  const { resolution, window, shift } = order;
  const across = resolution / window;
  const windows = across * across;
  const tokens = window * window;
  const raster = new Int32Array(windows * tokens);
  for (let w = 0; w < windows; w++) {
    for (let t = 0; t < tokens; t++) {
      const y = Math.floor(w / across) * window + Math.floor(t / window);
      const x = (w % across) * window + (t % window);
      const position = shift === 0 ? w * tokens + t : t * windows + w;
      raster[position] = ((y + shift) % resolution) * resolution + ((x + shift) % resolution);
    }
  }
  return raster;
}

function positionsOf(order: WindowOrder): Int32Array {
  const raster = rasterOf(order);
  const positions = new Int32Array(raster.length);
  raster.forEach((token, position) => (positions[token] = position));
  return positions;
}

/** Gather indices that bring tokens from one order into another: `[resolution^2]`. */
export function reorder(from: WindowOrder, to: WindowOrder): Int32Array {
  const positions = positionsOf(from);
  return rasterOf(to).map((token) => positions[token]!);
}

/**
 * Gather indices of patch merging: for each token of the next, half as wide grid, its four parts in
 * timm's order (itself, below, right, below right), `[resolution^2 / 4 * 4]`.
 */
export function mergeOrder(from: WindowOrder, to: WindowOrder): Int32Array {
  const positions = positionsOf(from);
  const indices = new Int32Array(from.resolution ** 2);
  rasterOf(to).forEach((token, i) => {
    const y = 2 * Math.floor(token / to.resolution);
    const x = 2 * (token % to.resolution);
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ].forEach(([dy, dx], part) => {
      indices[4 * i + part] = positions[(y + dy!) * from.resolution + x + dx!]!;
    });
  });
  return indices;
}
