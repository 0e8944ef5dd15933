/**
 * Bytes of files that were hashed a moment ago and are about to be stored. A photo of 12 megapixels
 * takes as long to read as to hash, and what is stored is just what was hashed.
 */
import { readPhotoFile } from '../exchange/photo-hash';
import { sha256Of } from '../hash';

/** As many as an import has on their way, and some whose encoding failed. */
const MOST_FILES = 6;
/** Of all of them: a larger file is read again. */
const MOST_BYTES = 96 * 1024 * 1024;
/**
 * Files that were not stored are let go this long after the last one came. The slowest encoder
 * takes half of it for a photo.
 */
const FORGET_MS = 60_000;

export class HashedFiles {
  /** By SHA-256, the one that came first first. */
  readonly #files = new Map<string, ArrayBuffer>();
  #bytes = 0;
  #forget: ReturnType<typeof setTimeout> | undefined;

  /** SHA-256 of the file, whose bytes are kept. @throws HuellaError as `readPhotoFile` */
  async hash(file: Blob): Promise<string> {
    const bytes = await readPhotoFile(file);
    const sha256 = await sha256Of(bytes);
    this.drop(sha256);
    this.#files.set(sha256, bytes);
    this.#bytes += bytes.byteLength;
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= MOST_FILES && this.#bytes <= MOST_BYTES) break;
      this.drop(oldest);
    }
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => {
      this.#files.clear();
      this.#bytes = 0;
    }, FORGET_MS);
    return sha256;
  }

  /** The bytes of the file with this hash, where they are kept. */
  get(sha256: string): ArrayBuffer | undefined {
    return this.#files.get(sha256);
  }

  /** They are not needed any more. */
  drop(sha256: string): void {
    this.#bytes -= this.#files.get(sha256)?.byteLength ?? 0;
    this.#files.delete(sha256);
  }
}
