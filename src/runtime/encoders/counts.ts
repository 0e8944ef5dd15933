/** What encoders' workers have done. */
export interface Counts {
  readonly runs: number;
  readonly failedRuns: number;
  /** Why workers were replaced, oldest first. */
  readonly recycles: readonly string[];
}

export const NO_RUNS: Counts = { runs: 0, failedRuns: 0, recycles: [] };

export function sumOf(a: Counts, b: Counts): Counts {
  return {
    runs: a.runs + b.runs,
    failedRuns: a.failedRuns + b.failedRuns,
    recycles: [...a.recycles, ...b.recycles],
  };
}
