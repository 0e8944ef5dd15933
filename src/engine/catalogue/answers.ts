/**
 * A failure of a catalogue as plain values: what crosses from a worker keeps no class, and its codes
 * are not those that every other worker's errors carry.
 */
import { CatalogueError, type CatalogueCode } from './failure';

export type Answer<T> =
  | { readonly value: T }
  | { readonly failure: CatalogueCode; readonly message: string; readonly object: string };

/** @throws what is no failure of a catalogue */
export async function answered<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (thrown) {
    if (!(thrown instanceof CatalogueError)) throw thrown;
    return { failure: thrown.code, message: thrown.message, object: thrown.object };
  }
}

/** @throws CatalogueError as the work threw it */
export function valueOf<T>(answer: Answer<T>): T {
  if ('value' in answer) return answer.value;
  throw new CatalogueError(answer.failure, answer.message, answer.object);
}
