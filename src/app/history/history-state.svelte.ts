/** The journal, a page at a time: all of it, or what was done with one photo. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { JournalEntry } from '../../engine/library';
import type { AppContext } from '../context';

/** A few screens: older ones are read when asked for. */
const PAGE = 50;

export class HistoryState {
  entries = $state.raw<readonly JournalEntry[]>([]);
  /** There may be older ones. */
  more = $state(false);
  loaded = $state(false);
  failure = $state.raw<HuellaError | null>(null);
  working = $state<string | null>(null);

  readonly #app: AppContext;
  /** Null: everything. */
  readonly #photoId: string | null;
  #wanted = PAGE;

  constructor(app: AppContext, photoId: string | null) {
    this.#app = app;
    this.#photoId = photoId;
  }

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    void this.load();
    return this.#app.services.onLibraryChange(() => void this.load());
  }

  async load(): Promise<void> {
    const { library } = this.#app.services;
    try {
      if (this.#photoId === null) {
        // One more than is shown says whether there are more.
        const read = await library.journal({ limit: this.#wanted + 1 });
        this.entries = read.slice(0, this.#wanted);
        this.more = read.length > this.#wanted;
      } else {
        this.entries = (await library.journalOf(this.#photoId)).reverse();
      }
      this.failure = null;
      this.loaded = true;
    } catch (error) {
      this.failure = toHuellaError(error);
    }
  }

  async showMore(): Promise<void> {
    this.#wanted += PAGE;
    await this.load();
  }

  /** Undoes the entry, or does it again when it is undone. */
  async replay(entry: JournalEntry): Promise<void> {
    if (this.working !== null) return;
    this.working = entry.id;
    await this.#app.actions[entry.undoneAt === null ? 'undo' : 'redo'](entry.id);
    await this.load();
    this.working = null;
  }
}
