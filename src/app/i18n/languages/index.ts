/** Where the words of each language are. Each folder is a chunk of its own, fetched when chosen. */
import type { Language } from '../../../runtime/languages';
import type { Messages } from '../messages';

type Loader = () => Promise<{ readonly messages: Messages }>;

/** A language of `runtime/languages.ts` without its words does not compile. */
const LOADERS: Readonly<Record<Language, Loader>> = {
  en: () => import('./en/index'),
  es: () => import('./es/index'),
  'pt-BR': () => import('./pt-BR/index'),
};

export async function messagesOf(language: Language): Promise<Messages> {
  return (await LOADERS[language]()).messages;
}
