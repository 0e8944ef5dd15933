/**
 * The cast: the individuals of the sample set, written out one by one, and a way to invent any
 * number of further ones. Several share a species and a kind of coat on purpose: telling three
 * spotted cows apart is the point.
 */
import { BUILDS, type Build, type Species } from './builds';
import type { CoatPlan, Pattern } from './coat';
import { hash, Random } from './maths';

export interface Individual {
  readonly name: string;
  readonly species: Species;
  readonly seed: number;
  readonly plan: CoatPlan;
  readonly build: Build;
}

type Member = Partial<Omit<CoatPlan, 'seed'>> & {
  name: string;
  species: Species;
  seed: number;
  build?: Partial<Build>;
};

const KIND: Record<Species, Omit<CoatPlan, 'seed'>> = {
  cow: plan('patches', 0xf3ede2, 0x2b2624, 0xf3ede2, 0x2c1c12, 0xc99a90, 7, 0.3),
  cat: plan('tabby', 0xa58a68, 0x3b2c22, 0xe3d5bd, 0x9fae4a, 0xb9776a, 7.5, 0.46),
  leopard: plan('rosettes', 0xd9a558, 0x241a14, 0xf4e8d2, 0xb99a4e, 0x4a3030, 0.135, 0.95),
  dog: plan('saddle', 0xc4935a, 0x2a2320, 0xe8cfa6, 0x4a2a14, 0x1c1816, 1, 0.1),
  zebra: plan('stripes', 0xf2ece0, 0x201c1c, 0xf2ece0, 0x22140c, 0x2a2424, 6.5, 0.5),
  horse: plan('patches', 0x8a5230, 0xf3ede2, 0x8a5230, 0x22140c, 0x5a4a44, 5, 0.26),
};

function plan(
  pattern: Pattern,
  base: number,
  mark: number,
  pale: number,
  iris: number,
  nose: number,
  density: number,
  size: number,
): Omit<CoatPlan, 'seed'> {
  return {
    pattern,
    base,
    mark,
    pale,
    iris,
    nose,
    density,
    size,
    blaze: 0,
    socks: [0, 0],
    bib: 0,
    mask: 0,
  };
}

const MEMBERS: readonly Member[] = [
  { name: 'Luna', species: 'cow', seed: 11, density: 8, size: 0.3, blaze: 0.03 },
  { name: 'Rosa', species: 'cow', seed: 27, density: 11, size: 0.17, mask: 0.9 },
  { name: 'Nube', species: 'cow', seed: 5, density: 8, size: 0.27, mark: 0x6e3d22, nose: 0xd3a294 },
  {
    name: 'Tigre',
    species: 'cat',
    seed: 3,
    density: 5.6,
    size: 0.62,
    base: 0x8d7152,
    mark: 0x241c17,
    pale: 0xcdb48e,
    iris: 0x9fae4a,
  },
  {
    name: 'Miel',
    species: 'cat',
    seed: 8,
    density: 6.2,
    size: 0.42,
    base: 0xd99a54,
    mark: 0xa9602a,
    pale: 0xf6e6cc,
    iris: 0xc9963a,
    bib: 0.55,
    socks: [0.16, 0.12],
  },
  {
    name: 'Gris',
    species: 'cat',
    seed: 14,
    density: 10.5,
    size: 0.36,
    base: 0xb9bcc2,
    mark: 0x555963,
    pale: 0xf0f0ee,
    iris: 0x7fb08a,
    bib: 0.5,
    socks: [0.26, 0.34],
    blaze: 0.018,
  },
  { name: 'Sol', species: 'leopard', seed: 21, density: 0.105, size: 0.72, base: 0xe8b04c },
  {
    name: 'Kira',
    species: 'leopard',
    seed: 33,
    density: 0.14,
    size: 1.0,
    base: 0xc4c0b6,
    mark: 0x35322f,
    pale: 0xf2efe8,
    iris: 0x9fb0a8,
  },
  {
    name: 'Ambar',
    species: 'leopard',
    seed: 46,
    density: 0.215,
    size: 1.1,
    base: 0xb0703a,
    mark: 0x1c120c,
    pale: 0xd8b48a,
  },
  {
    name: 'Bruno',
    species: 'dog',
    seed: 2,
    mask: 0.85,
    build: { ears: 'upright', ear: 0.085, tail: [0.6, 0.055, 40] },
  },
  {
    name: 'Lola',
    species: 'dog',
    seed: 6,
    pattern: 'plain',
    base: 0x2b2827,
    mark: 0x2b2827,
    pale: 0x2b2827,
    blaze: 0.035,
    bib: 0.75,
    socks: [0.3, 0.2],
  },
  {
    name: 'Coco',
    species: 'dog',
    seed: 9,
    pattern: 'patches',
    base: 0xf4eee4,
    mark: 0x9a5a2c,
    density: 9,
    size: 0.19,
    nose: 0x3a2a26,
  },
  { name: 'Zuri', species: 'zebra', seed: 4, density: 5, size: 0.52 },
  { name: 'Malik', species: 'zebra', seed: 17, density: 8, size: 0.44, base: 0xeee4d2 },
  { name: 'Canela', species: 'horse', seed: 7, blaze: 0.03, socks: [0.4, 0.3] },
];

const complete = ({ name, species, seed, build, ...rest }: Member): Individual => ({
  name,
  species,
  seed,
  plan: { ...KIND[species], ...rest, seed: hash(seed, 77) & 0xffff },
  build: { ...BUILDS[species], ...build },
});

export const CAST: readonly Individual[] = MEMBERS.map(complete);

const SPECIES = Object.keys(BUILDS) as Species[];

/** Invents an individual: any whole number names one, always the same. */
export function invent(seed: number): Individual {
  const random = new Random(hash(seed, 4242));
  const species = SPECIES[seed % SPECIES.length]!;
  const kind = KIND[species];
  const shade = (hex: number): number => {
    const factor = random.between(0.72, 1.08);
    const channel = (shift: number): number =>
      Math.min(255, Math.floor(((hex >> shift) & 255) * factor));
    return (channel(16) << 16) | (channel(8) << 8) | channel(0);
  };
  const white = random.next() < 0.4;
  return complete({
    name: `${species}-${seed}`,
    species,
    seed: hash(seed, 99) & 0xffffff,
    base: shade(kind.base),
    mark: shade(kind.mark),
    density:
      kind.pattern === 'patches' ? 3 + random.below(8) : kind.density * random.between(0.75, 1.35),
    size: kind.size * random.between(0.8, 1.2),
    blaze: white ? random.between(0.02, 0.045) : 0,
    socks: white ? [random.between(0, 0.4), random.between(0, 0.4)] : [0, 0],
    bib: white ? random.between(0.2, 0.7) : 0,
    mask: random.next() < 0.3 ? 0.8 : 0,
  });
}
