/** NumPy's array files, version 1.0 (numpy.lib.format): float32, C order, little-endian. */

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
/** The data begins at a multiple of this, so that it can be mapped into memory. */
const ALIGNMENT = 64;

/**
 * What comes before the numbers of a table of `rows` x `columns`. The rows follow as they are in
 * memory.
 */
export function npyHeader(rows: number, columns: number): Uint8Array<ArrayBuffer> {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const bytes = new Uint8Array(before + length).fill(0x20);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, length, true);
  bytes.set(new TextEncoder().encode(dictionary), before);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}

/**
 * One row as bytes. Every machine a browser runs on is little-endian; a copy, so that the vector
 * may be reused.
 */
export function npyRow(vector: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    vector.buffer.slice(vector.byteOffset, vector.byteOffset + vector.byteLength) as ArrayBuffer,
  );
}
