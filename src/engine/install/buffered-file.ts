/**
 * A file that is written in memory and put on disk when it is closed: for browsers whose origin
 * private file system has `createWritable` alone (WebKitGTK 2.50). An installation that is cut off
 * there begins again.
 */
import type { WritableFile } from './writable-file';

/** A buffer that is full is made twice as large, so that bytes are copied twice at most. */
const GROWTH = 2;
const FIRST_BYTES = 64 * 1024;

export class BufferedFile implements WritableFile {
  #bytes: Uint8Array<ArrayBuffer>;
  #size: number;
  #isOpen = true;
  readonly #handle: FileSystemFileHandle;

  private constructor(handle: FileSystemFileHandle, bytes: Uint8Array<ArrayBuffer>) {
    this.#handle = handle;
    this.#bytes = bytes;
    this.#size = bytes.byteLength;
  }

  /** @throws what reading the file throws */
  static async open(handle: FileSystemFileHandle): Promise<BufferedFile> {
    return new BufferedFile(handle, new Uint8Array(await (await handle.getFile()).arrayBuffer()));
  }

  read(into: Uint8Array, { at }: { at: number }): number {
    const from = this.#bytes.subarray(at, Math.min(this.#size, at + into.byteLength));
    into.set(from);
    return from.byteLength;
  }

  write(bytes: Uint8Array, { at }: { at: number }): number {
    this.#reserve(at + bytes.byteLength);
    this.#bytes.set(bytes, at);
    this.#size = Math.max(this.#size, at + bytes.byteLength);
    return bytes.byteLength;
  }

  /** What is added are zeros. */
  truncate(size: number): void {
    this.#reserve(size);
    this.#bytes.fill(0, Math.min(size, this.#size), Math.max(size, this.#size));
    this.#size = size;
  }

  getSize(): number {
    return this.#size;
  }

  /** Only closing puts it on disk. */
  flush(): void {
    return;
  }

  /** Once; later calls do nothing. @throws what writing the file throws */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const stream = await this.#handle.createWritable();
    // Not the view itself: WebKitGTK 2.50 writes the whole buffer that it looks into.
    await stream.write(new Blob([this.#bytes.subarray(0, this.#size)]));
    await stream.close();
    this.#bytes = new Uint8Array();
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.byteLength) return;
    const bytes = new Uint8Array(
      Math.max(size, FIRST_BYTES, Math.min(this.#bytes.byteLength * GROWTH, size * GROWTH)),
    );
    bytes.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = bytes;
  }
}
