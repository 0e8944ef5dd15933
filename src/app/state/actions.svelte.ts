/**
 * What a person does to photos and individuals, each with its way back: a button in the toast, or
 * Ctrl+Z.
 */
import type { Acted, Action, JournalEntry } from '../../engine/library';
import type { I18n } from '../i18n/i18n.svelte';
import type { Services } from '../../runtime/services';
import type { Announcer } from './announcer.svelte';
import type { LibraryState } from './library.svelte';
import { newSignature } from '../../runtime/settings';

/** Further back there is the history. */
const REMEMBERED = 100;

export class Actions {
  /** Entries of this visit that can be undone, the last one last. */
  #done = $state.raw<readonly string[]>([]);
  readonly canUndo = $derived(this.#done.length > 0);
  /**
   * Entries that were undone on this visit and not done again, for what is not in the library's
   * records.
   */
  undone = $state.raw<ReadonlySet<string>>(new Set());

  readonly #services: Services;
  readonly #library: LibraryState;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;

  constructor(services: Services, library: LibraryState, i18n: I18n, announcer: Announcer) {
    this.#services = services;
    this.#library = library;
    this.#i18n = i18n;
    this.#announcer = announcer;
  }

  /**
   * Does it, brings the screens up to date, and says so with a button that undoes it.
   * @param message what has been done, as a sentence; null: nothing is said
   * @throws HuellaError as `Library.act`
   */
  async perform(action: Action, message: string | null): Promise<Acted> {
    const acted = await this.#services.library.act(action, newSignature());
    const { entry } = acted;
    await this.#library.refresh();
    if (entry) this.done(entry, message);
    else if (message !== null) this.#announcer.toast(message);
    return acted;
  }

  /** It is done and on screen: says so as `perform`. */
  done({ id }: JournalEntry, message: string | null): void {
    this.#done = [...this.#done, id].slice(-REMEMBERED);
    if (message === null) return;
    this.#announcer.toast(message, {
      label: this.#i18n.t.actions.undo,
      run: () => void this.undo(id),
    });
  }

  /**
   * Undoes one entry, of this visit or an earlier one. What could not be put back is said; what
   * goes wrong too.
   */
  async undo(entryId: string): Promise<void> {
    await this.#replay(entryId, 'undo');
    this.#done = this.#done.filter((id) => id !== entryId);
  }

  async redo(entryId: string): Promise<void> {
    await this.#replay(entryId, 'redo');
    this.#done = [...this.#done, entryId].slice(-REMEMBERED);
  }

  /** The last one of this visit that is still in force. */
  async undoLast(): Promise<void> {
    const last = this.#done.at(-1);
    if (last !== undefined) await this.undo(last);
  }

  async #replay(entryId: string, way: 'undo' | 'redo'): Promise<void> {
    const t = this.#i18n.t.actions;
    try {
      const { entry, skipped } = await this.#services.engine[way](entryId);
      const undone = new Set(this.undone);
      if (way === 'undo') undone.add(entryId);
      else undone.delete(entryId);
      this.undone = undone;
      await this.#library.refresh();
      if (skipped > 0) this.#announcer.toast(t.partly(skipped));
      else if (entry) this.#announcer.toast(way === 'undo' ? t.undone : t.redone);
    } catch (error) {
      this.#announcer.toast(this.#i18n.thrown(error));
    }
  }
}
