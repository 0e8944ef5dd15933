/** One action of a person at a time, with the reason where it did not work. */
import type { I18n } from '../i18n/i18n.svelte';
import type { Announcer } from '../state/announcer.svelte';

export class Doing {
  busy = $state(false);
  /** In words; null: nothing failed, or it was said. */
  failure = $state<string | null>(null);
  readonly #i18n: I18n;
  readonly #announcer: Announcer | undefined;

  /** @param announcer says the reason, where there is no place to show it */
  constructor(i18n: I18n, announcer?: Announcer) {
    this.#i18n = i18n;
    this.#announcer = announcer;
  }

  /** Does nothing while the action before is under way. */
  async run(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      const failure = this.#i18n.thrown(error);
      if (this.#announcer) this.#announcer.toast(failure);
      else this.failure = failure;
    } finally {
      this.busy = false;
    }
  }
}
