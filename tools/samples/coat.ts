/**
 * Coats: the colour of every point of a resting body. A coat is a solid texture with its own seed,
 * so it stays the same on its animal from photo to photo, in any pose. Marks with a shape of their
 * own (rosettes, patches) are centred on points spread over the resting skin; stripes follow the
 * axes of the body.
 */
import { makeBody, REST, type Body } from './body';
import type { Build } from './builds';
import {
  colour,
  fractal,
  length,
  mix,
  mixColour,
  noise,
  Random,
  smoothstep,
  sub,
  type Vec3,
} from './maths';
import { field, normalAt, toLocal, type Part } from './shapes';

export type Pattern = 'patches' | 'tabby' | 'rosettes' | 'stripes' | 'saddle' | 'plain';

/** Everything that tells one animal from another of its build. Colours are sRGB hex. */
export interface CoatPlan {
  readonly pattern: Pattern;
  readonly seed: number;
  readonly base: number;
  readonly mark: number;
  /** Colour of belly, chest and other pale parts. */
  readonly pale: number;
  readonly iris: number;
  readonly nose: number;
  /** Number of patches, stripes per body length, or spacing of rosettes, by pattern. */
  readonly density: number;
  /** Size of a patch, width of a stripe in [0, 1], or size of a rosette relative to its spacing. */
  readonly size: number;
  /** White: blaze width on the face, height of socks on fore and hind legs, bib; all 0 for none. */
  readonly blaze: number;
  readonly socks: readonly [number, number];
  readonly bib: number;
  /** Dark mask over the muzzle, 0 to 1. */
  readonly mask: number;
}

interface Mark {
  readonly at: Vec3;
  readonly radius: number;
  readonly turn: number;
}

export interface Coat {
  readonly plan: CoatPlan;
  readonly rest: Body;
  /** Colour (linear light) at a point of the resting body that belongs to `part`. */
  at(p: Vec3, part: Part): Vec3;
}

const WHITE = colour(0xf6f1e8);

export function makeCoat(plan: CoatPlan, build: Build): Coat {
  const rest = makeBody(build, REST);
  const marks = plan.pattern === 'patches' || plan.pattern === 'rosettes' ? spread(plan, rest) : [];
  const near = cells(marks, plan.pattern === 'rosettes' ? plan.density * 1.3 : 1.2);
  const [base, mark, pale] = [colour(plan.base), colour(plan.mark), colour(plan.pale)];
  const inner = mixColour(base, mark, 0.38);
  const { seed } = plan;
  const belly = rest.height - build.belly[0] * 0.55;

  const paint: Record<Pattern, (p: Vec3, part: Part, head: Vec3) => Vec3> = {
    plain: (p) => mixColour(base, pale, 0.8 * smoothstep(belly + 0.08, belly - 0.12, p[1])),
    saddle: (p, part) => {
      const edge =
        rest.height -
        0.02 +
        0.3 * (fractal(p[0] * 3, p[1] * 3, p[2] * 3, seed) - 0.5) -
        plan.size * 0.3;
      let dark = part === 'head' || part === 'ear' ? 0 : smoothstep(edge - 0.05, edge + 0.05, p[1]);
      if (part === 'neck') dark *= smoothstep(rest.height + 0.3, rest.height + 0.16, p[1]);
      if (part === 'ear') dark = 0.75;
      return mixColour(mixColour(base, pale, smoothstep(belly, belly - 0.15, p[1])), mark, dark);
    },
    patches: (p, part) => {
      const q = warped(p, seed, 3.2, 0.16);
      let dark = 0;
      for (const m of near(p))
        dark = Math.max(dark, smoothstep(0.015, -0.015, length(sub(q, m.at)) - m.radius));
      // Ears are usually of the colour of the head's sides.
      if (part === 'ear' || part === 'mane') dark = Math.max(dark, 0.9);
      return mixColour(base, mark, dark);
    },
    tabby: (p, part, head) => {
      const ground = mixColour(base, pale, 0.85 * smoothstep(belly + 0.05, belly - 0.13, p[1]));
      const w = warped(p, seed, 4, 0.11);
      let wave: number;
      if (part === 'foreleg' || part === 'hindleg') wave = w[1] * plan.density * 1.15;
      else if (part === 'tail') wave = w[0] * plan.density * 0.9 + w[1] * plan.density * 0.5;
      else if (part === 'head' || part === 'ear') {
        wave =
          head[0] > 0.02 && head[1] > 0.05
            ? head[2] * 17 + 0.25
            : (w[1] + head[0] * 0.5) * plan.density * 1.1;
      } else wave = (w[0] + 0.25 * w[1]) * plan.density;
      const fade =
        part === 'head'
          ? smoothstep(0.15, 0.02, head[0]) * 0.85
          : smoothstep(belly - 0.1, belly + 0.04, p[1]);
      const legs = part === 'foreleg' || part === 'hindleg' ? 0.8 : fade;
      const broken = smoothstep(0.2, 0.42, noise(p[0] * 5, p[1] * 3.4, p[2] * 3, seed + 9));
      const spine = part === 'torso' ? smoothstep(rest.height + 0.15, rest.height + 0.2, p[1]) : 0;
      const dark = Math.max(stripe(wave, plan.size) * mix(0.35, 1, broken) * legs, spine * 0.85);
      return mixColour(ground, mark, dark);
    },
    stripes: (p, part, head) => {
      const w = warped(p, seed, 2.6, 0.13);
      let wave: number;
      if (part === 'foreleg' || part === 'hindleg') wave = w[1] * plan.density * 1.9;
      else if (part === 'head' || part === 'ear')
        wave = (head[0] * 0.9 + head[1] * 0.8) * plan.density * 2.1 + seed * 0.1;
      else if (part === 'neck' || part === 'mane')
        wave = (w[0] * 0.75 + w[1] * 0.45) * plan.density * 1.15;
      else {
        // Over the rump the stripes lie down.
        const lie = smoothstep(-build.trunk * 0.12, -build.trunk * 0.5, p[0]);
        wave = mix(w[0], w[0] * 0.3 + w[1] * 0.85, lie) * plan.density;
      }
      const muzzle = part === 'head' ? smoothstep(0.28, 0.36, head[0]) : 0;
      return mixColour(base, mark, Math.max(stripe(wave, plan.size), muzzle));
    },
    rosettes: (p, part, head) => {
      const low = smoothstep(belly + 0.07, belly - 0.1, p[1]);
      let ground = mixColour(
        base,
        pale,
        low * (part === 'tail' ? 0 : part === 'torso' ? 0.9 : 0.35),
      );
      if (part === 'head') ground = mixColour(ground, pale, 0.8 * smoothstep(0, -0.06, head[1]));
      const body = part === 'torso' || part === 'hindleg' || part === 'neck';
      let dark = 0;
      let fill = 0;
      const q = warped(p, seed, 12, 0.035);
      for (const m of near(p)) {
        const d = length(sub(q, m.at)) / m.radius;
        if (d > 1.25) continue;
        if (body && p[1] > belly - 0.02 && m.radius > plan.density * 0.33) {
          // A ring in two or three pieces round a warmer middle.
          const gap = noise(q[0] * 14, q[1] * 14, q[2] * 14, seed + 3);
          const ring =
            smoothstep(0.5, 0.62, d) * smoothstep(1.12, 0.96, d) * smoothstep(0.22, 0.36, gap);
          dark = Math.max(dark, ring);
          fill = Math.max(fill, smoothstep(0.7, 0.5, d));
        } else dark = Math.max(dark, smoothstep(0.72, 0.58, d));
      }
      return mixColour(mixColour(ground, inner, fill * 0.8), mark, dark * 0.96);
    },
  };

  return {
    plan,
    rest,
    at(p, part) {
      const head = toLocal(rest.head, p);
      let c = paint[plan.pattern](p, part, head);
      const onHead = part === 'head';
      const rough = 0.05 * (noise(p[0] * 9, p[1] * 9, p[2] * 9, seed + 5) - 0.5);
      if (plan.mask > 0 && (onHead || part === 'ear')) {
        const dark =
          part === 'ear' ? 0.7 : smoothstep(0.08, 0.16, head[0] + rough - 0.35 * head[1]);
        c = mixColour(c, mark, plan.mask * dark);
      }
      if (plan.blaze > 0 && onHead) {
        const width = plan.blaze * (0.6 + 0.9 * smoothstep(0.08, 0.3, head[0]));
        c = mixColour(
          c,
          WHITE,
          smoothstep(0.012, -0.012, Math.abs(head[2] + rough * 0.6) - width) *
            smoothstep(-0.12, 0, head[0]),
        );
      }
      if (plan.bib > 0 && (part === 'torso' || part === 'neck' || part === 'foreleg')) {
        const front =
          p[0] -
          build.trunk * 0.5 +
          plan.bib * 0.34 +
          rough * 2 -
          0.3 * Math.max(0, p[1] - rest.height - 0.1);
        c = mixColour(
          c,
          WHITE,
          smoothstep(-0.02, 0.02, front) *
            smoothstep(rest.height + 0.28, rest.height + 0.2, p[1] + rough),
        );
      }
      const sock = part === 'foreleg' ? plan.socks[0] : part === 'hindleg' ? plan.socks[1] : 0;
      if (sock > 0) c = mixColour(c, WHITE, smoothstep(0.02, -0.02, p[1] + rough - sock));
      // Fur is never one colour: a little grain, and darker along the spine.
      const grain = 0.9 + 0.2 * noise(p[0] * 34, p[1] * 70, p[2] * 34, seed + 7);
      return [c[0] * grain, c[1] * grain, c[2] * grain];
    },
  };
}

/** Darkness of a band of width `duty` (of one period) around each whole number. */
function stripe(wave: number, duty: number): number {
  const f = wave - Math.floor(wave);
  const off = Math.abs(f - 0.5);
  return smoothstep(duty / 2 + 0.07, duty / 2 - 0.07, off);
}

/** A point moved by noise, so that edges wander. */
function warped(p: Vec3, seed: number, frequency: number, amount: number): Vec3 {
  const [x, y, z] = [p[0] * frequency, p[1] * frequency, p[2] * frequency];
  return [
    p[0] + (fractal(x, y, z, seed + 101) - 0.5) * 2 * amount,
    p[1] + (fractal(x, y, z, seed + 202) - 0.5) * 2 * amount,
    p[2] + (fractal(x, y, z, seed + 303) - 0.5) * 2 * amount,
  ];
}

/** Mark centres spread over the resting skin by dart throwing. */
function spread(plan: CoatPlan, rest: Body): Mark[] {
  const random = new Random(plan.seed);
  const coated = rest.shapes.filter((s) => s.info.material === 'coat');
  const rosettes = plan.pattern === 'rosettes';
  const gap = rosettes ? plan.density : plan.size * 1.15;
  const wanted = rosettes ? 900 : plan.density;
  const marks: Mark[] = [];
  for (let i = 0; i < (rosettes ? 9000 : 260) && marks.length < wanted; i++) {
    const big = random.next();
    const shape = rosettes
      ? random.pick(coated)
      : coated[big < 0.72 ? random.below(3) : random.below(coated.length)]!;
    let p: Vec3 = [
      shape.centre[0] + random.between(-1, 1) * shape.bound,
      shape.centre[1] + random.between(-1, 1) * shape.bound,
      shape.centre[2] + random.between(rosettes ? -1 : -0.35, 1) * shape.bound,
    ];
    for (let step = 0; step < 5; step++) {
      const d = field(rest.shapes, p[0], p[1], p[2]);
      const n = normalAt(rest.shapes, p[0], p[1], p[2], 0.01);
      p = [p[0] - n[0] * d, p[1] - n[1] * d, p[2] - n[2] * d];
    }
    const limb = !rosettes || (p[1] < rest.height - rest.build.belly[0] * 0.8 ? 0.7 : 1);
    const head = length(sub(p, rest.head.o)) < rest.build.skull[0] * 1.6;
    const local = rosettes ? gap * (head ? 0.52 : limb === true ? 1 : limb) : gap;
    if (marks.some((m) => length(sub(m.at, p)) < local)) continue;
    const radius = rosettes
      ? local * plan.size * random.between(0.42, 0.62)
      : plan.size * random.between(0.55, 1.15) * (shape.bound < 0.25 ? 0.6 : 1);
    marks.push({ at: p, radius, turn: random.next() });
  }
  return marks;
}

/** Marks by cubic cells: a lookup that returns every mark within one cell size. */
function cells(marks: readonly Mark[], size: number): (p: Vec3) => readonly Mark[] {
  const key = (x: number, y: number, z: number): number =>
    (x + 512) * 1048576 + (y + 512) * 1024 + (z + 512);
  const grid = new Map<number, Mark[]>();
  for (const m of marks) {
    const [x, y, z] = m.at.map((v) => Math.floor(v / size)) as [number, number, number];
    for (let i = -1; i <= 1; i++)
      for (let j = -1; j <= 1; j++)
        for (let k = -1; k <= 1; k++) {
          const at = key(x + i, y + j, z + k);
          const list = grid.get(at);
          if (list) list.push(m);
          else grid.set(at, [m]);
        }
  }
  const none: Mark[] = [];
  return ([x, y, z]) =>
    grid.get(key(Math.floor(x / size), Math.floor(y / size), Math.floor(z / size))) ?? none;
}
