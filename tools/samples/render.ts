/**
 * The renderer: one posed body in one place under one light, by sphere tracing the melted shapes,
 * with soft shadows, ambient occlusion and supersampling. Linear light throughout; the last step is
 * a square-root gamma, which IEEE 754 fixes exactly, and rounding to bytes.
 */
import { makeBody, type Body, type Pose } from './body';
import type { Coat } from './coat';
import {
  add,
  clamp,
  colour,
  cross,
  dot,
  mix,
  mixColour,
  noise,
  normalise,
  scale,
  smoothstep,
  sub,
  type Vec3,
} from './maths';
import { backdrop, blades, COVER, groundColour, type Light, type Place } from './scene';
import { GroundShadow } from './shadow';
import { ballAround, field, normalAt, toLocal, toWorld, type Shape } from './shapes';

export interface Camera {
  readonly from: Vec3;
  readonly at: Vec3;
  /** Half the field of view, as a tangent of the half width. */
  readonly zoom: number;
}

export interface Shot {
  readonly pose: Pose;
  readonly camera: Camera;
  readonly light: Light;
  readonly place: Place;
  readonly seed: number;
}

export interface Frameable {
  readonly width: number;
  readonly height: number;
  /** Samples per pixel side: 1 draws fast, 2 or 3 draws smooth edges. */
  readonly samples?: number;
}

/** Side of the square of pixels that shares one list of nearby shapes. */
const TILE = 8;
const MAX_STEPS = 72;
/** Ellipsoid distances overshoot a little; this keeps steps safe. */
const STEP = 0.82;

/** Draws a shot. Returns RGB bytes, row by row, 3 per pixel. */
export function render(
  coat: Coat,
  shot: Shot,
  { width, height, samples = 2 }: Frameable,
): Uint8Array {
  const body = makeBody(coat.rest.build, shot.pose);
  const { shapes } = body;
  const ball = ballAround(shapes);
  const { camera } = shot;
  const forward = normalise(sub(camera.at, camera.from));
  const right = normalise(cross(forward, [0, 1, 0]));
  const up = cross(right, forward);
  const pixel = (2 * camera.zoom) / width;
  const ray = (px: number, py: number): Vec3 => {
    const sx = (px - width / 2) * pixel;
    const sy = (height / 2 - py) * pixel;
    return normalise([
      forward[0] + right[0] * sx + up[0] * sy,
      forward[1] + right[1] * sx + up[1] * sy,
      forward[2] + right[2] * sx + up[2] * sy,
    ]);
  };
  // The horizon in sideways and upward tangents, for the backdrop.
  const flat = normalise([forward[0], 0, forward[2]]);
  const shade = new Shader(body, coat, shot);
  const look = (near: readonly Shape[], x: number, y: number): Vec3 => {
    const d = ray(x, y);
    const hit = near.length > 0 ? trace(near, camera.from, d, ball) : -1;
    const c = hit > 0 ? shade.animal(near, camera.from, d, hit) : undefined;
    if (c) return c;
    const ahead = Math.max(dot(d, flat), 1e-3);
    return shade.surroundings(camera.from, d, dot(d, right) / ahead, d[1] / ahead);
  };

  // First one ray through every pixel's middle; then more rays only where neighbours differ, which
  // is where edges are.
  const across = Math.ceil(width / TILE);
  const lists: Shape[][] = [];
  const light = new Float64Array(width * height * 3);
  for (let ty = 0; ty < height; ty += TILE)
    for (let tx = 0; tx < width; tx += TILE) {
      const near = shapesNear(
        shapes,
        camera.from,
        ray(tx + TILE / 2, ty + TILE / 2),
        TILE * 0.75 * pixel,
      );
      lists.push(near);
      for (let py = ty; py < Math.min(ty + TILE, height); py++)
        for (let px = tx; px < Math.min(tx + TILE, width); px++)
          light.set(look(near, px + 0.5, py + 0.5), (py * width + px) * 3);
    }
  const out = new Uint8Array(width * height * 3);
  for (let py = 0; py < height; py++)
    for (let px = 0; px < width; px++) {
      const at = (py * width + px) * 3;
      let [r, g, b] = [light[at]!, light[at + 1]!, light[at + 2]!];
      if (samples > 1 && isEdge(light, width, height, px, py)) {
        const near = lists[Math.floor(py / TILE) * across + Math.floor(px / TILE)]!;
        [r, g, b] = [0, 0, 0];
        const share = 1 / (samples * samples);
        for (let s = 0; s < samples * samples; s++) {
          const c = look(
            near,
            px + ((s % samples) + 0.5) / samples,
            py + (Math.floor(s / samples) + 0.5) / samples,
          );
          r += c[0] * share;
          g += c[1] * share;
          b += c[2] * share;
        }
      }
      const u = px / width - 0.5;
      const v = py / height - 0.5;
      const exposure = shot.light.exposure * (1 - 0.42 * (u * u + v * v));
      out[at] = tone(r * exposure);
      out[at + 1] = tone(g * exposure);
      out[at + 2] = tone(b * exposure);
    }
  return out;
}

/** Whether a pixel differs visibly from the ones above, below, left or right of it. */
function isEdge(
  light: Float64Array,
  width: number,
  height: number,
  px: number,
  py: number,
): boolean {
  const at = (py * width + px) * 3;
  return (
    (px > 0 && differs(light, at, at - 3)) ||
    (px < width - 1 && differs(light, at, at + 3)) ||
    (py > 0 && differs(light, at, at - width * 3)) ||
    (py < height - 1 && differs(light, at, at + width * 3))
  );
}

function differs(light: Float64Array, at: number, other: number): boolean {
  for (let i = 0; i < 3; i++) {
    const a = light[at + i]!;
    const b = light[other + i]!;
    // Square roots would compare as the eye does; this bound on the squares is as good and cheaper.
    if (Math.abs(a - b) > 0.02 + 0.16 * Math.min(a, b)) return true;
  }
  return false;
}

/** A gentle shoulder for highlights, then gamma 2 and a byte. */
function tone(x: number): number {
  const y = (x * (1 + x * 0.12)) / (1 + x * 0.34);
  return Math.floor(Math.sqrt(clamp(y * 1.08)) * 255 + 0.5);
}

/** Shapes that a narrow cone of rays can meet, blend widths included. */
function shapesNear(shapes: readonly Shape[], from: Vec3, d: Vec3, spread: number): Shape[] {
  return shapes.filter((shape) => {
    const to = sub(shape.centre, from);
    const along = dot(to, d);
    const off = Math.sqrt(Math.max(0, dot(to, to) - along * along));
    return along > 0 && off < shape.bound + 0.1 + spread * along;
  });
}

function trace(
  shapes: readonly Shape[],
  from: Vec3,
  d: Vec3,
  ball: { centre: Vec3; radius: number },
): number {
  const to = sub(ball.centre, from);
  const middle = dot(to, d);
  const inside = ball.radius * ball.radius - (dot(to, to) - middle * middle);
  if (inside <= 0) return -1;
  const half = Math.sqrt(inside);
  let t = Math.max(0.05, middle - half);
  for (let i = 0; i < MAX_STEPS && t < middle + half; i++) {
    const h = field(shapes, from[0] + d[0] * t, from[1] + d[1] * t, from[2] + d[2] * t);
    if (h < 0.0012) return t;
    t += h * STEP;
  }
  return -1;
}

class Shader {
  readonly #shadow: GroundShadow;
  readonly #casters: readonly Shape[];
  readonly #rest = new Map<Shape, Shape>();
  /** The level direction the camera looks in. */
  readonly #ahead: Vec3;

  constructor(
    readonly body: Body,
    readonly coat: Coat,
    readonly shot: Shot,
  ) {
    // Trunk, neck and head shade the rest of the body; finer parts only shade the ground.
    this.#casters = body.shapes.filter(
      (s) => ['torso', 'neck'].includes(s.info.part) || (s.info.part === 'head' && s.bound > 0.12),
    );
    const { at, from } = shot.camera;
    this.#ahead = normalise([at[0] - from[0], 0, at[2] - from[2]]);
    this.#shadow = new GroundShadow(body.shapes, shot.light.direction);
    body.shapes.forEach((shape, i) => this.#rest.set(shape, coat.rest.shapes[i]!));
  }

  /**
   * Colour of the animal where a ray meets it, or undefined where grass or snow stands before it.
   */
  animal(near: readonly Shape[], from: Vec3, d: Vec3, t: number): Vec3 | undefined {
    const p: Vec3 = [from[0] + d[0] * t, from[1] + d[1] * t, from[2] + d[2] * t];
    const { light, place, seed } = this.shot;
    const cover = COVER[place];
    if (p[1] < cover && p[1] < cover * blades(place, seed, p[0] - p[2] * 0.4)) {
      const c = groundColour(place, seed, p[0], p[2], 4);
      const lift = mix(0.7, 1.12, clamp(p[1] / cover));
      return this.#litGround(scale(c, lift), p);
    }
    let n = normalAt(near, p[0], p[1], p[2], 0.004);
    // The nearest shape names the part; all near ones vote for the place on the resting body.
    let nearest: Shape | undefined;
    let best = 1e9;
    let [rx, ry, rz, total] = [0, 0, 0, 0];
    for (const shape of near) {
      const e = shape.distance(p[0], p[1], p[2]);
      if (e > 0.12) continue;
      if (e < best) {
        best = e;
        nearest = shape;
      }
      const w = 1 / (Math.max(0, e) + 0.012);
      const ww = w * w;
      const q = toWorld(this.#rest.get(shape)!.info.frame, toLocal(shape.info.frame, p));
      rx += q[0] * ww;
      ry += q[1] * ww;
      rz += q[2] * ww;
      total += ww;
    }
    if (!nearest) return undefined;
    const q: Vec3 = [rx / total, ry / total, rz / total];
    const { part, material, frame } = nearest.info;

    let albedo: Vec3;
    let gloss = 0.05;
    const { plan } = this.coat;
    switch (material) {
      case 'coat': {
        albedo = this.coat.at(q, part);
        // Fur: the normal wanders a little with the hair.
        const [hx, hy, hz] = [q[0] * 30, q[1] * 55, q[2] * 30];
        n = normalise([
          n[0] + 0.22 * (noise(hx, hy, hz, plan.seed + 40) - 0.5),
          n[1] + 0.22 * (noise(hx, hy, hz, plan.seed + 41) - 0.5),
          n[2] + 0.22 * (noise(hx, hy, hz, plan.seed + 42) - 0.5),
        ]);
        break;
      }
      case 'eye': {
        const local = normalise(toLocal(frame, p));
        const pupil = smoothstep(
          0.86,
          0.9,
          local[0] - 0.55 * Math.abs(local[2]) * (part === 'head' ? 0.4 : 0),
        );
        albedo = mixColour(colour(plan.iris), [0.004, 0.004, 0.005], pupil);
        albedo = mixColour([0.01, 0.008, 0.006], albedo, smoothstep(0.3, 0.5, local[0]));
        gloss = 1.2;
        break;
      }
      case 'nose':
        albedo = colour(plan.nose);
        gloss = 0.35;
        break;
      case 'horn':
        albedo = colour(0xcdbfa4);
        gloss = 0.2;
        break;
      case 'hoof':
        albedo = colour(0x4a4038);
        gloss = 0.15;
        break;
      case 'skin':
        albedo = colour(0xd8a596);
    }

    const facing = dot(n, light.direction);
    const shadow = facing > -0.2 ? this.#selfShadow(p, n) : 1;
    const sun = Math.max(0, (facing + 0.18) / 1.18) * shadow;
    const open = this.#occlusion(near, p, n);
    const ambient = (0.55 + 0.45 * n[1]) * open;
    const bounce = Math.max(0, 0.5 - 0.5 * n[1]) * open * 0.3 * smoothstep(1.6, 0, p[1]);
    const ground = groundColour(place, seed, p[0], p[2], 20);
    const rim = 1 - Math.max(0, -dot(n, d));
    const edge = rim * rim * rim * 0.22 * open * (0.5 + 0.5 * n[1]);
    const half = normalise(sub(light.direction, d));
    const s = Math.max(0, dot(n, half));
    const s8 = s * s * s * s * s * s * s * s;
    const shine = gloss * s8 * s8 * (material === 'eye' ? s8 * s8 : 1) * shadow;
    const out: [number, number, number] = [0, 0, 0];
    for (let i = 0; i < 3; i++) {
      const [a, s, k] = [albedo[i]!, light.sun[i]!, light.sky[i]!];
      out[i] =
        a * (s * sun + k * ambient + ground[i]! * bounce * (s + k)) +
        k * edge * (0.3 + a) +
        s * shine;
    }
    return out;
  }

  /** Ground, or what stands behind it. */
  surroundings(from: Vec3, d: Vec3, u: number, v: number): Vec3 {
    const { place, seed, light } = this.shot;
    const wall = place === 'room' ? 5.2 : place === 'yard' ? 7.5 : 40;
    const t = d[1] < -1e-4 ? -from[1] / d[1] : 1e9;
    const behind = backdrop(place, seed, u, v + from[1] / wall);
    const bright: Vec3 =
      place === 'room'
        ? add(scale(light.sun, 0.42), scale(light.sky, 0.55))
        : add(scale(light.sun, 0.5), scale(light.sky, 0.6));
    const far: Vec3 = [behind[0] * bright[0], behind[1] * bright[1], behind[2] * bright[2]];
    // How far ahead, not how far along the ray: a wall is flat.
    const depth = t * dot(d, this.#ahead);
    if (depth > wall) return far;
    const p: Vec3 = [from[0] + d[0] * t, 0, from[2] + d[2] * t];
    const c = this.#litGround(groundColour(place, seed, p[0], p[2], t), p);
    return mixColour(
      c,
      far,
      place === 'room' || place === 'yard' ? 0 : smoothstep(6, wall, depth) * 0.85,
    );
  }

  #litGround(c: Vec3, p: Vec3): Vec3 {
    const { light } = this.shot;
    const sun = Math.max(0, light.direction[1]) * this.#shadow.at(p[0], p[2]) + 0.12;
    const open = this.#shadow.openness(p[0], p[2]);
    return [
      c[0] * (light.sun[0] * sun + light.sky[0] * 0.8 * open),
      c[1] * (light.sun[1] * sun + light.sky[1] * 0.8 * open),
      c[2] * (light.sun[2] * sun + light.sky[2] * 0.8 * open),
    ];
  }

  #selfShadow(p: Vec3, n: Vec3): number {
    const l = this.shot.light.direction;
    let dark = 1;
    let t = 0.06;
    for (let i = 0; i < 9; i++) {
      const h = field(
        this.#casters,
        p[0] + n[0] * 0.03 + l[0] * t,
        p[1] + n[1] * 0.03 + l[1] * t,
        p[2] + n[2] * 0.03 + l[2] * t,
      );
      dark = Math.min(dark, 0.5 + (5 * h) / t);
      if (dark <= 0) return 0;
      t += Math.max(0.05, h);
    }
    return smoothstep(0, 1, dark);
  }

  #occlusion(near: readonly Shape[], p: Vec3, n: Vec3): number {
    let closed = 0;
    for (const reach of [0.05, 0.14, 0.28]) {
      const h = field(near, p[0] + n[0] * reach, p[1] + n[1] * reach, p[2] + n[2] * reach);
      closed += Math.max(0, reach - h) / reach;
    }
    return clamp(1 - 0.3 * closed) * mix(0.72, 1, smoothstep(-0.1, 0.55, p[1] + n[1] * 0.3));
  }
}
