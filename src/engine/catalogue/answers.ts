/**
 * A call's outcome as plain values: what crosses from a worker keeps no class and no code of its
 * own, and the codes of a catalogue are not those that every other worker's errors carry.
 */
import { HuellaError, isErrorCode, toHuellaError } from '../errors';
import { CatalogueError, type CatalogueCode } from './failure';

export type Answer<T> =
  | { readonly value: T }
  | { readonly failure: CatalogueCode; readonly message: string; readonly object: string }
  | { readonly error: string; readonly message: string };

export async function answered<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (thrown) {
    if (thrown instanceof CatalogueError) {
      return { failure: thrown.code, message: thrown.message, object: thrown.object };
    }
    const { code, message } = toHuellaError(thrown);
    return { error: code, message };
  }
}

/** @throws CatalogueError, HuellaError: what the work threw */
export function valueOf<T>(answer: Answer<T>): T {
  if ('value' in answer) return answer.value;
  const { message } = answer;
  if ('failure' in answer) throw new CatalogueError(answer.failure, message, answer.object);
  throw new HuellaError(isErrorCode(answer.error) ? answer.error : 'internal', message);
}
