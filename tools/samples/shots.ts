/**
 * How an individual is photographed: pose, camera, light and place of one photo, from its seeds.
 */
import type { Species } from './builds';
import type { Individual } from './cast';
import { colour, cosine, hash, normalise, radians, Random, scale, sine, type Vec3 } from './maths';
import type { Shot } from './render';
import type { Light, Place } from './scene';

/**
 * Where each species is met. The lists overlap, and every individual of a species visits the same
 * places.
 */
const HABITAT: Record<Species, readonly Place[]> = {
  cow: ['meadow', 'yard', 'snow', 'forest', 'meadow'],
  horse: ['meadow', 'yard', 'snow', 'forest', 'savanna'],
  dog: ['meadow', 'room', 'snow', 'yard', 'forest'],
  cat: ['room', 'yard', 'meadow', 'room', 'forest'],
  leopard: ['savanna', 'forest', 'savanna', 'snow', 'meadow'],
  zebra: ['savanna', 'meadow', 'savanna', 'yard', 'forest'],
};

/** Sun and sky by time of day: morning, noon, overcast, late afternoon, lamp light. */
const HOURS: readonly { sun: number; sky: number; strength: number; low: number; high: number }[] =
  [
    { sun: 0xfff0d2, sky: 0xb9cde6, strength: 1, low: 30, high: 42 },
    { sun: 0xfffaf0, sky: 0xc6d8ea, strength: 1.05, low: 50, high: 65 },
    { sun: 0xf2f2f2, sky: 0xdde2e8, strength: 0.5, low: 55, high: 75 },
    { sun: 0xffdca8, sky: 0xb3bfdc, strength: 1.05, low: 24, high: 34 },
    { sun: 0xfff2dc, sky: 0xd8d4d0, strength: 0.75, low: 45, high: 60 },
  ];

/**
 * The shot of photo number `photo` of an individual. All shots show the animal's right side, within
 * about 40 degrees, for the two sides of a coat are two different pictures.
 */
export function shotOf(individual: Individual, photo: number, aspect = 4 / 3): Shot {
  const seed = hash(individual.seed, photo, 31);
  const random = new Random(seed);
  const places = HABITAT[individual.species];
  const place = places[(photo + individual.seed) % places.length]!;
  const hour = HOURS[place === 'room' ? 4 : random.below(4)]!;

  const yaw = radians([-6, 24, -30, 10, -18, 34][photo % 6]! + random.between(-7, 7));
  const lift = radians(random.between(3, 13));
  const build = individual.build;
  const tall =
    build.leg[0] +
    build.leg[1] +
    build.chest[0] * 1.3 +
    build.neck[0] * sine(radians(build.neck[1])) +
    build.skull[1] +
    build.ear * 0.6;
  const body = build.trunk + build.neck[0] + 0.75;
  // Every third photo or so comes closer and cuts the hind quarters or the legs.
  const close = photo % 5 === 3 ? random.between(0.72, 0.8) : random.between(0.94, 1.12);
  const zoom = 0.36;
  const wide = Math.max(body * (0.62 + 0.38 * cosine(yaw)), tall * 1.14 * aspect) * close * 0.6;
  const distance = wide / zoom;
  const shift = photo % 5 === 3 ? build.trunk * 0.26 : build.trunk * 0.08;
  const at: Vec3 = [
    shift + random.between(-0.08, 0.08),
    tall * (photo % 5 === 3 ? 0.62 : 0.49) + random.between(-0.04, 0.04),
    0,
  ];
  const from: Vec3 = [
    at[0] + distance * sine(yaw) * cosine(lift),
    Math.max(0.35, at[1] + distance * sine(lift)),
    at[2] + distance * cosine(yaw) * cosine(lift),
  ];

  const height = radians(random.between(hour.low, hour.high));
  const azimuth = yaw + radians(random.between(-65, 65));
  const direction = normalise([
    sine(azimuth) * cosine(height),
    sine(height),
    cosine(azimuth) * cosine(height),
  ]);
  const light: Light = {
    direction,
    sun: scale(colour(hour.sun), hour.strength * random.between(0.95, 1.1)),
    sky: scale(colour(hour.sky), 0.62 + (hour.strength < 0.6 ? 0.45 : 0)),
    exposure: random.between(0.95, 1.22) * (place === 'snow' ? 0.88 : 1),
  };
  const graze = individual.species !== 'cat' && individual.species !== 'dog' && photo % 5 === 4;
  return {
    place,
    seed: hash(seed, 5) & 0xffff,
    camera: { from, at, zoom },
    light,
    pose: {
      phase: random.next(),
      swing: random.between(0.08, 0.42),
      neck: graze ? -0.5 : random.between(-0.18, 0.16),
      turn: random.between(-0.1, 1) * (photo % 2 === 0 ? 0.5 : 1),
      nod: random.between(-0.14, 0.12),
      tail: random.between(-1, 1),
    },
  };
}
