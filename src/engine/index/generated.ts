/**
 * Made-up embeddings for measuring a device: ten photos of each individual, individuals of one of
 * fifty species, as embeddings lie. Each follows from its label alone, so that none has to be kept.
 */
import type { Label } from './types';

const PER_INDIVIDUAL = 10;
const SPECIES = 50;
/** Length of a photo's deviation from its individual's centre, which has length 1. */
const SPREAD = 0.7;
/** Length of what individuals of one species share, beside 1 of their own. */
const SHARED = 1.2;
/** Seeds of species, individuals and queries lie above those of photos, which are labels. */
const SEEDS = { species: 2 ** 29, individuals: 2 ** 30, queries: 3 * 2 ** 29 };

export class GeneratedVectors {
  readonly #dimension: number;
  readonly #species: readonly Float32Array[];
  /** Photos of one individual come one after the other. */
  #last: { readonly individual: number; readonly centre: Float32Array } | null = null;

  constructor(dimension: number) {
    this.#dimension = dimension;
    this.#species = Array.from({ length: SPECIES }, (_, i) => this.#direction(SEEDS.species + i));
  }

  /** The photo of this label: L2-normalised. */
  vector(label: Label): Float32Array {
    return this.#around(Math.floor(label / PER_INDIVIDUAL), label);
  }

  /** Another photo of an animal that is among the first `photos` labels: L2-normalised. */
  query(i: number, photos: number): Float32Array {
    // A prime step spreads the questions over the gallery.
    const individual = (i * 7919) % Math.ceil(photos / PER_INDIVIDUAL);
    return this.#around(individual, SEEDS.queries + i);
  }

  #around(individual: number, seed: number): Float32Array {
    if (this.#last?.individual !== individual)
      this.#last = { individual, centre: this.#centre(individual) };
    const { centre } = this.#last;
    const scale = SPREAD / Math.sqrt(this.#dimension);
    return normalised(noise(this.#dimension, seed), (value, at) => centre[at]! + scale * value);
  }

  #centre(individual: number): Float32Array {
    const shared = this.#species[individual % SPECIES]!;
    const own = this.#direction(SEEDS.individuals + individual);
    return normalised(own, (value, at) => value + SHARED * shared[at]!);
  }

  #direction(seed: number): Float32Array {
    return normalised(noise(this.#dimension, seed), (value) => value);
  }
}

/** Half the width of the sum of two whole numbers of 16 bits. */
const MIDDLE = 0xffff;
/** Standard deviation of that sum. */
const DEVIATION = 0x10000 / Math.sqrt(6);

/** `length` numbers of mean 0 and deviation 1, by Marsaglia's xorshift (2003), two halves each. */
function noise(length: number, seed: number): Float32Array {
  // Neighbouring seeds must not begin alike: the finaliser of MurmurHash3.
  let state = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  state = (state ^ (state >>> 16)) | 1;
  const numbers = new Float32Array(length);
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    numbers[at] = ((state >>> 16) + (state & 0xffff) - MIDDLE) / DEVIATION;
  }
  return numbers;
}

/** In place: each number replaced by `of`, then all scaled to length 1. */
function normalised(
  numbers: Float32Array,
  of: (value: number, at: number) => number,
): Float32Array {
  let squares = 0;
  for (let at = 0; at < numbers.length; at++) {
    const value = of(numbers[at]!, at);
    numbers[at] = value;
    squares += value * value;
  }
  const scale = 1 / Math.sqrt(squares);
  for (let at = 0; at < numbers.length; at++) numbers[at]! *= scale;
  return numbers;
}
