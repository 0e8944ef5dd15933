/**
 * Arithmetic for the sample drawings. Only operations that IEEE 754 fixes exactly (+ - * / and
 * Math.sqrt, floor, abs, min, max, imul) are used, never Math.sin, Math.pow or Math.exp: their last
 * bits differ between engines, and the drawings must come out byte for byte the same everywhere.
 */

export type Vec3 = readonly [number, number, number];

export const PI = 3.141592653589793;

export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const length = (a: Vec3): number => Math.sqrt(dot(a, a));
export const normalise = (a: Vec3): Vec3 => scale(a, 1 / (length(a) || 1));
export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
export const mixColour = (a: Vec3, b: Vec3, t: number): Vec3 => [
  mix(a[0], b[0], t),
  mix(a[1], b[1], t),
  mix(a[2], b[2], t),
];
export const clamp = (x: number, low = 0, high = 1): number => Math.min(high, Math.max(low, x));

/** Hermite step from 0 at `from` to 1 at `to`; `from` may be the larger. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/**
 * Sine by its Taylor series after folding to [-pi/2, pi/2]; error below 1e-7, the same bits on
 * every engine.
 */
export function sine(angle: number): number {
  let x = angle - 2 * PI * Math.floor((angle + PI) / (2 * PI));
  if (x > PI / 2) x = PI - x;
  else if (x < -PI / 2) x = -PI - x;
  const s = x * x;
  return x * (1 - (s / 6) * (1 - (s / 20) * (1 - (s / 42) * (1 - (s / 72) * (1 - s / 110)))));
}
export const cosine = (angle: number): number => sine(angle + PI / 2);

export const radians = (degrees: number): number => (degrees * PI) / 180;

/**
 * A colour written as sRGB hex, in the renderer's linear light (square-law gamma, see `render.ts`).
 */
export function colour(hex: number): Vec3 {
  const channel = (shift: number): number => ((hex >> shift) & 255) / 255;
  const [r, g, b] = [channel(16), channel(8), channel(0)];
  return [r * r, g * g, b * b];
}

/** Mixes integers to 32 well-spread bits. */
export function hash(...values: number[]): number {
  let h = 0x9e3779b9;
  for (const value of values) {
    h = Math.imul(h ^ (value | 0), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** A seeded source of numbers. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1), 32 bits (a Weyl sequence through an integer finaliser). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

function lattice(x: number, y: number, z: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Value noise in [0, 1] with unit cells. */
export function noise(x: number, y: number, z: number, seed: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  let fx = x - ix;
  let fy = y - iy;
  let fz = z - iz;
  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  fz = fz * fz * (3 - 2 * fz);
  return mix(slice(ix, iy, iz, fx, fy, seed), slice(ix, iy, iz + 1, fx, fy, seed), fz);
}

// Not a closure inside noise(): that one is called tens of millions of times.
function slice(ix: number, iy: number, iz: number, fx: number, fy: number, seed: number): number {
  return mix(
    mix(lattice(ix, iy, iz, seed), lattice(ix + 1, iy, iz, seed), fx),
    mix(lattice(ix, iy + 1, iz, seed), lattice(ix + 1, iy + 1, iz, seed), fx),
    fy,
  );
}

/** Two octaves of noise, in [0, 1]. */
export const fractal = (x: number, y: number, z: number, seed: number): number =>
  (2 * noise(x, y, z, seed) + noise(2.1 * x + 5.3, 2.1 * y, 2.1 * z, seed + 1)) / 3;
