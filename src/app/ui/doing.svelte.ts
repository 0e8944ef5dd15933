/** One action of a person at a time, with the reason where it did not work. */
import { toHuellaError } from '../../engine/errors';
import type { I18n } from '../i18n/i18n.svelte';

export class Doing {
  busy = $state(false);
  /** In words; null: nothing failed. */
  failure = $state<string | null>(null);
  readonly #i18n: I18n;

  constructor(i18n: I18n) {
    this.#i18n = i18n;
  }

  /** Does nothing while the action before is under way. */
  async run(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      this.failure = this.#i18n.error(toHuellaError(error));
    } finally {
      this.busy = false;
    }
  }
}
