/** Embedding-like vectors for measuring, fast enough to make 100,000 x 1,536 of them. */

/**
 * Approximately normal numbers: the sum of four uniform ones (Irwin and Hall), 32-bit linear
 * congruential.
 */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
}

/** Of each component, beside the part that means something. */
const REST = 0.1;

export interface Shape {
  readonly name: string;
  /** Photos per individual; 0: no individuals, vectors spread evenly. */
  readonly perIndividual: number;
  /** Length of a photo's deviation from its individual's centre. */
  readonly spread: number;
  /** Species: individuals of one share a direction, as embeddings of one species do. */
  readonly species: number;
  /** Directions in which embeddings vary at all (their intrinsic dimension); 0: all. */
  readonly latent: number;
}

export const CLUSTERED: Shape = {
  name: 'clustered',
  perIndividual: 10,
  spread: 0.7,
  species: 50,
  latent: 0,
};
export const RANDOM: Shape = { name: 'random', perIndividual: 0, spread: 1, species: 0, latent: 0 };
/**
 * Few photos of each individual, which look much alike: the nearest ten reach over several
 * individuals.
 */
export const ALIKE: Shape = {
  name: 'alike',
  perIndividual: 4,
  spread: 0.5,
  species: 20,
  latent: 32,
};
export const SHAPES = [CLUSTERED, ALIKE, RANDOM];

export class Gallery {
  private readonly normal: () => number;
  private readonly centres: Float32Array[] = [];
  private readonly axes: Float32Array[];
  private readonly inner: number;

  constructor(
    readonly count: number,
    readonly dimension: number,
    readonly shape: Shape,
    seed = 1,
  ) {
    this.normal = noise(seed);
    this.inner = shape.latent || dimension;
    this.axes = Array.from({ length: shape.latent }, () =>
      Float32Array.from({ length: dimension }, this.normal),
    );
    const species = Array.from({ length: shape.species }, () => this.direction());
    const individuals = shape.perIndividual ? Math.ceil(count / shape.perIndividual) : 0;
    for (let i = 0; i < individuals; i++) {
      const own = this.direction();
      this.centres.push(
        normalise(own.map((value, at) => value + 1.2 * species[i % species.length]![at]!)),
      );
    }
  }

  /** The next photo; photos of one individual come one after the other, as they are taken. */
  vector(i: number): Float32Array {
    if (this.centres.length === 0) return this.direction();
    return this.around(Math.floor(i / this.shape.perIndividual));
  }

  /** Another photo of some individual. */
  query(i: number): Float32Array {
    return this.centres.length === 0
      ? this.direction()
      : this.around((i * 7919) % this.centres.length);
  }

  private around(individual: number): Float32Array {
    const scale = this.shape.spread / Math.sqrt(this.inner);
    const point = normalise(
      this.centres[individual]!.map((value) => value + scale * this.normal()),
    );
    if (this.axes.length === 0) return point;
    const vector = new Float32Array(this.dimension);
    this.axes.forEach((axis, i) => {
      for (let at = 0; at < vector.length; at++) vector[at]! += point[i]! * axis[at]!;
    });
    // A little in every direction: what an encoder adds that means nothing.
    return normalise(vector.map((value) => value + REST * this.normal()));
  }

  private direction(): Float32Array {
    return normalise(Float32Array.from({ length: this.inner }, this.normal));
  }
}

function normalise(vector: Float32Array): Float32Array {
  let squared = 0;
  for (const value of vector) squared += value * value;
  const factor = 1 / Math.sqrt(squared);
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
  return vector;
}
