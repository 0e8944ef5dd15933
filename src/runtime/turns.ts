/**
 * What must not happen at the same time in any tab takes turns: imports go on beside each other; a
 * restore, which plans from what the library holds, a change of the encoder and the measuring of a
 * device are alone. They go in the order in which they asked.
 */
const LOCK = 'huella-import';

export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  /** Something else is at it: told once, before the waiting begins. */
  readonly onWait?: (() => void) | undefined;
}

/**
 * Does the work when its turn comes; `alone`: beside nothing else. @throws AbortError when the
 * signal ends the waiting
 */
export async function inTurn<T>(
  how: 'alone' | 'beside',
  { signal, onWait }: TurnOptions,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const mode = how === 'alone' ? 'exclusive' : 'shared';
  // What waits already goes first: `ifAvailable` says no while a tab waits.
  const atOnce = await navigator.locks.request(LOCK, { mode, ifAvailable: true }, async (lock) =>
    lock ? { result: await work() } : null,
  );
  if (atOnce) return atOnce.result;
  onWait?.();
  return navigator.locks.request(LOCK, { mode, ...(signal ? { signal } : {}) }, work);
}
