/**
 * Rounds by themselves, in one tab: a while after the last change here, when the device is online
 * again or the page is looked at again, and now and then for what others did.
 */
import type { Catalogue } from './catalogue';

/** After the last change: what a person does in one go is one entry. */
const QUIET_MS = 5000;
/** An import of hours is shared on its way. */
const LONGEST_MS = 60_000;
/** For what others did. */
const EVERY_MS = 300_000;
/** Held for as long as the tab lives: the next in line takes over. */
const LOCK = 'huella-catalogue-auto';

export function syncBySelf(
  catalogue: Pick<Catalogue, 'syncQuietly'>,
  onLibraryChange: (listener: () => void) => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since: number | null = null;
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    clearTimeout(timer);
    since = null;
    again = running;
    if (running) return;
    running = true;
    // What went wrong is written down for the screens; the next round tries again.
    await catalogue.syncQuietly().catch(() => undefined);
    running = false;
    if (again) soon();
  };
  const soon = (): void => {
    const now = performance.now();
    since ??= now;
    clearTimeout(timer);
    const wait = Math.max(0, Math.min(QUIET_MS, since + LONGEST_MS - now));
    timer = setTimeout(() => void run(), wait);
  };
  void navigator.locks.request(LOCK, () => {
    onLibraryChange(soon);
    addEventListener('online', () => void run());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') soon();
    });
    setInterval(() => {
      if (document.visibilityState === 'visible') void run();
    }, EVERY_MS);
    void run();
    return new Promise(() => undefined);
  });
}
