/** Files of one folder that are written to as their pieces come. */
import { openForWriting } from './folder';
import type { WritableFile } from './writable-file';

export class OpenFiles {
  readonly #files = new Map<string, WritableFile>();

  constructor(private readonly folder: FileSystemDirectoryHandle) {}

  /** Opens the file when it is the first piece. @throws as `openForWriting` */
  async write(name: string, at: number, bytes: Uint8Array): Promise<void> {
    let file = this.#files.get(name);
    if (!file) this.#files.set(name, (file = await openForWriting(this.folder, name)));
    file.write(bytes, { at });
  }

  /** Cuts a file that was written to, or fills it with zeros. */
  truncate(name: string, size: number): void {
    this.#files.get(name)?.truncate(size);
  }

  /** Puts on disk what was written so far. */
  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    for (const file of files) await file.close();
  }
}
