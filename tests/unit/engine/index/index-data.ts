/** Vectors for the index's tests and measurements: reproducible, and shaped as embeddings are. */

/** A small reproducible generator (mulberry32): 0 <= number < 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers (Box and Muller). */
export function normalNumbers(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Of unit length in float32. */
export function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...chunks(values));
  return values.map((value) => value / length);
}

/** Math.hypot over partial lengths: it takes a few hundred arguments, not thousands. */
function chunks(values: Float32Array): number[] {
  const parts = [];
  for (let at = 0; at < values.length; at += 256)
    parts.push(Math.hypot(...values.subarray(at, at + 256)));
  return parts;
}

/**
 * Evenly spread over the sphere: the hardest case for any graph, and unlike any encoder's output.
 */
export function randomUnit(dimension: number, normal: () => number): Float32Array {
  return unit(Float32Array.from({ length: dimension }, normal));
}

/**
 * Photos of individuals: a centre each, and photos around it. `spread`: length of the noise
 * relative to the centre's.
 */
export function clustered(
  count: number,
  dimension: number,
  { perIndividual = 10, spread = 0.6, seed = 1 } = {},
): { vectors: Float32Array[]; query: (individual: number) => Float32Array; individuals: number } {
  const normal = normalNumbers(randomNumbers(seed));
  const individuals = Math.ceil(count / perIndividual);
  const centres = Array.from({ length: individuals }, () => randomUnit(dimension, normal));
  const noise = spread / Math.sqrt(dimension);
  const around = (individual: number) =>
    unit(centres[individual]!.map((value) => value + noise * normal()));
  return {
    vectors: Array.from({ length: count }, (_, i) => around(i % individuals)),
    query: around,
    individuals,
  };
}
