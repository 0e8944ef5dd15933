/** The language on screen: chosen in Settings, or the first of the browser's that Huella speaks. */
import { HuellaError, type ErrorCode, type ErrorDetail } from '../../engine/errors';
import type { Settings } from '../../runtime/api';
import { baseOf, FALLBACK, pickLanguage, type Language } from '../../runtime/languages';
import { createFormatters, fill, type Formatters } from './format';
import { messagesOf } from './languages';
import type { Messages } from './messages';

/** A language with its words, which are fetched when it is chosen. */
interface Spoken {
  readonly language: Language;
  readonly messages: Messages;
}

export const languageOf = (choice: Settings['language']): Language =>
  choice === 'auto' ? pickLanguage(navigator.languages) : choice;

/** @throws HuellaError `encoder-missing` when a part of the app can be neither found nor fetched */
async function load(language: Language): Promise<Spoken> {
  try {
    return { language, messages: await messagesOf(language) };
  } catch (error) {
    throw new HuellaError('encoder-missing', `The words of ${language} did not load.`, {
      reason: String(error),
    });
  }
}

export class I18n {
  #spoken = $state.raw<Spoken>()!;
  /** Counts choices, so that a slow language does not replace a later choice. */
  #choices = 0;

  private constructor(spoken: Spoken) {
    this.#spoken = spoken;
  }

  /** Ready to speak; in English when the chosen language cannot be loaded. */
  static async start(choice: Settings['language']): Promise<I18n> {
    return new I18n(await load(languageOf(choice)).catch(() => load(FALLBACK)));
  }

  /** The language whose words are on screen. */
  get language(): Language {
    return this.#spoken.language;
  }

  /** The words on screen. */
  get t(): Messages {
    return this.#spoken.messages;
  }

  /** Numbers and dates in the person's own region where it speaks the language on screen. */
  readonly format: Formatters = $derived(
    createFormatters(
      navigator.languages.find((tag) => baseOf(tag) === baseOf(this.language)) ?? this.language,
    ),
  );

  /**
   * Fetches the words and then shows them; until then, and where that fails, the language stays.
   *
   * @throws HuellaError `encoder-missing` when the words cannot be fetched
   */
  async choose(choice: Settings['language']): Promise<void> {
    const mine = ++this.#choices;
    const language = languageOf(choice);
    if (language === this.language) return;
    const spoken = await load(language);
    if (mine === this.#choices) this.#spoken = spoken;
  }

  /** The sentence for a failure. */
  error(failure: { readonly code: ErrorCode; readonly detail?: ErrorDetail }): string {
    return fill(this.t.errors[failure.code], failure.detail ?? {});
  }
}
