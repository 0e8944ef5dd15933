/** Large arrays that change hands between threads instead of being copied. */
import { transfer } from 'comlink';

/**
 * The value, of which every typed array moves with the message that carries it: it is empty here
 * afterwards. Arrays of arrays are not looked into.
 */
export function moved<T>(value: T): T {
  return typeof value === 'object' && value !== null ? transfer(value, buffersIn(value)) : value;
}

function buffersIn(value: object): ArrayBuffer[] {
  const buffers = Object.values(value).flatMap((part: unknown) => {
    if (ArrayBuffer.isView(part)) return [part.buffer as ArrayBuffer];
    const isRecord = typeof part === 'object' && part !== null && !Array.isArray(part);
    return isRecord ? buffersIn(part) : [];
  });
  return [...new Set(buffers)];
}
