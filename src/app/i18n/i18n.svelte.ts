/** The language on screen: chosen in Settings, or the first of the browser's that Huella speaks. */
import { HuellaError, toHuellaError, type ErrorCode, type ErrorDetail } from '../../engine/errors';
import type { Settings } from '../../runtime/api';
import { baseOf, FALLBACK, pickLanguage, type Language } from '../../runtime/languages';
import { createFormatters, fill, type Formatters } from './format';
import { firstMessagesOf, messagesOf } from './languages';
import type { Messages } from './messages';

/** A language with its words, which are fetched when it is chosen. */
interface Spoken {
  readonly language: Language;
  readonly messages: Messages;
  /** Not only the words of the first screen are there. */
  readonly whole: boolean;
}

export const languageOf = (choice: Settings['language']): Language =>
  choice === 'auto' ? pickLanguage(navigator.languages) : choice;

/** @throws HuellaError `encoder-missing` when a part of the app can be neither found nor fetched */
async function load(language: Language, whole: boolean): Promise<Spoken> {
  try {
    // What is not there yet is not asked for: screens wait for `I18n.whole`.
    const messages = await (whole ? messagesOf(language) : firstMessagesOf(language));
    return { language, messages: messages as Messages, whole };
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
    const i18n = await I18n.begin(choice);
    await i18n.whole();
    return i18n;
  }

  /** As `start`, but resolves with the words of the first screen; the others are on their way. */
  static async begin(choice: Settings['language']): Promise<I18n> {
    const language = languageOf(choice);
    const i18n = new I18n(await load(language, false).catch(() => load(FALLBACK, false)));
    // A failure is told to the screen that waits for these words.
    i18n.whole().catch(() => undefined);
    return i18n;
  }

  /** Whether the words of every screen are there. */
  get isWhole(): boolean {
    return this.#spoken.whole;
  }

  /**
   * Resolves when the words of every screen are there.
   *
   * @throws HuellaError `encoder-missing` when they cannot be fetched; the next call tries again
   */
  async whole(): Promise<void> {
    if (this.isWhole) return;
    const { language } = this;
    const spoken = await load(language, true);
    // Meanwhile another language was chosen, with all its words.
    if (this.language === language) this.#spoken = spoken;
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

  /** Orders names. One collator for all comparisons: five thousand are sorted in milliseconds. */
  readonly byName = $derived(new Intl.Collator(this.language, { numeric: true }).compare);

  /**
   * Fetches the words and then shows them; until then, and where that fails, the language stays.
   *
   * @throws HuellaError `encoder-missing` when the words cannot be fetched
   */
  async choose(choice: Settings['language']): Promise<void> {
    const mine = ++this.#choices;
    const language = languageOf(choice);
    if (language === this.language) return;
    const spoken = await load(language, true);
    if (mine === this.#choices) this.#spoken = spoken;
  }

  /** The sentence for a failure. */
  error(failure: { readonly code: ErrorCode; readonly detail?: ErrorDetail }): string {
    return fill(this.t.errors[failure.code], failure.detail ?? {});
  }

  /** The sentence for an error that was caught; one without a code is `internal`. */
  thrown(error: unknown): string {
    return this.error(toHuellaError(error));
  }
}
