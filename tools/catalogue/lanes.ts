/** Requests at once: a store answers several in the time of one, and each may hold a large file. */
const LANES = 4;

/** Does the work for each, some at once. The first failure ends it. */
export async function inLanes<T>(
  items: readonly T[],
  work: (item: T, at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      await work(items[at]!, at);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } catch (error) {
    next = items.length;
    throw error;
  }
}
