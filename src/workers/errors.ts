/** Lets errors cross a Comlink door with their code: Comlink alone keeps only message, name and stack. */
import { transferHandlers } from 'comlink';
import { HuellaError, toHuellaError, type ErrorCode, type ErrorDetail } from '../engine/errors';

interface Thrown {
  readonly value: unknown;
}

type Crossing =
  | {
      readonly kind: 'huella';
      readonly code: ErrorCode;
      readonly message: string;
      readonly detail: ErrorDetail;
    }
  | { readonly kind: 'abort'; readonly message: string };

/** Call once on each side of every door, before the first message. */
export function carryErrors(): void {
  const usual = transferHandlers.get('throw')!;
  transferHandlers.set('throw', {
    canHandle: (value): value is Thrown => usual.canHandle(value),
    serialize({ value }: Thrown): [Crossing, Transferable[]] {
      if (value instanceof DOMException && value.name === 'AbortError') {
        return [{ kind: 'abort', message: value.message }, []];
      }
      // Whatever else was thrown (a wasm exception cannot even be cloned) becomes a HuellaError here.
      const { code, message, detail } = toHuellaError(value);
      return [{ kind: 'huella', code, message, detail }, []];
    },
    deserialize(crossing: Crossing): never {
      if (crossing.kind === 'abort') throw new DOMException(crossing.message, 'AbortError');
      throw new HuellaError(crossing.code, crossing.message, crossing.detail);
    },
  });
}
