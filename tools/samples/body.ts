/**
 * Bodies: a build (the measures of one animal) and a pose give a list of shapes. The same call with
 * the rest pose gives the same shapes in the same order at rest, which is what carries a coat along
 * with the body: a point on a posed shape is taken to its place on the resting shape, and the coat
 * is painted there.
 *
 * Axes: x forward (to the head), y up, z to the animal's right, the side the camera sees. The
 * ground is y = 0. Lengths are in units of roughly one shoulder height.
 */
import type { Build } from './builds';
import { PI, radians, type Vec3 } from './maths';
import {
  child,
  cone,
  ellipsoid,
  WORLD,
  type Frame,
  type Material,
  type Part,
  type Shape,
  type ShapeInfo,
} from './shapes';

export interface Pose {
  /** Phase of the walk in turns, and its swing in radians. */
  phase: number;
  swing: number;
  /**
   * Neck lowered (negative) or raised, head turned to the camera (positive) and nodded; radians.
   */
  neck: number;
  turn: number;
  nod: number;
  tail: number;
}

export const REST: Pose = { phase: 0, swing: 0, neck: 0, turn: 0, nod: 0, tail: 0 };

export interface Body {
  readonly shapes: readonly Shape[];
  readonly head: Frame;
  readonly build: Build;
  /** Height of the middle of the trunk above the ground. */
  readonly height: number;
}

const DOWN = -PI / 2;

/** The shapes of a posed body standing on the ground. */
export function makeBody(build: Build, pose: Pose): Body {
  // Twice: once to find how low the lowest foot comes, then standing on the ground.
  const first = assemble(build, pose, 1);
  return assemble(build, pose, 1 - first.low);
}

function assemble(build: Build, pose: Pose, height: number): Body & { low: number } {
  const shapes: Shape[] = [];
  const { trunk, chest, belly, rump } = build;
  const half = trunk / 2;
  const info = (
    frame: Frame,
    part: Part,
    blend: number,
    material: Material = 'coat',
  ): ShapeInfo => ({
    frame,
    part,
    material,
    blend,
  });
  const torso = child(WORLD, [0, height, 0]);
  shapes.push(
    ellipsoid(info(torso, 'torso', 0), [half * 0.62, -0.01, 0], [trunk * 0.32, chest[0], chest[1]]),
    ellipsoid(info(torso, 'torso', 0.16), [-0.02, -0.02, 0], [trunk * 0.46, belly[0], belly[1]]),
    ellipsoid(
      info(torso, 'torso', 0.16),
      [-half * 0.66, 0.015, 0],
      [trunk * 0.3, rump[0], rump[1]],
    ),
  );
  if (build.udder) {
    shapes.push(
      ellipsoid(
        info(torso, 'torso', 0.05, 'skin'),
        [-half * 0.5, -belly[0] * 0.98, 0],
        [0.15, 0.11, 0.12],
      ),
    );
  }

  let low = 1e9;
  const [upper, lower, r0, r1, r2] = build.leg;
  const legs = [
    { x: half * 0.72, side: 1, fore: true, offset: 0 },
    { x: half * 0.72, side: -1, fore: true, offset: 0.5 },
    { x: -half * 0.8, side: 1, fore: false, offset: 0.25 },
    { x: -half * 0.8, side: -1, fore: false, offset: 0.75 },
  ];
  for (const { x, side, fore, offset } of legs) {
    const part = fore ? 'foreleg' : 'hindleg';
    const beat = triangle(pose.phase + offset);
    const lift = Math.max(0, triangle(pose.phase + offset + 0.25));
    const swing = beat * pose.swing;
    const depth = fore ? chest : rump;
    const hip = child(torso, [x, -depth[0] * 0.35, side * (depth[1] - r0 * 0.8)], {
      pitch: DOWN + swing + (fore ? -0.04 : 0.2),
    });
    const bend = lift * pose.swing * 1.3;
    shapes.push(
      cone(
        info(hip, part, 0.12),
        [0, 0, 0],
        [upper, 0, 0],
        r0 * (fore ? 1 : 1.2),
        r1 * (fore ? 1 : 1.1),
      ),
    );
    let foot: Frame;
    if (fore) {
      const knee = child(hip, [upper, 0, 0], { pitch: 0.06 - bend });
      shapes.push(cone(info(knee, part, 0.05), [0, 0, 0], [lower, 0, 0], r1, r2));
      foot = child(knee, [lower, 0, 0]);
    } else {
      const knee = child(hip, [upper * 0.92, 0, 0], { pitch: -0.62 - bend * 0.6 });
      shapes.push(cone(info(knee, part, 0.06), [0, 0, 0], [lower * 0.55, 0, 0], r1 * 1.1, r2));
      const hock = child(knee, [lower * 0.55, 0, 0], { pitch: 0.5 + bend * 0.3 });
      shapes.push(
        cone(info(hock, part, 0.04), [0, 0, 0], [lower * 0.62, 0, 0], r2 * 1.05, r2 * 0.95),
      );
      foot = child(hock, [lower * 0.62, 0, 0]);
    }
    // Feet stay level with the ground.
    const level: Frame = { ...WORLD, o: foot.o };
    low = Math.min(low, foot.o[1] - r2 * 0.75);
    if (build.foot === 'hoof') {
      shapes.push(
        cone(
          info(level, part, 0.02, 'hoof'),
          [0, 0.015, 0],
          [0.025, -r2 * 0.15, 0],
          r2 * 0.98,
          r2 * 1.12,
        ),
      );
    } else {
      shapes.push(
        ellipsoid(
          info(level, part, 0.04),
          [r2 * 0.55, -r2 * 0.05, 0],
          [r2 * 1.6, r2 * 0.8, r2 * 1.2],
        ),
      );
    }
  }

  addTail(build, pose, torso, shapes, info);
  const head = addHead(build, pose, torso, shapes, info);
  return { shapes, head, build, height, low };
}

type InfoOf = (frame: Frame, part: Part, blend: number, material?: Material) => ShapeInfo;

/** A triangle wave of period 1 in [-1, 1], zero at 0. */
function triangle(t: number): number {
  const f = t - Math.floor(t);
  return f < 0.25 ? 4 * f : f < 0.75 ? 2 - 4 * f : 4 * f - 4;
}

function addTail(build: Build, pose: Pose, torso: Frame, shapes: Shape[], info: InfoOf): void {
  const [total, r, carriage] = build.tail;
  const links = 5;
  const link = total / links;
  let frame = child(torso, [-build.trunk * 0.5 - build.trunk * 0.1, build.rump[0] * 0.55, 0], {
    yaw: PI + pose.tail * 0.4,
    pitch: radians(Math.min(carriage, 75) - 70),
  });
  for (let i = 0; i < links; i++) {
    shapes.push(
      cone(
        info(frame, 'tail', i === 0 ? 0.06 : 0.02),
        [0, 0, 0],
        [link, 0, 0],
        r,
        r * (i === links - 1 ? 0.8 : 1),
      ),
    );
    const bend =
      carriage > 60
        ? radians(carriage - 60) / 3.2
        : radians(i < 2 ? carriage - 45 : carriage * 0.6 - 4) / 2.4;
    frame = child(frame, [link, 0, 0], { pitch: bend, yaw: pose.tail * 0.22 });
  }
  if (build.tuft > 0) {
    shapes.push(
      ellipsoid(
        info(frame, build.mane ? 'mane' : 'tail', 0.05),
        [0.02, 0, 0],
        [build.tuft * 2.6, build.tuft, build.tuft],
      ),
    );
  }
}

function addHead(build: Build, pose: Pose, torso: Frame, shapes: Shape[], info: InfoOf): Frame {
  const [neckLength, neckAngle, n0, n1] = build.neck;
  const [sl, sh, sw] = build.skull;
  const [ml, m0, m1, drop] = build.muzzle;
  const pitch = radians(neckAngle) + pose.neck;
  const neck = child(torso, [build.trunk * 0.42, build.chest[0] * 0.32, 0], {
    pitch,
    yaw: pose.turn * -0.3,
  });
  shapes.push(cone(info(neck, 'neck', 0.16), [0, 0, 0], [neckLength, 0, 0], n0, n1));
  if (build.mane) {
    for (let i = 0; i < 4; i++) {
      const t = 0.25 + i * 0.25;
      shapes.push(
        ellipsoid(
          info(neck, 'mane', 0.03),
          [neckLength * t, n0 + (n1 - n0) * t + 0.02, 0],
          [0.1, 0.065, 0.03],
        ),
      );
    }
  }
  const skull = child(neck, [neckLength + sl * 0.25, sh * 0.18, 0], {
    pitch: -pitch * 0.96 + pose.nod - 0.06,
    yaw: pose.turn * -0.75,
  });
  shapes.push(ellipsoid(info(skull, 'head', 0.07), [0, 0, 0], [sl, sh, sw]));
  const tip: Vec3 = [ml, -drop - sh * 0.12, 0];
  shapes.push(cone(info(skull, 'head', 0.07), [sl * 0.35, -sh * 0.25, 0], tip, m0, m1));
  // The chin.
  shapes.push(
    ellipsoid(
      info(skull, 'head', 0.03),
      [tip[0] - m1 * 0.2, tip[1] - m1 * 0.62, 0],
      [m1 * 0.75, m1 * 0.5, m1 * 0.7],
    ),
  );
  const wide = build.foot === 'hoof' ? 0.85 : 0.5;
  shapes.push(
    ellipsoid(
      info(skull, 'head', 0.012, 'nose'),
      [tip[0] + m1 * 0.78, tip[1] + m1 * 0.3, 0],
      [m1 * 0.36, m1 * (wide * 0.7), m1 * wide],
    ),
  );
  for (const side of [1, -1]) {
    const e = build.eye;
    const front = build.ears === 'pointed' || build.ears === 'round';
    const eye = child(
      skull,
      [sl * (front ? 0.72 : 0.52), sh * 0.3, side * sw * (front ? 0.58 : 0.78)],
      {
        yaw: -side * radians(front ? 38 : 62),
        pitch: 0.05,
      },
    );
    shapes.push(ellipsoid(info(eye, 'head', 0, 'eye'), [0.012, 0, 0], [e * 0.8, e, e * 1.05]));
    addEar(build, skull, side, shapes, info);
    if (build.horns) {
      const horn = child(skull, [-sl * 0.45, sh * 0.85, side * sw * 0.5], { roll: side * 0.6 });
      shapes.push(
        cone(info(horn, 'head', 0.02, 'horn'), [0, 0, 0], [0.02, 0.07, side * 0.07], 0.038, 0.026),
        cone(
          info(horn, 'head', 0.01, 'horn'),
          [0.02, 0.07, side * 0.07],
          [0.06, 0.17, side * 0.06],
          0.026,
          0.01,
        ),
      );
    }
  }
  return skull;
}

function addEar(build: Build, skull: Frame, side: number, shapes: Shape[], info: InfoOf): void {
  const [sl, sh, sw] = build.skull;
  const l = build.ear;
  switch (build.ears) {
    case 'pointed': {
      const ear = child(skull, [-sl * 0.1, sh * 0.62, side * sw * 0.56], {
        roll: side * 0.32,
        yaw: -side * 0.35,
      });
      shapes.push(cone(info(ear, 'ear', 0.035), [0, 0, 0], [-0.01, l, 0], l * 0.42, l * 0.06));
      shapes.push(
        cone(
          info(ear, 'ear', 0.004, 'skin'),
          [l * 0.26, l * 0.12, 0],
          [l * 0.06, l * 0.72, 0],
          l * 0.22,
          l * 0.03,
        ),
      );
      break;
    }
    case 'round': {
      const ear = child(skull, [-sl * 0.35, sh * 0.8, side * sw * 0.68], {
        roll: side * 0.4,
        yaw: -side * 0.4,
      });
      shapes.push(ellipsoid(info(ear, 'ear', 0.03), [0, l * 0.3, 0], [l * 0.5, l, l * 0.9]));
      break;
    }
    case 'sideways': {
      const ear = child(skull, [-sl * 0.45, sh * 0.45, side * sw * 0.9], {
        roll: side * -0.25,
        yaw: side * 0.25,
      });
      shapes.push(
        ellipsoid(info(ear, 'ear', 0.03), [0, 0, side * l * 0.72], [l * 0.22, l * 0.42, l]),
      );
      break;
    }
    case 'hanging': {
      const ear = child(skull, [-sl * 0.3, sh * 0.45, side * sw * 0.93], {
        roll: side * -0.2,
        pitch: 0.15,
      });
      shapes.push(ellipsoid(info(ear, 'ear', 0.03), [0, -l * 0.55, 0], [l * 0.5, l, l * 0.2]));
      break;
    }
    case 'upright': {
      const ear = child(skull, [-sl * 0.55, sh * 0.8, side * sw * 0.5], {
        roll: side * 0.3,
        yaw: -side * 0.4,
        pitch: 0.1,
      });
      shapes.push(ellipsoid(info(ear, 'ear', 0.02), [0, l * 0.6, 0], [l * 0.24, l, l * 0.4]));
    }
  }
}
