/** A file as an installation writes it; `createSyncAccessHandle` gives such a one. */
export interface WritableFile {
  read(into: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  /** Where it is a promise, the file is whole only once that has resolved. */
  close(): void | Promise<void>;
}
