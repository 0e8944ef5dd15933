/**
 * SHA-256 (FIPS 180-4) and its written form. `crypto.subtle` takes whole buffers only, so what is
 * too large for memory is hashed in pieces.
 */

/** Bytes of one SHA-256. */
const DIGEST_BYTES = 32;
/** Bytes of a file read at once: bounds the memory that hashing takes. */
const PIECE_BYTES = 4 * 2 ** 20;

const WRITTEN = /^[0-9a-f]{64}$/;

/** Whether it is a SHA-256 as `sha256Of` writes it. */
export function isSha256(value: unknown): value is string {
  return typeof value === 'string' && WRITTEN.test(value);
}

/** 64 lower-case hexadecimal digits. A text is hashed as UTF-8. */
export async function sha256Of(data: Uint8Array | ArrayBuffer | string): Promise<string> {
  return hex(await digestOf(typeof data === 'string' ? new TextEncoder().encode(data) : data));
}

/** The 32 bytes of a SHA-256. */
export async function digestOf(data: Uint8Array | ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data as BufferSource));
}

/** Two lower-case hexadecimal digits a byte. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 over the SHA-256s of consecutive pieces: equal only for data that was cut alike. */
export class PieceDigest {
  readonly #digests: Uint8Array[] = [];

  async add(piece: Uint8Array | ArrayBuffer): Promise<void> {
    this.#digests.push(await digestOf(piece));
  }

  async finish(): Promise<string> {
    const all = new Uint8Array(this.#digests.length * DIGEST_BYTES);
    this.#digests.forEach((digest, i) => all.set(digest, i * DIGEST_BYTES));
    return sha256Of(all);
  }
}

/** The `PieceDigest` of a file cut into pieces of 4 MiB. */
export async function digestOfFile(file: Blob): Promise<string> {
  const digest = new PieceDigest();
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    await digest.add(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
  }
  return digest.finish();
}
