/**
 * Tells the page that a worker is gone. A terminated or crashed worker sends no event, but the
 * browser releases its locks: the worker holds one for as long as it lives, and the page waits for
 * it.
 */

/** The first message of every worker: its script has run. */
export const LOADED = 'loaded';

/**
 * In a worker: says that it is there, and holds the lifeline of its own name. Resolves once it is
 * held.
 */
export function holdWorkersLifeline(): Promise<void> {
  self.postMessage(LOADED);
  return holdLifeline(self.name);
}

/** Takes the lock of this name and never lets go. Resolves once it is held. */
export function holdLifeline(name: string): Promise<void> {
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
