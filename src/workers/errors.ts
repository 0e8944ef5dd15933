/**
 * Lets errors cross a Comlink door with their code: Comlink alone keeps only message, name and
 * stack.
 */
import { transferHandlers } from 'comlink';
import { HuellaError, toHuellaError, type ErrorCode, type ErrorDetail } from '../engine/errors';

interface Thrown {
  readonly value: unknown;
}

/** An error as it travels: structured clone alone loses its code. */
export type ErrorCrossing =
  | {
      readonly kind: 'huella';
      readonly code: ErrorCode;
      readonly message: string;
      readonly detail: ErrorDetail;
    }
  | { readonly kind: 'abort'; readonly message: string };

/** What was thrown (a wasm exception cannot even be cloned), ready to travel. */
export function packError(thrown: unknown): ErrorCrossing {
  if (thrown instanceof DOMException && thrown.name === 'AbortError') {
    return { kind: 'abort', message: thrown.message };
  }
  const { code, message, detail } = toHuellaError(thrown);
  return { kind: 'huella', code, message, detail };
}

/** What arrived, to be thrown. */
export function unpackError(crossing: ErrorCrossing): Error {
  if (crossing.kind === 'abort') return new DOMException(crossing.message, 'AbortError');
  return new HuellaError(crossing.code, crossing.message, crossing.detail);
}

/** Call once on each side of every door, before the first message. */
export function carryErrors(): void {
  const usual = transferHandlers.get('throw')!;
  transferHandlers.set('throw', {
    canHandle: (value): value is Thrown => usual.canHandle(value),
    serialize: ({ value }: Thrown): [ErrorCrossing, Transferable[]] => [packError(value), []],
    deserialize(crossing: ErrorCrossing): never {
      throw unpackError(crossing);
    },
  });
}
