/**
 * Smooth implicit shapes: ellipsoids and round cones, each with its distance function, melted
 * together by a smooth union. Distance functions are negative inside. The union is the quadratic
 * polynomial one, whose support is finite, so a shape farther than its blend width from a point
 * does not change the surface there and may be left out.
 */
import { cosine, cross, dot, length, sine, sub, type Vec3 } from './maths';

/** A rigid frame: origin and three orthonormal axes in world coordinates. */
export interface Frame {
  readonly o: Vec3;
  readonly x: Vec3;
  readonly y: Vec3;
  readonly z: Vec3;
}

export const WORLD: Frame = { o: [0, 0, 0], x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

export const toWorldDirection = (f: Frame, p: Vec3): Vec3 => [
  f.x[0] * p[0] + f.y[0] * p[1] + f.z[0] * p[2],
  f.x[1] * p[0] + f.y[1] * p[1] + f.z[1] * p[2],
  f.x[2] * p[0] + f.y[2] * p[1] + f.z[2] * p[2],
];
export const toWorld = (f: Frame, p: Vec3): Vec3 => {
  const d = toWorldDirection(f, p);
  return [d[0] + f.o[0], d[1] + f.o[1], d[2] + f.o[2]];
};
export const toLocal = (f: Frame, p: Vec3): Vec3 => {
  const d = sub(p, f.o);
  return [dot(d, f.x), dot(d, f.y), dot(d, f.z)];
};

/**
 * Turns in radians, applied in the order roll (about x), pitch (about z, positive lifts x), yaw
 * (about y).
 */
export interface Turn {
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
}

/** A frame placed at `at` in `parent`, turned relative to it. */
export function child(parent: Frame, at: Vec3, { yaw = 0, pitch = 0, roll = 0 }: Turn = {}): Frame {
  const [cy, sy, cp, sp, cr, sr] = [
    cosine(yaw),
    sine(yaw),
    cosine(pitch),
    sine(pitch),
    cosine(roll),
    sine(roll),
  ];
  const x: Vec3 = [cp * cy, sp, -cp * sy];
  const flatY: Vec3 = [-sp * cy, cp, sp * sy];
  const flatZ = cross(x, flatY);
  const y: Vec3 = [
    flatY[0] * cr + flatZ[0] * sr,
    flatY[1] * cr + flatZ[1] * sr,
    flatY[2] * cr + flatZ[2] * sr,
  ];
  return {
    o: toWorld(parent, at),
    x: toWorldDirection(parent, x),
    y: toWorldDirection(parent, y),
    z: toWorldDirection(parent, cross(x, y)),
  };
}

/** What a shape is made of; `coat` is coloured by the individual's coat. */
export type Material = 'coat' | 'eye' | 'nose' | 'horn' | 'hoof' | 'skin';
/** Which part of the body a shape belongs to. */
export type Part = 'torso' | 'neck' | 'head' | 'ear' | 'foreleg' | 'hindleg' | 'tail' | 'mane';

export interface ShapeInfo {
  readonly frame: Frame;
  readonly part: Part;
  readonly material: Material;
  /** Width of the melt into the shapes before it; 0 is a plain union. */
  readonly blend: number;
}

/**
 * One shape. A round cone runs from `a` to `b` with radii `ra`, `rb`; an ellipsoid has centre `a`
 * and `radii`.
 */
export class Shape {
  readonly centre: Vec3;
  readonly bound: number;
  readonly #a: Vec3;
  readonly #ba: Vec3;
  readonly #ra: number;
  readonly #rr: number;
  readonly #l2: number;
  readonly #radii: Vec3 | undefined;

  constructor(
    readonly info: ShapeInfo,
    a: Vec3,
    b: Vec3,
    ra: number,
    rb: number,
    radii?: Vec3,
  ) {
    this.#a = toWorld(info.frame, a);
    const end = toWorld(info.frame, b);
    this.#ba = sub(end, this.#a);
    this.#ra = ra;
    this.#rr = ra - rb;
    this.#l2 = dot(this.#ba, this.#ba);
    this.#radii = radii;
    this.centre = [(this.#a[0] + end[0]) / 2, (this.#a[1] + end[1]) / 2, (this.#a[2] + end[2]) / 2];
    this.bound = radii
      ? Math.max(radii[0], radii[1], radii[2])
      : length(this.#ba) / 2 + Math.max(ra, rb);
  }

  /** Signed distance (a lower bound of it for ellipsoids far off their surface). */
  distance(x: number, y: number, z: number): number {
    const px = x - this.#a[0];
    const py = y - this.#a[1];
    const pz = z - this.#a[2];
    const radii = this.#radii;
    if (radii) {
      const f = this.info.frame;
      const qx = (px * f.x[0] + py * f.x[1] + pz * f.x[2]) / radii[0];
      const qy = (px * f.y[0] + py * f.y[1] + pz * f.y[2]) / radii[1];
      const qz = (px * f.z[0] + py * f.z[1] + pz * f.z[2]) / radii[2];
      const k0 = Math.sqrt(qx * qx + qy * qy + qz * qz);
      const gx = qx / radii[0];
      const gy = qy / radii[1];
      const gz = qz / radii[2];
      const k1 = Math.sqrt(gx * gx + gy * gy + gz * gz);
      return k1 > 0 ? (k0 * (k0 - 1)) / k1 : -Math.min(radii[0], radii[1], radii[2]);
    }
    // Closest point on the axis, shifted along it by the slope of the cone's side.
    const ba = this.#ba;
    const along = (px * ba[0] + py * ba[1] + pz * ba[2]) / this.#l2;
    const rx = px - ba[0] * along;
    const ry = py - ba[1] * along;
    const rz = pz - ba[2] * along;
    const off = Math.sqrt(rx * rx + ry * ry + rz * rz);
    const slope = this.#rr / Math.sqrt(Math.max(this.#l2 - this.#rr * this.#rr, 1e-9));
    const l = Math.sqrt(this.#l2);
    const t = Math.min(1, Math.max(0, along - (off * slope) / l));
    const dx = px - ba[0] * t;
    const dy = py - ba[1] * t;
    const dz = pz - ba[2] * t;
    return Math.sqrt(dx * dx + dy * dy + dz * dz) - (this.#ra - this.#rr * t);
  }
}

export const ellipsoid = (info: ShapeInfo, centre: Vec3, radii: Vec3): Shape =>
  new Shape(info, centre, centre, 0, 0, radii);
export const cone = (info: ShapeInfo, a: Vec3, b: Vec3, ra: number, rb: number): Shape =>
  new Shape(info, a, b, ra, rb);

/** Signed distance of the melted shapes. */
export function field(shapes: readonly Shape[], x: number, y: number, z: number): number {
  let d = 1e9;
  for (const shape of shapes) {
    const e = shape.distance(x, y, z);
    const k = shape.info.blend;
    const h = k - Math.abs(d - e);
    d = e < d ? e : d;
    if (h > 0) d -= (h * h) / (4 * k);
  }
  return d;
}

/**
 * Unit outward normal of the melted shapes at a point on the surface (four-tap tetrahedron
 * difference).
 */
export function normalAt(
  shapes: readonly Shape[],
  x: number,
  y: number,
  z: number,
  step: number,
): Vec3 {
  const a = field(shapes, x + step, y - step, z - step);
  const b = field(shapes, x - step, y - step, z + step);
  const c = field(shapes, x - step, y + step, z - step);
  const d = field(shapes, x + step, y + step, z + step);
  const n: Vec3 = [a - b - c + d, -a - b + c + d, -a + b - c + d];
  const l = length(n) || 1;
  return [n[0] / l, n[1] / l, n[2] / l];
}

/** The smallest ball around the middle of the shapes that holds all of them. */
export function ballAround(shapes: readonly Shape[]): { centre: Vec3; radius: number } {
  const low = [1e9, 1e9, 1e9];
  const high = [-1e9, -1e9, -1e9];
  for (const { centre, bound } of shapes)
    for (let i = 0; i < 3; i++) {
      low[i] = Math.min(low[i]!, centre[i]! - bound);
      high[i] = Math.max(high[i]!, centre[i]! + bound);
    }
  const centre: Vec3 = [
    (low[0]! + high[0]!) / 2,
    (low[1]! + high[1]!) / 2,
    (low[2]! + high[2]!) / 2,
  ];
  let radius = 0;
  for (const shape of shapes)
    radius = Math.max(radius, length(sub(shape.centre, centre)) + shape.bound);
  return { centre, radius };
}
