/** How what is in flight on a worker learns that the worker is no more. */
import type { HuellaError } from '../errors';

/** One worker: its functions, a promise that rejects when it dies, and the way to end it. */
export interface WorkerParts<Door> {
  readonly door: Door;
  /** Rejects when the worker fails to load, throws outside any call, or is gone; never resolves. */
  readonly died: Promise<never>;
  readonly terminate: () => void;
}

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
