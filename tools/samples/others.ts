/**
 * Drawings of no animal, in the places of the sample animals: landscapes and people. They ask
 * whether an answer says that there is no animal it knows.
 */
import { CAST } from './cast';
import { makeCoat } from './coat';
import { clamp, colour, mixColour, Random, type Vec3 } from './maths';
import { render, type Frameable, type Shot } from './render';
import { shotOf } from './shots';
import type { Place } from './scene';

export const PLACES: readonly Place[] = ['meadow', 'savanna', 'snow', 'yard', 'room', 'forest'];

/** So far to the side the animal is out of every picture. */
const ASIDE = 400;

/**
 * A place without anything in it.
 * @returns RGB bytes, row by row; the same for the same arguments
 */
export function renderLandscape(place: Place, seed: number, size: Frameable): Uint8Array {
  const who = CAST[0]!;
  const shot = shotOf(who, seed, size.width / size.height);
  const aside = ([x, y, z]: Vec3): Vec3 => [x + ASIDE * (1 + (seed % 7)), y, z];
  const { camera } = shot;
  const empty: Shot = {
    ...shot,
    place,
    seed: (shot.seed + 977 * seed) & 0xffff,
    camera: { ...camera, from: aside(camera.from), at: aside(camera.at) },
  };
  return render(makeCoat(who.plan, who.build), empty, size);
}

const SKINS = [0xf1c9a5, 0xd8a47f, 0xa86f4b, 0x6b4430].map(colour);
const SHIRTS = [0x3b6fb5, 0xb53b3b, 0xe8e4da, 0x2f7d5b, 0xd9a520].map(colour);
const TROUSERS = [0x2d3446, 0x6e5a40, 0x4a4a4a].map(colour);
const HAIRS = [0x1d1510, 0x5a3a20, 0xb08a50, 0x9a9a9a].map(colour);

/** A rounded bar from one point to another, wider or narrower towards its end. */
interface Bar {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly width: readonly [number, number];
  readonly paint: Vec3;
}

/** A person who stands in a place, or only head and shoulders. */
export function renderPerson(
  place: Place,
  seed: number,
  size: Frameable,
  portrait = false,
): Uint8Array {
  const { width, height } = size;
  const picture = renderLandscape(place, seed + 3, size);
  const random = new Random(seed * 131 + 7);
  const pick = (some: readonly Vec3[]): Vec3 => some[random.below(some.length)]!;
  const bars = figure(random, [pick(SKINS), pick(SHIRTS), pick(TROUSERS), pick(HAIRS)]);
  // In heights of the person: the feet at 0, the crown at 1.
  const tall = portrait ? 2.3 * height : height * random.between(0.68, 0.86);
  const middle = width * random.between(0.42, 0.58);
  const feet = portrait ? height * 2.36 : height * 0.96;
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const [x, y] = [(px + 0.5 - middle) / tall, (feet - py - 0.5) / tall];
      for (const bar of bars) {
        const { inside, across } = within(bar, x, y);
        if (inside < 0) continue;
        // Round, lit from the upper left; soft over one pixel at the edge.
        const light = 0.62 + 0.5 * Math.sqrt(clamp(1 - across * across)) - 0.18 * across;
        const edge = clamp(inside * tall);
        const at = (py * width + px) * 3;
        for (let c = 0; c < 3; c++) {
          const lit = 255 * Math.sqrt(clamp(bar.paint[c]! * light));
          picture[at + c] = picture[at + c]! * (1 - edge) + lit * edge;
        }
      }
    }
  }
  return picture;
}

function figure(random: Random, [skin, shirt, trousers, hair]: readonly Vec3[]): Bar[] {
  const step = random.between(0.02, 0.09);
  const arm = random.between(0.0, 0.12);
  const bar = (from: Bar['from'], to: Bar['to'], width: Bar['width'], paint: Vec3): Bar => ({
    ...{ from, to, width, paint },
  });
  const dark = mixColour(trousers!, [0, 0, 0], 0.5);
  return [
    bar([-0.05, 0.48], [-0.05 - step, 0.05], [0.06, 0.035], trousers!),
    bar([0.05, 0.48], [0.05 + step, 0.05], [0.06, 0.035], trousers!),
    bar([-0.05 - step, 0.025], [-0.01 - step, 0.018], [0.028, 0.022], dark),
    bar([0.05 + step, 0.025], [0.1 + step, 0.018], [0.028, 0.022], dark),
    bar([0, 0.76], [0, 0.5], [0.115, 0.09], shirt!),
    bar([-0.12, 0.78], [-0.17 - arm, 0.6], [0.045, 0.036], shirt!),
    bar([0.12, 0.78], [0.17 + arm, 0.6], [0.045, 0.036], shirt!),
    bar([-0.17 - arm, 0.6], [-0.16, 0.45], [0.032, 0.026], skin!),
    bar([0.17 + arm, 0.6], [0.16, 0.45], [0.032, 0.026], skin!),
    bar([0, 0.86], [0, 0.82], [0.04, 0.045], skin!),
    bar([0, 0.945], [0, 0.925], [0.066, 0.062], hair!),
    bar([0, 0.93], [0, 0.905], [0.056, 0.05], skin!),
    bar([-0.021, 0.925], [-0.019, 0.925], [0.007, 0.007], [0.02, 0.02, 0.03]),
    bar([0.019, 0.925], [0.021, 0.925], [0.007, 0.007], [0.02, 0.02, 0.03]),
    bar([-0.015, 0.888], [0.015, 0.888], [0.005, 0.005], [0.35, 0.08, 0.08]),
  ];
}

/** How deep inside the bar, negative outside; and how far across it, -1 to 1. */
function within(
  { from, to, width }: Bar,
  x: number,
  y: number,
): { readonly inside: number; readonly across: number } {
  const [bx, by] = [to[0] - from[0], to[1] - from[1]];
  const [px, py] = [x - from[0], y - from[1]];
  const t = clamp((px * bx + py * by) / (bx * bx + by * by));
  const radius = width[0] + (width[1] - width[0]) * t;
  const [dx, dy] = [px - bx * t, py - by * t];
  return { inside: radius - Math.sqrt(dx * dx + dy * dy), across: dx / radius };
}
