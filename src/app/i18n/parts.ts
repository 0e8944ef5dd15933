/**
 * Words of screens that are not part of the first visit: each is a chunk of its own for each
 * language, fetched with its screen, because the first visit has a budget (`tools/size.ts`).
 */
import type { Language } from '../../runtime/languages';
import type { Widen } from './messages';
import type { words as evaluate } from './languages/en/evaluate';

export interface Parts {
  readonly evaluate: Widen<typeof evaluate>;
}

type Loaders<Part extends keyof Parts> = Readonly<
  Record<Language, () => Promise<{ readonly words: Parts[Part] }>>
>;

/** A language without one of the parts does not compile. */
const LOADERS: { readonly [Part in keyof Parts]: Loaders<Part> } = {
  evaluate: {
    en: () => import('./languages/en/evaluate'),
    es: () => import('./languages/es/evaluate'),
    'pt-BR': () => import('./languages/pt-BR/evaluate'),
  },
};

/** The words of one part in a language. Rejects where they can be neither found nor fetched. */
export async function wordsOf<Part extends keyof Parts>(
  part: Part,
  language: Language,
): Promise<Parts[Part]> {
  return (await LOADERS[part][language]()).words;
}
