/**
 * Makes a call that tells its progress, and passes on what it tells only while it is under way.
 * Progress travels on another port than the result, so the last of it can arrive after the result,
 * and would then show work that has ended as running.
 */
export async function during<Told extends unknown[], Result>(
  listener: ((...told: Told) => void) | undefined,
  call: (tell: (...told: Told) => void) => Promise<Result>,
): Promise<Result> {
  let underWay = true;
  try {
    return await call((...told) => {
      if (underWay) listener?.(...told);
    });
  } finally {
    underWay = false;
  }
}

/** Does the work; `cancel` is called if the signal aborts while it is under way. */
export async function cancellable<Result>(
  signal: AbortSignal | undefined,
  cancel: () => void,
  work: () => Promise<Result>,
): Promise<Result> {
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
