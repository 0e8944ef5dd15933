/**
 * Language, theme and the engine's settings. Language and theme are on screen before anything else
 * is loaded.
 */
import type { I18n } from '../i18n/i18n.svelte';
import { onSettingsChange, readSettings } from '../../runtime/settings';
import type { Settings } from '../../runtime/api';
import type { Services } from '../../runtime/services';

export class Preferences {
  settings = $state.raw<Settings>(readSettings());
  readonly #services: Services;
  readonly #i18n: I18n;

  constructor(services: Services, i18n: I18n) {
    this.#services = services;
    this.#i18n = i18n;
    this.#show();
    onSettingsChange(() => void this.refresh());
  }

  /** Reads again what a script or another tab has chosen, and shows it. */
  async refresh(): Promise<void> {
    this.settings = await this.#services.huella.settings.get();
    // Where the words cannot be fetched, the language on screen stays.
    await this.#i18n.choose(this.settings.language).catch(() => undefined);
    this.#show();
  }

  /**
   * @throws HuellaError `encoder-missing` when a language cannot be fetched: nothing is changed;
   *   what the engine answers when it cannot start with the new setting: the setting is kept
   */
  async set(change: Partial<Settings>): Promise<void> {
    if (change.language !== undefined) await this.#i18n.choose(change.language);
    this.settings = { ...this.settings, ...change };
    this.#show();
    await this.#services.huella.settings.set(change);
  }

  #show(): void {
    const { theme } = this.settings;
    const root = document.documentElement;
    root.lang = this.#i18n.language;
    if (theme === 'auto') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
  }
}
