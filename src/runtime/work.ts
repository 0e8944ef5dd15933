/**
 * Work that new code must not interrupt: an import, a switch, an installation, a restore. Each
 * piece holds a Web Lock while it runs, so that every tab sees it and a crashed tab leaves nothing
 * behind.
 */
const PREFIX = 'huella-work ';

let running = 0;

/**
 * Declares that work has begun; returns the function that says it is over, which may be called
 * twice.
 */
export function beginWork(): () => void {
  let release = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    release = resolve;
  });
  let ended = false;
  running += 1;
  void navigator.locks.request(PREFIX + crypto.randomUUID(), () => over);
  return () => {
    if (!ended) running -= 1;
    ended = true;
    release();
  };
}

/** Declares a promise to be work for as long as it is pending. Returns the promise. */
export function asWork<T>(work: Promise<T>): Promise<T> {
  const end = beginWork();
  work.then(end, end);
  return work;
}

/** Whether this tab is at work. */
export const isWorking = (): boolean => running > 0;

/** Resolves when no tab is at work. */
export async function allQuiet(): Promise<void> {
  for (;;) {
    const { held = [] } = await navigator.locks.query();
    const work = held.find(({ name }) => name?.startsWith(PREFIX));
    if (!work?.name) return;
    await navigator.locks.request(work.name, () => undefined);
  }
}
