/** How far an installation is, as the page is told. */

export interface InstallProgress {
  /** Looking at the file, fetching and converting its weights, or hashing what was written. */
  readonly stage: 'opening' | 'weights' | 'checking';
  /** Bytes of weights. */
  readonly done: number;
  readonly total: number;
  /** The connection is lost and being tried again. */
  readonly waiting: boolean;
}

/** Messages to the page for every piece would take longer than the pieces. */
const PROGRESS_EVERY_MS = 100;
/** Passes on what is new, and of the same kind no more than the page can follow. */
export function throttled(
  report: (progress: InstallProgress) => void,
): (progress: InstallProgress) => void {
  let last: { at: number; progress: InstallProgress } | null = null;
  return (progress) => {
    const now = performance.now();
    const sameKind =
      last?.progress.stage === progress.stage && last.progress.waiting === progress.waiting;
    if (last && sameKind && now - last.at < PROGRESS_EVERY_MS) return;
    last = { at: now, progress };
    report(progress);
  };
}
