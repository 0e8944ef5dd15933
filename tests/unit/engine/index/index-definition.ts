/** What every search is checked against. */
import { expect } from 'vitest';
import type { Label, Neighbour } from '../../../../src/engine/index';

/**
 * The answer by definition, sharing nothing with the index: every product summed one after the
 * other, then sorted.
 */
export function byDefinition(
  vectors: ReadonlyMap<Label, Float32Array>,
  query: Float32Array,
  k: number,
  accept: (label: Label) => boolean = () => true,
): Neighbour[] {
  return [...vectors]
    .filter(([label]) => accept(label))
    .map(([label, vector]) => ({
      label,
      similarity: vector.reduce((sum, value, i) => sum + value * query[i]!, 0),
    }))
    .sort((a, b) =>
      Math.abs(a.similarity - b.similarity) < 1e-12
        ? a.label - b.label
        : b.similarity - a.similarity,
    )
    .slice(0, k);
}

export function expectSame(found: readonly Neighbour[], wanted: readonly Neighbour[]): void {
  expect(found.map(({ label }) => label)).toEqual(wanted.map(({ label }) => label));
  found.forEach(({ similarity }, i) => {
    expect(Math.abs(similarity - wanted[i]!.similarity)).toBeLessThan(1e-12);
  });
}
