/**
 * When the index is written to the library, and by whom: rarely, after the changes of this tab, one
 * tab at a time.
 */
import { toHuellaError, type HuellaError } from '../errors';
import type { SearchIndex } from '../index';
import type { Library } from '../library';

/**
 * Long enough to gather a burst of changes, short enough that a person who closes the tab loses a
 * small catch-up only.
 */
const SAVE_DELAY_MS = 3000;

export class SnapshotSaver {
  /**
   * Why the last save failed; null when it did not. The library is the truth, so a search never
   * fails for this.
   */
  lastError: HuellaError | null = null;

  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;
  #saving: Promise<void> = Promise.resolve();
  readonly #library: Library;
  readonly #index: SearchIndex;
  /** Brings the index up to the library: a snapshot never goes back behind another tab's. */
  readonly #catchUp: () => Promise<void>;

  constructor(
    library: Library,
    index: SearchIndex,

    catchUp: () => Promise<void>,
  ) {
    this.#library = library;
    this.#index = index;
    this.#catchUp = catchUp;
  }

  /**
   * Saves in a while when enough has changed (`always`: in any case; a graph was built, which no
   * vector shows); a steady stream of changes does not push the save away.
   */
  schedule(always = false): void {
    if (this.#timer !== null || this.#closed || !(always || this.#index.snapshotDue)) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#save({ ifAvailable: true }).catch((error: unknown) => {
        this.lastError = toHuellaError(error, 'storage-failed');
      });
    }, SAVE_DELAY_MS);
  }

  /**
   * Saves now, when enough has changed, or `always`, when anything has. @throws HuellaError as
   * `putSnapshot`.
   */
  async flush(always = false): Promise<void> {
    if (always ? this.#index.changesSinceSnapshot > 0 : this.#index.snapshotDue)
      await this.#save({});
  }

  async idle(): Promise<void> {
    await this.#saving;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #save(how: { ifAvailable?: boolean }): Promise<void> {
    const name = `huella-snapshot:${this.#library.name}:${this.#index.fingerprint}`;
    const saving = navigator.locks.request(name, how, async (lock) => {
      // No lock: another tab is writing nearly the same.
      if (!lock || this.#closed) return;
      await this.#catchUp();
      await this.#library.putSnapshot(this.#index.fingerprint, await this.#index.snapshot());
      this.lastError = null;
    });
    this.#saving = saving;
    return saving;
  }
}
