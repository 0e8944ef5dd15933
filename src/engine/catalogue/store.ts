/** What a catalogue needs of the place that keeps it. */
export interface ObjectStore {
  /**
   * Keeps the bytes under that name, unless there is something already.
   * @returns false: there is, and it stays
   * @throws CatalogueError, or what the signal was aborted with
   */
  put(name: string, bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<boolean>;
  /**
   * @param onBytes told how many have come, from 0 again when it is begun anew
   * @returns null: there is nothing of that name
   * @throws as `put`
   */
  get(
    name: string,
    signal?: AbortSignal,
    onBytes?: (bytes: number) => void,
  ): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Names that begin with `prefix`, after `after`, in their order. @throws as `put` */
  list(prefix: string, after?: string, signal?: AbortSignal): AsyncIterable<string>;
}
