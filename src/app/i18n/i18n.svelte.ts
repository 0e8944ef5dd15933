/** The language on screen: chosen in Settings, or the first of the browser's languages that Huella speaks. */
import type { ErrorCode, ErrorDetail } from '../../engine/errors';
import type { Settings } from '../../runtime/api';
import { en, type Messages } from './en';
import { es } from './es';
import { createFormatters, fill, type Formatters } from './format';

export type Language = 'en' | 'es';
const MESSAGES: Record<Language, Messages> = { en, es };

/** The first language of `wanted` that Huella speaks; English when there is none. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'es' || base === 'en') return base;
  }
  return 'en';
}

export class I18n {
  #choice = $state<Settings['language']>('auto');
  readonly language: Language = $derived(
    this.#choice === 'auto' ? pickLanguage(navigator.languages) : this.#choice,
  );
  /** The words on screen. */
  readonly t: Messages = $derived(MESSAGES[this.language]);
  /** Numbers and dates in the person's own region where it speaks the language on screen. */
  readonly format: Formatters = $derived(
    createFormatters(
      navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === this.language) ??
        this.language,
    ),
  );

  choose(choice: Settings['language']): void {
    this.#choice = choice;
  }

  /** The sentence for a failure. */
  error(failure: { readonly code: ErrorCode; readonly detail?: ErrorDetail }): string {
    return fill(this.t.errors[failure.code], failure.detail ?? {});
  }
}
