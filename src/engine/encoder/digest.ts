/** SHA-256 of buffers and of files too large for one buffer. */

/** The browser hashes only whole buffers; a file is hashed in pieces of this size, which bounds memory. */
const PIECE_BYTES = 4 * 2 ** 20;

/** Lower-case hex. */
export async function sha256(bytes: BufferSource): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', bytes));
}

/** SHA-256 over the SHA-256s of the file's consecutive 4 MiB pieces, lower-case hex. */
export async function digestOfFile(file: Blob): Promise<string> {
  const digests = new Uint8Array(Math.ceil(file.size / PIECE_BYTES) * 32);
  for (let at = 0, i = 0; at < file.size; at += PIECE_BYTES, i++) {
    const piece = await file.slice(at, at + PIECE_BYTES).arrayBuffer();
    digests.set(new Uint8Array(await crypto.subtle.digest('SHA-256', piece)), i * 32);
  }
  return sha256(digests);
}

function hex(buffer: ArrayBuffer): string {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
