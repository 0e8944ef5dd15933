/**
 * How bytes lie in an object before it is sealed: the length of a header (4 bytes, little-endian),
 * the header as JSON, then the bytes of each of its items, one after the other.
 */
import { damaged } from './failure';

export const FORMAT = 'huella-catalogue';
/** Raise it when an older app could not read the objects any more; it then refuses with words. */
export const FORMAT_VERSION = 1;
/** Of a header: a pack of some hundred items needs 100 kB. */
const LARGEST_HEADER = 16 * 2 ** 20;
const LENGTH_BYTES = 4;

type Bytes = Uint8Array<ArrayBuffer>;

/** `length` in bytes, in the order in which the items' bytes follow. */
export interface FramedItem {
  readonly length: number;
}

export interface Frame<Item extends FramedItem> {
  readonly kind: string;
  readonly items: readonly Item[];
}

export function frame<Item extends FramedItem>(
  { kind, items }: Frame<Item>,
  bytes: readonly Uint8Array[],
): Bytes {
  const header = new TextEncoder().encode(
    JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, kind, items }),
  );
  const whole = new Uint8Array(
    LENGTH_BYTES + header.length + bytes.reduce((sum, { length }) => sum + length, 0),
  );
  new DataView(whole.buffer).setUint32(0, header.length, true);
  whole.set(header, LENGTH_BYTES);
  let at = LENGTH_BYTES + header.length;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * @param name the object's, for the error
 * @returns the header, unchecked, and everything after it
 * @throws CatalogueError `damaged`
 */
export function unframe(name: string, whole: Bytes): { header: unknown; rest: Bytes } {
  if (whole.length < LENGTH_BYTES) throw damaged(name, 'it has no header');
  const length = new DataView(whole.buffer, whole.byteOffset).getUint32(0, true);
  if (length > LARGEST_HEADER || LENGTH_BYTES + length > whole.length) {
    throw damaged(name, 'its header is longer than it is');
  }
  const text = new TextDecoder().decode(whole.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  try {
    return { header: JSON.parse(text), rest: whole.subarray(LENGTH_BYTES + length) };
  } catch (error) {
    throw damaged(name, 'its header is no JSON', error);
  }
}
