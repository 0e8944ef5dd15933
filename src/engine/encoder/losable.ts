/** How what is in flight on a worker learns that the worker is no more. */
import type { HuellaError } from '../errors';

export interface Losable {
  /** Rejects when the worker dies, or must not be used any more. */
  readonly lost: Promise<never>;
  /** Gives the worker up. */
  readonly lose: (error: HuellaError) => void;
}

/** @param died rejects when the worker dies */
export function losable(died: Promise<never>): Losable {
  let lose: (error: HuellaError) => void = () => undefined;
  const given = new Promise<never>((_, reject) => {
    lose = reject;
  });
  const lost = Promise.race([died, given]);
  // Where no job waits at that moment, the next job finds out.
  lost.catch(() => undefined);
  return { lost, lose };
}
