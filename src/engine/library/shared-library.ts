/**
 * The library as a catalogue sees it: all its records at once, which may become others, and the
 * parts of photos by what they show. A connection of its own to the library's database; every other
 * is told of what it changes.
 */
import * as becoming from './become';
import { Connection } from './connection';
import { DATABASE } from './library';
import { forgetNote, isShared } from './shared-note';
import * as parts from './shared-parts';
import { keepDays } from './trash';
import type { PhotoRecord, StoredFile } from './records';

export class SharedLibrary {
  readonly #connection: Connection;
  /** The records when they were last read. */
  #was: becoming.SharedRecords | null = null;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws HuellaError as `Library.open` */
  static async open(name = DATABASE): Promise<SharedLibrary> {
    return new SharedLibrary(await Connection.open(name));
  }

  /** Rejects when the database is closed, with the reason; never resolves. */
  get closed(): Promise<never> {
    return this.#connection.closed;
  }

  close(): void {
    this.#connection.close();
  }

  /** At one moment; `note`: given to the last `become`, null: none, or the library was cleared. */
  async records(): ReturnType<typeof becoming.sharedRecords> {
    const found = await this.#connection.read(
      [...becoming.RECORD_STORES, 'counters'],
      becoming.sharedRecords,
    );
    this.#was = found.records;
    return found;
  }

  /**
   * All of it or nothing: false when what would change is no longer as it was last read, or would
   * not go with what was done since.
   */
  async become(next: Omit<becoming.Becoming, 'was'>): Promise<boolean> {
    const was = this.#was;
    if (!was) return false;
    return this.#connection.write(becoming.BECOME_STORES, 'strict', async (t) => {
      const change = await becoming.become(t, { ...next, was });
      return { result: change !== null, change };
    });
  }

  /** The records stay, and are of no catalogue any more. */
  forgetNote(): Promise<void> {
    return this.#connection.writeQuietly(['trash'], 'strict', async (t) => {
      if (await isShared(t)) await keepDays(t, Date.now());
      await forgetNote(t);
    });
  }

  inventory(): ReturnType<typeof parts.inventory> {
    return this.#connection.read(parts.PART_STORES, parts.inventory);
  }

  partsOf(keys: readonly parts.PartKey[]): Promise<parts.Part[]> {
    return this.#connection.read(parts.PART_STORES, (t) => parts.partsOf(t, keys));
  }

  fill(found: readonly parts.Part[]): Promise<void> {
    // Relaxed: it can be fetched again.
    return this.#connection.write(parts.PART_STORES, 'relaxed', async (t) => {
      return { result: undefined, change: await parts.fillParts(t, found) };
    });
  }

  /** SHA-256 of the files that are here. */
  files(): Promise<string[]> {
    return this.#connection.read(['originals'], (t) => t.objectStore('originals').getAllKeys());
  }

  /** Null: it is not here. */
  file(sha256: string): Promise<StoredFile | null> {
    return this.#connection.get('originals', sha256);
  }

  keepFile(sha256: string, file: StoredFile): Promise<void> {
    return this.#connection.write(parts.FILE_STORES, 'relaxed', async (t) => {
      return { result: undefined, change: await parts.keepFile(t, sha256, file) };
    });
  }

  /** The photos stay, without their files. */
  dropFiles(sha256s: readonly string[]): Promise<void> {
    return this.#connection.writeQuietly(['originals'], 'relaxed', async (t) => {
      await Promise.all(sha256s.map((sha256) => t.objectStore('originals').delete(sha256)));
    });
  }

  /** Null: there is none of that id in the gallery. */
  photo(photoId: string): Promise<PhotoRecord | null> {
    return this.#connection.get('photos', photoId);
  }
}
