/**
 * Where a photo is taken: the background behind the animal, the ground under it, and the light.
 * Every place is shared by many individuals, so a background says nothing about who stands before
 * it.
 */
import { colour, fractal, mix, mixColour, noise, smoothstep, type Vec3 } from './maths';

export type Place = 'meadow' | 'savanna' | 'snow' | 'yard' | 'room' | 'forest';

export interface Light {
  /** Towards the sun. */
  readonly direction: Vec3;
  readonly sun: Vec3;
  readonly sky: Vec3;
  readonly exposure: number;
}

interface Look {
  readonly skyTop: number;
  readonly skyLow: number;
  readonly far: number;
  readonly near: number;
  readonly ground: number;
  readonly ground2: number;
}

const LOOKS: Record<Place, Look> = {
  meadow: {
    skyTop: 0x86bdec,
    skyLow: 0xe2eef2,
    far: 0x7d9fa0,
    near: 0x5b8150,
    ground: 0x90ab5e,
    ground2: 0x73954c,
  },
  savanna: {
    skyTop: 0xa9c8dc,
    skyLow: 0xf3e6c8,
    far: 0xb7a384,
    near: 0x8f8a52,
    ground: 0xcdb070,
    ground2: 0xa98d52,
  },
  snow: {
    skyTop: 0xb9cbdd,
    skyLow: 0xe9eef3,
    far: 0x9fb2c4,
    near: 0x6d8593,
    ground: 0xeaf0f6,
    ground2: 0xcfdbe8,
  },
  yard: {
    skyTop: 0xa4cbe8,
    skyLow: 0xe6eff2,
    far: 0xb98f66,
    near: 0xa77c55,
    ground: 0xbfb09a,
    ground2: 0x9f917d,
  },
  room: {
    skyTop: 0xe5d9c6,
    skyLow: 0xdccdb6,
    far: 0xf2ece2,
    near: 0xcfc2ae,
    ground: 0xb98a5c,
    ground2: 0x9b6f46,
  },
  forest: {
    skyTop: 0x9fb88a,
    skyLow: 0xd3dfb4,
    far: 0x6f8c6a,
    near: 0x3f5a42,
    ground: 0x8a7a50,
    ground2: 0x5f6a3c,
  },
};

/**
 * The background seen along a camera ray. `u` is the tangent sideways, `v` the tangent above the
 * horizon.
 */
export function backdrop(place: Place, seed: number, u: number, v: number): Vec3 {
  const look = LOOKS[place];
  const top = colour(look.skyTop);
  const low = colour(look.skyLow);
  const far = colour(look.far);
  const near = colour(look.near);
  const shift = (seed % 1000) * 0.37;
  const x = u + shift;
  if (place === 'room') {
    const wall = mixColour(low, top, smoothstep(0, 0.8, v));
    const paper = Math.abs(x * 9 - Math.floor(x * 9) - 0.5);
    const c = mixColour(wall, near, 0.16 * smoothstep(0.34, 0.4, paper));
    return mixColour(far, c, smoothstep(0.075, 0.085, v));
  }
  let c = mixColour(low, top, smoothstep(0, 0.55, v));
  if (place === 'yard') {
    const bush = 0.3 + 0.16 * fractal(x * 4, 0, 1, seed);
    c = mixColour(c, colour(0x7f9c62), smoothstep(0.03, -0.03, v - bush) * 0.9);
    const plank = x * 6.5 - Math.floor(x * 6.5);
    const board = mixColour(
      far,
      near,
      0.7 * noise(Math.floor(x * 6.5), 0, 0, seed) + 0.3 * noise(x * 30, v * 4, 0, seed),
    );
    const fence = 0.23 - 0.02 * smoothstep(0.25, 0.5, Math.abs(plank - 0.5));
    const gap = smoothstep(0.44, 0.48, Math.abs(plank - 0.5));
    return mixColour(
      c,
      mixColour(board, colour(0x4f4436), gap * 0.7),
      smoothstep(0.006, -0.006, v - fence),
    );
  }
  if (place === 'forest') {
    const leaves = fractal(x * 7, v * 7, 2, seed);
    c = mixColour(c, far, 0.9 * smoothstep(0.3, 0.62, leaves));
    for (let layer = 0; layer < 3; layer++) {
      const density = 2.2 + layer * 1.4;
      const sway = x + 0.05 * noise(v * 2, layer, 0, seed);
      const cell = Math.floor(sway * density);
      const middle = 0.25 + 0.5 * noise(cell, layer * 7, 3, seed);
      const width = (0.09 - layer * 0.02) * (0.6 + noise(cell, layer, 9, seed));
      const off = Math.abs(sway * density - cell - middle);
      const trunk = mixColour(near, far, 0.62 - 0.26 * (2 - layer));
      c = mixColour(c, trunk, 0.85 * smoothstep(width + 0.05, width - 0.02, off));
    }
    const bush = 0.09 + 0.1 * fractal(x * 5, 1, 1, seed);
    return mixColour(
      c,
      mixColour(near, far, 0.25 + 0.4 * leaves),
      smoothstep(0.05, -0.03, v - bush),
    );
  }
  const cloud = fractal(x * 2.2, v * 7, 4, seed);
  c = mixColour(c, low, 0.7 * smoothstep(0.5, 0.75, cloud));
  const hill = 0.03 + 0.1 * noise(x * 1.3, 0, 0, seed) + 0.03 * noise(x * 5, 1, 0, seed);
  c = mixColour(c, mixColour(far, low, 0.35), smoothstep(0.012, -0.012, v - hill));
  // Trees: round in the meadow, flat in the savanna, narrow in the snow.
  const density = place === 'snow' ? 7 : place === 'savanna' ? 1.6 : 2.6;
  for (let side = -1; side <= 1; side++) {
    const cell = Math.floor(x * density) + side;
    if (noise(cell, 5, 5, seed) < 0.35) continue;
    const dx = (x * density - cell - 0.2 - 0.6 * noise(cell, 2, 2, seed)) / density;
    const tall = 0.15 * (0.6 + 0.8 * noise(cell, 3, 3, seed));
    const ragged = 0.03 * (fractal(x * 22, v * 22, 0, seed) - 0.5);
    let d: number;
    if (place === 'snow') d = Math.abs(dx) - 0.045 * (1 - v / tall) + ragged * 0.7;
    else {
      const [rx, ry] = place === 'savanna' ? [0.17, 0.035] : [0.1, 0.07];
      const [a, b] = [dx / rx, (v - tall) / ry];
      d = (Math.sqrt(a * a + b * b) - 1) * ry + ragged * 1.6;
      if (v < tall) d = Math.min(d, Math.abs(dx) - 0.008);
    }
    const tree = mixColour(near, far, 0.25 + 0.35 * fractal(x * 9, v * 9 + 2, 0, seed));
    if (v > 0) c = mixColour(c, tree, 0.92 * smoothstep(0.014, -0.014, d));
  }
  return mixColour(c, near, 0.55 * smoothstep(0.035, 0, v));
}

/** Colour of the ground at (x, z), `distance` from the camera. */
export function groundColour(
  place: Place,
  seed: number,
  x: number,
  z: number,
  distance: number,
): Vec3 {
  const look = LOOKS[place];
  const a = colour(look.ground);
  const b = colour(look.ground2);
  const fade = smoothstep(14, 3, distance);
  const broad = fractal(x * 1.1, z * 1.1, 0, seed);
  if (place === 'room') {
    const row = Math.floor(z * 3.2);
    const across = z * 3.2 - row;
    const tone = noise(row * 3.7, Math.floor(x * 0.6 + row * 0.37), 1, seed);
    const seam = smoothstep(0.03, 0.0, Math.min(across, 1 - across));
    const c = mixColour(a, b, 0.7 * tone + 0.3 * noise(x * 2, z * 26, 0, seed));
    return mixColour(c, colour(0x5f4630), 0.6 * seam * fade);
  }
  const fine = noise(x * 17, z * 17, 0, seed) * 0.6 + noise(x * 41, z * 41, 1, seed) * 0.4;
  const c = mixColour(a, b, smoothstep(0.25, 0.75, broad) * 0.75 + (fine - 0.5) * 0.6 * fade);
  if (place === 'forest')
    return mixColour(
      c,
      colour(0xb08a4a),
      0.5 * smoothstep(0.62, 0.75, noise(x * 8, z * 12, 4, seed)),
    );
  return c;
}

/** How high blades of grass (or snow) stand before the feet, by place. */
export const COVER: Record<Place, number> = {
  meadow: 0.1,
  savanna: 0.12,
  snow: 0.06,
  yard: 0,
  room: 0,
  forest: 0.05,
};

/** A tip line of blades at sideways position `x` (in body units), between 0 and 1. */
export function blades(place: Place, seed: number, x: number): number {
  if (place === 'snow') return 0.6 + 0.4 * noise(x * 3, 0, 0, seed);
  const f = x * 34;
  return mix(Math.max(blade(f, seed), blade(f * 0.61, seed + 1)), 0.35, 0.2);
}

function blade(f: number, seed: number): number {
  const i = Math.floor(f);
  return noise(i, 1, 2, seed) * (1 - Math.abs(f - i - 0.5) * 2);
}
