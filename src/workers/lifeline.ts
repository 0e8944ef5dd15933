/**
 * Tells the page that a worker is gone. A terminated or crashed worker sends no event, but the browser releases its locks:
 * the worker holds one for as long as it lives, and the page waits for it.
 */

/** In the worker: takes the lock of this name (the worker's own, given by the page) and never lets go. Resolves once it is held. */
export function holdLifeline(name = self.name): Promise<void> {
  return new Promise((held) => {
    void navigator.locks.request(name, () => {
      held();
      return new Promise(() => undefined);
    });
  });
}

/** On the page: resolves when the worker of that name, which holds its lifeline, is gone. */
export async function lifelineEnd(name: string): Promise<void> {
  await navigator.locks.request(name, () => undefined);
}
