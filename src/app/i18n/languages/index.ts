/**
 * Where the words of each language are: those of the first screen, and those of all others, which
 * come after it. Each is a chunk of its own, fetched when the language is chosen.
 */
import type { Language } from '../../../runtime/languages';
import type { FirstMessages, Messages, MoreMessages } from '../messages';

interface Loaders {
  readonly first: () => Promise<{ readonly messages: FirstMessages }>;
  readonly more: () => Promise<{ readonly more: MoreMessages }>;
}

/** A language of `runtime/languages.ts` without its words does not compile. */
const LOADERS: Readonly<Record<Language, Loaders>> = {
  en: { first: () => import('./en/index'), more: () => import('./en/more') },
  es: { first: () => import('./es/index'), more: () => import('./es/more') },
  'pt-BR': { first: () => import('./pt-BR/index'), more: () => import('./pt-BR/more') },
};

export async function firstMessagesOf(language: Language): Promise<FirstMessages> {
  return (await LOADERS[language].first()).messages;
}

/** All words of a language. */
export async function messagesOf(language: Language): Promise<Messages> {
  const { first, more } = LOADERS[language];
  const [{ messages }, others] = await Promise.all([first(), more()]);
  return { ...messages, ...others.more };
}
