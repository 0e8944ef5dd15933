/** SHA-256 of streams with the browser's own implementation, which hashes only whole buffers. */

const encoder = new TextEncoder();

/** Lower-case hex. */
export async function sha256(data: Uint8Array | string): Promise<string> {
  return hex(await digestOf(typeof data === 'string' ? encoder.encode(data) : data));
}

/**
 * SHA-256 over the SHA-256s of consecutive pieces. Pieces must be cut alike each time; see `weightPieces`.
 */
export class PieceDigest {
  readonly #digests: Uint8Array[] = [];

  async add(piece: Uint8Array): Promise<void> {
    this.#digests.push(await digestOf(piece));
  }

  async finish(): Promise<string> {
    const all = new Uint8Array(this.#digests.length * 32);
    this.#digests.forEach((digest, i) => all.set(digest, i * 32));
    return sha256(all);
  }
}

async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
