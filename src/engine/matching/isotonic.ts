/**
 * Isotonic regression: the probability may only rise with the score, and nothing else is assumed.
 */

/** A step function through its corners, straight between them, flat beyond. */
export interface IsotonicModel {
  /** Ascending. */
  readonly scores: readonly number[];
  readonly values: readonly number[];
}

/**
 * The non-decreasing values closest to the labels (weighted squares), by pooling adjacent
 * violators: scikit-learn's IsotonicRegression with `out_of_bounds='clip'`.
 */
export function fitIsotonic(
  scores: readonly number[],
  labels: readonly number[],
  weights: readonly number[],
): IsotonicModel {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: { first: number; last: number; weight: number; value: number }[] = [];
  for (const i of order) {
    const score = scores[i]!;
    const last = blocks.at(-1);
    const one = { first: score, last: score, weight: weights[i]!, value: labels[i]! };
    // Equal scores are one point.
    if (last?.last === score && last.first === score) merge(last, one);
    else blocks.push(one);
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    pooled.push(block);
    while (pooled.length > 1 && pooled.at(-2)!.value >= pooled.at(-1)!.value) {
      merge(pooled.at(-2)!, pooled.pop()!);
    }
  }
  const corners = pooled.flatMap(({ first, last, value }) =>
    first === last
      ? [[first, value]]
      : [
          [first, value],
          [last, value],
        ],
  );
  return { scores: corners.map(([at]) => at!), values: corners.map(([, value]) => value!) };
}

function merge(
  into: { last: number; weight: number; value: number },
  from: { last: number; weight: number; value: number },
): void {
  const weight = into.weight + from.weight;
  into.value = (into.value * into.weight + from.value * from.weight) / weight;
  into.weight = weight;
  into.last = from.last;
}

export function isotonicAt({ scores, values }: IsotonicModel, score: number): number {
  const next = scores.findIndex((corner) => corner >= score);
  if (next === -1) return values.at(-1)!;
  if (next === 0 || scores[next] === score) return values[next]!;
  const [from, to] = [scores[next - 1]!, scores[next]!];
  const share = (score - from) / (to - from);
  return values[next - 1]! + share * (values[next]! - values[next - 1]!);
}
