import { HuellaError } from '../errors';

/**
 * Rejects with what `late` makes, `encoder-timeout` unless given, when `work` takes longer than
 * `ms`.
 */
export async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  late = (): Error =>
    new HuellaError('encoder-timeout', `No answer within ${ms / 1000} s.`, { seconds: ms / 1000 }),
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
