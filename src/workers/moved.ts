/** Large arrays that change hands between threads instead of being copied. */
import { transfer } from 'comlink';

/**
 * The value, of which every typed array moves with the message that carries it: it is empty here
 * afterwards. Arrays of arrays are not looked into.
 *
 * @param parts of the value, where only their arrays may be empty here afterwards
 */
export function moved<T>(value: T, parts: readonly unknown[] = [value]): T {
  if (typeof value !== 'object' || value === null) return value;
  const buffers = parts.flatMap((part) =>
    typeof part === 'object' && part !== null ? buffersIn(part) : [],
  );
  return transfer(value, [...new Set(buffers)]);
}

function buffersIn(value: object): ArrayBuffer[] {
  return Object.values(value).flatMap((part: unknown) => {
    if (ArrayBuffer.isView(part)) return [part.buffer as ArrayBuffer];
    const isRecord = typeof part === 'object' && part !== null && !Array.isArray(part);
    return isRecord ? buffersIn(part) : [];
  });
}
